"""The lines of the book of feeds, alike to those who fill it and to those who keep it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Entry:
    """What was brought in last of one booking of one source."""

    key: str  # the source's own key of the booking
    matter: str  # the matter's handle
    person: str  # the person's id
    digest: str  # of everything the source said; empty: of a matter that was erased
    erased: bool = False  # the matter is gone for good, and no feed opens it again


@dataclass(frozen=True, slots=True)
class ByHand:
    """A matter that somebody at the desk opened, of a booking that no source has brought in."""

    number: str
    matter: str
    person: str
    name: str
    birth_date: date | None
    release_due: datetime | None


@dataclass(frozen=True, slots=True)
class Run:
    """How far an import of some files has come."""

    source: str
    files: str  # digest of the files' contents
    position: int = 0  # bookings looked at and durable
    opened: int = 0
    changed: int = 0
    finished: bool = False
