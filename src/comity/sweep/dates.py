"""Days and times that a text speaks of, from the moment at which it was written; what is not said is not guessed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from comity.sweep.contacts import When, Words
from comity.sweep.lexicon import plain

_NEAR = {"today": 0, "tonight": 0, "hoy": 0, "esta noche": 0, "tomorrow": 1, "tmrw": 1, "tmw": 1, "yesterday": -1}
_NEAR |= {"manana": 1, "ayer": -1}
_DAYS = (
    *("monday mon lunes", "tuesday tues tue martes", "wednesday wed miercoles", "thursday thurs thur thu jueves"),
    *("friday fri viernes", "saturday sabado", "sunday domingo"),
)
_WEEKDAYS = {name: at for at, names in enumerate(_DAYS) for name in names.split()}
_NAMED = {"noon": time(12), "mediodia": time(12), "midnight": time(0), "medianoche": time(0)}
_DAY = re.compile(
    r"(?<![/-])\b(?:(?P<iso>[0-9]{4}-[0-9]{2}-[0-9]{2})"
    r"|(?P<month>1[0-2]|0?[1-9])(?P<sign>[/-])(?P<day>3[01]|[12][0-9]|0?[1-9])(?:(?P=sign)(?P<year>[0-9]{4}|[0-9]{2}))?"
    rf"|(?P<near>{'|'.join(_NEAR)})|(?P<weekday>{'|'.join(_WEEKDAYS)}))\b(?![/-])"
)
_TIME = re.compile(
    r"\b(?P<hour>1[0-2]|0?[1-9])(?::(?P<minute>[0-5][0-9]))? ?(?P<half>[ap])\.?m\b"
    r"|\b(?P<clock>[01]?[0-9]|2[0-3]):(?P<past>[0-5][0-9])\b"
    r"|\b(?P<four>(?:[01][0-9]|2[0-3])[0-5][0-9])(?= ?h(?:rs?|ours)?\b)"
    r"|(?:(?<=\bat )|(?<=@ )|(?<=@)|(?<=\bby )|(?<=\baround )|(?<=\bca )|(?<=las )|(?<=\btil )|(?<=\buntil ))"
    r"(?P<said>(?:[01][0-9]|2[0-3])[0-5][0-9])\b"
    rf"|\b(?P<named>{'|'.join(_NAMED)})\b"
)
_IN_THE_MORNING = re.compile(r"(?:la|esta|cada) \Z")


def whens_in(body: str, at: datetime) -> tuple[When, ...]:
    """Every day and time in a text, in their order; `at` is when it was written.

    A date without a year is the one nearest to the writing. A weekday is the next one, and unknown on that very day.
    """
    low = plain(body)
    found = [*_days(low, body, at.date()), *_times(low, body)]
    return tuple(sorted(found, key=lambda when: when.found.start))


def _days(low: str, body: str, written: date) -> Iterator[When]:
    for match in _DAY.finditer(low):
        if match["near"] == "manana" and _IN_THE_MORNING.search(low, 0, match.start()):
            continue
        words = Words(*match.span(), body[match.start() : match.end()])
        yield When(words, _day(match, written), None)


def _day(match: re.Match[str], written: date) -> date | None:
    try:
        if match["iso"]:
            return date.fromisoformat(match["iso"])
        if match["near"]:
            return written + timedelta(days=_NEAR[match["near"]])
        if match["weekday"]:
            ahead = (_WEEKDAYS[match["weekday"]] - written.weekday()) % 7
            return written + timedelta(days=ahead) if ahead else None
        return _of_year(match, written)
    except (ValueError, OverflowError):
        return None


def _of_year(match: re.Match[str], written: date) -> date:
    month, day, year = int(match["month"]), int(match["day"]), match["year"]
    if year:
        return date(int(year) if len(year) == 4 else 2000 + int(year), month, day)
    years = [written.year + step for step in (-1, 0, 1)]
    days = [date(each, month, day) for each in years if (month, day) != (2, 29) or _is_leap(each)]
    return min(days, key=lambda one: abs(one - written))


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def _times(low: str, body: str) -> Iterator[When]:
    for match in _TIME.finditer(low):
        yield When(Words(*match.span(), body[match.start() : match.end()]), None, _time(match))


def _time(match: re.Match[str]) -> time:
    if match["named"]:
        return _NAMED[match["named"]]
    if match["hour"]:
        return time(int(match["hour"]) % 12 + (12 if match["half"] == "p" else 0), int(match["minute"] or 0))
    if match["clock"]:
        return time(int(match["clock"]), int(match["past"]))
    figures = match["four"] or match["said"]
    return time(int(figures[:2]), int(figures[2:]))
