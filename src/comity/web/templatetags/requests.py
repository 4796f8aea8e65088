"""Words of the requests' pages as filters: `{{ ask.ask|ask_words }}`."""

from __future__ import annotations

from datetime import datetime

from django import template
from django.utils.translation import gettext

from comity.decide import Outcome
from comity.gate.state import AskDecided
from comity.gate.watch import AT_ONCE_GRACE
from comity.papers import Place
from comity.tell import DUTY_MOMENTS, OUTCOMES, sentence
from comity.web.components import countdown
from comity.web.pages.requests import words
from comity.web.pages.requests.forms.answer_forms import VERDICTS
from comity.web.pages.requests.sentences import marked, plainly_of, said, said_of, said_or_marked, written_again

register = template.Library()
register.filter("ask_words", words.ask_words)
register.filter("agency_words", words.agency_opening)
register.filter("channel_words", words.channel_words)
register.filter("marked", marked)
register.filter("again", said)
register.filter("of_law", said_of)
register.filter("plainly_of_law", plainly_of)
register.filter("spoken", said_or_marked)
register.filter("written", written_again)


@register.filter
def across(place: Place) -> float:
    """How wide a place on a page is."""
    return place.right - place.left


@register.filter
def overdue(due: datetime | None, now: datetime) -> str:
    """How late something is that was to be done at once, or nothing as long as that rings no alarm."""
    return countdown(due, now).words if due and now - due > AT_ONCE_GRACE else ""


@register.filter
def points_words(points: str) -> str:
    """Where a sign on a paper points."""
    return {
        "administrative": gettext("Speaks for an agency's paper:"),
        "judicial": gettext("Speaks for a court's paper:"),
        "neither": gettext("Does not decide:"),
    }[points]


@register.filter
def trigger_words(trigger: str) -> str:
    """When a duty arises."""
    return sentence(said(DUTY_MOMENTS.get(trigger, trigger))).rstrip(".")


@register.filter
def outcome_words(law: AskDecided) -> str:
    """What the law says of an ask."""
    return sentence(said(OUTCOMES[Outcome(law.outcome)])).rstrip(".")


@register.filter
def verdict_words(verdict: str) -> str:
    """A verdict as the forms name it."""
    return str(dict(VERDICTS).get(verdict, verdict))
