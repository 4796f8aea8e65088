"""The cases of a pack in a list and one by one, signed off by legal; as a sheet; and those that were called wrong."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from comity.gate import GateError
from comity.gate.signing.commands import SignCase
from comity.gate.signing.looks import Looked, signed_document
from comity.gate.signing.sheet_text import case_on_paper, heading_on_paper, short
from comity.gate.signing.told import shown_lines
from comity.lab.qa.sheet import review_sheet
from comity.store.desk import current
from comity.tell import Telling
from comity.web.access import allowed
from comity.web.components.moments import day_text
from comity.web.forms_render import Tiles
from comity.web.pages.lab.case import told_case
from comity.web.pages.lab.forms import LawForm, law_at_first
from comity.web.pages.lab.laws import packs
from comity.web.pages.lab.review.finding import LOOKS, Review, review_of, signed
from comity.web.pages.lab.review.missing import missing_of
from comity.web.pages.requests.opening import UNUSABLE, status_of, tell_beside
from comity.web.pages.requests.sentences import spoken

VERDICTS = (
    ("right", gettext_lazy("Right")),
    ("wrong", gettext_lazy("Wrong")),
    ("cannot_say", gettext_lazy("I cannot say")),
)


class SignForm(forms.Form):
    """A word on a case."""

    verdict = forms.ChoiceField(
        label=gettext_lazy("Does the law answer it so, for these reasons?"),
        choices=VERDICTS,
        widget=Tiles(),
        error_messages={"required": gettext_lazy("Choose one")},
    )
    words = forms.CharField(
        label=gettext_lazy("Remark"),
        help_text=gettext_lazy("Needed unless it is right: what is wrong, or what cannot be said."),
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


@allowed("use_lab")
@require_safe
def review(request: HttpRequest) -> HttpResponseBase:
    """The cases of a pack."""
    form = LawForm(request.GET or None, initial=law_at_first())
    context: dict[str, Any] = {"form": form, "unread": packs()[1], "tab": "review"}
    if form.is_bound and form.is_valid():
        shown = _review(form)
        context |= {"review": shown, "found": shown.found, "day_words": day_text(shown.day), "where": _where(shown)}
        context |= {"rows": [_row(number, look, shown) for number, look in enumerate(shown.looks, 1)]}
        context |= _figures(shown)
    return render(request, "comity/lab/review.html", context)


def _review(form: LawForm) -> Review:
    return review_of(current().library.pack(form.cleaned_data["law"]), form.cleaned_data["on"])


def _where(shown: Review) -> str:
    return urlencode({"law": shown.pack.name, "on": shown.day.isoformat()})


def _row(number: int, look: Looked, shown: Review) -> dict[str, Any]:
    mark, words = LOOKS[look.look]
    return {
        "number": number,
        "agency": look.decision.case.agency.title,
        "rules": list(dict.fromkeys(str(each["cite"]) for each in look.shows)),
        "mark": mark,
        "state": words,
        "signed": look.signed,
        "url": f"{reverse('review_case', args=[short(look.key)])}?{_where(shown)}",
    }


def _figures(shown: Review) -> dict[str, Any]:
    """How much is shown, and what is not, with why."""
    conditions = shown.document["conditions"]
    missing = list(missing_of(conditions, shown.pack, shown.day))
    cases = len(shown.document["cases"])
    return {
        "cases": cases,
        "conditions": len(conditions),
        "shown": len(conditions) - len(missing),
        "missing": missing,
        "is_fewest": shown.document["at_least"] == cases,
        "counts": shown.counts(),
    }


@allowed("use_lab")
@require_http_methods(["GET", "HEAD", "POST"])
def case(request: HttpRequest, key: str) -> HttpResponseBase:
    """One case, as the law answers it, and the word on it."""
    shown, look = _sought(request, key)
    form = SignForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = UNUSABLE
        if form.is_valid():
            try:
                return _signed(request, form, shown, look)
            except GateError as error:
                tell_beside(form, error)
                status = status_of(error)
    mark, words = LOOKS[look.look]
    telling = Telling.of(look.decision, current().library.vocabulary, spoken())
    context = {
        "review": shown,
        "look": look,
        "mark": mark,
        "state": words,
        "number": [each.key for each in shown.looks].index(look.key) + 1,
        "of": len(shown.looks),
        "shows": shown_lines(look.shows, telling),
        "form": form,
        "where": _where(shown),
        "pack_code": short(look.signed.pack_digest) if look.signed else "",
        "tab": "review",
        **told_case(look.decision, full=False),
    }
    return render(request, "comity/lab/review_case.html", context, status=status)


def _sought(request: HttpRequest, key: str) -> tuple[Review, Looked]:
    form = LawForm(request.GET)
    if not form.is_valid():
        raise Http404
    shown = _review(form)
    look = next((each for each in shown.looks if short(each.key) == key), None)
    if look is None:
        raise Http404
    return shown, look


def _signed(request: HttpRequest, form: SignForm, shown: Review, look: Looked) -> HttpResponseBase:
    word, digest = form.cleaned_data, request.POST.get("digest", "")
    command = SignCase(shown.pack.name, shown.pack.digest, dict(look.document), digest, word["verdict"], word["words"])
    current().gate.do(command, request.actor)
    messages.success(request, _("Your word is on record."))
    following = shown.next_after(look.key)
    where = reverse("review_case", args=[short(following.key)]) if following else reverse("lab_review")
    return HttpResponseRedirect(f"{where}?{_where(shown)}")


@allowed("use_lab")
@require_safe
def sheet(request: HttpRequest) -> HttpResponseBase:
    """The cases on paper."""
    form = LawForm(request.GET)
    shown = _review(form) if form.is_valid() else None
    if shown is None or shown.found.fault:
        raise Http404
    cases = [case_on_paper(number, look, spoken()) for number, look in enumerate(shown.looks, 1)]
    made = review_sheet(heading_on_paper(shown.pack, shown.day, shown.document, spoken()), cases)
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="law-review-{shown.pack.name}-{shown.day}.pdf"'
    return response


@allowed("use_lab")
@require_safe
def signed_file(request: HttpRequest) -> HttpResponseBase:
    """The words that count, for `comity qa --signed`."""
    form = LawForm(request.GET)
    if not form.is_valid():
        raise Http404
    rows = [signed_document(each) for each in signed(form.cleaned_data["law"]).values()]
    response = JsonResponse(rows, safe=False, json_dumps_params={"indent": 2, "ensure_ascii": False})
    response["Content-Disposition"] = f'attachment; filename="signed-{form.cleaned_data["law"]}.json"'
    return response
