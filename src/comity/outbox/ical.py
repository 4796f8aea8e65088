"""Deadlines as an iCalendar feed (RFC 5545): when something is due and of which request, and never about whom."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from icalendar import Alarm, Calendar, Event

from comity.gate.state import Matter
from comity.outbox.ports import SendingOffice

_REMINDER = timedelta(hours=1)
_REFRESH = timedelta(minutes=15)
_SECRET_BYTES = 32


class DeadlineKind(StrEnum):
    """What falls on a moment."""

    RELEASE = "release"
    HOLD_ENDS = "hold_ends"
    DUTY = "duty"
    COURT = "court"

    @property
    def words(self) -> str:
        """How it reads in a calendar, before the number of the request."""
        return _WORDS[self]


_WORDS = {
    DeadlineKind.RELEASE: "Release is due",
    DeadlineKind.HOLD_ENDS: "A hold runs out",
    DeadlineKind.DUTY: "A duty is due",
    DeadlineKind.COURT: "Day in court",
}


@dataclass(frozen=True, slots=True)
class Deadline:
    """One moment of one matter, by the numbers of its requests."""

    id: str  # the same for the same thing, even when its moment moves
    kind: DeadlineKind
    at: datetime
    numbers: tuple[str, ...]

    @property
    def summary(self) -> str:
        """The line in the calendar."""
        return f"{self.kind.words} (request {', '.join(self.numbers)})"


def deadlines_of(matter: Matter) -> tuple[Deadline, ...]:
    """The moments of a matter that somebody has to keep, while a request about it is open."""
    if not matter.open_requests or (matter.erasing and len(matter.erasing.by) > 1):
        return ()
    return tuple(sorted(_deadlines(matter), key=lambda each: (each.at, each.id)))


def _deadlines(matter: Matter) -> Iterator[Deadline]:
    numbers = tuple(request.number for request in matter.open_requests)
    if matter.in_custody and matter.release_due:
        yield Deadline(_named(matter, "release"), DeadlineKind.RELEASE, matter.release_due, numbers)
    for hold in matter.holds.values():
        if hold.ended_at is None and hold.ends:
            number = (matter.requests[hold.request].number,)
            yield Deadline(_named(matter, hold.id), DeadlineKind.HOLD_ENDS, hold.ends, number)
    for duty in matter.duties.values():
        request = matter.requests[duty.request]
        if duty.active and duty.due and not duty.done_at and request.closed_at is None:
            yield Deadline(_named(matter, duty.id), DeadlineKind.DUTY, duty.due, (request.number,))
    days = sorted({day.at.astimezone(UTC) for day in (*matter.booking.court_dates, *matter.court_dates)})
    for day in days:
        yield Deadline(_named(matter, f"court {day.isoformat()}"), DeadlineKind.COURT, day, numbers)


def _named(matter: Matter, about: str) -> str:
    """A name that says nothing to anybody, not even which entries are about one person."""
    return hashlib.sha256(f"{matter.handle}\0{about}".encode()).hexdigest()[:32]


def calendar_feed(deadlines: Iterable[Deadline], office: SendingOffice, at: datetime) -> bytes:
    """The feed of one office, as it is served."""
    calendar = Calendar()
    calendar.add("prodid", "-//comity//deadlines//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    title = f"Deadlines of {' '.join(office.name.split())}"
    calendar.add("name", title)
    calendar.add("x-wr-calname", title)
    calendar.add("refresh-interval", _REFRESH, parameters={"value": "DURATION"})
    for deadline in sorted(deadlines, key=lambda each: (each.at, each.id)):
        calendar.add_component(_event(deadline, office, at))
    return bytes(calendar.to_ical())


def _event(deadline: Deadline, office: SendingOffice, at: datetime) -> Event:
    event = Event()
    event.add("uid", f"{deadline.id}@{office.domain}")
    event.add("dtstamp", at.astimezone(UTC))
    event.add("dtstart", deadline.at.astimezone(UTC))
    event.add("summary", deadline.summary)
    event.add("categories", [deadline.kind.value])
    event.add("class", "CONFIDENTIAL")
    event.add("transp", "TRANSPARENT")
    event.add("url", office.sign_in)
    reminder = Alarm()
    reminder.add("action", "DISPLAY")
    reminder.add("description", deadline.summary)
    reminder.add("trigger", -_REMINDER)
    event.add_component(reminder)
    return event


def new_feed_secret() -> str:
    """A secret for the address of one user's feed; only its hash is kept."""
    return secrets.token_urlsafe(_SECRET_BYTES)


def feed_hash(secret: str) -> str:
    """What is kept of a secret: 64 figures, from which nobody gets it back."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def is_feed_secret(secret: str, kept: str) -> bool:
    """Whether a secret is the one of which the hash was kept; it takes as long for a wrong one as for the right one."""
    return hmac.compare_digest(feed_hash(secret).encode(), kept.encode("utf-8", "surrogatepass"))
