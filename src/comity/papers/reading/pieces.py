"""Takes the ink of a place apart into pieces that hang together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ink = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """Ink that hangs together: where each of its dots lies."""

    rows: NDArray[np.intp]
    columns: NDArray[np.intp]

    @property
    def wide(self) -> int:
        """How many dots it is wide."""
        return int(self.columns.max() - self.columns.min()) + 1

    @property
    def tall(self) -> int:
        """How many dots it is high."""
        return int(self.rows.max() - self.rows.min()) + 1

    def meets(self, other: Piece, margin: float) -> bool:
        """Whether the rectangle around it comes as near as a margin to that around another piece."""
        return all(
            mine.min() <= its.max() + margin and its.min() <= mine.max() + margin
            for mine, its in ((self.rows, other.rows), (self.columns, other.columns))
        )


def pieces(ink: Ink, least: int) -> Iterator[Piece]:
    """The pieces of some ink that have a number of dots at least; dots that touch at a corner hang together."""
    runs = _runs(ink)
    owners = _joined(runs)
    together: dict[int, list[tuple[int, int, int]]] = {}
    for index, run in enumerate(runs):
        together.setdefault(_owner(owners, index), []).append(run)
    for found in together.values():
        if sum(right - left for _, left, right in found) >= least:
            rows = np.concatenate([np.full(right - left, row) for row, left, right in found])
            yield Piece(rows, np.concatenate([np.arange(left, right) for _, left, right in found]))


def _runs(ink: Ink) -> list[tuple[int, int, int]]:
    """Of every row the stretches of ink: row, first column, and the column after the last."""
    edges = np.diff(np.pad(ink.astype(np.int8), ((0, 0), (1, 1))), axis=1)
    rows, lefts = np.nonzero(edges == 1)
    _, rights = np.nonzero(edges == -1)
    return list(zip(rows.tolist(), lefts.tolist(), rights.tolist(), strict=True))


def _joined(runs: list[tuple[int, int, int]]) -> list[int]:
    """For every stretch one to which it hangs; stretches are in order, so those of the row above are walked along."""
    owners = list(range(len(runs)))
    above = 0
    for index, (row, left, right) in enumerate(runs):
        while runs[above][0] < row - 1 or (runs[above][0] == row - 1 and runs[above][2] < left):
            above += 1
        beside = above
        while runs[beside][0] == row - 1 and runs[beside][1] <= right:
            owners[_owner(owners, index)] = _owner(owners, beside)
            beside += 1
    return owners


def _owner(owners: list[int], index: int) -> int:
    while owners[index] != index:
        owners[index] = owners[owners[index]]
        index = owners[index]
    return index
