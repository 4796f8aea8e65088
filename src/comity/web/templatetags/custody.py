"""Words of persons' pages as filters: `{{ person.language|language_words }}`."""

from __future__ import annotations

from datetime import date, datetime

from django import template
from django.utils.translation import gettext as _

from comity.base import ComityError
from comity.gate import Role
from comity.tell import sentence
from comity.web.access.context import ROLE_NAMES
from comity.web.components import countdown, day_text
from comity.web.pages.custody import words

register = template.Library()
register.filter("language_words", words.language_words)
register.filter("letter_words", words.letter_words)
register.filter("addressee_words", words.addressee_words)
register.filter("way_words", words.way_words)
register.filter("page_words", words.page_words)
register.filter("grade_words", words.grade_words)
register.filter("visit_words", words.visit_words)
register.filter("consent_words", words.consent_words)
register.simple_tag(words.letter_label, name="letter_label")


@register.filter
def how_far(moment: datetime, now: datetime) -> str:
    """How far off a moment is, or how late."""
    return countdown(moment, now).words


@register.filter
def told(error: ComityError) -> str:
    """What went wrong and what to do, as two sentences."""
    return f"{sentence(error.message.replace('`', ''))} {error.help.replace('`', '')}"


@register.filter
def day_words(day: date) -> str:
    """A day in words, with its year."""
    return day_text(day)


@register.filter
def role_words(role: str) -> str:
    """A role by its name."""
    return str(ROLE_NAMES[Role(role)]) if role in set(Role) else role


@register.filter
def ended_words(why: str) -> str:
    """Why a hold ended; words that somebody wrote stay as they are."""
    return {"released": _("the person was released"), "transferred": _("the person was handed over")}.get(why, why)
