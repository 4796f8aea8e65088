"""Rows of Parquet files, a batch at a time, every value as the text that a CSV file would hold."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
from pyarrow import parquet

from comity.feeds.errors import FeedError
from comity.feeds.mapping import Table
from comity.feeds.rows.row import RawRow, check_columns

_BATCH = 8_192


def parquet_rows(path: Path, place: int, table: Table) -> Iterator[RawRow]:
    """The rows of a Parquet file; lines are rows counted from one.

    Raises:
        FeedError: the file cannot be read, or its columns are not those of the map.
    """
    try:
        yield from _rows(path, place, table)
    except (pa.ArrowException, OSError) as error:
        raise FeedError(
            f"`{path.name}` cannot be read: {str(error).splitlines()[0][:200]}", help="Give a whole Parquet file."
        ) from None


def _rows(path: Path, place: int, table: Table) -> Iterator[RawRow]:
    names = list(table.used)
    line = 0
    with parquet.ParquetFile(path) as file:
        check_columns(file.schema_arrow.names, table, path)
        for batch in file.iter_batches(batch_size=_BATCH, columns=names):
            columns = [batch.column(name).cast(pa.large_string()).fill_null("").to_pylist() for name in names]
            for cells in zip(*columns, strict=True):
                line += 1
                yield RawRow(place, line, list(cells))
