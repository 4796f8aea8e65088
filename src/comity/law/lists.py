"""Offence lists: tables of a law, each row with its dates and citation."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field
from datetime import date

from comity.base import Period
from comity.law.errors import LawError

COLUMNS = ("offence", "title", "from", "to", "cite", "note")
MAX_ROWS = 5_000


@dataclass(frozen=True, slots=True)
class ListedOffence:
    """One row: an offence, covering its subdivisions, in the list for some days."""

    offence: str
    title: str
    days: Period
    citation: str
    note: str


@dataclass(frozen=True, slots=True)
class OffenceList:
    """A list of offences. `open` when the law itself calls it not exhaustive."""

    name: str
    rows: tuple[ListedOffence, ...]
    open: bool
    _by_offence: dict[str, list[ListedOffence]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        table: dict[str, list[ListedOffence]] = {}
        for row in self.rows:
            table.setdefault(row.offence, []).append(row)
        object.__setattr__(self, "_by_offence", table)

    def holds(self, offence: str, day: date) -> bool | None:
        """Whether the offence is listed on the day; `None` where the list or the code leaves it unknown.

        A row covers its subdivisions. An offence given less exactly than a row (the section, where the row names
        one subdivision) may or may not be that subdivision.
        """
        if any(row.days.covers(day) for name in _ancestors(offence) for row in self._by_offence.get(name, ())):
            return True
        coarser = any(row.offence.startswith(offence + "(") and row.days.covers(day) for row in self.rows)
        return None if coarser or self.open else False


def _ancestors(offence: str) -> list[str]:
    """The offence itself, then each section or subdivision it belongs to."""
    names = [offence]
    while offence.endswith(")") and "(" in offence:
        offence = offence[: offence.rindex("(")]
        names.append(offence)
    return names


def read_offence_list(name: str, text: str) -> OffenceList:
    """Read `lists/NAME.csv`.

    Raises:
        LawError: a column is missing, a date is not one, or there are too many rows.
    """
    first, _, rest = text.partition("\n")
    is_open = first.strip() == "# open"
    reader = csv.DictReader(io.StringIO(rest if is_open else text))
    if tuple(reader.fieldnames or ()) != COLUMNS:
        raise LawError(
            f"list `{name}` has other columns than expected", help=f"The first line must be {','.join(COLUMNS)}."
        )
    rows: list[ListedOffence] = []
    for row in reader:
        if len(rows) >= MAX_ROWS:
            raise LawError(f"list `{name}` has more than {MAX_ROWS:,} rows", help="Split the list.")
        rows.append(_row(name, row, reader.line_num + is_open))
    return OffenceList(name, tuple(rows), is_open)


def _row(name: str, row: dict[str, str], line: int) -> ListedOffence:
    if None in row or None in row.values() or not row["offence"].strip() or not row["cite"].strip():
        raise LawError(f"list `{name}` line {line} lacks a column, an offence or a citation", help="Fill in the row.")
    try:
        days = Period(date.fromisoformat(row["from"]), date.fromisoformat(row["to"]) if row["to"] else None)
    except ValueError:
        raise LawError(
            f"list `{name}` line {line} has a date that is none", help="Write dates as 2014-12-14."
        ) from None
    return ListedOffence(row["offence"].strip(), row["title"], days, row["cite"], row["note"])
