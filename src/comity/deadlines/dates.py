"""Whole days: years and days later, and the recurring days on which reports fall due."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

from comity.deadlines.errors import DueTimeError, quoted

MAX_YEARS = 200
MAX_DAYS = 36_600


def years_after(day: date, years: int, days: int = 0) -> date:
    """The same day some years later, plus some days; 29 February becomes 28 February in a common year.

    Raises:
        DueTimeError: a number is negative or absurdly large, or the calendar ends before.
    """
    whole_number(years, "years", MAX_YEARS)
    if day.year + years > date.max.year:
        raise _beyond(day)
    return days_after(day_in_month(day.year + years, day.month, day.day), days)


def days_after(day: date, days: int) -> date:
    """The day some days later.

    Raises:
        DueTimeError: the number is negative or absurdly large, or the calendar ends before.
    """
    whole_number(days, "days", MAX_DAYS)
    try:
        return day + timedelta(days=days)
    except OverflowError:
        raise _beyond(day) from None


def day_in_month(year: int, month: int, day: int) -> date:
    """That day of the month, or the month's last day when it is shorter."""
    return date(year, month, min(day, monthrange(year, month)[1]))


def next_yearly(day: date, month: int, day_of_month: int) -> date:
    """The first such day of a year on or after this day."""
    this_year = day_in_month(day.year, month, day_of_month)
    return this_year if this_year >= day else day_in_month(day.year + 1, month, day_of_month)


def end_of_quarter(day: date) -> date:
    """The last day of the calendar quarter in which the day lies."""
    return day_in_month(day.year, (day.month + 2) // 3 * 3, 31)


def day_of_next_month(day: date, day_of_month: int) -> date:
    """That day of the month after the one in which the day lies."""
    following = day_in_month(day.year, day.month, 31) + timedelta(days=1)
    return day_in_month(following.year, following.month, day_of_month)


def whole_number(value: object, unit: str, most: int, least: int = 0) -> int:
    """The value, when it is a whole number from `least` to `most`.

    Raises:
        DueTimeError: it is not.
    """
    if not isinstance(value, int) or isinstance(value, bool):
        raise DueTimeError(
            f"{quoted(value)} is not a whole number of {unit}", help="Write a whole number without quotes."
        )
    if not least <= value <= most:
        raise DueTimeError(
            f"{quoted(value)} {unit} is out of range", help=f"Write a whole number of {unit} from {least} to {most}."
        )
    return value


def _beyond(day: date) -> DueTimeError:
    return DueTimeError(f"counting from `{day}` runs past the end of the calendar", help="Check the year.")
