"""Local clock readings and the moments they stand for, across daylight-saving changes.

One rule covers every reading: it stands for the first moment at which the local clock shows that time or a later one.

* An ordinary reading: the only moment that shows it.
* A reading shown twice (the clock goes back): the first of the two, so a release falls earlier, never later.
* A reading never shown (the clock goes forward): the first moment after the gap.

A later reading therefore never stands for an earlier moment.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from comity.deadlines.errors import DueTimeError, quoted

FIRST_YEAR = 2
LAST_YEAR = 4000

_TIME_OF_DAY = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]\Z")


def zone_named(name: str) -> ZoneInfo:
    """The time zone of that name in the IANA time zone database.

    Raises:
        DueTimeError: there is none.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise DueTimeError(
            f"there is no time zone {quoted(name)}", help="Write a name such as America/New_York, and install `tzdata`."
        ) from None


def instant_of(start: datetime, zone: ZoneInfo) -> datetime:
    """The moment, in UTC, of an aware time or of a reading of the local clock.

    Raises:
        DueTimeError: it is a day without a time, or lies too far off to be a date of law.
    """
    if not isinstance(start, datetime):
        raise DueTimeError(f"{quoted(start)} is a day without a time", help="Give the day and the time.")
    if not FIRST_YEAR <= start.year <= LAST_YEAR:
        raise DueTimeError(f"the year of `{start}` is out of range", help="Check the year.")
    if start.utcoffset() is None:
        return first_instant(start, zone)
    return start.astimezone(UTC)


def first_instant(reading: datetime, zone: ZoneInfo) -> datetime:
    """The first moment, in UTC, at which the local clock shows this reading or a later one.

    Raises:
        DueTimeError: the calendar ends before.
    """
    # Readings that look the same compare as the same, so the fold of one without a zone must not count.
    wall = reading.replace(tzinfo=None)
    before = _offset(wall, zone, fold=0)
    after = _offset(wall, zone, fold=1)
    if before < after:
        return _end_of_gap(wall, before, after, zone)
    try:
        return (wall - before).replace(tzinfo=UTC)
    except OverflowError:
        raise DueTimeError(f"`{wall}` is at the end of the calendar", help="Check the year.") from None


def read_time_of_day(text: object) -> time:
    """The time of day written as hours and minutes, such as `23:59`.

    Raises:
        DueTimeError: it is not written so.
    """
    if not isinstance(text, str) or not _TIME_OF_DAY.match(text):
        raise DueTimeError(f"{quoted(text)} is not a time of day", help='Write it in quotes from "00:00" to "23:59".')
    return time.fromisoformat(text)


def is_shown_twice(moment: datetime) -> bool:
    """Whether the clock of the moment's own zone shows its reading twice."""
    return moment.replace(fold=0).utcoffset() != moment.replace(fold=1).utcoffset()


def _offset(wall: datetime, zone: ZoneInfo, *, fold: int) -> timedelta:
    return zone.utcoffset(wall.replace(fold=fold)) or timedelta()


def _end_of_gap(wall: datetime, before: timedelta, after: timedelta, zone: ZoneInfo) -> datetime:
    early = (wall - after).replace(microsecond=0, tzinfo=UTC)
    seconds = range(int((after - before).total_seconds()) + 1)

    def past_the_change(second: int) -> bool:
        return (early + timedelta(seconds=second)).astimezone(zone).utcoffset() == after

    return early + timedelta(seconds=bisect_left(seconds, True, key=past_the_change))
