"""Past cases and what became of them under another law, as documents that go to a child and come back."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import cast

from comity.base import ComityError, read_document
from comity.decide import Outcome, Verdict, read_case
from comity.facts import Ask
from comity.lab.what_if import Changed, Past, Told, WhatIf
from comity.law import LawLibrary

Document = Mapping[str, object]
_Three = Sequence[str]


def past_read(documents: Sequence[Document], library: LawLibrary) -> tuple[list[Past], list[str]]:
    """Past cases from their documents; those that can no longer be read by their names, with why."""
    read, unread = [], []
    for each in documents:
        told = cast("Mapping[str, _Three]", each["told"])
        try:
            case = read_case(read_document(json.dumps(each["case"]).encode(), json_form=True), library)
        except ComityError as error:
            unread.append(f"{each['name']}: {error.message}")
            continue
        read.append(Past(str(each["name"]), case, {Ask(ask): _told(three) for ask, three in told.items()}))
    return read, unread


def what_if_written(found: WhatIf, unread: Sequence[str]) -> dict[str, object]:
    """What would change, as a document."""
    return {
        "cases": found.cases,
        "asks": found.asks,
        "cases_changed": found.cases_changed,
        "outcomes": [[ask.value, one.value, two.value, n] for (ask, one, two), n in found.outcomes.items()],
        "verdicts": [[ask.value, one.value, two.value, n] for (ask, one, two), n in found.verdicts.items()],
        "done_by": [[ask.value, norm, number] for (ask, norm), number in found.done_by.items()],
        "changed": [[each.name, each.ask.value, _three(each.before), _three(each.after)] for each in found.changed],
        "unread": list(unread),
    }


def what_if_read(document: Document) -> WhatIf:
    """What would change, from its document."""
    cases, asks, changed = (cast("int", document[name]) for name in ("cases", "asks", "cases_changed"))
    made = WhatIf(cases, asks, changed)
    for ask, before, after, number in cast("list[tuple[str, str, str, int]]", document["outcomes"]):
        made.outcomes[Ask(ask), Outcome(before), Outcome(after)] = number
    for ask, before, after, number in cast("list[tuple[str, str, str, int]]", document["verdicts"]):
        made.verdicts[Ask(ask), Verdict(before), Verdict(after)] = number
    for ask, norm, number in cast("list[tuple[str, str, int]]", document["done_by"]):
        made.done_by[Ask(ask), norm] = number
    for name, ask, before_told, after_told in cast("list[tuple[str, str, _Three, _Three]]", document["changed"]):
        made.changed.append(Changed(name, Ask(ask), _told(before_told), _told(after_told)))
    return made


def _three(told: Told) -> list[str]:
    return [told.outcome.value, told.verdict.value, told.norm]


def _told(three: _Three) -> Told:
    outcome, verdict, norm = three
    return Told(Outcome(outcome), Verdict(verdict), norm)
