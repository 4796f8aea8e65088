"""The cases of a pack as a document: plain values, which a child sends, a page tells and a file holds."""

from __future__ import annotations

from collections.abc import Iterable

from comity.lab.qa.cases import ConditionFound, LawCases, Shows
from comity.lab.written import case_written


def law_cases_written(found: LawCases) -> dict[str, object]:
    """The cases with what each shows; every condition with what became of it; and how few cases there can be."""
    return {
        "pack": found.pack.name,
        "digest": found.pack.digest,
        "day": found.day.isoformat(),
        "at_least": found.at_least,
        "cases": [{"case": case_written(each.case), "shows": _shown(each.shows)} for each in found.cases],
        "conditions": [_condition(each) for each in found.conditions],
        "left_out": [{"rule": ref, "why": why} for ref, why in found.left_out],
    }


def _shown(shows: Iterable[Shows]) -> list[dict[str, object]]:
    """What a case shows; of one rule on several asks, once."""
    found: dict[tuple[object, ...], dict[str, object]] = {}
    for each in shows:
        of = each.condition.of
        told: dict[str, object] = {
            "rule": of.ref,
            "kind": of.kind.value,
            "cite": of.citation,
            "condition": each.condition.text,
            "exception": each.condition.exception,
            "holds": each.holds,
            "decides": each.decides,
        }
        found.setdefault(tuple(told.values()), told)
    return list(found.values())


def _condition(found: ConditionFound) -> dict[str, object]:
    of = found.condition.of
    return {
        "rule": of.ref,
        "kind": of.kind.value,
        "cite": of.citation,
        "asks": sorted(ask.value for ask in of.asks),
        "condition": found.condition.text,
        "exception": found.condition.exception,
        "agency": found.agency.name,
        "found": [one.value for one in found.found],
    }
