"""The records that may be of the same person as another one: proposed to somebody who looks, and never merged alone."""

from __future__ import annotations

from datetime import date

from comity.gate.state import Person
from comity.store.finding import find
from comity.store.models import Matter

MOST = 8


def found_elsewhere(sought: str, person: Person) -> list[Matter]:
    """The bookings of a name or a number that stand under another person, those almost alike last."""
    found = find(sought)
    rows = [row for row in (*found.matters, *found.near) if row.person_id != person.id]
    return rows[:MOST]


def may_be_same(person: Person) -> list[Matter]:
    """The bookings that may be about the same person: equal and near names, an equal day of birth first."""
    born = person.birth_date
    rows = [row for row in found_elsewhere(person.name, person) if row.name == person.name or _born_alike(row, born)]
    return sorted(rows, key=lambda row: bool(born) and row.birth_date != born)


def _born_alike(row: Matter, born: date | None) -> bool:
    return born is None or row.birth_date in {None, born}
