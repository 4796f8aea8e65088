"""Times two functions side by side, so that a noisy machine slows both.

A round times ours and another on the same cases, one right after the other; what counts is the median, over rounds,
of the ratio within a round. The collector of garbage rests while the clock runs, as in `timeit`.
"""

from __future__ import annotations

import gc
import random
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from model import Case

Function = Callable[[Case], object]
ROUNDS = 21
_LEAST_CASES = 100  # a batch of fewer would be a few cases, not the rule set
_SLICE = 0.010  # seconds that one batch of a fast function should take


@dataclass(frozen=True)
class Subject:
    """A function and the cases in the form it is given them, in the order of everybody's cases."""

    name: str
    function: Function
    cases: Sequence[Case]


@dataclass
class Timed:
    """Microseconds a case, and how many times ours, round by round."""

    micros: list[float] = field(default_factory=list)
    ratios: list[float] = field(default_factory=list)

    @property
    def median(self) -> float:
        """The median of microseconds a case."""
        return statistics.median(self.micros)

    @property
    def ratio(self) -> float:
        """The median of the rounds' ratios to ours."""
        return statistics.median(self.ratios) if self.ratios else 1.0

    @property
    def spread(self) -> tuple[float, float]:
        """Between which two ratios the middle half of the rounds lies."""
        if len(self.ratios) < 2:
            return (self.ratio, self.ratio)
        low, _, high = statistics.quantiles(self.ratios, n=4)
        return low, high


def side_by_side(
    ours: Subject, others: Sequence[Subject], rounds: int = ROUNDS, batch: int | None = None
) -> dict[str, Timed]:
    """Time everyone against ours; each round takes the others in a new order and the next of the cases.

    A batch has as many cases as fit its time, and at least a hundred, unless `batch` says how many.
    """
    found = {subject.name: Timed() for subject in (ours, *others)}
    sizes = {subject.name: _batch(subject, batch) for subject in others}
    dice = random.Random(0)
    gc.collect()
    gc.disable()
    try:
        for turn in range(rounds):
            for subject in dice.sample(list(others), len(others)):
                size, repeats = sizes[subject.name]
                start = turn * size % max(1, len(subject.cases) - size + 1)
                mine = _seconds(ours, start, size, _batch(ours, size)[1])
                theirs = _seconds(subject, start, size, repeats)
                found[ours.name].micros.append(mine * 1e6)
                found[subject.name].micros.append(theirs * 1e6)
                found[subject.name].ratios.append(theirs / mine)
                gc.collect()
    finally:
        gc.enable()
    return found


def _batch(subject: Subject, size: int | None) -> tuple[int, int]:
    """How many cases a batch has, and how many times it is run through."""
    warm = size or min(len(subject.cases), _LEAST_CASES)
    _seconds(subject, 0, warm, 1)
    each = _seconds(subject, 0, warm, 1)
    size = size or max(_LEAST_CASES, min(len(subject.cases), round(_SLICE / each)))
    return size, max(1, round(_SLICE / (each * size)))


def _seconds(subject: Subject, start: int, size: int, repeats: int) -> float:
    """Seconds a case, over a batch."""
    function, cases = subject.function, subject.cases[start : start + size]
    began = time.perf_counter()
    for _ in range(repeats):
        for case in cases:
            function(case)
    return (time.perf_counter() - began) / (repeats * len(cases))
