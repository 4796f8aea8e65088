"""Brings the rows of one booking together: by merging what is sorted, or by sorting, in files where memory ends.

What is sorted in files lies in files without a name, which are gone with the import however it ends.
"""

from __future__ import annotations

import heapq
import json
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import IO

from comity.feeds.errors import FeedError
from comity.feeds.limits import Limits
from comity.feeds.rows.row import RawRow

Keyed = tuple[str, int, int, RawRow]  # key, table, place in the file, the row
KeyOf = Callable[[RawRow], str]
_CHUNK = 500


def keyed(rows: Iterable[RawRow], key_of: KeyOf) -> Iterator[Keyed]:
    """The rows with their keys."""
    for number, row in enumerate(rows):
        yield key_of(row), row.table, number, row


def together(
    streams: Sequence[Iterable[Keyed]], limits: Limits, *, is_sorted: bool
) -> Iterator[tuple[str, list[RawRow]]]:
    """The rows of each booking, bookings by their keys, rows by their tables and then as the files have them.

    Raises:
        FeedError: a file that is to be sorted is not.
    """
    merged: Iterator[Keyed]
    if is_sorted:
        merged = heapq.merge(*(_in_order(stream) for stream in streams), key=itemgetter(0, 1, 2))
    else:
        merged = _sorted((row for stream in streams for row in stream), limits.rows_in_memory)
    for key, group in groupby(merged, key=itemgetter(0)):
        yield key, [row for _, _, _, row in group]


def _in_order(stream: Iterable[Keyed]) -> Iterator[Keyed]:
    last = ""
    for each in stream:
        if each[0] < last:
            raise FeedError(
                f"the rows are not sorted by booking: line {each[3].line} comes too late",
                help="Export them sorted, or write `order: any` in the map.",
            )
        last = each[0]
        yield each


def _sorted(rows: Iterable[Keyed], at_most: int) -> Iterator[Keyed]:
    runs: list[IO[str]] = []
    held: list[Keyed] = []
    for row in rows:
        held.append(row)
        if len(held) >= at_most:
            runs.append(_spilled(sorted(held, key=itemgetter(0, 1, 2))))
            held = []
    held.sort(key=itemgetter(0, 1, 2))
    try:
        yield from heapq.merge(*(_read_back(run) for run in runs), held, key=itemgetter(0, 1, 2))
    finally:
        for run in runs:
            run.close()


def _spilled(rows: list[Keyed]) -> IO[str]:
    stream = tempfile.TemporaryFile("w+", encoding="utf-8", errors="surrogatepass")  # noqa: SIM115 - closed when merged
    for at in range(0, len(rows), _CHUNK):
        stream.write(json.dumps(rows[at : at + _CHUNK]) + "\n")
    stream.seek(0)
    return stream


def _read_back(stream: IO[str]) -> Iterator[Keyed]:
    for line in stream:
        for key, table, number, row in json.loads(line):
            yield key, table, number, RawRow(*row)
