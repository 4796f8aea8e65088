"""Two laws compared on one ask, and all laws with each other."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from comity.facts.kinds import AgencyKind
from comity.law import Pack
from comity.store.desk import current
from comity.tell import Bars, Chart, Names
from comity.web.access import allowed
from comity.web.components.moments import day_text
from comity.web.pages.lab.forms import CompareForm, PairsForm, comparison_at_first
from comity.web.pages.lab.laws import agency_title, packs, title_of, today
from comity.web.pages.lab.rules import RuleShown, rules_shown
from comity.web.pages.lab.running import Found, ask_lab
from comity.web.pages.lab.words import OUTCOMES, given_words, names_for
from comity.web.pages.requests.words import ask_words

MOST_KINDS = 24  # sought for a page; the command seeks more


@dataclass(frozen=True, slots=True)
class SideShown:
    """What one law says of a kind of case, why, and its simplest case to look at."""

    title: str
    day: str
    outcome: str
    rules: list[RuleShown]
    case: str


@dataclass(frozen=True, slots=True)
class DifferenceShown:
    """Kinds of case that both laws answer for the same reasons, the simplest first."""

    sides: tuple[SideShown, SideShown]
    simplest: list[str]
    others: list[list[str]]
    joined_by: list[RuleShown]


@dataclass(frozen=True, slots=True)
class _Law:
    pack: Pack
    title: str
    day: date
    names: Names


@allowed("use_lab")
@require_safe
def compare(request: HttpRequest) -> HttpResponseBase:
    """The comparison of two laws."""
    form = CompareForm(request.GET or None, initial=comparison_at_first())
    context: dict[str, Any] = {"form": form, "unread": packs()[1], "tab": "compare"}
    if form.is_bound and form.is_valid():
        chosen = form.cleaned_data
        laws = [_law(chosen["first"], chosen["first_on"]), _law(chosen["second"], chosen["second_on"])]
        found = _asked(chosen, laws)
        context |= {"found": found, "ask_words": ask_words(chosen["ask"]), "is_one": laws[0].pack is laws[1].pack}
        if not found.fault:
            differences = [_shown(each, laws) for each in found.document["differences"]]
            kinds = sum(1 + len(each.others) for each in differences)
            context |= {"differences": differences, "kinds": kinds, "complete": found.document["complete"]}
    return render(request, "comity/lab/compare.html", context)


def _asked(chosen: dict[str, Any], laws: list[_Law]) -> Found:
    sides = [{"agency": chosen[side], "day": chosen[f"{side}_on"].isoformat()} for side in ("first", "second")]
    question = {"kind": "compare", "sides": sides, "ask": chosen["ask"], "most": MOST_KINDS}
    return ask_lab(question, [law.pack for law in laws])


def _law(agency: str, day: date) -> _Law:
    library = current().library
    pack = library.binding(agency)
    return _Law(pack, agency_title(pack, library.agency(agency)), day, names_for(pack, day))


def _shown(found: dict[str, Any], laws: list[_Law]) -> DifferenceShown:
    first, *others = [
        [given_words(name, values, laws[0].names, laws[1].names) for name, values in kind["given"].items()]
        for kind in found["kinds"]
    ]
    one, two = (
        SideShown(
            law.title,
            day_text(law.day),
            str(OUTCOMES[found["outcomes"][at]]),
            rules_shown(found["rules"][at], law.day),
            json.dumps(found["kinds"][0]["cases"][at], ensure_ascii=False, indent=2),
        )
        for at, law in enumerate(laws)
    )
    return DifferenceShown((one, two), first, others, rules_shown(found["joined_by"], laws[1].day))


@allowed("use_lab")
@require_safe
def pairs(request: HttpRequest) -> HttpResponseBase:
    """All pairs of laws on one ask."""
    form = PairsForm(request.GET or None, initial={"on": today(), "ask": "hold"})
    context: dict[str, Any] = {"form": form, "unread": packs()[1], "tab": "compare"}
    if form.is_bound and form.is_valid():
        day, ask = form.cleaned_data["on"], form.cleaned_data["ask"]
        here = [pack for pack in packs()[0] if pack.agencies and pack.known.covers(day)]
        away = [pack for pack in packs()[0] if pack.agencies and not pack.known.covers(day)]
        context |= {"away": away, "ask_words": ask_words(ask), "day_words": day_text(day)}
        if len(here) > 1:
            agencies = [_first_agency(pack) for pack in here]
            question = {"kind": "matrix", "agencies": agencies, "day": day.isoformat(), "asks": [ask]}
            found = ask_lab(question, here)
            context |= {"found": found, **({} if found.fault else _grid(found.document, here))}
    return render(request, "comity/lab/pairs.html", context)


def _first_agency(pack: Pack) -> str:
    """The agency that stands for a pack: a jail where it has one, since most is asked of jails."""
    jails = (name for name, agency in pack.agencies.items() if AgencyKind.JAIL in agency.kinds)
    return next(jails, next(iter(pack.agencies)))


def _grid(document: list[dict[str, Any]], here: list[Pack]) -> dict[str, Any]:
    """A row for each law, with a cell for each other: whether they differ, and in a chart from how many."""
    cells: dict[tuple[str, str], str] = {}
    for pair in document:
        one, two = pair["laws"]
        word = "differ" if pair["differ"] else "unknown" if pair["undecided"] else "alike"
        cells[one, two] = cells[two, one] = word
    names = [_first_agency(pack) for pack in here]
    rows = [
        (pack, name, [(other, cells.get((name, other), "")) for other in names])
        for pack, name in zip(here, names, strict=True)
    ]
    counts = tuple(sum(cell == "differ" for _other, cell in row) for _pack, _name, row in rows)
    title = _("From how many other laws each law differs in some case")
    words = " ".join(f"{title_of(pack)}: {count}." for (pack, _name, _row), count in zip(rows, counts, strict=True))
    chart = Chart(
        "pairs",
        title,
        words,
        tuple(title_of(pack) for pack in here),
        (Bars(_("Laws that differ"), counts),),
        lying=True,
    )
    return {"rows": rows, "heads": here, "chart": chart}
