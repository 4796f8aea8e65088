"""Rows of NIEM JSON: every booking of a document becomes a row of each table, with a cell for each path.

A path is the names of the properties with `/` between them; within a table that has a path of its own, one that
begins with `/` is of the whole booking. `@type` and `@context` say nothing; an object of `@id` alone stands for the
object with that `@id`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from comity.feeds.errors import FeedError
from comity.feeds.limits import MEGABYTE, Limits
from comity.feeds.mapping import Table
from comity.feeds.rows.row import RawRow

Json = object
_MAX_DOCUMENT = 100 * MEGABYTE
_MAX_DEPTH = 24
_SILENT = frozenset({"@context", "@type", "@id"})
_UNKNOWN = "Declare it under `input_columns`, or name it under `unused_columns`."


class _FaultError(Exception):
    """A booking that is not as the map has it."""


def niem_rows(path: Path, tables: tuple[tuple[int, Table], ...], limits: Limits) -> Iterator[RawRow]:
    """The rows of a document, or of one document a line; lines are bookings counted from one, or lines.

    Raises:
        FeedError: the file is not JSON, is too large, or has no bookings where the map says.
    """
    form = tables[0][1].format
    for line, document in _documents(path, by_line=form.lines, limits=limits):
        known = _by_id(document, {}, 0)
        for number, booking in enumerate(_bookings(document, form.root, path), 1):
            yield from _rows_of(booking, line or number, tables, known)


def _documents(path: Path, *, by_line: bool, limits: Limits) -> Iterator[tuple[int, Json]]:
    with path.open("rb") as stream:
        if by_line:
            for line, text in enumerate(iter(lambda: stream.readline(limits.line), b""), 1):
                if text.strip():
                    yield line, _json(text, path, line)
            return
        content = stream.read(_MAX_DOCUMENT + 1)
    if len(content) > _MAX_DOCUMENT:
        raise FeedError(
            f"`{path.name}` is one document of more than {_MAX_DOCUMENT // MEGABYTE} MB",
            help="Export one booking a line, and write `lines: true` under `format`.",
        )
    yield 0, _json(content, path, 0)


def _json(content: bytes, path: Path, line: int) -> Json:
    try:
        return json.loads(content, object_pairs_hook=_once, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        where = line or getattr(error, "lineno", 0)
        raise FeedError(
            f"`{path.name}` is not JSON (line {where}): {str(error)[:120]}", help="Export the file again."
        ) from None


def _once(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a property is given twice in one object")
    return found


def _no_constant(word: str) -> Json:
    raise ValueError(f"{word} is no number")


def _by_id(value: Json, found: dict[str, Json], depth: int) -> dict[str, Json]:
    """The objects that others may stand for, by their `@id`."""
    if depth > _MAX_DEPTH:
        return found
    if isinstance(value, dict):
        if len(value) > 1 and isinstance(name := value.get("@id"), str):
            found.setdefault(name, value)
        for each in value.values():
            _by_id(each, found, depth + 1)
    elif isinstance(value, list):
        for each in value:
            _by_id(each, found, depth + 1)
    return found


def _bookings(document: Json, root: str, path: Path) -> list[Json]:
    value = document
    for name in root.split("/"):
        if not isinstance(value, dict) or name not in value:
            raise FeedError(f"`{path.name}` has no `{root}`", help="Correct `root` under `format` in the map.")
        value = value[name]
    return value if isinstance(value, list) else [value]


def _rows_of(
    booking: Json, line: int, tables: tuple[tuple[int, Table], ...], known: dict[str, Json]
) -> Iterator[RawRow]:
    inner = {table.path for _, table in tables if table.path}
    whole: dict[str, str] = {}
    fault = ""
    try:
        whole = _leaves(booking, known, inner)
    except _FaultError as error:
        fault = str(error)
    for place, table in tables:
        if not table.path:
            yield _row((place, table), line, whole, {}, fault)
            continue
        for part in _parts(booking, table.path, known):
            try:
                yield _row((place, table), line, _leaves(part, known, set()), whole, fault)
            except _FaultError as error:
                yield _row((place, table), line, {}, whole, fault or str(error))


def _row(at: tuple[int, Table], line: int, own: dict[str, str], whole: dict[str, str], fault: str) -> RawRow:
    place, table = at
    above = {f"/{path}": text for path, text in whole.items()}
    cells = [own.get(name, "") or above.get(name, "") for name in table.used]
    extra = next((path for path in own if path not in table.columns and not _is_unused(path, table)), "")
    if extra and not fault:
        fault = f"`{extra}` is a property that the map does not speak of"
    return RawRow(place, line, cells, fault, _UNKNOWN if fault else "")


def _is_unused(path: str, table: Table) -> bool:
    steps = path.split("/")
    return path in table.unused or any("/".join([*steps[:at], "*"]) in table.unused for at in range(len(steps)))


def _parts(booking: Json, path: str, known: dict[str, Json]) -> list[Json]:
    values: list[Json] = [booking]
    for name in path.split("/"):
        below = [_resolved(value, known) for value in values]
        found = [value[name] for value in below if isinstance(value, dict) and name in value]
        values = [each for value in found for each in (value if isinstance(value, list) else [value])]
    return values


def _resolved(value: Json, known: dict[str, Json]) -> Json:
    if isinstance(value, dict) and len(value) == 1 and isinstance(name := value.get("@id"), str):
        return known.get(name, value)
    return value


def _leaves(value: Json, known: dict[str, Json], inner: set[str], path: str = "", depth: int = 0) -> dict[str, str]:
    """Every text below a value, by path; what has a table of its own is left to it."""
    if depth > _MAX_DEPTH:
        raise _FaultError("this booking is nested too deep")
    if path in inner:
        return {}
    value = _resolved(value, known)
    if isinstance(value, list):
        if len(value) > 1:
            raise _FaultError(f"`{path}` is there {len(value)} times, and the map has no table for it")
        return _leaves(value[0], known, inner, path, depth + 1) if value else {}
    if not isinstance(value, dict):
        return {path: _text(value)}
    found: dict[str, str] = {}
    for name, each in value.items():
        if name not in _SILENT:
            found |= _leaves(each, known, inner, f"{path}/{name}" if path else name, depth + 1)
    return found


def _text(value: Json) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
