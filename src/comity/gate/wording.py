"""Moments as people at a desk read them: a weekday, a day, and the time by the clock on the wall."""

from __future__ import annotations

from datetime import datetime, tzinfo

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_LONGEST = 300


def moment_words(moment: datetime, zone: tzinfo) -> str:
    """A moment on the clock of a place: `Friday, November 20, 4:30 p.m.`.

    A time that the clock shows twice that night is followed by its name, such as PDT or PST.
    """
    local = moment.astimezone(zone)
    half = "a.m." if local.hour < 12 else "p.m."
    time = f"{local.hour % 12 or 12}:{local.minute:02d} {half}"
    twice = local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()
    which = f" ({local.tzname()})" if twice else ""
    return f"{_DAYS[local.weekday()]}, {_MONTHS[local.month - 1]} {local.day}, {time}{which}"


def cut(text: str) -> str:
    """The beginning of a long text."""
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST].rsplit(' ', 1)[0]} …"
