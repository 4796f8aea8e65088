"""Small counts are hidden, and with them whatever would give them back by subtraction.

What is published is a set of measures. Each measure (what was received, what was declined) has one total, and is broken
down in several tables: by month, by agency. All tables of a measure add up to the same total; no number is published
that adds up across measures. So everything that anybody can subtract lies within one measure, and:

1. A count from 1 to below the threshold is hidden, in every table. Zero is shown: nobody can be picked out of none.
2. Where the hidden counts of a table could be told to within fewer values than the threshold, the smallest count that
   is still shown is hidden too. One more is always enough, if there is one.
3. Where there is none, or the total itself is small, the total and every count of the measure are hidden.

Both kinds look alike. By arithmetic on all that is shown, at least `threshold` values stay possible for each.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from comity.reports.errors import ReportError

THRESHOLD = 10
Row = str
Breakdown = Mapping[Row, int]


@dataclass(frozen=True, slots=True)
class Measure:
    """Something that is counted: its total, and the tables that break it down."""

    total: int
    tables: Mapping[str, Breakdown]

    def __post_init__(self) -> None:
        for name, rows in self.tables.items():
            if sum(rows.values()) != self.total or min(rows.values(), default=0) < 0:
                raise ReportError(
                    f"the table `{name}` does not add up to {self.total}", help="Give each row, and one for the rest."
                )


@dataclass(frozen=True, slots=True)
class Shown:
    """A measure as it is published: `None` stands for a hidden number."""

    total: int | None
    tables: Mapping[str, Mapping[Row, int | None]]

    @property
    def hides(self) -> bool:
        """Whether any number of it is hidden."""
        return self.total is None or any(value is None for rows in self.tables.values() for value in rows.values())


def suppressed(measure: Measure, threshold: int = THRESHOLD) -> Shown:
    """The measure with its small counts, and their partners, hidden."""
    hidden = {name: _hidden(rows, threshold) for name, rows in measure.tables.items()}
    if _is_small(measure.total, threshold) or any(rows is None for rows in hidden.values()):
        return Shown(None, {name: _without(rows) for name, rows in measure.tables.items()})
    tables = {
        name: {row: None if row in (hidden[name] or ()) else number for row, number in rows.items()}
        for name, rows in measure.tables.items()
    }
    return Shown(measure.total, tables)


def _hidden(rows: Breakdown, threshold: int) -> frozenset[Row] | None:
    """The rows to hide where the total is shown; `None` if no choice protects them."""
    small = {row for row, number in rows.items() if _is_small(number, threshold)}
    if not small or _is_safe(rows, small, threshold):
        return frozenset(small)
    others = [(number, row) for row, number in rows.items() if number >= threshold]
    if not others:
        return None
    return frozenset({*small, min(others)[1]})


def _is_safe(rows: Breakdown, hidden: set[Row], threshold: int) -> bool:
    """Whether the hidden counts, each at least 1 and their sum known, leave enough values open."""
    spare = sum(rows[row] for row in hidden) - len(hidden)  # each lies between 1 and 1 + spare
    return len(hidden) > 1 and spare + 1 >= threshold


def _is_small(number: int, threshold: int) -> bool:
    return 0 < number < threshold


def _without(rows: Breakdown) -> Mapping[Row, int | None]:
    return {row: None if number else 0 for row, number in rows.items()}
