"""What another law would have said of a table of past requests: both laws over each block of rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from comity.decide import Outcome
from comity.facts import Ask
from comity.lab.bulk import KINDS, OUTCOMES, VERDICTS, RowAnswers, Settler, TableReader, answers, row_answers, splits_of
from comity.lab.row_map import RowMap
from comity.lab.rows import tables
from comity.lab.what_if import MOST_KEPT, Changed, OtherLaw, Told, WhatIf

_NOTHING: Mapping[str, object] = MappingProxyType({})
_BASE = max(len(OUTCOMES), len(VERDICTS)) + 1  # of the numbers in which pairs of answers are counted


def what_if_table(
    path: Path,
    row_map: RowMap,
    before: OtherLaw,
    after: OtherLaw,
    *,
    assume: Mapping[str, object] = _NOTHING,
    keep: int = MOST_KEPT,
    progress: Callable[[int, int], None] = lambda done, of: None,
) -> WhatIf:
    """Decide every row of a table under two laws and compare; a row is named by its number, from 0.

    Open asks of more kinds than are looked at one by one stay open on both sides.

    Raises:
        ReplayError: the file or the map does not fit.
        ComityError: a law is not known.
    """
    sides = [_Side(law, row_map, assume) for law in (before, after)]
    of = sum(split.rows for split in splits_of(path))
    result = WhatIf(keep=keep)
    for table in tables(path, row_map, dictionaries=True):
        if table.num_rows:
            first, second = (side.told(table) for side in sides)
            _compare(result, first, second, table.num_rows)
            progress(result.cases, of or result.cases)
    return result


class _Side:
    """One of the two laws."""

    def __init__(self, law: OtherLaw, row_map: RowMap, assume: Mapping[str, object]) -> None:
        name = row_map.agency_in(law.agency)
        self.reader = TableReader(row_map, name, law.library, law.on, assume)
        self.agency, self.pack = law.library.agency(name), law.library.to_decide(name)
        self.settler = Settler(KINDS)

    def told(self, table: pa.Table) -> dict[Ask, RowAnswers]:
        block = self.reader.block(table)
        found = answers(block, self.agency, self.pack, self.settler, self.reader.library.vocabulary)
        return row_answers(block.rows, found)


def _compare(result: WhatIf, before: dict[Ask, RowAnswers], after: dict[Ask, RowAnswers], rows: int) -> None:
    """Count the pairs of answers, and keep the first rows that differ."""
    any_changed = np.zeros(rows, np.bool_)
    for ask, told in after.items():
        was, asked = before[ask], told.outcome > 0
        for (one, two), number in _pairs(was.outcome, told.outcome).items():
            result.outcomes[ask, OUTCOMES[one - 1], OUTCOMES[two - 1]] += number
        for (one, two), number in _pairs(was.verdict, told.verdict).items():
            result.verdicts[ask, VERDICTS[one - 1], VERDICTS[two - 1]] += number
        result.asks += int(asked.sum())
        changed = (was.outcome != told.outcome) | (was.verdict != told.verdict)
        any_changed |= changed
        for norms, number in _by_norms(was, told, changed).items():
            result.done_by[ask, norms] += number
        for row in np.flatnonzero(changed)[: result.keep - len(result.changed)].tolist():
            result.changed.append(Changed(str(result.cases + row), ask, _told(was, row), _told(told, row)))
    result.cases += rows
    result.cases_changed += int(any_changed.sum())


def _pairs(one: NDArray[np.uint16], two: NDArray[np.uint16]) -> dict[tuple[int, int], int]:
    """How often each number stands beside each, where both are given."""
    counts = np.bincount(one.astype(np.int64) * _BASE + two, minlength=_BASE * _BASE)
    return {divmod(place, _BASE): int(counts[place]) for place in np.flatnonzero(counts).tolist() if place}


def _by_norms(was: RowAnswers, told: RowAnswers, changed: NDArray[np.bool_]) -> dict[str, int]:
    """How many of the changes each norm made."""
    found: dict[str, int] = {}
    pairs = was.norm[changed].astype(np.int64) << 16 | told.norm[changed]
    for pair, number in zip(*np.unique(pairs, return_counts=True), strict=True):
        one, two = _norm(was, int(pair) >> 16), _norm(told, int(pair) & 0xFFFF)
        by = two if two not in {"", one} else one
        found[by] = found.get(by, 0) + int(number)
    return found


def _norm(told: RowAnswers, number: int) -> str:
    return told.norms.found[number - 1] if number else ""


def _told(told: RowAnswers, row: int) -> Told:
    outcome: Outcome = OUTCOMES[told.outcome[row] - 1]
    return Told(outcome, VERDICTS[told.verdict[row] - 1], _norm(told, int(told.norm[row])))
