"""Deadlines as an iCalendar feed (RFC 5545): when something is due and of which request, and never about whom."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from icalendar import Alarm, Calendar, Event

from comity.outbox.ports import SendingOffice

_REMINDER = timedelta(hours=1)
_REFRESH = timedelta(minutes=15)


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
    """One moment, by the numbers of the requests that it is of."""

    id: str  # the same for the same thing, even when its moment moves
    kind: DeadlineKind
    at: datetime
    numbers: tuple[str, ...]

    @property
    def summary(self) -> str:
        """The line in the calendar."""
        return f"{self.kind.words} (request {', '.join(self.numbers)})"


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
