"""Reads the columns that a map needs from Parquet or CSV, a batch at a time, and counts rows that are alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as arrow_csv
from pyarrow import parquet

from comity.lab.errors import ReplayError
from comity.lab.row_map import RowMap

_ARROW = {
    "date": pa.date32(),
    "moment": pa.timestamp("s"),
    "text": pa.string(),
    "count": pa.int64(),
    "flag": pa.bool_(),
}


def count_alike(path: Path, row_map: RowMap) -> Counter[tuple[object, ...]]:
    """How many rows there are of each combination of the map's columns, in the order of `row_map.used`.

    Raises:
        ReplayError: the file cannot be read, or a column is neither declared nor named as unused.
    """
    counts: Counter[tuple[object, ...]] = Counter()
    try:
        for table in _tables(path, row_map):
            grouped = table.group_by(list(row_map.used)).aggregate([([], "count_all")])
            columns = [grouped[name].to_pylist() for name in (*row_map.used, "count_all")]
            for *key, number in zip(*columns, strict=True):
                counts[tuple(key)] += number
    except (pa.ArrowException, OSError) as error:
        raise ReplayError(
            f"`{path.name}` cannot be read: {str(error).splitlines()[0]}", help="Give a Parquet or CSV file."
        ) from None
    return counts


def _tables(path: Path, row_map: RowMap) -> Iterator[pa.Table]:
    reader = _parquet if path.suffix.lower() == ".parquet" else _csv
    for table in reader(path, row_map):
        yield pa.table({name: _typed(table[name], name, row_map.columns[name]) for name in row_map.used})


def _parquet(path: Path, row_map: RowMap) -> Iterator[pa.Table]:
    with parquet.ParquetFile(path) as file:
        _check_columns(file.schema_arrow.names, path, row_map)
        for batch in file.iter_batches(batch_size=1 << 16, columns=list(row_map.used)):
            yield pa.Table.from_batches([batch])


def _csv(path: Path, row_map: RowMap) -> Iterator[pa.Table]:
    types = {name: _ARROW[kind] for name, kind in row_map.columns.items()}
    options = arrow_csv.ConvertOptions(column_types=types, strings_can_be_null=True)
    with arrow_csv.open_csv(path, convert_options=options) as reader:
        _check_columns(reader.schema.names, path, row_map)
        for batch in reader:
            yield pa.Table.from_batches([batch])


def _check_columns(names: list[str], path: Path, row_map: RowMap) -> None:
    for name in names:
        if name not in row_map.columns and name not in row_map.unused:
            raise ReplayError(
                f"`{path.name}` has a column `{name}` that the map does not speak of",
                help="Declare it under `columns`, or name it under `unused`.",
            )
    for name in row_map.columns:
        if name not in names:
            raise ReplayError(f"`{path.name}` has no column `{name}`", help=f"Its columns are: {', '.join(names)}.")


def _typed(column: pa.ChunkedArray, name: str, kind: str) -> pa.ChunkedArray:
    try:
        return column.cast(_ARROW[kind])
    except pa.ArrowException:
        raise ReplayError(
            f"column `{name}` is {column.type}, not {kind}", help="Correct the type under `columns`."
        ) from None
