"""When a duty is due: one class for each form in which a law says it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import ClassVar

from comity.deadlines.calendars import Calendar, Excluded
from comity.deadlines.dates import day_of_next_month, end_of_quarter, next_yearly
from comity.deadlines.running import LAST_MINUTE, end_of_day, run_days, run_hours
from comity.deadlines.wording import count_words, day_of_year_words, day_words, excluded_words, moment_words

_NO_WORDS: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class DueTime:
    """The moment, if there is one; how a person reads it; and the moment fact that is missing, if one is.

    A due day ends at 23:59, so that the moment shows that day on every screen.
    """

    at: datetime | None
    words: str
    unknown: str | None = None


@dataclass(frozen=True, slots=True)
class Occasion:
    """What is known when a duty arises: the moments by name, the moment it arose, the calendar, the vocabulary."""

    starts: Mapping[str, datetime]
    on: datetime
    calendar: Calendar
    says: Mapping[str, str]

    @property
    def day(self) -> date:
        """The day on which the duty arose."""
        return self.calendar.day_of(self.calendar.instant(self.on))

    def named(self, moment: str) -> str:
        """What the vocabulary says of a moment, or its name."""
        return self.says.get(moment, f"`{moment}`")

    def local(self, moment: datetime) -> datetime:
        """The moment on the calendar's clock."""
        return self.calendar.local(self.calendar.instant(moment))

    def by_day(self, day: date, words: str) -> DueTime:
        """Due by the last minute of a day."""
        return DueTime(self.calendar.at(day, LAST_MINUTE), words)


class Due(ABC):
    """A form in which a law says when a duty is due; `read_due` reads one."""

    __slots__ = ()

    @property
    def needs(self) -> str | None:
        """The moment fact from which the time is counted, if any."""
        return None

    def moment(
        self,
        starts: Mapping[str, datetime],
        *,
        on: datetime,
        calendar: Calendar,
        says: Mapping[str, str] = _NO_WORDS,
    ) -> DueTime:
        """When the duty is due, on the calendar's clock.

        Args:
            starts: The known moments, by name of the fact.
            on: The moment at which the duty arose, from which recurring days are looked for.
            calendar: The calendar of the place.
            says: What the vocabulary says of each moment, such as `release was due`.

        Raises:
            DueTimeError: a moment or a number is out of range.
        """
        return self._due(Occasion(starts, on, calendar, says))

    @abstractmethod
    def _due(self, occasion: Occasion) -> DueTime: ...


@dataclass(frozen=True, slots=True)
class AtOnce(Due):
    """At once: due from the moment the duty arises."""

    def _due(self, occasion: Occasion) -> DueTime:
        return DueTime(occasion.local(occasion.on), "at once")


@dataclass(frozen=True, slots=True)
class Promptly(Due):
    """Promptly: the law gives no number, and none is invented."""

    def _due(self, occasion: Occasion) -> DueTime:
        return DueTime(None, "promptly; the law gives no number of hours or days")


@dataclass(frozen=True, slots=True)
class Before(Due):
    """Before an event; its moment is known when it stands among the known ones."""

    event: str

    def _due(self, occasion: Occasion) -> DueTime:
        words = f"before {occasion.says.get(self.event, 'the ' + self.event.replace('_', ' '))}"
        if self.event not in occasion.starts:
            return DueTime(None, words)
        return _timed(occasion.local(occasion.starts[self.event]), words)


@dataclass(frozen=True, slots=True)
class _Within(Due):
    """Within some hours or days after a moment, some days perhaps not counted."""

    UNIT: ClassVar[str]
    number: int
    after: str
    excluding: frozenset[Excluded] = frozenset()

    @property
    def needs(self) -> str:
        """The moment from which they run."""
        return self.after

    def _due(self, occasion: Occasion) -> DueTime:
        words = f"within {count_words(self.number, self.UNIT)} after {occasion.named(self.after)}"
        words += excluded_words(self.excluding)
        if self.after not in occasion.starts:
            return DueTime(None, words, self.after)
        return self._ended(occasion.starts[self.after], words, occasion.calendar)

    @abstractmethod
    def _ended(self, start: datetime, words: str, calendar: Calendar) -> DueTime: ...


@dataclass(frozen=True, slots=True)
class WithinHours(_Within):
    """Within some hours after a moment, some days perhaps not counted."""

    UNIT: ClassVar[str] = "hour"

    def _ended(self, start: datetime, words: str, calendar: Calendar) -> DueTime:
        return _timed(run_hours(start, self.number, self.excluding, calendar), words)


@dataclass(frozen=True, slots=True)
class WithinDays(_Within):
    """Within some days after the day of a moment, some days perhaps not counted."""

    UNIT: ClassVar[str] = "day"

    def _ended(self, start: datetime, words: str, calendar: Calendar) -> DueTime:
        at = run_days(start, self.number, self.excluding, calendar)
        return DueTime(at, f"{words}: by the end of {day_words(at)}")


@dataclass(frozen=True, slots=True)
class SameDay(Due):
    """By a time of the day on which something happened, even when it happened later that day."""

    until: str
    on_day_of: str

    @property
    def needs(self) -> str:
        """The moment whose day it is."""
        return self.on_day_of

    def _due(self, occasion: Occasion) -> DueTime:
        words = f"by {self.until} on the day when {occasion.named(self.on_day_of)}"
        if self.on_day_of not in occasion.starts:
            return DueTime(None, words, self.on_day_of)
        return _timed(end_of_day(occasion.starts[self.on_day_of], self.until, occasion.calendar), words)


@dataclass(frozen=True, slots=True)
class Yearly(Due):
    """By a day of every year: the next one on or after the day on which the duty arose."""

    month: int
    day: int

    def _due(self, occasion: Occasion) -> DueTime:
        last = next_yearly(occasion.day, self.month, self.day)
        return occasion.by_day(last, f"by {day_of_year_words(self.month, self.day)} of each year: {day_words(last)}")


@dataclass(frozen=True, slots=True)
class Quarterly(Due):
    """By the end of the calendar quarter in which the duty arose."""

    def _due(self, occasion: Occasion) -> DueTime:
        last = end_of_quarter(occasion.day)
        return occasion.by_day(last, f"by the end of the calendar quarter: {day_words(last)}")


@dataclass(frozen=True, slots=True)
class Monthly(Due):
    """By a day of the month after the one in which the duty arose; the last day of a month that is too short."""

    day: int

    def _due(self, occasion: Occasion) -> DueTime:
        last = day_of_next_month(occasion.day, self.day)
        return occasion.by_day(last, f"by day {self.day} of the following month: {day_words(last)}")


@dataclass(frozen=True, slots=True)
class ByDay(Due):
    """By one day, once, even when it has passed."""

    day: date

    def _due(self, occasion: Occasion) -> DueTime:
        return occasion.by_day(self.day, f"by the end of {day_words(self.day)}")


@dataclass(frozen=True, slots=True)
class NoTime(Due):
    """The law sets no time."""

    def _due(self, occasion: Occasion) -> DueTime:
        return DueTime(None, "the law sets no time")


def _timed(at: datetime, words: str) -> DueTime:
    return DueTime(at, f"{words}: {moment_words(at)}")
