"""Officers came: one short form on a page of its own."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponseBase
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from comity.facts import Ask
from comity.gate import commands
from comity.gate.checking import MAX_SHORT
from comity.gate.state import Matter
from comity.gate.visiting.commands import RecordVisit
from comity.web.access import allowed
from comity.web.forms_render import Moment, Tiles
from comity.web.pages.custody.acting import ActPage, act_page, seen_before
from comity.web.pages.custody.person.acts import METHODS, back_to, sent, this_minute
from comity.web.pages.custody.person.forms import OfMatter
from comity.web.pages.custody.words import CONSENTS, VISITS
from comity.web.pages.requests.words import AGENCIES, agency_words

_YES_NO = [("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No"))]
_FORM = [("", gettext_lazy("Not known")), *_YES_NO]


class VisitForm(OfMatter):
    """Who came, from which agency, to see whom, when, and what came of it."""

    requester = forms.ChoiceField(
        label=gettext_lazy("Which agency came?"),
        error_messages={"required": gettext_lazy("Choose the agency")},
    )
    officer = forms.CharField(
        label=gettext_lazy("Who came?"),
        max_length=MAX_SHORT,
        required=False,
        help_text=gettext_lazy("As the officers said, or as their papers show: names, badge numbers, how many."),
    )
    ask = forms.ChoiceField(
        label=gettext_lazy("For what?"),
        widget=Tiles(),
        error_messages={"required": gettext_lazy("Choose what they came for")},
    )
    saw = forms.CharField(
        label=gettext_lazy("Whom or what did they want to see?"),
        max_length=MAX_SHORT,
        required=False,
        help_text=gettext_lazy("Leave it empty if it was this person."),
    )
    at = forms.DateTimeField(
        label=gettext_lazy("When did they come?"),
        widget=Moment(),
        error_messages={
            "required": gettext_lazy("Enter the day and the time"),
            "invalid": gettext_lazy("Enter the day and the time, such as 11/20/2026, 4:30 p.m."),
        },
    )
    let_in = forms.ChoiceField(
        label=gettext_lazy("Were they let in?"),
        choices=_YES_NO,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Say whether they were let in")},
    )
    decided_by = forms.CharField(
        label=gettext_lazy("Who decided that?"),
        max_length=MAX_SHORT,
        required=False,
        help_text=gettext_lazy("Leave it empty if it was whoever answered the request, or you."),
    )
    consent = forms.ChoiceField(label=gettext_lazy("Did the person agree to talk?"), required=False)
    form_given = forms.ChoiceField(
        label=gettext_lazy("Was the form about consent given first?"),
        required=False,
        choices=_FORM,
    )
    request = forms.ChoiceField(
        label=gettext_lazy("Because of which request?"),
        required=False,
        help_text=gettext_lazy("Officers who come without one have asked by coming: a request is then recorded."),
    )

    def __init__(self, matter: Matter, *args: object, now: datetime | None = None, **more: object) -> None:
        super().__init__(matter, *args, now=now, **more)
        self.fields["requester"].choices = [("", _("Choose")), *((key, _agency(key)) for key in AGENCIES)]
        self.fields["ask"].choices = [(ask, words) for ask, words in VISITS.items()]
        self.fields["consent"].choices = [
            ("", _("Not known")),
            *((key, capfirst(words)) for key, words in CONSENTS.items()),
        ]
        self.fields["request"].choices = [("", _("They came without a request")), *_requests(matter)]

    def command(self, matter: str) -> commands.Command:
        """The command."""
        given = self.cleaned_data
        return RecordVisit(
            matter,
            given["requester"],
            Ask(given["ask"]),
            given["let_in"] == "yes",
            given["officer"],
            given["saw"],
            given["at"],
            given["consent"],
            {"yes": True, "no": False}.get(given["form_given"]),
            given["decided_by"],
            given["request"],
        )


def _agency(key: str) -> str:
    """An agency by its short name, told apart from another part of the same department."""
    parts = {"ice": _("ICE, which part is not known"), "ice_ero": "ICE ERO", "ice_hsi": "ICE HSI"}
    return parts.get(key) or agency_words(key)


def _requests(matter: Matter) -> list[tuple[str, str]]:
    newest = sorted(matter.requests.values(), key=lambda each: each.received_at, reverse=True)
    return [(each.id, f"{each.number} · {agency_words(each.requester)}") for each in newest if not each.closed_at]


@allowed("record_visit")
@require_http_methods(METHODS)
def visit(request: HttpRequest, matter: str) -> HttpResponseBase:
    """Record that officers came."""
    says = ActPage(
        "visit",
        _("Officers came"),
        _("Record it"),
        _("The visit is recorded and sealed."),
        lead=_("Record it also if they were sent away, or if nothing allowed it: it happened."),
    )
    form = VisitForm(seen_before(matter), sent(request), now=this_minute())

    def wanted(_given: dict[str, Any]) -> list[commands.Command]:
        return [form.command(matter)]

    return act_page(request, matter, form, says=says, wanted=wanted, then=back_to(matter))
