"""Bit planes: one bit a row, packed into machine words; a condition is two, *certainly true* and *certainly false*.

AND, OR and NOT of Kleene's strong logic are then a handful of instructions for sixty-four rows; a row is unknown where
neither plane has its bit. Rows stand from the lowest bit up, as in Arrow; bits beyond the last row mean nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from comity.law.expressions import FALSE, TRUE, Conjunction, Disjunction, Expression, Negation

Plane = NDArray[np.uint64]
Bits = NDArray[np.bool_]
WORD = 64
_NONE = np.uint64(0)
_EVERY = ~_NONE


class Rails(NamedTuple):
    """What is known of a condition, row by row."""

    true: Plane
    false: Plane

    @property
    def open(self) -> Plane:
        """The rows in which it is unknown."""
        return ~(self.true | self.false)


def words_for(rows: int) -> int:
    """How many words hold so many rows."""
    return -(-rows // WORD)


def empty(words: int) -> Plane:
    """No row."""
    return np.zeros(words, np.uint64)


def full(words: int) -> Plane:
    """Every row, and the bits beyond the last."""
    return np.full(words, _EVERY)


def first(rows: int) -> Plane:
    """Exactly the rows there are."""
    plane = full(words_for(rows))
    if rows % WORD:
        plane[-1] = _EVERY >> np.uint64(WORD - rows % WORD)
    return plane


def packed(bits: Bits | NDArray[np.uint8]) -> Plane:
    """A plane from one truth a row."""
    found = np.packbits(bits, bitorder="little")
    if len(found) % 8:
        found = np.concatenate([found, np.zeros(-len(found) % 8, np.uint8)])
    return found.view(np.uint64)


def unpacked(plane: Plane, rows: int) -> NDArray[np.uint8]:
    """One 0 or 1 a row."""
    return np.unpackbits(plane.view(np.uint8), count=rows, bitorder="little")


def places(plane: Plane, rows: int) -> NDArray[np.int64]:
    """The numbers of the rows whose bit is set."""
    return np.flatnonzero(unpacked(plane, rows))


def count(plane: Plane) -> int:
    """How many bits are set."""
    return int(np.bitwise_count(plane).sum())


def joined(planes: list[Plane], words: int) -> Plane:
    """The rows of any of the planes; always a new array."""
    if not planes:
        return empty(words)
    found = planes[0].copy()
    for plane in planes[1:]:
        np.bitwise_or(found, plane, out=found)
    return found


class Judge:
    """Works out conditions for one block of rows, each node of the law's graph once."""

    def __init__(self, atom: Callable[[Expression], Rails], words: int) -> None:
        self._atom, self.words = atom, words
        self._judged: dict[int, Rails] = {}
        nothing, everything = empty(words), full(words)
        self._judged[id(TRUE)] = Rails(everything, nothing)
        self._judged[id(FALSE)] = Rails(nothing, everything)

    def rails(self, node: Expression) -> Rails:
        """What is known of a condition; the arrays are shared and must not be written to."""
        found = self._judged.get(id(node))
        if found is None:
            found = self._judged[id(node)] = self._judge(node)
        return found

    def _judge(self, node: Expression) -> Rails:
        match node:
            case Negation(part):
                inner = self.rails(part)
                return Rails(inner.false, inner.true)
            case Conjunction(parts):
                return Rails(*self._joined([self.rails(part) for part in parts]))
            case Disjunction(parts):
                false, true = self._joined([Rails(*reversed(self.rails(part))) for part in parts])
                return Rails(true, false)
        return self._atom(node)

    def _joined(self, parts: list[Rails]) -> tuple[Plane, Plane]:
        """Every one of them true; any of them false."""
        true, false = parts[0].true & parts[1].true, parts[0].false | parts[1].false
        for part in parts[2:]:
            np.bitwise_and(true, part.true, out=true)
            np.bitwise_or(false, part.false, out=false)
        return true, false
