"""Bit planes: one bit a row, packed into machine words; a condition is two, *certainly true* and *certainly false*.

AND, OR and NOT of Kleene's strong logic are then a handful of instructions for sixty-four rows; a row is unknown where
neither plane has its bit. Rows stand from the lowest bit up, as in Arrow; bits beyond the last row mean nothing.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

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
