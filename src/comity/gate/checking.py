"""What any command is checked for before a verb sees it: lengths, characters, moments, and who acts."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from typing import Any

from comity.gate.actors import Actor
from comity.gate.errors import CommandError

MAX_SHORT = 200  # a name, a number, an address
MAX_LONG = 4_000  # what somebody writes in sentences
MAX_PLAIN = 100_000  # the value of a fact or of a list of convictions, as JSON
MAX_ENTRIES = 500  # of one list
MAX_PAPER = 25 * 1024 * 1024  # bytes of one file: 25 MB as a scanner and Windows count them
FIRST_YEAR, LAST_YEAR = 1800, 2200  # as the law's own facts have it: beyond, a slip of the pen

_LONG = frozenset(
    {"words", "text", "question", "opinion", "reason", "why", "why_not", "order", "what", "how", "told", "notes"}
    | {"value", "title", "disposition", "excerpt"}
)
_PLAIN = frozenset({"value", "convictions", "facts", "differences"})  # any JSON value
_NOT_WRITTEN = re.compile(
    "[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x9f\\ud800-\\udfff]"
)  # controls, and halves of a pair

Check = Callable[[str, Any], None]  # the name of a field, and its value
_NAMES: dict[type, tuple[str, ...]] = {}  # of the fields of each command and each value
_HOW: dict[type, Check | None] = {}  # by the type of a value


def check(command: object, by: Actor) -> None:
    """Refuse a command that could not be kept or read again.

    Raises:
        CommandError: a text is too long or has a character that cannot be written, a moment has no time zone, a list
            has too many entries, or nobody is named who acts.
    """
    if not by.name.strip():
        raise CommandError("nobody is named who does this", help="Sign in again.")
    _check_text("name", by.name)
    _check_parts("", command)


def needed(text: str, what: str, help: str) -> str:
    """A text that may not be empty, without the white space around it.

    Raises:
        CommandError: it is.
    """
    if not text.strip():
        raise CommandError(f"{what} is missing", help=help)
    return text.strip()


def one_of(word: str, words: Collection[str], what: str) -> None:
    """Refuse a word that is not of a closed list.

    Raises:
        CommandError: so it is.
    """
    if word not in words:
        raise CommandError(f"`{word[:40]}` is no {what}", help=f"Choose one of: {', '.join(sorted(words))}.")


def _check_parts(_: str, value: object) -> None:
    kind = type(value)
    if kind not in _NAMES:
        assert is_dataclass(kind)
        _NAMES[kind] = tuple(each.name for each in fields(kind))
    for name in _NAMES[kind]:
        part = getattr(value, name)
        if part is not None:
            _check(name, part)


def _check(name: str, value: object) -> None:
    kind = type(value)
    if kind not in _HOW:
        _HOW[kind] = _how(kind)
    if name in _PLAIN and not isinstance(value, str):
        _check_plain(name, value)
    elif how := _HOW[kind]:
        how(name, value)


def _check_list(name: str, values: tuple[object, ...]) -> None:
    if len(values) > MAX_ENTRIES:
        raise CommandError(f"`{name}` has more than {MAX_ENTRIES} entries", help="Leave out what is of no use here.")
    for value in values:
        _check(name, value)


def _check_text(name: str, text: str) -> None:
    longest = MAX_LONG if name in _LONG else MAX_SHORT
    if len(text) > longest:
        raise CommandError(f"`{name}` is longer than {longest:,} characters", help="Write it shorter.")
    # what can be printed has none of these, which is known sooner
    if not text.isprintable() and _NOT_WRITTEN.search(text):
        raise CommandError(
            f"`{name}` has a character that cannot be written down", help="Type it again instead of pasting it."
        )


def _check_moment(name: str, moment: datetime) -> None:
    if moment.tzinfo is None:
        raise CommandError(f"`{name}` has no time zone", help="Give the moment with its offset, as 2026-11-20T16:30Z.")
    _check_year(name, moment)


def _check_year(name: str, day: date) -> None:
    if not FIRST_YEAR < day.year < LAST_YEAR:
        raise CommandError(f"`{name}` lies in the year {day.year}", help="Correct the year.")


def _check_plain(name: str, value: object) -> None:
    if isinstance(value, Mapping):
        value = dict(value)
    try:
        text = json.dumps(value, allow_nan=False, ensure_ascii=False)
        text.encode()
    except (TypeError, ValueError, RecursionError):
        raise CommandError(
            f"`{name}` is not made of plain values", help="Give texts, whole numbers, true, false, and lists of them."
        ) from None
    if len(text) > MAX_PLAIN or "\\u0000" in text:
        raise CommandError(f"`{name}` is too long or cannot be written down", help="Leave out what decides nothing.")


# the first that fits: a moment is a day as well
_KINDS: tuple[tuple[type, Check], ...] = (
    (str, _check_text),
    (datetime, _check_moment),
    (date, _check_year),
    (tuple, _check_list),
)


def _how(kind: type) -> Check | None:
    """How values of a type are checked; None where nothing can be wrong with them."""
    found = next((check for of, check in _KINDS if issubclass(kind, of)), None)
    return found or (_check_parts if is_dataclass(kind) else None)
