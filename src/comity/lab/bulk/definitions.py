"""Definitions over dates and lists of records: worked out once for each different set of facts that they rest on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from comity.decide.derive import Surroundings, truth
from comity.decide.resolve import RuleSet, base_facts
from comity.facts import FactValue
from comity.lab.bulk.columns import Coded, Codes, narrow
from comity.law.expressions import Call, Expression, Name, names_in, walk

DECISION_DATE = "decision_date"  # the day of the case, where a law counts from the day of the answer
_TABLE = 1 << 20  # combinations for which a table is kept, rather than a dictionary


@dataclass(frozen=True)
class Definitions:
    """The definitions of one era over one block of rows."""

    rules: RuleSet
    facts: Callable[[str], Coded]  # the column of a fact
    days: Coded

    def column(self, name: str) -> Coded:
        """Whether a definition holds, row by row."""
        behind = sorted(base_facts(Name(name), self.rules.derived) - {DECISION_DATE})
        columns = [self.facts(fact) for fact in behind]
        if by_day(name, self.rules.derived):
            columns.append(self.days)
            behind.append(DECISION_DATE)
        codes, cells = combined(columns)
        names = (*_inner_first(name, self.rules.derived), name)
        truths = [self._truth(names, dict(zip(behind, cell, strict=True))) for cell in cells]
        values: tuple[bool | None, ...] = (False, True, None)
        table = np.array([values.index(found) for found in truths], np.uint8)
        return Coded(table[codes], values)

    def _truth(self, names: Sequence[str], known: dict[str, FactValue | None]) -> bool | None:
        """The truth of the last of some definitions, each worked out after those on which it rests."""
        day = known.get(DECISION_DATE)
        around = Surroundings(known, self.rules.pack, day if isinstance(day, date) else date.min)
        for inner in names[:-1]:
            known[inner] = truth(self.rules.derived[inner], around)
        return truth(self.rules.derived[names[-1]], around)


def by_day(name: str, derived: dict[str, Expression]) -> bool:
    """Whether a definition looks at the day of the case: by itself, by a dated list, or through another definition."""
    for node in walk(derived[name]):
        if node == Name(DECISION_DATE) or (isinstance(node, Call) and node.function == "listed"):
            return True
        if isinstance(node, Name) and node.name in derived and by_day(node.name, derived):
            return True
    return False


def _inner_first(name: str, derived: dict[str, Expression]) -> Iterator[str]:
    """The definitions that a definition rests on, each after those that it rests on itself."""
    for inner in sorted(names_in(derived[name]) & derived.keys()):
        yield from _inner_first(inner, derived)
        yield inner


def combined(columns: Sequence[Coded]) -> tuple[Codes, list[tuple[FactValue | None, ...]]]:
    """The combinations of values that occur, and for each row which of them."""
    if not columns:
        raise ValueError("a definition without facts")
    keys, size = columns[0].codes.astype(np.int64), len(columns[0].values)
    parts: Sequence[tuple[FactValue | None, ...]] = [(value,) for value in columns[0].values]
    for column in columns[1:]:
        if size * len(column.values) >= 1 << 62:
            keys, parts = _occurring(keys, size, parts)
            size = len(parts)
        keys = keys * len(column.values) + column.codes
        size *= len(column.values)
        parts = _Product(parts, column.values)
    codes, found = _occurring(keys, size, parts)
    return narrow(codes, len(found)), list(found)


def _occurring(
    keys: NDArray[np.int64], size: int, parts: Sequence[tuple[FactValue | None, ...]]
) -> tuple[NDArray[np.int64], list[tuple[FactValue | None, ...]]]:
    """Only the keys that some row has, numbered anew, with what each stands for."""
    if size <= _TABLE:
        found = np.flatnonzero(np.bincount(keys, minlength=size))
        table = np.zeros(size, np.int64)
        table[found] = np.arange(len(found))
        return table[keys], [parts[key] for key in found.tolist()]
    encoded = pa.array(keys).dictionary_encode()
    return encoded.indices.to_numpy().astype(np.int64), [parts[key] for key in encoded.dictionary.to_pylist()]


class _Product(Sequence[tuple[FactValue | None, ...]]):
    """Every pair of an earlier combination and a value, made when asked for."""

    def __init__(self, parts: Sequence[tuple[FactValue | None, ...]], values: Sequence[FactValue | None]) -> None:
        self.parts, self.values = parts, values

    def __getitem__(self, key: int) -> tuple[FactValue | None, ...]:  # type: ignore[override]
        before, last = divmod(key, len(self.values))
        return (*self.parts[before], self.values[last])

    def __len__(self) -> int:
        return len(self.parts) * len(self.values)
