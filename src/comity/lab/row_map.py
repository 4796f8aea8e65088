"""A row map: how the columns of a table become cases. Every column is declared; a code nobody mapped stops the run.

The shape follows Recidiviz's ingest mappings: typed input columns, unused columns named, explicit values.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from comity.base import Block, read_file
from comity.facts import Ask
from comity.lab.errors import ReplayError

COLUMN_TYPES = frozenset({"date", "moment", "text", "count", "flag", "records"})
_KEYS = frozenset({"map", "title", "origin", "columns", "unused", "at", "agencies", "asks", "request", "facts"})
Row = Mapping[str, object]
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)?")


@dataclass(frozen=True, slots=True)
class Cell:
    """Where one value of a case comes from: a constant, a column, or a column through a table of codes."""

    column: str | None
    constant: object
    values: Mapping[str, object] | None

    def of(self, row: Row, what: str) -> object:
        """The value for a row; `None` where the column is empty.

        Raises:
            ReplayError: the column holds a code that the map does not name.
        """
        if self.column is None:
            return self.constant
        raw = row[self.column]
        if raw is None or self.values is None:
            return raw
        if str(raw) not in self.values:
            raise ReplayError(
                f"column `{self.column}` holds `{raw}`, which the map does not name for {what}",
                help=f"Add `{raw}` to `values` under {what}, with its meaning or `unknown`.",
            )
        return self.values[str(raw)]


@dataclass(frozen=True, slots=True)
class RowMap:
    """How the rows of one kind of table become cases."""

    name: str
    title: str
    columns: Mapping[str, str]
    unused: frozenset[str]
    at: Cell
    agencies: Mapping[str, str]  # by pack: the agency that stands for the one asked
    asks: Cell
    request: Mapping[str, Cell]
    facts: Mapping[str, Cell]

    @property
    def used(self) -> tuple[str, ...]:
        """The columns that any part of a case comes from, in order."""
        cells = [self.at, self.asks, *self.request.values(), *self.facts.values()]
        return tuple(sorted({cell.column for cell in cells if cell.column is not None}))

    def agency_in(self, pack: str) -> str:
        """The agency asked, in a pack (or the agency itself, if that is what is named)."""
        if "/" in pack:
            return pack
        if pack not in self.agencies:
            raise ReplayError(
                f"the map does not say which agency of `{pack}` is asked", help=f"Write `--law {pack}/AGENCY`."
            )
        return f"{pack}/{self.agencies[pack]}"

    def document(self, row: Row, agency: str, on: date | None, assume: Mapping[str, object]) -> Block:
        """The case of a row, as a document; `on` moves it to another day, `assume` adds facts that no column says."""
        row = self._read(row)
        at = self.at.of(row, "at")
        if on is not None:
            at = on
        if not isinstance(at, (date, datetime)):
            raise ReplayError(f"column `{self.at.column}` has no day", help="Leave such rows out of the file.")
        asks = self.asks.of(row, "asks")
        request = _block({"asks": asks, **{key: cell.of(row, key) for key, cell in self.request.items()}})
        facts = _block({**assume, **{name: cell.of(row, name) for name, cell in self.facts.items()}})
        return _block({"at": at, "agency": agency, "request": request, "facts": facts})

    def _read(self, row: Row) -> Row:
        """The row with its lists of records read."""
        texts = [name for name, kind in self.columns.items() if kind == "records" and row.get(name) is not None]
        return {**row, **{name: read_records(str(row[name]), name) for name in texts}} if texts else row


def read_records(text: str, column: str) -> object:
    """A list of records from its JSON, days and moments being texts such as `2014-12-14` and `2014-12-14T09:40`.

    Raises:
        ReplayError: it is not JSON.
    """
    try:
        return _with_days(json.loads(text))
    except (ValueError, RecursionError):
        raise ReplayError(
            f"column `{column}` holds a text that is no list of records",
            help='Write JSON: [{"offence": "NY PL 120.05"}], or {"known": […], "complete": false}.',
        ) from None


def _with_days(value: object) -> object:
    match value:
        case dict():
            return _block({key: _with_days(part) for key, part in value.items()})
        case list():
            return [_with_days(part) for part in value]
        case str() if _MOMENT.fullmatch(value):
            return datetime.fromisoformat(value)
        case str() if _DAY.fullmatch(value):
            return date.fromisoformat(value)
    return value


def _block(content: Mapping[str, object]) -> Block:
    block = Block(0)
    block.update(content)
    return block


def read_map(path: Path) -> RowMap:
    """Read a map file.

    Raises:
        ReplayError: a key is missing or wrong.
        DocumentError: the file is not strict YAML.
    """
    block = _entry(read_file(path), path.name)
    unknown = sorted(set(block) - _KEYS)
    if unknown:
        raise _wrong(path, f"`{unknown[0]}` is no key of a map", f"Keys are: {', '.join(sorted(_KEYS))}.")
    columns = {key: str(value) for key, value in _entry(block.get("columns"), "columns").items()}
    if bad := sorted(set(columns.values()) - COLUMN_TYPES):
        raise _wrong(path, f"`{bad[0]}` is not a type of column", f"Types are: {', '.join(sorted(COLUMN_TYPES))}.")
    unused = block.get("unused") or []
    if not isinstance(unused, list):
        raise _wrong(path, "`unused` is not a list", "Name the columns that are not read.")
    found = RowMap(
        str(block.get("map", path.stem)),
        str(block.get("title", "")),
        columns,
        frozenset(str(name) for name in unused),
        _cell(block.get("at"), "at"),
        {pack: str(agency) for pack, agency in _entry(block.get("agencies"), "agencies").items()},
        _cell(block.get("asks"), "asks"),
        {key: _cell(value, key) for key, value in _entry(block.get("request"), "request").items()},
        {key: _cell(value, key) for key, value in _entry(block.get("facts"), "facts").items()},
    )
    return _checked(found, path)


def _checked(found: RowMap, path: Path) -> RowMap:
    for column in found.used:
        if column not in found.columns:
            raise _wrong(
                path, f"column `{column}` is used but not declared", "Declare it under `columns` with its type."
            )
    for column in found.columns:
        if column not in found.used:
            raise _wrong(path, f"column `{column}` is declared but not used", "Move it to `unused`.")
    known = {ask.value for ask in Ask}
    for asks in (found.asks.values or {"": found.asks.constant}).values():
        if not isinstance(asks, list) or not asks or not set(asks) <= known:
            raise _wrong(path, f"`asks` gives `{asks}`", f"Give a list of asks: {', '.join(sorted(known))}.")
    return found


def _cell(value: object, what: str) -> Cell:
    if isinstance(value, Block) and "column" in value:
        values = value.get("values")
        table = None if values is None else {str(key): meaning for key, meaning in _entry(values, what).items()}
        return Cell(str(value["column"]), None, table)
    if isinstance(value, Block) and "value" in value:
        return Cell(None, value["value"], None)
    raise ReplayError(
        f"`{what}` of the map says neither `column` nor `value`", help="Write {column: NAME} or {value: …}."
    )


def _entry(value: object, what: str) -> Block:
    if not isinstance(value, Block):
        raise ReplayError(f"`{what}` is not an entry with keys", help="See docs/for/developers.md for a map.")
    return value


def _wrong(path: Path, message: str, help: str) -> ReplayError:
    return ReplayError(f"{path.name}: {message}", help=help)
