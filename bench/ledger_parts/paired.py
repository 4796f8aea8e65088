"""Times two ways of doing the same work in pairs, in random order, so that a noisy machine slows both."""

from __future__ import annotations

import gc
import random
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field

Work = Callable[[int], int]  # does a round, which has a number, and says how many events it was


@dataclass
class Pair:
    """Rounds of a plain way and of ours: events a second, processor time an event, and the ratios within a round."""

    plain: list[float] = field(default_factory=list)
    ours: list[float] = field(default_factory=list)
    plain_cpu: list[float] = field(default_factory=list)
    ours_cpu: list[float] = field(default_factory=list)
    costs: list[float] = field(default_factory=list)

    @property
    def cost(self) -> float:
        """How many times the plain way's time ours takes: the median of the rounds."""
        return statistics.median(self.costs)

    @property
    def middle(self) -> tuple[float, float]:
        """Between which two costs the middle half of the rounds lies."""
        if len(self.costs) < 2:
            return (self.cost, self.cost)
        low, _, high = statistics.quantiles(self.costs, n=4, method="inclusive")
        return low, high


def paired(plain: Work, ours: Work, rounds: int) -> Pair:
    """Time both once in every round, after one round to warm up."""
    found, dice = Pair(), random.Random(0)
    plain(0)
    ours(0)
    for turn in range(1, rounds + 1):
        times = {work: timed(work, turn) for work in dice.sample([plain, ours], 2)}
        (plain_wall, plain_cpu), (ours_wall, ours_cpu) = times[plain], times[ours]
        found.plain.append(1 / plain_wall)
        found.ours.append(1 / ours_wall)
        found.plain_cpu.append(plain_cpu * 1e6)
        found.ours_cpu.append(ours_cpu * 1e6)
        found.costs.append(ours_wall / plain_wall)
    return found


def timed(work: Work, turn: int = 0) -> tuple[float, float]:
    """Seconds an event, on the clock and of this process's processor; the collector of garbage rests."""
    gc.collect()
    gc.disable()
    try:
        began, spent = time.perf_counter(), time.process_time()
        events = work(turn)
        return (time.perf_counter() - began) / events, (time.process_time() - spent) / events
    finally:
        gc.enable()


@dataclass(frozen=True)
class Spread:
    """Many measurements of one thing, in milliseconds."""

    median: float
    p99: float
    most: float
    p99_cpu: float = 0.0  # of the processor's time alone: without the waits for it and for the disk


def spread(milliseconds: list[float], spent: list[float] | None = None) -> Spread:
    """The middle, the slowest of a hundred, and the slowest."""
    ordered, busy = sorted(milliseconds), sorted(spent or [0.0])
    return Spread(statistics.median(ordered), _p99(ordered), ordered[-1], _p99(busy))


def _p99(ordered: list[float]) -> float:
    return ordered[max(int(len(ordered) * 0.99) - 1, 0)]


def each(calls: list[Callable[[], object]]) -> Spread:
    """The time of each of these calls."""
    found, spent = list[float](), list[float]()
    gc.disable()
    try:
        for call in calls:
            busy, began = time.thread_time(), time.perf_counter()
            call()
            found.append((time.perf_counter() - began) * 1e3)
            spent.append((time.thread_time() - busy) * 1e3)
    finally:
        gc.enable()
    return spread(found, spent)
