"""The running of time: hours and days counted from a moment, and the moment a limit ends.

* Hours are elapsed time. A day of 23 or 25 hours at a daylight-saving change counts 23 or 25.
* The clock stands still for whole excluded days, from local midnight to local midnight. A start within one runs
  from the next counted midnight.
* The end is the first moment at which the hours have run: 24:00 on a Friday, not 00:00 on the Monday after.
* Days are calendar days. The day of the start is not counted; the period ends at 23:59 on its last counted day.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import TypeVar

from comity.deadlines.calendars import Calendar, Excluded
from comity.deadlines.dates import MAX_DAYS, whole_number
from comity.deadlines.errors import DueTimeError
from comity.deadlines.local_time import read_time_of_day

MAX_HOURS = 87_840  # ten years
LAST_MINUTE = time(23, 59)

_LONGEST_SPAN = timedelta(days=MAX_DAYS)

Name = TypeVar("Name")


def run_hours(start: datetime, hours: int, excluding: frozenset[Excluded], calendar: Calendar) -> datetime:
    """The first moment, on the calendar's clock, by which so many counted hours have run since the start.

    A start without a zone is a reading of the calendar's clock.

    Raises:
        DueTimeError: the hours or the start are out of range.
    """
    left = timedelta(hours=whole_number(hours, "hours", MAX_HOURS))
    end = calendar.instant(start)
    for begin, stop in _counted_spans(end, excluding, calendar) if left else ():
        end = begin + left
        if stop is None or end <= stop:
            break
        left -= stop - begin
    return calendar.local(end)


def counted_hours(start: datetime, end: datetime, excluding: frozenset[Excluded], calendar: Calendar) -> timedelta:
    """How much counted time runs from the start to the end.

    Raises:
        DueTimeError: the end lies before the start, or the two lie more than a century apart.
    """
    first, last = _ordered(start, end, calendar)
    counted = timedelta()
    for begin, stop in _counted_spans(first, excluding, calendar):
        if begin >= last:
            break
        counted += min(stop or last, last) - begin
        if stop is None:
            break
    return counted


def skipped_days(
    start: datetime, end: datetime, excluding: frozenset[Excluded], calendar: Calendar
) -> tuple[tuple[date, str], ...]:
    """The days between the start and the end, wholly or in part, on which the clock stood still, and why.

    Raises:
        DueTimeError: the end lies before the start, or the two lie more than a century apart.
    """
    first, last = _ordered(start, end, calendar)
    skipped = []
    day = calendar.next_excluded(calendar.day_of(first), excluding)
    while day is not None and calendar.start_of(day) < last:
        skipped.append((day, calendar.reason_excluded(day, excluding) or ""))
        day = calendar.next_excluded(day + timedelta(days=1), excluding)
    return tuple(skipped)


def run_days(start: datetime, days: int, excluding: frozenset[Excluded], calendar: Calendar) -> datetime:
    """The last minute of the day by which so many counted days have passed; the day of the start is not counted.

    Raises:
        DueTimeError: the days or the start are out of range.
    """
    whole_number(days, "days", MAX_DAYS)
    first = calendar.day_of(calendar.instant(start))
    tomorrow = first + timedelta(days=1)
    # Weekends are less than half of any long stretch, and every holiday is skipped at most once.
    reach = range(2 * (days + len(calendar.holidays)) + 7)
    passed = bisect_left(
        reach,
        days,
        key=lambda ahead: calendar.counted_days(tomorrow, first + timedelta(days=ahead), excluding),
    )
    return calendar.at(first + timedelta(days=passed), LAST_MINUTE)


def end_of_day(start: datetime, until: str, calendar: Calendar) -> datetime:
    """That time, such as `23:59`, on the day of the start, even when the start lies after it.

    Raises:
        DueTimeError: the time cannot be read, or the start is out of range.
    """
    return calendar.at(calendar.day_of(calendar.instant(start)), read_time_of_day(until))


def limit_end(
    starts_at: datetime,
    *,
    calendar: Calendar,
    hours: int | None = None,
    days: int | None = None,
    until: str | None = None,
    excluding: frozenset[Excluded] = frozenset(),
) -> datetime:
    """The moment at which a limit of so many hours, or days, or until a time of the same day, ends.

    Raises:
        DueTimeError: not exactly one of the three is given, or it cannot be counted.
    """
    match hours, days, until:
        case int(), None, None:
            return run_hours(starts_at, hours, excluding, calendar)
        case None, int(), None:
            return run_days(starts_at, days, excluding, calendar)
        case None, None, str():
            return end_of_day(starts_at, until, calendar)
    raise DueTimeError(
        "a limit needs exactly one of `hours`, `days` and `until`", help="Write a whole number, or a time in quotes."
    )


def earliest(ends: Mapping[Name, datetime]) -> tuple[Name, datetime] | None:
    """The limit that ends first, and its end; the first named of several that end together; `None` of none.

    Moments are compared as moments: Python compares two readings of one zone by the clock face.

    Raises:
        DueTimeError: a moment has no time zone.
    """
    naive = [name for name, end in ends.items() if end.utcoffset() is None]
    if naive:
        raise DueTimeError(f"the end of `{naive[0]}` has no time zone", help="Give moments that `limit_end` gave.")
    return min(ends.items(), key=lambda named: named[1].astimezone(UTC), default=None)


def _counted_spans(
    start: datetime, excluded: frozenset[Excluded], calendar: Calendar
) -> Iterator[tuple[datetime, datetime | None]]:
    """The stretches of counted time from a moment on, in order; the last, if there is one, has no end."""
    begin, day = start, calendar.day_of(start)
    while True:
        counted = calendar.next_counted(day, excluded)
        if counted != day:
            begin = calendar.start_of(counted)
        stop = calendar.next_excluded(counted, excluded)
        if stop is None:
            yield begin, None
            return
        yield begin, calendar.start_of(stop)
        day = stop


def _ordered(start: datetime, end: datetime, calendar: Calendar) -> tuple[datetime, datetime]:
    first, last = calendar.instant(start), calendar.instant(end)
    if last < first:
        raise DueTimeError(f"the end `{end}` lies before the start `{start}`", help="Give the earlier moment first.")
    if last - first > _LONGEST_SPAN:
        raise DueTimeError(f"`{start}` and `{end}` lie more than a century apart", help="Check the years.")
    return first, last
