"""All pairs of laws at once: the asks that each pair answers differently."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import z3

from comity.facts import Ask
from comity.lab.comparing.joint import Joint
from comity.lab.comparing.sides import Side

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Matrix:
    """For each pair of laws, by their places: the asks that they answer differently in some case, or perhaps do."""

    sides: tuple[Side, ...]
    differ: Mapping[Pair, tuple[Ask, ...]]
    undecided: Mapping[Pair, tuple[Ask, ...]]  # not decided within the solver's bound


def matrix(
    sides: Sequence[Side], asks: Sequence[Ask] = tuple(Ask), progress: Callable[[int, int], None] | None = None
) -> Matrix:
    """Compare every pair. A definition over records counts as free here, so that a pair may differ in no real case."""
    differ: dict[Pair, tuple[Ask, ...]] = {}
    undecided: dict[Pair, tuple[Ask, ...]] = {}
    pairs = list(combinations(range(len(sides)), 2))
    for done, (one, two) in enumerate(pairs, 1):
        found = {ask: _differs(sides[one], sides[two], ask) for ask in asks}
        differ[one, two] = tuple(ask for ask, answer in found.items() if answer == z3.sat)
        undecided[one, two] = tuple(ask for ask, answer in found.items() if answer == z3.unknown)
        if progress is not None:
            progress(done, len(pairs))
    return Matrix(tuple(sides), differ, undecided)


def _differs(first: Side, second: Side, ask: Ask) -> z3.CheckSatResult:
    joint = Joint(first, second, ask)
    solver = joint.solver()
    solver.add(joint.differs())
    return solver.check()
