"""The calendar of a place: its time zone, its holidays, and the days on which the law's clock stands still."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum
from zoneinfo import ZoneInfo

from comity.deadlines.errors import DueTimeError, quoted
from comity.deadlines.local_time import first_instant, instant_of, zone_named

_ONE_DAY = timedelta(days=1)
_NEVER = date.max.toordinal() + 1


class Excluded(Enum):
    """A kind of day that a law does not count."""

    SATURDAYS = "saturdays"
    SUNDAYS = "sundays"
    HOLIDAYS = "holidays"


# The remainder of a day's ordinal by seven: 0001-01-01, ordinal 1, is a Monday.
_WEEKEND = {Excluded.SATURDAYS: 6, Excluded.SUNDAYS: 0}
_WEEKEND_NAMES = {Excluded.SATURDAYS: "Saturday", Excluded.SUNDAYS: "Sunday"}


@dataclass(frozen=True, slots=True)
class Calendar:
    """A named calendar: an IANA time zone and the holidays, each day with its name."""

    name: str
    zone: str
    holidays: Mapping[date, str] = field(default_factory=dict, hash=False)
    _sorted: tuple[date, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        zone_named(self.zone)
        for day in self.holidays:
            if isinstance(day, datetime) or not isinstance(day, date):
                raise DueTimeError(f"the holiday {quoted(day)} is not a day", help="Write it as YYYY-MM-DD.")
        object.__setattr__(self, "holidays", dict(self.holidays))
        object.__setattr__(self, "_sorted", tuple(sorted(self.holidays)))

    @property
    def tz(self) -> ZoneInfo:
        """The time zone."""
        return zone_named(self.zone)

    # Which days count

    def reason_excluded(self, day: date, excluded: frozenset[Excluded]) -> str | None:
        """Why the day is not counted: the holiday's name or the weekday; `None` when it counts."""
        if Excluded.HOLIDAYS in excluded and day in self.holidays:
            return self.holidays[day]
        for kind, remainder in _WEEKEND.items():
            if kind in excluded and day.toordinal() % 7 == remainder:
                return _WEEKEND_NAMES[kind]
        return None

    def is_excluded(self, day: date, excluded: frozenset[Excluded]) -> bool:
        """Whether the day is one of the days not counted."""
        return self.reason_excluded(day, excluded) is not None

    def next_counted(self, day: date, excluded: frozenset[Excluded]) -> date:
        """The first counted day on or after this day.

        Raises:
            DueTimeError: no day counts before the calendar ends.
        """
        while self.is_excluded(day, excluded):
            if day == date.max:
                raise DueTimeError(f"no day counts up to `{day}`", help="Check the year.")
            day += _ONE_DAY
        return day

    def next_excluded(self, day: date, excluded: frozenset[Excluded]) -> date | None:
        """The first day not counted on or after this day; `None` when every day from here on counts."""
        today = day.toordinal()
        found = [today + (_WEEKEND[kind] - today) % 7 for kind in excluded if kind in _WEEKEND]
        if Excluded.HOLIDAYS in excluded:
            place = bisect_left(self._sorted, day)
            found += [holiday.toordinal() for holiday in self._sorted[place : place + 1]]
        first = min(found, default=_NEVER)
        return date.fromordinal(first) if first < _NEVER else None

    def counted_days(self, first: date, last: date, excluded: frozenset[Excluded]) -> int:
        """How many days count from the first to the last, both included."""
        if last < first:
            return 0
        weekly = frozenset(kind for kind in excluded if kind in _WEEKEND)
        days = last.toordinal() - first.toordinal() + 1
        days -= sum(_weekdays_between(first, last, _WEEKEND[kind]) for kind in weekly)
        if Excluded.HOLIDAYS in excluded:
            listed = self._sorted[bisect_left(self._sorted, first) : bisect_right(self._sorted, last)]
            days -= sum(not self.is_excluded(holiday, weekly) for holiday in listed)
        return days

    # Days and moments

    def instant(self, start: datetime) -> datetime:
        """The moment, in UTC, of an aware time or of a reading of this place's clock (see `local_time`)."""
        return instant_of(start, self.tz)

    def local(self, instant: datetime) -> datetime:
        """The same moment on this place's clock."""
        return instant.astimezone(self.tz)

    def start_of(self, day: date) -> datetime:
        """The moment, in UTC, at which the day begins here."""
        return first_instant(datetime.combine(day, time()), self.tz)

    def at(self, day: date, when: time) -> datetime:
        """That time on that day, on this place's clock."""
        return self.local(first_instant(datetime.combine(day, when), self.tz))

    def day_of(self, instant: datetime) -> date:
        """The day to which a moment belongs here."""
        day = instant.astimezone(self.tz).date()
        following = day + _ONE_DAY
        # Where the clock goes back across midnight, the new day has begun although the clock shows the old one.
        return following if instant.astimezone(UTC) >= self.start_of(following) else day


def _weekdays_between(first: date, last: date, remainder: int) -> int:
    return (last.toordinal() - remainder) // 7 - (first.toordinal() - 1 - remainder) // 7
