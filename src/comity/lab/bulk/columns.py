"""Columns of facts: what a block of rows says of one fact, and the planes of the conditions that look at it."""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from comity.facts import FactValue
from comity.lab.bulk.planes import Plane, Rails, empty, full, packed, unpacked
from comity.law.expressions import Constant, Expression, Member, Name, Relation

Codes = NDArray[np.uint8] | NDArray[np.uint16] | NDArray[np.uint32]
Counts = NDArray[np.int8] | NDArray[np.int16] | NDArray[np.int32] | NDArray[np.int64] | Codes
_COMPARED = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_FEW = 4  # runs of values that are compared with; more are looked up in a table


class Column(Protocol):
    """One fact of every row of a block."""

    def rails(self, test: Expression) -> Rails:
        """The rows in which a test of the fact holds, and those in which it does not."""
        ...

    def coded(self) -> Coded:
        """The same, as the values that occur and which of them each row has."""
        ...


def test_of(node: Expression) -> Callable[[FactValue], bool]:
    """What a condition without parts asks of a known value."""
    match node:
        case Name():
            return lambda value: value is True
        case Member(Name(), constants):
            return lambda value: value in constants
        case Relation(sign, Name(), Constant(constant)):
            return lambda value: bool(_COMPARED[sign](value, constant))  # type: ignore[arg-type]  # of one kind
    raise TypeError(f"no plane for {type(node).__name__}")


def name_of(node: Expression) -> str:
    """The fact or definition that a condition without parts looks at."""
    match node:
        case Name(name) | Member(Name(name), _) | Relation(_, Name(name), _):
            return name
    raise TypeError(f"no plane for {type(node).__name__}")


@dataclass(frozen=True, slots=True)
class Flags:
    """A yes-or-no fact, in planes already."""

    true: Plane
    false: Plane
    rows: int

    def rails(self, test: Expression) -> Rails:
        """The planes themselves."""
        return Rails(self.true, self.false)

    def coded(self) -> Coded:
        """No, yes, unknown."""
        codes = unpacked(self.true, self.rows) + 2 * unpacked(~(self.true | self.false), self.rows)
        return Coded(codes, (False, True, None))


@dataclass(frozen=True, slots=True)
class Same:
    """One value, or nothing known, in every row."""

    value: FactValue | None
    rows: int

    def rails(self, test: Expression) -> Rails:
        """Every row or none."""
        words = -(-self.rows // 64)
        if self.value is None:
            return Rails(empty(words), empty(words))
        holds = test_of(test)(self.value)
        return Rails(full(words), empty(words)) if holds else Rails(empty(words), full(words))

    def coded(self) -> Coded:
        """The one value."""
        return Coded(np.zeros(self.rows, np.uint8), (self.value,))


@dataclass(frozen=True)
class Numbers:
    """A count, compared as it stands."""

    values: Counts  # anything where unknown
    known: Plane

    def rails(self, test: Expression) -> Rails:
        """The rows whose number passes."""
        match test:
            case Relation(sign, Name(), Constant(constant)):
                true = packed(np.asarray(_COMPARED[sign](self.values, constant), np.bool_)) & self.known
            case Member(Name(), constants):
                true = packed(np.isin(self.values, np.array(constants))) & self.known
            case _:
                raise TypeError("a number is neither true nor false")
        return Rails(true, true ^ self.known)

    def coded(self) -> Coded:
        """The numbers that occur."""
        known = unpacked(self.known, len(self.values)).astype(bool)
        found, codes = np.unique(np.where(known, self.values, -1), return_inverse=True)
        return Coded(narrow(codes, len(found)), tuple(None if value < 0 else int(value) for value in found))


Runs = tuple[tuple[int, int], ...]  # of codes: the first and the last of each


@dataclass(frozen=True)
class Coded:
    """Values that occur, and for each row which of them; `None` is unknown.

    Blocks with the same values may share `chosen`, which keeps the codes that pass each test.
    """

    codes: Codes
    values: Sequence[FactValue | None]
    chosen: dict[Expression | None, Runs] = field(default_factory=dict, repr=False, compare=False)

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return len(self.codes)

    @cached_property
    def known(self) -> Plane:
        """The rows in which the fact is known."""
        return self._where(self._codes_that(None))

    def rails(self, test: Expression) -> Rails:
        """Where the value passes, and where a known one does not."""
        true = self._where(self._codes_that(test))
        return Rails(true, true ^ self.known)

    def coded(self) -> Coded:
        """Itself."""
        return self

    def _codes_that(self, test: Expression | None) -> Runs:
        """The codes whose value is known and, if there is a test, passes it."""
        found = self.chosen.get(test)
        if found is None:
            passes = test_of(test) if test else lambda value: True
            places = [at for at, one in enumerate(self.values) if one is not None and passes(one)]
            found = self.chosen[test] = _runs(places)
        return found

    def _where(self, runs: Runs) -> Plane:
        """The rows whose code is in one of the runs."""
        if len(runs) == 1:
            return packed(self._within(*runs[0]))
        if len(runs) > _FEW:
            table = np.zeros(len(self.values), np.bool_)
            for least, most in runs:
                table[least : most + 1] = True
            return packed(np.asarray(table[self.codes]))
        found = np.zeros(self.rows, np.bool_)
        for run in runs:
            np.logical_or(found, self._within(*run), out=found)
        return packed(found)

    def _within(self, least: int, most: int) -> NDArray[np.bool_]:
        if least == most:
            return np.equal(self.codes, least)
        if most == len(self.values) - 1:
            return np.greater_equal(self.codes, least)
        if least == 0:
            return np.less_equal(self.codes, most)
        return np.logical_and(np.greater_equal(self.codes, least), np.less_equal(self.codes, most))


def _runs(numbers: list[int]) -> Runs:
    """Rising numbers as runs of neighbours: the first and the last of each."""
    runs: list[tuple[int, int]] = []
    for number in numbers:
        if runs and runs[-1][1] == number - 1:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    return tuple(runs)


def narrow(codes: NDArray[np.int64] | Codes, values: int) -> Codes:
    """Codes in the fewest bytes that hold them."""
    if values < 1 << 8:
        return codes.astype(np.uint8, copy=False)
    if values < 1 << 16:
        return codes.astype(np.uint16, copy=False)
    return codes.astype(np.uint32, copy=False)
