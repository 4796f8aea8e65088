"""Opens the files of a feed: which file is which table, and a reader for each format."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from pathlib import Path

from comity.feeds.errors import FeedError
from comity.feeds.limits import MEGABYTE, Limits
from comity.feeds.mapping import Mapping, Table
from comity.feeds.rows.csv_rows import csv_rows
from comity.feeds.rows.niem_rows import niem_rows
from comity.feeds.rows.row import RawRow, Source, bounded


def sources(mapping: Mapping, paths: Sequence[Path], limits: Limits) -> list[Source]:
    """Which file holds which tables; a folder stands for the files in it.

    Raises:
        FeedError: a file is not there, too large or not named in the map, or a table has no file.
    """
    files = [file for path in paths for file in _files(path)]
    tables = [(place, mapping.tables[name]) for place, name in enumerate(mapping.table_names)]
    found = [Source(file, tuple(each for each in tables if _named(file, each[1]))) for file in files]
    for source in found:
        if not source.tables:
            patterns = ", ".join(sorted({table.file for _, table in tables}))
            raise FeedError(f"`{source.path.name}` is no file of this map", help=f"Its files are named: {patterns}.")
        if len(source.tables) > 1 and source.tables[0][1].format.kind != "niem-json":
            raise FeedError(f"`{source.path.name}` may be several tables", help="Correct `file` of the tables.")
        _check_size(source.path, limits)
    for place, table in tables:
        number = sum(place in {at for at, _ in source.tables} for source in found)
        if number != 1:
            raise FeedError(
                f"the table `{table.name}` has {'no file' if not number else f'{number} files'}",
                help=f"Give one file named as `{table.file}`.",
            )
    return found


def open_rows(_: Mapping, source: Source, limits: Limits) -> Iterator[RawRow]:
    """The rows of a file; the mapping is for those who read it elsewhere.

    Raises:
        FeedError: the file cannot be read, or is not as the map says.
    """
    place, table = source.tables[0]
    kind = table.format.kind
    if kind == "niem-json":
        rows = niem_rows(source.path, source.tables, limits)
    elif kind == "parquet":
        from comity.feeds.rows.parquet_rows import parquet_rows  # noqa: PLC0415 - pyarrow is slow to come

        rows = parquet_rows(source.path, place, table)
    else:
        rows = csv_rows(source.path, place, table, limits)
    return bounded(rows, limits, source.path)


def _named(file: Path, table: Table) -> bool:
    return fnmatchcase(file.name.lower(), table.file.lower())


def _files(path: Path) -> list[Path]:
    if path.is_dir():
        return sorted(each for each in path.iterdir() if each.is_file() and not each.name.startswith("."))
    if not path.is_file():
        raise FeedError(f"`{path.name}` is not there", help="Check the path and the permissions.")
    return [path]


def _check_size(path: Path, limits: Limits) -> None:
    size = path.stat().st_size
    if size > limits.file_bytes:
        raise FeedError(
            f"`{path.name}` has {size / MEGABYTE:,.0f} MB, more than {limits.file_bytes // MEGABYTE:,}",
            help="Split it, or bring it in on the server with `comity import`, which takes larger files.",
        )
