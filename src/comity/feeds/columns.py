"""Columns: how the text of a cell becomes a value of its declared type, or is refused with what to do."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from comity.facts.values import FIRST_YEAR, LAST_YEAR
from comity.feeds.errors import CellError
from comity.feeds.mapping import ISO, Column

Reader = Callable[[str], object]
# Half characters (bytes that were not in the file's encoding), control characters, and those that reorder text.
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]"
)
_WHOLE = re.compile(r"-?[0-9]{1,15}\Z")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}")
_REMEMBERED = 16_384  # days and moments come again and again


def reader(column: Column) -> Reader:
    """The function that reads the cells of a column; an empty cell is `None`."""
    return {"text": _text, "whole": _whole, "date": _date, "moment": _moment, "yes_no": _yes_no}[column.kind](column)


def clean(raw: str, column: str, longest: int) -> str:
    """A text without white space around it.

    Raises:
        CellError: it is too long, or has characters that no text has.
    """
    text = raw.strip()
    if len(text) > longest:
        raise CellError(
            f"`{column}` has {len(text):,} characters, more than {longest:,}",
            help="Shorten it, or set `longest` for the column in the map.",
            column=column,
        )
    if not text.isprintable() and (found := _FORBIDDEN.search(text)):
        if "\udc80" <= found[0] <= "\udcff":
            raise CellError(
                f"`{column}` has a letter that is not written in the encoding of the map "
                f"(at place {found.start() + 1})",
                help="Export the file again as UTF-8, or write the file's own `encoding` in the `format` of the map.",
                column=column,
            )
        raise CellError(
            f"`{column}` has a character that no text has (U+{ord(found[0]):04X}, at place {found.start() + 1})",
            help="Correct the cell, or export the file again.",
            column=column,
        )
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def _text(column: Column) -> Reader:
    name, longest = column.name, column.longest
    return lambda raw: clean(raw, name, longest) or None


def _whole(column: Column) -> Reader:
    def read(raw: str) -> object:
        text = raw.strip()
        if not text:
            return None
        if not _WHOLE.match(text):
            raise _wrong(column, text, "a whole number", "Write a whole number, or change the type in the map.")
        return int(text)

    return read


def _date(column: Column) -> Reader:
    form = column.format

    @lru_cache(_REMEMBERED)
    def read(raw: str) -> date | None:
        text = raw.strip()
        if not text:
            return None
        try:
            day = _iso_day(text) if form == ISO else datetime.strptime(text, form).date()
        except ValueError:
            raise _wrong(column, text, f"a day written as {_shown(form, '2026-03-15')}", _CORRECT) from None
        return _within(day, column, text)

    return read


def _moment(column: Column) -> Reader:
    form, zone = column.format, ZoneInfo(column.zone)

    @lru_cache(_REMEMBERED)
    def read(raw: str) -> datetime | None:
        text = raw.strip()
        if not text:
            return None
        try:
            moment = _iso_moment(text) if form == ISO else datetime.strptime(text, form)
        except ValueError:
            raise _wrong(column, text, f"a moment written as {_shown(form, '2026-03-15T09:40')}", _CORRECT) from None
        _within(moment.date(), column, text)
        local = moment if moment.tzinfo else moment.replace(tzinfo=zone)
        return local.astimezone(UTC).replace(microsecond=0) if moment.microsecond else local.astimezone(UTC)

    return read


def _yes_no(column: Column) -> Reader:
    words = {**{word.casefold(): True for word in column.yes}, **{word.casefold(): False for word in column.no}}

    def read(raw: str) -> object:
        text = raw.strip()
        if not text:
            return None
        if (said := words.get(text.casefold())) is None:
            raise CellError(
                f"`{column.name}` says `{text[:40]}`, which the map takes neither for yes nor for no",
                help=f"Add `{text[:40]}` to `yes` or `no` of the column `{column.name}` in the map.",
                column=column.name,
                code=text[:200],
            )
        return said

    return read


_CORRECT = "Correct the cell, or the `format` of the column in the map."


def _iso_day(text: str) -> date:
    if not _DAY.match(text):
        raise ValueError
    return date.fromisoformat(text)


def _iso_moment(text: str) -> datetime:
    if not _MOMENT.match(text):
        raise ValueError
    return datetime.fromisoformat(text)


def _within(day: date, column: Column, text: str) -> date:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise _wrong(column, text, f"a day from {FIRST_YEAR} to {LAST_YEAR}", "Correct the year.")
    return day


def _shown(form: str, example: str) -> str:
    return example if form == ISO else form


def _wrong(column: Column, text: str, wanted: str, help: str) -> CellError:
    return CellError(f"`{column.name}` says `{text[:40]}`, which is not {wanted}", help=help, column=column.name)
