"""Due times in plain English, the same on every machine."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from comity.deadlines.calendars import Excluded
from comity.deadlines.local_time import is_shown_twice

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_KINDS = {Excluded.SATURDAYS: "Saturdays", Excluded.SUNDAYS: "Sundays", Excluded.HOLIDAYS: "holidays"}


def day_words(day: date) -> str:
    """A day: `Tuesday 14 March 2017`."""
    return f"{_WEEKDAYS[day.weekday()]} {day_of_year_words(day.month, day.day)} {day.year}"


def day_of_year_words(month: int, day: int) -> str:
    """A day of every year: `1 September`."""
    return f"{day} {_MONTHS[month - 1]}"


def moment_words(moment: datetime) -> str:
    """A moment on its own clock: `Tuesday 14 March 2017, 18:00`; midnight is the end of the day before.

    A reading that the clock shows twice that night is followed by the name of its time, such as EDT or EST.
    """
    if moment.time() == time() and not moment.fold:
        return f"the end of {day_words(moment.date() - timedelta(days=1))}"
    return instant_words(moment)


def instant_words(moment: datetime) -> str:
    """What is not due but happens at a moment: midnight is the first of its own day, on which a law may begin."""
    shown = moment.strftime("%H:%M:%S" if moment.second else "%H:%M")
    which = f" {moment.tzname()}" if is_shown_twice(moment) else ""
    return f"{day_words(moment)}, {shown}{which}"


def count_words(number: int, unit: str) -> str:
    """A number of things: `1 hour`, `48 hours`."""
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"


def excluded_words(excluded: frozenset[Excluded]) -> str:
    """What is not counted, after a comma: `, Saturdays, Sundays and holidays not counted`; nothing of none."""
    names = [name for kind, name in _KINDS.items() if kind in excluded]
    if not names:
        return ""
    *others, last = names
    listed = f"{', '.join(others)} and {last}" if others else last
    return f", {listed} not counted"
