"""Offence lists: tables of a law, each row with its dates and citation."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from comity.base import Period
from comity.law.tables import Row, read_table

COLUMNS = ("offence", "title", "from", "to", "cite", "note")


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


def read_offence_list(name: str, content: bytes, file: str) -> OffenceList:
    """Read `lists/NAME.csv`; `file` is how errors call it.

    Raises:
        RuleError: a column is missing, a date is not one, or there are too many rows.
    """
    table = read_table(content, file, COLUMNS)
    return OffenceList(name, tuple(_listed(row) for row in table.rows), table.open)


def _listed(row: Row) -> ListedOffence:
    return ListedOffence(row.text("offence"), row.cells["title"], row.days(), row.text("cite"), row.cells["note"])
