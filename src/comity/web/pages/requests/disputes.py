"""A fact that somebody disputes: entered with who says so and why, shown, taken back, or settled by whoever can."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from comity.facts import Fact, Kind
from comity.gate import GateError, commands
from comity.web.access import allowed
from comity.web.pages.requests.acts import act
from comity.web.pages.requests.answer import address
from comity.web.pages.requests.disputing.otherwise import otherwise_field, otherwise_value
from comity.web.pages.requests.disputing.standing import LONG_WHY, TakeBackForm, disputed_now, scope_of, value_now
from comity.web.pages.requests.forms.fact_forms import fact_named
from comity.web.pages.requests.history import stated_words
from comity.web.pages.requests.opening import UNUSABLE, Opened, do, open_request, status_of, tell_beside
from comity.web.pages.requests.sentences import language_of, said

LONGEST = 200


class DisputeForm(forms.Form):
    """What is so instead, who says so, why, and the paper that shows it."""

    said_by = forms.CharField(
        label=gettext_lazy("Who says so?"),
        max_length=LONGEST,
        help_text=gettext_lazy("For example: the person, to me; the person’s lawyer, by telephone."),
        error_messages={"required": gettext_lazy("Write who says so")},
    )
    why = forms.CharField(
        label=gettext_lazy("Why?"),
        max_length=LONG_WHY,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Write why, in a sentence")},
    )
    paper = forms.CharField(
        label=gettext_lazy("Which paper or record shows it?"),
        required=False,
        max_length=LONGEST,
        help_text=gettext_lazy("Leave it empty if there is none yet."),
    )

    def __init__(self, fact: Fact, now: object, *args: object, **given: object) -> None:
        super().__init__(*args, **given)
        self.fact, self.known = fact, now
        self.fields["value"] = otherwise_field(fact, now)
        self.fields["value"].label = _("What is so, as they say?")
        self.order_fields(["value", "said_by", "why", "paper"])

    def command(self, matter: str, asked: str) -> commands.DisputeFact:
        """The command."""
        typed = self.cleaned_data
        return commands.DisputeFact(
            matter,
            self.fact.name,
            otherwise_value(self.fact, self.known, typed["value"]),
            typed["paper"],
            scope_of(self.fact, asked),
            said_by=typed["said_by"],
            why=typed["why"],
        )


@allowed("dispute_fact")
@require_http_methods(["GET", "HEAD", "POST"])
def dispute(request: HttpRequest, matter: str, asked: str, name: str) -> HttpResponseBase:
    """Enter that somebody disputes a fact."""
    fact, status = fact_named(name), 200
    if fact is None or fact.kind is Kind.TEXT:
        raise Http404
    opened = open_request(request, matter, asked, "dispute")
    form = DisputeForm(fact, value_now(opened, name), request.POST or None)
    if request.method == "POST":
        status = UNUSABLE
        if form.is_valid():
            try:
                do(request, form.command(matter, asked))
            except GateError as error:
                tell_beside(form, error)
                status = status_of(error)
            else:
                messages.success(
                    request, _("Recorded as disputed. Legal is asked, and the answer was worked out again.")
                )
                return HttpResponseRedirect(address(matter, asked, "disputed"))
    return render(request, "comity/requests/dispute.html", _context(opened, fact, form), status=status)


def _context(opened: Opened, fact: Fact, form: DisputeForm) -> dict[str, Any]:
    known = value_now(opened, fact.name)
    number = _("Request %(number)s") % {"number": opened.asked.number}
    return {
        "opened": opened,
        "matter": opened.matter,
        "asked": opened.asked,
        "fact": fact,
        "question": said(fact.question),
        "question_language": language_of(fact.question),
        "known": stated_words(fact.name, known, opened) if known not in (None, "unknown") else "",
        "standing": [each for each in disputed_now(opened) if each.fact.name == fact.name],
        "trail": [(number, address(opened.matter.handle, opened.asked.id)), (_("A fact is disputed"), "")],
        "form": form,
        "now": opened.at,
    }


@allowed("dispute_fact")
@require_POST
def take_back(request: HttpRequest, matter: str, asked: str, name: str) -> HttpResponseBase:
    """Take back what one has disputed."""
    fact = fact_named(name)
    if fact is None:
        raise Http404
    done = _("Taken back. The answer was worked out again.")
    return act(request, matter, asked, TakeBackForm(fact, request.POST), done=done, at="disputed")
