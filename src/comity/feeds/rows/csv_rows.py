"""Rows of CSV files: bounded lines, strict quotes, and a row that is not whole is told with its line."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, TextIO, cast

from comity.feeds.errors import FeedError
from comity.feeds.limits import Limits
from comity.feeds.mapping import Table
from comity.feeds.rows.row import RawRow, check_columns

if TYPE_CHECKING:
    from _csv import Reader as CsvReader

_PYTHONS = {"utf-8": "utf-8-sig", "windows-1252": "cp1252", "iso-8859-1": "latin-1"}
_SIGNS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "upright strokes"}
_COUNT_HELP = "Put a cell that holds the delimiter or a line end in double quotes."
_QUOTE_HELP = "Close every double quote, and write one within a cell twice."


def csv_rows(path: Path, place: int, table: Table, limits: Limits) -> Iterator[RawRow]:
    """The rows of a CSV file, in the order of the file.

    A cell is text and nothing else: one that begins with `=` is not a formula.

    Raises:
        FeedError: the file cannot be read, or its columns are not those of the map.
    """
    form = table.format
    csv.field_size_limit(limits.cell)
    # A byte that is not in the encoding becomes half a character, and is refused in its cell, with its line.
    with path.open(encoding=_PYTHONS[form.encoding], errors="surrogateescape", newline="") as stream:
        reader = csv.reader(_lines(stream, path, limits), delimiter=form.delimiter, strict=True)
        header = list(form.header) or _header(reader, path)
        _check_delimiter(header, table, path)
        check_columns(header, table, path)
        yield from _rows(reader, place, len(header), _chosen([header.index(name) for name in table.used]))


def _header(reader: Iterator[list[str]], path: Path) -> list[str]:
    try:
        return [name.strip() for name in next(reader)]
    except StopIteration:
        raise FeedError(f"`{path.name}` is empty", help="Export the file again.") from None
    except csv.Error as error:
        raise FeedError(f"the first line of `{path.name}` cannot be read: {error}", help=_QUOTE_HELP) from None


def _check_delimiter(header: list[str], table: Table, path: Path) -> None:
    """Refuse a file whose columns another sign sets apart, as Excel writes them where a comma stands in numbers."""
    for sign, name in _SIGNS.items() if len(header) == 1 else ():
        apart = {each.strip().strip('"') for each in header[0].split(sign)}
        if sign != table.format.delimiter and len(apart & {*table.columns, *table.unused}) > 1:
            raise FeedError(
                f"the columns of `{path.name}` are set apart by {name}, and the map says otherwise",
                help="Export it as the map says, or write that sign as `delimiter` in the `format` of the map.",
            )


def _lines(stream: TextIO, path: Path, limits: Limits) -> Iterator[str]:
    longest, read = limits.line, stream.readline
    while line := read(longest):
        if len(line) == longest and line[-1] not in "\r\n":
            raise FeedError(
                f"`{path.name}` has a line of more than {longest:,} characters", help="Give a CSV file with line ends."
            )
        yield line


def _chosen(places: list[int]) -> Callable[[list[str]], list[str]]:
    if len(places) == 1:
        return lambda row: [row[places[0]]]
    pick = itemgetter(*places)
    return lambda row: list(cast("tuple[str, ...]", pick(row)))


def _rows(
    reader: CsvReader,
    place: int,
    width: int,
    chosen: Callable[[list[str]], list[str]],
) -> Iterator[RawRow]:
    before = reader.line_num
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield RawRow(place, before + 1, [], f"this row cannot be read: {error}", _QUOTE_HELP)
            before = reader.line_num
            continue
        if len(row) == width:
            yield RawRow(place, before + 1, chosen(row))
        elif row:
            fault = f"this row has {len(row)} cells, and the header {width}"
            cells = chosen([*row, *([""] * width)][:width])
            yield RawRow(place, before + 1, cells, fault, _COUNT_HELP)
        before = reader.line_num
