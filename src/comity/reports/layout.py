"""Layouts: how a report that a law orders is put together, as a file in the law's own pack says.

report: 9-131-f                       # its name; with the pack, `us-ny-nyc/9-131-f`
duty: 9-131-f/report                  # the duty that orders it
title, citation, owed_to, agencies, from, basis, public
period: {every: year, begins: 07-01}
figures:
- {id: "1", says: detainers lodged, count: {event: request_received, when: civil_immigration_detainer}}
- {id: "2", says: requests and answers, rows: [...], columns: [...]}      # each cell counts both together
- {id: "3", says: each request, list: {event: request_received}, show: [received, requester]}
- {id: "4", says: federal money, fill: {by: the finance office, why: no payment is recorded here}}
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from comity.reports.counting import Counting

SHOWN = (
    *("entry", "received", "requester", "instrument", "asked", "answers", "grounds", "left", "left_at", "left_to"),
    *("day", "month", "persons", "came"),
)
MONTHS = {"year": 12, "quarter": 3, "month": 1}


@dataclass(frozen=True, slots=True)
class Period:
    """How long a report looks back: whole years, quarters or months that begin on one day of the year."""

    every: str
    begin_month: int = 1

    def last_before(self, day: date, back: int = 0) -> tuple[date, date]:
        """The first and the last day of the newest period that was over before a day, or one further back."""
        months = MONTHS[self.every]
        index = day.year * 12 + day.month - self.begin_month  # months since a beginning
        begin = (index // months - 1 - back) * months + self.begin_month - 1
        first, after = _month_begin(begin), _month_begin(begin + months)
        return first, after - timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Fill:
    """A figure that this record does not hold: who has it, and why it is not here."""

    by: str
    why: str


@dataclass(frozen=True, slots=True)
class Line:
    """A row or a column of a figure."""

    says: str
    counting: Counting


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: a count, a table of counts, a list of entries, or a place to be filled in."""

    id: str
    says: str
    counting: Counting | None = None
    rows: tuple[Line, ...] = ()
    columns: tuple[Line, ...] = ()
    show: tuple[str, ...] = ()
    fill: Fill | None = None

    @property
    def cells(self) -> tuple[tuple[int, int, Counting], ...]:
        """Every place in which entries are counted: row, column, and what counts there."""
        if self.counting is not None:
            return ((0, 0, self.counting),)
        return tuple(
            (at, across, row.counting.together(column.counting))
            for at, row in enumerate(self.rows)
            for across, column in enumerate(self.columns)
        )


@dataclass(frozen=True, slots=True)
class Layout:
    """A report that a law orders."""

    name: str  # `pack/report`
    title: str
    citation: str
    duty: str  # the reference of the duty, or empty where no pack has it yet
    owed_to: str
    agencies: frozenset[str]  # names or kinds that owe it
    period: Period
    begins: date  # the first day on which the law orders it
    basis: str  # how far its text was read
    is_public: bool  # whether it is posted for everybody
    figures: tuple[Figure, ...]
    notes: tuple[str, ...] = ()


def _month_begin(index: int) -> date:
    return date(index // 12, index % 12 + 1, 1)
