"""Reading the `due` of a duty and the `excluding` of a period, as a law's author writes them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from comity.deadlines.calendars import Excluded
from comity.deadlines.dates import MAX_DAYS, whole_number
from comity.deadlines.duties import (
    AtOnce,
    Before,
    ByDay,
    Due,
    Monthly,
    NoTime,
    Promptly,
    Quarterly,
    SameDay,
    WithinDays,
    WithinHours,
    Yearly,
)
from comity.deadlines.errors import DueTimeError, quoted
from comity.deadlines.local_time import FIRST_YEAR, LAST_YEAR, read_time_of_day
from comity.deadlines.running import MAX_HOURS

_NAME = re.compile(r"[a-z][a-z0-9_]{0,63}\Z")
_DAY_OF_YEAR = re.compile(r"([0-9]{2})-([0-9]{2})\Z")
_A_LEAP_YEAR = 2000


@dataclass(frozen=True, slots=True)
class _Form:
    """A form of `due`: how it is built, and the keys that must and may stand beside its first."""

    build: Callable[[Mapping[object, object]], Due]
    must: frozenset[str] = frozenset()
    may: frozenset[str] = frozenset()


def read_due(written: object) -> Due:
    """The due time written as a mapping, such as `{hours: 48, after: received_at}`.

    Raises:
        DueTimeError: it is no mapping, or not one of the forms.
    """
    if not isinstance(written, Mapping):
        raise DueTimeError(
            f"{quoted(written)} is not a due time", help="Write one of the forms, such as {at_once: true}."
        )
    leading = [key for key in _FORMS if key in written]
    if len(leading) != 1:
        raise DueTimeError(
            f"a due time needs exactly one form, and {quoted(_listed(written))} gives {len(leading) or 'none'}",
            help=f"Write exactly one of {', '.join(_FORMS)}.",
        )
    form = _FORMS[leading[0]]
    _check_keys(leading[0], form, written)
    return form.build(written)


def read_excluding(written: object) -> frozenset[Excluded]:
    """The days not counted, written as a list such as `[saturdays, sundays, holidays]`; none when absent.

    Raises:
        DueTimeError: it is no list, or names another kind of day.
    """
    if written is None:
        return frozenset()
    known = {kind.value: kind for kind in Excluded}
    if not isinstance(written, list | tuple):
        raise DueTimeError(f"{quoted(written)} is not a list of days", help=f"Write a list of {', '.join(known)}.")
    for name in written:
        if not isinstance(name, str) or name not in known:
            raise DueTimeError(f"{quoted(name)} is not a kind of day", help=f"Write one of {', '.join(known)}.")
    return frozenset(kind for kind in Excluded if kind.value in written)


def _check_keys(first: str, form: _Form, written: Mapping[object, object]) -> None:
    for needed in sorted(form.must):
        if needed not in written:
            raise DueTimeError(f"a due time by `{first}` needs `{needed}`", help=f"Add `{needed}`.")
    for key in written:
        if key != first and key not in form.must | form.may:
            raise DueTimeError(f"a due time by `{first}` has no {quoted(key)}", help="Remove it.")


def _marked(key: str, due: Due) -> _Form:
    def build(written: Mapping[object, object]) -> Due:
        if written[key] is not True:
            raise DueTimeError(f"`{key}` is {quoted(written[key])}", help=f"Write {key}: true, or another form.")
        return due

    return _Form(build)


def _before(written: Mapping[object, object]) -> Due:
    return Before(_name(written["before"], "before"))


def _hours(written: Mapping[object, object]) -> Due:
    hours = whole_number(written["hours"], "hours", MAX_HOURS, least=1)
    return WithinHours(hours, _name(written["after"], "after"), read_excluding(written.get("excluding")))


def _days(written: Mapping[object, object]) -> Due:
    days = whole_number(written["days"], "days", MAX_DAYS, least=1)
    return WithinDays(days, _name(written["after"], "after"), read_excluding(written.get("excluding")))


def _until(written: Mapping[object, object]) -> Due:
    when = read_time_of_day(written["until"])
    return SameDay(f"{when:%H:%M}", _name(written["on_day_of"], "on_day_of"))


def _yearly(written: Mapping[object, object]) -> Due:
    text = written["yearly"]
    parts = _DAY_OF_YEAR.match(text) if isinstance(text, str) else None
    try:
        day = date(_A_LEAP_YEAR, int(parts[1]), int(parts[2])) if parts else None
    except ValueError:
        day = None
    if day is None:
        raise DueTimeError(
            f"{quoted(text)} is not a day of the year", help="Write the month and the day, such as 09-01."
        )
    return Yearly(day.month, day.day)


def _monthly(written: Mapping[object, object]) -> Due:
    return Monthly(whole_number(written["monthly"], "days of the month", 31, least=1))


def _by(written: Mapping[object, object]) -> Due:
    day = written["by"]
    if not isinstance(day, date) or isinstance(day, datetime) or not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise DueTimeError(f"{quoted(day)} is not a day to be due by", help="Write it without quotes as YYYY-MM-DD.")
    return ByDay(day)


def _name(written: object, key: str) -> str:
    if not isinstance(written, str) or not _NAME.match(written):
        raise DueTimeError(
            f"`{key}` names {quoted(written)}", help="Write the name of a fact or an event, such as received_at."
        )
    return written


def _listed(written: Mapping[object, object]) -> str:
    return ", ".join(str(key) for key in written)


_FORMS: Mapping[str, _Form] = {
    "at_once": _marked("at_once", AtOnce()),
    "promptly": _marked("promptly", Promptly()),
    "before": _Form(_before),
    "hours": _Form(_hours, frozenset({"after"}), frozenset({"excluding"})),
    "days": _Form(_days, frozenset({"after"}), frozenset({"excluding"})),
    "until": _Form(_until, frozenset({"on_day_of"})),
    "yearly": _Form(_yearly),
    "quarterly": _marked("quarterly", Quarterly()),
    "monthly": _Form(_monthly),
    "by": _Form(_by),
    "none": _marked("none", NoTime()),
}
