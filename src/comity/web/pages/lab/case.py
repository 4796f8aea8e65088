"""A case of the lab's own, decided and told as the desk would tell it; it is kept nowhere."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from comity.base import ComityError, read_document
from comity.decide import Decision, decide, read_case
from comity.store.desk import current
from comity.tell import Telling
from comity.tell.page import fact_lines, rests_on_lines
from comity.tell.reasons import mark_lines, reason_lines
from comity.web.access import allowed
from comity.web.components.moments import moment_text
from comity.web.pages.lab.forms import CaseForm
from comity.web.pages.lab.laws import own_agency, today
from comity.web.pages.requests.opening import UNUSABLE, plain
from comity.web.pages.requests.sentences import spoken
from comity.web.pages.requests.telling import tree
from comity.web.pages.requests.words import ask_words, short_verdict

EXAMPLE = """at: {day}T09:40
agency: {agency}
request: {{from: ice_ero, asks: [hold, notify_release], purpose: civil_immigration}}
facts:
  detainer: true
  judicial_warrant: false
"""


@allowed("use_lab")
@require_http_methods(["GET", "HEAD", "POST"])
def case(request: HttpRequest) -> HttpResponseBase:
    """Decide a case that was written, or sent on from another page of the lab."""
    first = {"case": EXAMPLE.format(day=today(), agency=own_agency())}
    form = CaseForm(request.POST or None, initial=first)
    context: dict[str, Any] = {"form": form, "tab": "case"}
    if form.is_bound and form.is_valid():
        try:
            context |= told_case(_decided(form.cleaned_data["case"]))
        except ComityError as error:
            form.add_error("case", plain(error))
    return render(request, "comity/lab/case.html", context, status=UNUSABLE if form.errors else 200)


def _decided(text: str) -> Decision:
    is_json = text.lstrip().startswith("{")
    library = current().library
    return decide(read_case(read_document(text.encode(), json_form=is_json), library), library.vocabulary)


def told_case(decision: Decision, *, full: bool = True) -> dict[str, Any]:
    """A decision as a page of the lab tells it; not in full, only the rules that decided."""
    telling = Telling.of(decision, current().library.vocabulary, spoken())
    answers = [
        (
            ask_words(each.ask),
            each.verdict.value,
            short_verdict(each.ask.value, each.verdict.value),
            tree([*mark_lines(each, 0, telling.phrases), *reason_lines(each, telling, full=full)]),
        )
        for each in decision.answers
    ]
    return {
        "agency": telling.phrases(decision.case.agency.title),
        "at": moment_text(decision.case.at),
        "answers": answers,
        "facts": tree(fact_lines(telling)),
        "rests_on": tree(rests_on_lines(telling, full=True)),
    }
