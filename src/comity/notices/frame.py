"""The words around every letter in one language: its own name, dates, labels, the foot of the sheet, the draft mark."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from types import MappingProxyType

from comity.deadlines.local_time import is_shown_twice
from comity.law import LawError
from comity.law.entries import Entry
from comity.notices.errors import TextError
from comity.notices.texts import places_in, read_entry

LABELS = ("telephone", "to", "request", "person", "booking", "received", "law", "seal")
_DATE_PLACES = frozenset({"weekday", "day", "month", "year"})
_HOURS = frozenset({"hour", "hour12"})


@dataclass(frozen=True, slots=True)
class Dates:
    """How a language writes days and moments out in full."""

    weekdays: tuple[str, ...]  # Monday first
    months: tuple[str, ...]
    day: str
    moment: str
    times: str
    whole_hours: str
    noon: str
    midnight: str
    parts: tuple[tuple[int, str], ...]  # from which hour a part of the day has which name

    def day_words(self, day: date) -> str:
        """A day in full, such as `Friday, November 20, 2026`."""
        values = {"day": str(day.day), "year": str(day.year)}
        values |= {"weekday": self.weekdays[day.weekday()], "month": self.months[day.month - 1]}
        return _filled(self.day, values)

    def moment_words(self, moment: datetime) -> str:
        """A moment in full, such as `Friday, November 20, 2026, 4:30 p.m.`."""
        which = f" ({moment.tzname()})" if is_shown_twice(moment) else ""
        return _filled(self.moment, {"date": self.day_words(moment), "time": self._time(moment) + which})

    def _time(self, moment: datetime) -> str:
        if (moment.hour, moment.minute) in {(0, 0), (12, 0)}:
            return self.noon if moment.hour else self.midnight
        part = next((words for first, words in reversed(self.parts) if moment.hour >= first), "")
        values = {"hour": str(moment.hour), "hour12": str((moment.hour - 1) % 12 + 1)}
        values |= {"minute": f"{moment.minute:02}", "part": part}
        return _filled(self.times if moment.minute else self.whole_hours, values)


@dataclass(frozen=True, slots=True)
class Frame:
    """The words around every letter in one language."""

    language: str
    name: str  # of the language, in English
    region: str | None
    font: str | None  # the family that its letters need beyond those that come with the typesetter
    reviewer: str | None
    draft: str
    page: str
    attached: str  # the heading over the copy of the request
    labels: Mapping[str, str]
    dates: Dates
    draft_translation: str = ""  # English only: the mark on letters in other languages
    same_letter: str = ""  # English only: what the second part is


def read_frame(path: Path, language: str) -> Frame:
    """Read the words around every letter from a file.

    Raises:
        TextError: it is not written as such a file is.
    """
    head = read_entry(path)
    try:
        frame = _frame(head, language)
        head.finish()
    except LawError as error:
        raise TextError(f"{getattr(error, 'where', path.name)}: {error.message}", help=error.help) from None
    if places_in(frame.page) != {"page", "pages"}:
        raise TextError(f"{head.file}: `page` has other places", help="Write `Page {page} of {pages}`.")
    return frame


def _frame(head: Entry, language: str) -> Frame:
    if head.text("language") != language:
        raise head.error(f"the folder is that of `{language}`", f"Write `language: {language}`.", "language")
    labels = head.entry("labels")
    frame = Frame(
        language=language,
        name=head.text("name"),
        region=head.text("region", "") or None,
        font=head.text("font", "") or None,
        reviewer=head.text("reviewer", "") or None,
        draft=head.text("draft"),
        page=head.text("page"),
        attached=head.text("attached"),
        labels=MappingProxyType({name: labels.text(name) for name in LABELS}),
        dates=_dates(head.entry("dates")),
        draft_translation=head.text("draft_translation") if language == "en" else "",
        same_letter=head.text("same_letter") if language == "en" else "",
    )
    labels.finish()
    return frame


def _dates(entry: Entry) -> Dates:
    parts = tuple(_part_of_day(part) for part in entry.entries("parts"))
    dates = Dates(
        weekdays=entry.texts("weekdays"),
        months=entry.texts("months"),
        day=entry.text("day"),
        moment=entry.text("moment"),
        times=entry.text("times"),
        whole_hours=entry.text("whole_hours"),
        noon=entry.text("noon"),
        midnight=entry.text("midnight"),
        parts=parts,
    )
    entry.finish()
    if len(dates.weekdays) != 7 or len(dates.months) != 12:
        raise entry.error("a week has seven days and a year twelve months", "List them all.")
    _check(entry, dates.day, _DATE_PLACES, _DATE_PLACES)
    _check(entry, dates.moment, frozenset({"date", "time"}), frozenset({"date", "time"}))
    _check(entry, dates.times, frozenset({"minute"}), _HOURS | {"minute", "part"})
    _check(entry, dates.whole_hours, frozenset(), _HOURS | {"part"})
    return dates


def _part_of_day(entry: Entry) -> tuple[int, str]:
    hour, words = entry.text("from"), entry.text("says")
    entry.finish()
    if not hour.isdecimal() or int(hour) > 23:
        raise entry.error(f"`{hour}` is no hour", "Write an hour from 0 to 23.", "from")
    return int(hour), words


def _check(entry: Entry, pattern: str, needed: frozenset[str], allowed: frozenset[str]) -> None:
    found = places_in(pattern)
    if not needed <= found <= allowed:
        raise entry.error(f"`{pattern}` has other places than a date", f"Use: {', '.join(sorted(allowed))}.")


def _filled(pattern: str, values: dict[str, str]) -> str:
    for name, value in values.items():
        pattern = pattern.replace(f"{{{name}}}", value)
    return pattern
