"""Cases and findings of the lab as documents: plain values, which a child sends, a page tells, a file holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING

from comity.decide import Case
from comity.facts import RecordList

if TYPE_CHECKING:
    from comity.lab.comparing import Compared, Matrix
    from comity.lab.proving import Proof


def case_written(case: Case) -> dict[str, object]:
    """A case as `comity decide` reads it, a day as a text."""
    return {
        "at": plain(case.at.replace(tzinfo=None)),
        "agency": case.agency.name,
        "request": {"asks": [ask.value for ask in case.asks]},
        "facts": {name: plain(known.value) for name, known in case.facts.items()},
    }


def compared_written(found: Compared) -> dict[str, object]:
    """How two laws compare on an ask: the kinds of case, each with the values that a fact may have."""
    return {
        "complete": found.complete,
        "differences": [
            {
                "outcomes": [outcome.value for outcome in each.outcomes],
                "rules": [list(refs) for refs in each.decisive],
                "joined_by": list(each.joined_by),
                "kinds": [
                    {
                        "given": {name: [plain(value) for value in values] for name, values in kind.given},
                        "cases": [case_written(case) for case in kind.cases],
                    }
                    for kind in each.kinds
                ],
            }
            for each in found.differences
        ],
    }


def matrix_written(found: Matrix) -> list[dict[str, object]]:
    """Each pair of laws, with the asks that they answer differently and those that were not decided."""
    return [
        {
            "laws": [found.sides[place].agency.name for place in pair],
            "differ": [ask.value for ask in asks],
            "undecided": [ask.value for ask in found.undecided[pair]],
        }
        for pair, asks in found.differ.items()
    ]


def proofs_written(found: Iterable[Proof]) -> list[dict[str, object]]:
    """Each finding, with the days it is of, and the case that breaks the property."""
    return [
        {
            "ask": proof.ask.value,
            "agency": proof.agency.name,
            "from": plain(proof.days.first),
            "to": plain(proof.days.last),
            "result": proof.result.value,
            "why": proof.why,
            "outcome": proof.outcome.value if proof.outcome else "",
            "case": case_written(proof.case) if proof.case else None,
        }
        for proof in found
    ]


def plain(value: object) -> object:
    """A value as JSON has it: a day or a moment as a text, records as mappings, a span by its ends."""
    if isinstance(value, RecordList):
        return [{name: plain(given) for name, given in record.items()} for record in value.known]
    if isinstance(value, datetime):
        return value.isoformat(timespec="minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {name: plain(given) for name, given in value.items()}
    if isinstance(value, tuple):  # a span of whole numbers
        return {"first": value[0], "last": value[1]}
    return value
