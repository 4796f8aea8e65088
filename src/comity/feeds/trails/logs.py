"""Logs as CSV: calls, messages, look-ups, lines of an outbound feed, by a map that says what each column is."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import cast

from comity.base import Block, DocumentError, read_document
from comity.feeds.columns import Reader, reader
from comity.feeds.errors import CellError, FeedError, MappingError
from comity.feeds.limits import ON_DISK, Limits
from comity.feeds.mapping import Table
from comity.feeds.reading.blocks import entry, names, refuse, text
from comity.feeds.reading.tables import read_tables
from comity.feeds.rows.csv_rows import csv_rows
from comity.feeds.rows.row import RawRow, bounded
from comity.feeds.trails.pieces import BEGINNING, MAX_ADDRESSES, MAX_BODY, Piece, Since, Taken, TrailError
from comity.sweep import Channel, Text

_KEYS = (
    *("channel", "title", "zone", "format", "input_columns", "unused_columns"),
    *("at", "id", "body", "sender", "receivers", "booking", "person"),
)
_LOGGED = (Channel.MESSAGE, Channel.CALL, Channel.LOOKUP, Channel.FEED)
_HELP = "See docs/for/operators.md for what a map of a log holds."


@dataclass(frozen=True, slots=True)
class LogMap:
    """How the columns of a log become texts: each names columns, none where the log does not have it."""

    channel: Channel
    table: Table
    at: str
    id: str
    body: tuple[str, ...]
    sender: str
    receivers: tuple[str, ...]
    booking: str
    person: str


def read_log_map(path: Path) -> LogMap:
    """Read the map of a log.

    Raises:
        MappingError: it is not well written.
    """
    try:
        return _log_map(entry(read_document(path.read_bytes()), "a map of a log", _KEYS))
    except DocumentError as error:
        raise MappingError(f"{path.name}: {error.message} (line {error.line or 1})", help=error.help) from None
    except OSError as error:
        raise MappingError(f"`{path.name}` cannot be opened: {error.strerror}", help="Check the path.") from None
    except MappingError as error:
        raise MappingError(f"{path.name}: {error.message}", help=error.help) from None


def _log_map(block: Block) -> LogMap:
    named = text(block, "channel", "a map of a log")
    if named not in {each.value for each in _LOGGED}:
        refuse(f"`{named}` is no channel of a log", f"Write one of {', '.join(_LOGGED)}.", block, "channel")
    found = LogMap(
        channel=Channel(named),
        table=_table(block),
        at=text(block, "at", "a map of a log"),
        id=text(block, "id", "a map of a log", ""),
        body=_several(block, "body"),
        sender=text(block, "sender", "a map of a log", ""),
        receivers=_several(block, "receivers"),
        booking=text(block, "booking", "a map of a log", ""),
        person=text(block, "person", "a map of a log", ""),
    )
    _check(found, block)
    return found


def _several(block: Block, key: str) -> tuple[str, ...]:
    return names(block[key], f"`{key}`") if key in block else ()


def _table(block: Block) -> Table:
    """The columns, as a mapping of bookings declares them."""
    table, tables, whole = Block(block.line), Block(block.line), Block(block.line)
    for key in ("format", "input_columns", "unused_columns"):
        if key in block:
            table[key] = block[key]
    if "format" not in table:
        csv = Block(block.line)
        csv["kind"] = "csv"
        table["format"] = csv
    table["booking_key"] = text(block, "at", "a map of a log")
    tables["log"], whole["tables"] = table, tables
    found = read_tables(whole, text(block, "zone", "a map of a log"))["log"]
    if found.format.kind != "csv":
        refuse(f"a log is CSV, and not {found.format.kind}", "Export it as CSV.", block, "format")
    return found


def _check(found: LogMap, block: Block) -> None:
    if found.table.columns[found.at].kind != "moment":
        refuse(f"`{found.at}` is no moment", "Declare the column as `moment`.", block, "at")
    used = (found.at, found.id, *found.body, found.sender, *found.receivers, found.booking, found.person)
    read = {name for name in used if name}
    if unknown := sorted(read - found.table.columns.keys()):
        refuse(f"`{unknown[0]}` is no column of the log", "Declare it under `input_columns`.", block)
    if idle := sorted(found.table.columns.keys() - read):
        refuse(f"the column `{idle[0]}` is declared and not used", "Move it to `unused_columns`.", block)
    if not (found.body or found.sender or found.receivers):
        refuse("the map says neither words nor who spoke with whom", "Write `body`, `sender` or `receivers`.", block)


class Log:
    """The lines of some CSV files, each known by all that it says and how often it was said before."""

    def __init__(self, name: str, paths: Sequence[Path], log_map: LogMap, limits: Limits = ON_DISK) -> None:
        self.name, self._paths, self._map, self._limits = name, tuple(paths), log_map, limits
        self.channel = log_map.channel
        self._readers: Mapping[str, Reader] = {name: reader(each) for name, each in log_map.table.columns.items()}

    def size(self) -> int:
        """The lines of all files."""
        return sum(_lines(path) for path in self._paths)

    def pieces(self, since: Since = BEGINNING) -> Iterator[Piece]:
        """The lines of one file after another.

        Raises:
            TrailError: a file is not there, or its columns are not those of the map.
        """
        seen: Counter[str] = Counter()
        for path in self._paths:
            try:
                if not path.is_file():
                    raise TrailError(f"`{path.name}` is not there", help="Check the path and the permissions.")
                for row in bounded(csv_rows(path, 0, self._map.table, self._limits), self._limits, path):
                    said = hashlib.sha256("\x1f".join(row.cells or [row.fault]).encode(errors="replace")).hexdigest()
                    seen[said] += 1
                    where = f"{path.name}, line {row.line}"
                    yield Piece(f"{said}/{seen[said]}", where, partial(self._taken, row, said))
            except FeedError as error:
                raise TrailError(error.message, help=error.help) from None

    def _taken(self, row: RawRow, said: str) -> Taken:
        if row.fault:
            raise TrailError(row.fault, help=row.help)
        places = {name: at for at, name in enumerate(self._map.table.used)}

        def value(name: str) -> object:
            return self._readers[name](row.cells[places[name]]) if name else None

        def words(name: str) -> str:
            found = value(name)
            return "" if found is None else str(found)

        try:
            at = value(self._map.at)
            if at is None:
                raise TrailError(f"`{self._map.at}` is empty: when this was is not known", help="Correct the line.")
            body = "\n".join(filter(None, map(words, self._map.body)))[:MAX_BODY]
            receivers = tuple(filter(None, map(words, self._map.receivers)))[:MAX_ADDRESSES]
            names_ = (words(self._map.booking), words(self._map.person), words(self._map.sender))
            name = words(self._map.id) or said[:32]
        except CellError as error:
            raise TrailError(error.message, help=error.help) from None
        booking, person, sender = names_
        return Taken(Text(self.channel, name, cast("datetime", at), body, booking, person, sender, receivers))


def _lines(path: Path) -> int:
    if not path.is_file():
        return 0
    with path.open("rb") as stream:
        return sum(block.count(b"\n") for block in iter(lambda: stream.read(1 << 20), b""))
