"""A row as it was read: which table, where it stands, its cells as text; or what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from comity.feeds.errors import FeedError
from comity.feeds.limits import Limits
from comity.feeds.mapping import Table


class RawRow(NamedTuple):
    """One row of one table; with a fault, its cells may be missing or wrong."""

    table: int
    line: int
    cells: list[str]
    fault: str = ""
    help: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """One file to read, with the tables that are in it and the place of each in the mapping."""

    path: Path
    tables: tuple[tuple[int, Table], ...]


def check_columns(names: Sequence[str], table: Table, path: Path) -> None:
    """Refuse a file whose columns are not just those that the map speaks of.

    Raises:
        FeedError: one is missing, not spoken of, or there twice.
    """
    if doubles := sorted({name for name in names if list(names).count(name) > 1}):
        raise FeedError(f"`{path.name}` has the column `{doubles[0]}` twice", help="Export the file with one of them.")
    for number, name in enumerate(names, 1):
        if name not in table.columns and name not in table.unused:
            raise FeedError(
                f"`{path.name}` has a column `{name[:60]}` that the map does not speak of",
                help=f"It is column {number}. Declare it under `input_columns`, or name it under `unused_columns`.",
            )
    for name in (*table.columns, *table.unused):
        if name not in names:
            raise FeedError(
                f"`{path.name}` has no column `{name}`, which the map declares",
                help=f"Its columns are: {', '.join(names)[:400]}. Export it again, or correct the map.",
            )


def bounded(rows: Iterator[RawRow], limits: Limits, path: Path) -> Iterator[RawRow]:
    """The rows, refused when there are more than may be.

    Raises:
        FeedError: so it is.
    """
    for number, row in enumerate(rows, 1):
        if number > limits.rows:
            raise FeedError(f"`{path.name}` has more than {limits.rows:,} rows", help="Split the file.")
        yield row
