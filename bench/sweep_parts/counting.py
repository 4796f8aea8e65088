"""Recall and precision with Wilson intervals, and speed in processor time."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Sequence
from math import sqrt

_Z = 1.959964  # of a 95 % interval


def wilson(hits: int, of: int) -> tuple[float, float]:
    """The Wilson score interval of a share, at 95 %."""
    if not of:
        return 0.0, 1.0
    share, square = hits / of, _Z * _Z
    middle = (share + square / (2 * of)) / (1 + square / of)
    half = _Z / (1 + square / of) * sqrt(share * (1 - share) / of + square / (4 * of * of))
    return max(0.0, middle - half), min(1.0, middle + half)


def share(hits: int, of: int) -> str:
    """A share with its interval, as a cell of a table."""
    low, high = wilson(hits, of)
    return f"{hits / of:.3f} ({low:.3f}–{high:.3f})" if of else "–"


def recall_and_precision(wanted: Sequence[bool], found: Sequence[bool]) -> tuple[str, str, int, int]:
    """Recall, precision, how many were missed, how many were found where there was nothing."""
    both = sum(w and f for w, f in zip(wanted, found, strict=True))
    return (
        share(both, sum(wanted)),
        share(both, sum(found)),
        sum(wanted) - both,
        sum(found) - both,
    )


def per_second(work: Callable[[], object], number: int, rounds: int) -> float:
    """How many texts a second of one core's processor time, in the best of several rounds."""
    best = float("inf")
    gc.collect()
    gc.disable()
    try:
        for _ in range(rounds):
            begun = time.process_time()
            work()
            best = min(best, time.process_time() - begun)
    finally:
        gc.enable()
    return number / best
