"""Moments as people say them, in the language of the page: `today, 4:30 p.m.`, `in 2 hours 10 minutes`.

Nobody here asks the time: `now` is the moment at which the page is made, and comes from outside.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext, pgettext

SOON = timedelta(hours=2)


@dataclass(frozen=True)
class Countdown:
    """How far off a moment is, in words, and whether that is late, soon or later."""

    words: str
    state: str


def moment_text(moment: datetime, now: datetime | None = None) -> str:
    """When something was or will be, on the clock of the place; the year is told if it is another.

    Midnight begins a day: what comes in then comes in under the law of that day, and a hearing is on it.
    """
    here = on_the_clock(moment)
    hour = gettext("12:00 a.m.") if here.time() == time() else _hour_text(here)
    return _told(here, hour, now)


def due_text(moment: datetime, now: datetime | None = None) -> str:
    """When something is due; midnight is the end of the day before."""
    here = on_the_clock(moment)
    if here.time() == time():
        return _told(here - timedelta(minutes=1), gettext("end of the day"), now)
    return _told(here, _hour_text(here), now)


def _hour_text(here: datetime) -> str:
    return str(date_format(here, pgettext("format of an hour", "P")))


def _told(here: datetime, hour: str, now: datetime | None) -> str:
    return gettext("%(day)s, %(hour)s") % {"day": day_text(here.date(), now and on_the_clock(now).date()), "hour": hour}


def day_text(day: date, today: date | None = None) -> str:
    """A day in words: `today`, `Friday, November 20`, `Friday, November 20, 2026`."""
    near = {-1: gettext("yesterday"), 0: gettext("today"), 1: gettext("tomorrow")}
    if today and (words := near.get((day - today).days)):
        return words
    if today and day.year == today.year:
        return str(date_format(day, pgettext("format of a day", "l, F j")))
    return str(date_format(day, pgettext("format of a day with its year", "l, F j, Y")))


def countdown(moment: datetime, now: datetime) -> Countdown:
    """How far off a moment is."""
    left = _instant(moment) - _instant(now)
    length = length_text(abs(left))
    if left < timedelta(0):
        return Countdown(gettext("late by %(length)s") % {"length": length}, "late")
    return Countdown(gettext("in %(length)s") % {"length": length}, "soon" if left <= SOON else "later")


def length_text(length: timedelta) -> str:
    """A length in its two largest units; what is under a minute counts as one."""
    minutes = max(1, int(length.total_seconds() // 60))
    days, hours, minutes = minutes // 1440, minutes // 60 % 24, minutes % 60
    parts = [
        ngettext("%(number)s day", "%(number)s days", days) % {"number": days} if days else "",
        ngettext("%(number)s hour", "%(number)s hours", hours) % {"number": hours} if hours else "",
        ngettext("%(number)s minute", "%(number)s minutes", minutes) % {"number": minutes} if minutes else "",
    ]
    return " ".join([part for part in parts if part][:2])


def on_the_clock(moment: datetime) -> datetime:
    """A moment on the clock of the place; one without a zone is on it already."""
    return timezone.localtime(moment) if timezone.is_aware(moment) else moment


def _instant(moment: datetime) -> datetime:
    """A moment on no clock: between two readings of one, Python leaves out the hour by which it was set back."""
    return (moment if timezone.is_aware(moment) else timezone.make_aware(moment)).astimezone(UTC)
