"""Past requests of the desk under another law, or another day: what would have been told, by their numbers alone."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from comity.decide import Verdict
from comity.lab.what_if import MOST_KEPT, Changed, WhatIf, as_csv
from comity.lab.what_if_written import what_if_read
from comity.store.desk import current
from comity.store.models import Request
from comity.store.oversight.past import past_documents
from comity.tell import Bars, Chart
from comity.web.access import allowed
from comity.web.components.moments import day_text
from comity.web.pages.documents.packing import download
from comity.web.pages.lab.forms import WhatIfForm
from comity.web.pages.lab.laws import own_agency, packs, today
from comity.web.pages.lab.rules import RuleShown, rule_shown
from comity.web.pages.lab.running import Found, ask_once
from comity.web.pages.lab.words import VERDICTS
from comity.web.pages.requests.answer import address
from comity.web.pages.requests.words import ask_words

MOST_REQUESTS = 10_000  # tried while somebody waits for a page; the command tries any number
MOST_SHOWN = 200
_ORDER = tuple(Verdict)


@dataclass(frozen=True, slots=True)
class Line:
    """One ask of one request that would be told otherwise."""

    number: str
    url: str
    ask: str
    before: str
    after: str
    rule: RuleShown | None


@allowed("replay_past")
@require_safe
def tried(request: HttpRequest) -> HttpResponseBase:
    """The page."""
    form = WhatIfForm(request.GET or None, initial={"law": own_agency()})
    context: dict[str, Any] = {"form": form, "unread": packs()[1], "tab": "what_if", "most": MOST_REQUESTS}
    if form.is_bound and form.is_valid():
        context |= told_of_past(form.cleaned_data["law"], form.cleaned_data["on"])
        context["csv_url"] = f"{reverse('lab_changes')}?{request.GET.urlencode()}"
    return render(request, "comity/lab/what_if.html", context)


@allowed("replay_past")
@require_safe
def changes(request: HttpRequest) -> HttpResponseBase:
    """The changes as CSV; the page again, where they cannot be worked out."""
    form = WhatIfForm(request.GET)
    if form.is_valid():
        found, _undecided = try_past(form.cleaned_data["law"], form.cleaned_data["on"])
        if not found.fault:
            return download(
                as_csv(what_if_read(found.document).changed).encode(), "what-if.csv", "text/csv; charset=utf-8"
            )
    return tried(request)


def told_of_past(law: str, on: date | None, **draft: object) -> dict[str, Any]:
    """What a template is told of past requests under another law, or under a draft."""
    found, undecided = try_past(law, on, **draft)
    return {"found": found} if found.fault else {"found": found, **_shown(found.document, undecided, on)}


def try_past(law: str, on: date | None, **draft: object) -> tuple[Found, int]:
    """Past requests under another law, tried in a child; and how many were never decided."""
    if Request.objects.count() > MOST_REQUESTS:
        fault = _("There are more requests than a page can try.")
        return Found(
            None, fault, _("Try them with the command comity what-if --desk, which waits as long as it takes.")
        ), 0
    cases, undecided = past_documents(current().records)
    question = {"kind": "what_if", "cases": cases, "agency": law, "on": on and on.isoformat(), "keep": MOST_KEPT}
    return ask_once({**question, **draft}), undecided


def _shown(document: dict[str, Any], undecided: int, on: date | None) -> dict[str, Any]:
    found = what_if_read(document)
    cells: Counter[tuple[Verdict, Verdict]] = Counter()
    for (_ask, before, after), number in found.verdicts.items():
        cells[before, after] += number
    seen = [each for each in _ORDER if any(each in pair for pair in cells)]
    grid = [(VERDICTS[one], [(cells[one, two], one is two) for two in seen]) for one in seen]
    return {
        "result": found,
        "undecided": undecided,
        "unread_cases": document["unread"],
        "heads": [VERDICTS[each] for each in seen],
        "grid": grid,
        "chart": _chart(cells, found),
        "done_by": [
            (ask_words(ask), rule_shown(ref, on or today()) if ref else None, number)
            for (ask, ref), number in found.done_by.most_common()
        ],
        "lines": _lines(found.changed[:MOST_SHOWN], on or today()),
        "left": max(0, found.asks_changed - MOST_SHOWN),
        "on_words": day_text(on) if on else "",
    }


def _chart(cells: Counter[tuple[Verdict, Verdict]], found: WhatIf) -> Chart | None:
    """The asks that would stay the same, and those that would change, by what was told and what would be."""
    if not found.asks:
        return None
    moved = [(pair, number) for pair, number in cells.most_common() if pair[0] is not pair[1]]
    same = found.asks - sum(number for _pair, number in moved)
    heads = [_("told the same"), *(f"{VERDICTS[one]} → {VERDICTS[two]}" for (one, two), _number in moved)]
    numbers = (same, *(number for _pair, number in moved))
    words = " ".join(f"{head}: {number}." for head, number in zip(heads, numbers, strict=True))
    return Chart(
        "what-if", _("What was told, and what would be"), words, tuple(heads), (Bars(_("Asks"), numbers),), lying=True
    )


def _lines(changed: list[Changed], day: date) -> list[Line]:
    found = Request.objects.filter(number__in={each.name for each in changed})
    where = {number: address(matter, name) for number, matter, name in found.values_list("number", "matter_id", "id")}
    return [
        Line(
            each.name,
            where.get(each.name, ""),
            ask_words(each.ask),
            str(VERDICTS[each.before.verdict]),
            str(VERDICTS[each.after.verdict]),
            rule_shown(each.done_by, day) if each.done_by else None,
        )
        for each in changed
    ]
