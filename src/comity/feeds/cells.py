"""Cells: one value of a booking made of the cells of a row, compiled once for a map and then only called."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from comity.feeds.columns import Reader, clean, reader
from comity.feeds.errors import CellError
from comity.feeds.mapping import PLACE, UNMAPPED, Cell, Column, Filter, Table
from comity.feeds.targets import Target

Row = Sequence[str]
Value = Callable[[Row], object]
Test = Callable[[Row], bool]


def compiled(cell: Cell, target: Target, table: Table) -> Value:
    """The function that makes the value of a row; `None` where nothing is said."""
    if cell.codes is not None:
        return _coded(cell, target, table)
    if cell.text:
        return _within_text(cell, table)
    if not cell.columns:
        return lambda row, value=cell.value: value  # type: ignore[misc]  # the default binds it once
    if len(cell.columns) > 1:
        return _joined(cell, table)
    return _single(cell, target, table)


def test(chosen: Filter, table: Table) -> Test:
    """The function that says whether a row has one of the codes."""
    at, codes = table.used.index(chosen.column), chosen.codes
    return lambda row: row[at].strip() in codes


def _single(cell: Cell, target: Target, table: Table) -> Value:
    (name,) = cell.columns
    at, read = table.used.index(name), reader(table.columns[name])
    if cell.at_time:
        return _at_time(cell, table, at, read)
    if target.kind == "text" and table.columns[name].kind == "whole":
        return lambda row: None if (number := read(row[at])) is None else str(number)
    if target.kind in {"choice", "language"}:
        return _checked(target, name, at, read)
    return _plain(at, read, table.columns[name]) if table.columns[name].kind == "text" else lambda row: read(row[at])


def _plain(at: int, read: Reader, column: Column) -> Value:
    """A text; what is plain is not looked at further, since most cells are."""
    longest = column.longest

    def value(row: Row) -> object:
        raw = row[at]
        if raw.isascii() and raw.isprintable() and len(raw) <= longest:
            return raw.strip() or None
        return read(raw)

    return value


def _checked(target: Target, name: str, at: int, read: Reader) -> Value:
    def value(row: Row) -> object:
        said = read(row[at])
        if said is not None and (fault := target.fault(said)):
            raise CellError(
                f"`{name}` says `{str(said)[:40]}`, which {fault}",
                help=f"Add `codes` for `{target.name}` to the map, or correct the cell.",
                column=name,
                code=str(said)[:200],
            )
        return said

    return value


def _at_time(cell: Cell, table: Table, at: int, read: Reader) -> Value:
    clock = time.fromisoformat(cell.at_time)
    zone = ZoneInfo(table.columns[cell.columns[0]].zone)

    def value(row: Row) -> object:
        day = read(row[at])
        return datetime.combine(day, clock, zone).astimezone(UTC) if isinstance(day, date) else None

    return value


def _coded(cell: Cell, target: Target, table: Table) -> Value:
    (name,) = cell.columns
    at, codes = table.used.index(name), _meanings(cell.codes or {})

    def value(row: Row) -> object:
        raw = row[at].strip()
        try:
            return codes[raw]
        except KeyError:
            raise CellError(
                f"`{name}` says `{raw[:60]}`, a code that the map does not name for `{target.name}`",
                help=f"Add `{raw[:60]}` to `codes` of `{target.name}` in the map, with its meaning or `{UNMAPPED}`.",
                column=name,
                code=raw[:200],
            ) from None

    return value


def _meanings(codes: Mapping[str, object]) -> dict[str, object]:
    return {code: None if meaning == UNMAPPED else meaning for code, meaning in codes.items()}


def _joined(cell: Cell, table: Table) -> Value:
    places = [_place(name, table) for name in cell.columns]
    between = cell.between

    def value(row: Row) -> object:
        return between.join(said for at, name, longest in places if (said := clean(row[at], name, longest))) or None

    return value


def _within_text(cell: Cell, table: Table) -> Value:
    pieces = PLACE.split(cell.text)  # text, name, text, name, …, text
    places = {name: _place(name, table) for name in pieces[1::2]}
    odds = [at % 2 == 1 for at in range(len(pieces))]

    def value(row: Row) -> object:
        said = {piece: clean(row[at], name, longest) for piece, (at, name, longest) in places.items()}
        if said and not any(said.values()):
            return None
        return "".join(said[piece] if odd else piece for odd, piece in zip(odds, pieces, strict=True)).strip()

    return value


def _place(name: str, table: Table) -> tuple[int, str, int]:
    return table.used.index(name), name, table.columns[name].longest
