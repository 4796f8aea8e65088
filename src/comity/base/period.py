"""Periods of whole days, as laws are in force."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Period:
    """From a first day to a last day, both included; `None` leaves the end open."""

    first: date
    last: date | None = None

    def covers(self, day: date) -> bool:
        """Whether the day lies within."""
        return self.first <= day and (self.last is None or day <= self.last)

    def overlaps(self, other: Period) -> bool:
        """Whether any day lies within both."""
        starts_before_other_ends = other.last is None or self.first <= other.last
        other_starts_before_end = self.last is None or other.first <= self.last
        return starts_before_other_ends and other_starts_before_end

    def __str__(self) -> str:
        return f"from {self.first} to {self.last}" if self.last else f"from {self.first}"
