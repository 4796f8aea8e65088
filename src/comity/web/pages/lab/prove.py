"""Properties of a law: those that its pack ships, and one that the reader writes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from comity.law import Pack
from comity.store.desk import current
from comity.web.access import allowed
from comity.web.components.moments import day_text
from comity.web.pages.lab.forms import OwnPropertyForm, ProveForm
from comity.web.pages.lab.laws import agency_title, own_pack, packs
from comity.web.pages.lab.running import ask_lab
from comity.web.pages.lab.words import OUTCOMES, RESULTS, case_words, names_for
from comity.web.pages.requests.sentences import said_of
from comity.web.pages.requests.words import ask_words


@dataclass(frozen=True, slots=True)
class Broken:
    """A case that breaks a property."""

    agency: str
    day: str
    ask: str
    outcome: str
    facts: list[str]
    case: str


@dataclass(slots=True)
class FindingShown:
    """Findings that say the same of several agencies."""

    ask: str
    mark: str
    result: str
    why: str
    begins: str
    ends: str
    agencies: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class PropertyShown:
    """A property with what was found."""

    says: str
    when: str
    findings: list[FindingShown]
    broken: Broken | None


@allowed("use_lab")
@require_safe
def prove(request: HttpRequest) -> HttpResponseBase:
    """Prove what a pack ships."""
    form = ProveForm(request.GET or None, initial={"law": own_pack()})
    context: dict[str, Any] = {"form": form, "unread": packs()[1], "tab": "prove"}
    if form.is_bound and form.is_valid():
        context |= _proven({"kind": "prove", "law": form.cleaned_data["law"], "of": "shipped"})
    return render(request, "comity/lab/prove.html", context)


@allowed("use_lab")
@require_safe
def prove_own(request: HttpRequest) -> HttpResponseBase:
    """Prove what the reader writes."""
    first = {"law": own_pack(), "never": ["permitted", "required"]}
    form = OwnPropertyForm(request.GET or None, initial=first)
    context: dict[str, Any] = {"form": form, "unread": packs()[1], "tab": "prove"}
    if form.is_bound and form.is_valid():
        context |= _proven({"kind": "prove", "of": "asked", **form.cleaned_data})
        if context["found"].fault:
            form.add_error("when", f"{context['found'].fault}. {context['found'].advice}")
    return render(request, "comity/lab/prove_own.html", context)


def _proven(question: dict[str, Any]) -> dict[str, Any]:
    pack = current().library.pack(question["law"])
    found = ask_lab(question, [pack])
    shown = [] if found.fault else [property_shown(each, pack) for each in found.document]
    return {"found": found, "pack": pack, "properties": shown}


def property_shown(found: Mapping[str, Any], pack: Pack) -> PropertyShown:
    """A property with what was found, as a page tells it."""
    alike: dict[tuple[str, ...], FindingShown] = {}
    for each in found["found"]:
        key = tuple(str(each[name]) for name in ("ask", "result", "from", "to", "why"))
        mark, word = RESULTS[each["result"]]
        ends = day_text(date.fromisoformat(each["to"])) if each["to"] else ""
        begins = day_text(date.fromisoformat(each["from"]))
        one = FindingShown(ask_words(each["ask"]), mark, str(word), each["why"], begins, ends)
        alike.setdefault(key, one).agencies.append(agency_title(pack, pack.agencies[each["agency"]]))
    first = next((each for each in found["found"] if each["case"]), None)
    return PropertyShown(
        said_of(found["says"], pack), found["when"], list(alike.values()), _broken(first, pack) if first else None
    )


def _broken(found: Mapping[str, Any], pack: Pack) -> Broken:
    case = found["case"]
    day = datetime.fromisoformat(case["at"]).date()
    facts = case_words(case["facts"], names_for(pack, day))
    outcome, agency = str(OUTCOMES[found["outcome"]]), agency_title(pack, pack.agencies[found["agency"]])
    written = json.dumps(case, ensure_ascii=False, indent=2)
    return Broken(agency, day_text(day), ask_words(found["ask"]), outcome, facts, written)
