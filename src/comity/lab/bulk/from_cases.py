"""Makes a block of cases: requests that a desk has recorded, or the cases of a file."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

import numpy as np

from comity.decide import Case
from comity.facts import FactValue, RecordList
from comity.lab.bulk.block import Block
from comity.lab.bulk.columns import Coded, narrow
from comity.lab.bulk.planes import packed


def block_of(cases: Sequence[Case]) -> Block:
    """The cases side by side; a disputed fact is unknown, as everywhere."""
    names = dict.fromkeys(name for case in cases for name in case.facts)
    columns = {name: _coded([_value(case, name) for case in cases]) for name in names}
    asked = dict.fromkeys(ask for case in cases for ask in case.asks)
    asks = {ask: packed(np.array([ask in case.asks for case in cases])) for ask in asked}
    return Block(len(cases), _coded([case.day for case in cases]), columns, asks, lambda row: cases[row])


def _value(case: Case, name: str) -> FactValue | None:
    established = case.facts.get(name)
    return established.value if established else None


def _coded(values: Sequence[FactValue | None]) -> Coded:
    """Values with equal ones once."""
    places: dict[Hashable, int] = {}
    found: list[FactValue | None] = []
    codes = []
    for value in values:
        key = _key(value)
        if key not in places:
            places[key] = len(found)
            found.append(value)
        codes.append(places[key])
    return Coded(narrow(np.array(codes, np.uint32), len(found)), found)


def _key(value: FactValue | None) -> Hashable:
    """What is equal for equal values, and for no others: true is not 1."""
    if not isinstance(value, RecordList):
        return type(value), value
    told = (tuple((name, type(each), each) for name, each in sorted(record.items())) for record in value.known)
    return value.complete, tuple(told)
