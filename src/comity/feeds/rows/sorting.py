"""Brings the rows of one booking together: by merging what is sorted, or by sorting, in files where memory ends.

What is sorted in files lies in files without a name, which are gone with the import however it ends.
"""

from __future__ import annotations

import heapq
import json
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, starmap
from operator import itemgetter
from typing import IO, NamedTuple

from comity.feeds.errors import FeedError
from comity.feeds.limits import Limits
from comity.feeds.rows.row import RawRow

Key = str
SEPARATOR = "\x1f"  # between cells; a cell that has it itself is refused
_CHUNK = 500
_ORDER = itemgetter(0, 1, 2, 3)


class Packed(NamedTuple):
    """A row as it is sorted and put aside: its cells are one text, which takes a tenth of the memory."""

    before: str  # what its booking is sorted by first, where that is not its key
    key: Key
    table: int
    number: int  # its place in the file
    line: int
    text: str
    fault: str
    help: str

    def row(self) -> RawRow:
        """The row again."""
        return RawRow(self.table, self.line, self.text.split(SEPARATOR), self.fault, self.help)


def packed(row: RawRow, key: Key, number: int, before: str = "") -> Packed:
    """A row with its key, as one text."""
    text = SEPARATOR.join(row.cells)
    if text.count(SEPARATOR) >= len(row.cells):
        fault = "a cell has a character that no text has (U+001F)"
        text = SEPARATOR.join(cell.replace(SEPARATOR, "") for cell in row.cells)
        advice = "Correct the cell, or export the file again."
        return Packed(before, key, row.table, number, row.line, text, fault, advice)
    return Packed(before, key, row.table, number, row.line, text, row.fault, row.help)


def together(
    streams: Sequence[Iterable[Packed]], limits: Limits, *, is_sorted: bool
) -> Iterator[tuple[Key, list[Packed]]]:
    """The rows of each booking, bookings in their order, rows by their tables and then as the files have them.

    Raises:
        FeedError: a file that is to be sorted is not.
    """
    merged: Iterator[Packed]
    if is_sorted:
        merged = heapq.merge(*(_in_order(stream) for stream in streams), key=_ORDER)
    else:
        merged = _sorted((row for stream in streams for row in stream), limits.rows_in_memory)
    for key, group in groupby(merged, key=itemgetter(1)):
        yield key, list(group)


def _in_order(stream: Iterable[Packed]) -> Iterator[Packed]:
    last = ""
    for each in stream:
        if each.key < last:
            raise FeedError(
                f"the rows are not sorted by booking: line {each.line} comes too late",
                help="Export them sorted, or write `order: any` in the map.",
            )
        last = each.key
        yield each


def _sorted(rows: Iterable[Packed], at_most: int) -> Iterator[Packed]:
    runs: list[IO[str]] = []
    held: list[Packed] = []
    for row in rows:
        held.append(row)
        if len(held) >= at_most:
            runs.append(_spilled(sorted(held, key=_ORDER)))
            held = []
    held.sort(key=_ORDER)
    try:
        yield from heapq.merge(*(_read_back(run) for run in runs), held, key=_ORDER)
    finally:
        for run in runs:
            run.close()


def _spilled(rows: list[Packed]) -> IO[str]:
    stream = tempfile.TemporaryFile("w+", encoding="utf-8", errors="surrogatepass")  # noqa: SIM115 - closed when merged
    for at in range(0, len(rows), _CHUNK):
        stream.write(json.dumps(rows[at : at + _CHUNK]) + "\n")
    stream.seek(0)
    return stream


def _read_back(stream: IO[str]) -> Iterator[Packed]:
    for line in stream:
        yield from starmap(Packed, json.loads(line))
