"""Which of many cases are enough: the fewest that show every point, and how few there can be at all."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import z3

EFFORT = 6_000_000  # the solver's own units of work for each size that is tried
STARTS = 12  # points from which a set of points apart is grown


def fewest(shown: Sequence[frozenset[int]], wanted: frozenset[int], kept: int = 0) -> list[int]:
    """The numbers of the fewest cases that show what is wanted, as far as the solver gets within its bound.

    Of the first `kept` cases no more are left out than must be: they have been looked at before.
    """
    chosen = _without_idle(shown, wanted, kept)
    solver = z3.Solver()
    solver.set("rlimit", EFFORT)
    taken = [z3.Bool(f"case {at}") for at in range(len(shown))]
    solver.add([z3.Or([taken[at] for at, each in enumerate(shown) if point in each]) for point in wanted])
    solver.add([taken[at] for at in chosen if at < kept])
    while chosen:
        solver.add(z3.AtMost(*taken, len(chosen) - 1))
        if solver.check() != z3.sat:
            break
        model = solver.model()
        chosen = [at for at, literal in enumerate(taken) if z3.is_true(model.eval(literal, model_completion=True))]
    return chosen


def _without_idle(shown: Sequence[frozenset[int]], wanted: frozenset[int], kept: int) -> list[int]:
    """Those cases of which each shows something that no other of them shows; the first ones stay longest."""
    chosen = [at for at, each in enumerate(shown) if each & wanted]
    by_need = sorted(chosen, key=lambda at: (at < kept, len(shown[at] & wanted)))
    for at in by_need:
        others = frozenset().union(*(shown[other] for other in chosen if other != at))
        if wanted <= others:
            chosen.remove(at)
    return chosen


def apart(points: Sequence[int], cases: Sequence[frozenset[int]], together: Callable[[int, int], bool]) -> list[int]:
    """Points of which no case can show two: there can be no fewer cases than these.

    Args:
        points: Those that can be shown.
        cases: What some cases show, so that little has to be asked.
        together: Whether one case may show two points.
    """
    beside: dict[int, set[int]] = {point: set() for point in points}
    for shown in cases:
        for point in shown & beside.keys():
            beside[point] |= shown
    order = sorted(points, key=lambda each: (len(beside[each]), each))
    found: list[int] = []
    for first in order[:STARTS]:
        alone = [first]
        for point in order:
            if beside[point].isdisjoint(alone) and not any(together(point, other) for other in alone):
                alone.append(point)
        found = max(found, alone, key=len)
    return found
