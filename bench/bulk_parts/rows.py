"""Random rows for a vocabulary: as codes of one byte, as Parquet, and as the map that reads it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
from comity.facts import Fact, FactValue, Kind, Vocabulary
from comity.lab.row_map import Cell, RowMap
from numpy.typing import NDArray
from pyarrow import parquet

GROUP = 1 << 20  # rows of a row group


def values_of(fact: Fact) -> list[FactValue]:
    """What the bytes of a fact stand for, one after the other."""
    if fact.kind is Kind.YES_NO:
        return [False, True]
    return list(fact.choices) if fact.kind is Kind.CHOICE else list(range(fact.maximum + 1))


def unknown_code(fact: Fact) -> int:
    """The byte that stands for unknown."""
    return len(values_of(fact))


def codes(
    words: Vocabulary, number: int, *, unknown: float, true: float, most: dict[str, int]
) -> dict[str, NDArray[np.uint8]]:
    """One byte a fact: 0 or 1, the place of the word, the count; what comes after the last value is unknown."""
    dice = np.random.default_rng(7)
    found = {}
    for name, fact in words.facts.items():
        drawn = _drawn(fact, number, dice, true, most.get(name, fact.maximum))
        drawn[dice.random(number, dtype=np.float32) < unknown] = unknown_code(fact)
        found[name] = drawn
    return found


def only_known(words: Vocabulary, columns: dict[str, NDArray[np.uint8]]) -> dict[str, NDArray[np.uint8]]:
    """The rows of which every fact is known."""
    known = np.logical_and.reduce([column != unknown_code(words[name]) for name, column in columns.items()])
    return {name: column[known] for name, column in columns.items()}


def _drawn(fact: Fact, number: int, dice: np.random.Generator, true: float, most: int) -> NDArray[np.uint8]:
    if fact.kind is Kind.YES_NO:
        return (dice.random(number, dtype=np.float32) < true).astype(np.uint8)
    high = most + 1 if fact.kind is Kind.COUNT else len(fact.choices)
    return dice.integers(0, high, number, dtype=np.uint8)


def write(words: Vocabulary, columns: dict[str, NDArray[np.uint8]], path: Path) -> None:
    """The same rows as Parquet: flags, whole numbers, words; empty where unknown."""
    arrays = {}
    for name, column in columns.items():
        fact = words[name]
        gone = column == unknown_code(fact)
        if fact.kind is Kind.YES_NO:
            arrays[name] = pa.array(column == 1, mask=gone)
        elif fact.kind is Kind.COUNT:
            arrays[name] = pa.array(column, mask=gone)
        else:
            places = pa.array(column.astype(np.int8), mask=gone)
            arrays[name] = pa.DictionaryArray.from_arrays(places, pa.array(list(fact.choices)))
    parquet.write_table(pa.table(arrays), path, row_group_size=GROUP)


def row_map(words: Vocabulary, pack: str) -> RowMap:
    """Every column is the fact of its name; the law of one day, one ask."""
    import datetime

    kinds = {Kind.YES_NO: "flag", Kind.COUNT: "count", Kind.CHOICE: "text"}
    return RowMap(
        name="bench",
        title="random rows",
        columns={name: kinds[fact.kind] for name, fact in words.facts.items()},
        unused=frozenset(),
        at=Cell(None, datetime.date(2026, 1, 1), None),
        agencies={pack: "city"},
        asks=Cell(None, ["assist"], None),
        request={},
        facts={name: Cell(name, None, None) for name in words.facts},
    )
