"""Reads the columns that a map needs from Parquet or CSV, a batch at a time, and counts rows that are alike."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
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
    "records": pa.string(),  # JSON
}
BATCH = 1 << 18  # rows in memory at once


def count_alike(path: Path, row_map: RowMap) -> Counter[tuple[object, ...]]:
    """How many rows there are of each combination of the map's columns, in the order of `row_map.used`.

    Raises:
        ReplayError: the file cannot be read, or a column is neither declared nor named as unused.
    """
    counts: Counter[tuple[object, ...]] = Counter()
    for table in tables(path, row_map):
        grouped = table.group_by(list(row_map.used)).aggregate([([], "count_all")])
        columns = [grouped[name].to_pylist() for name in (*row_map.used, "count_all")]
        for *key, number in zip(*columns, strict=True):
            counts[tuple(key)] += number
    return counts


def tables(
    path: Path, row_map: RowMap, groups: Sequence[int] | None = None, *, dictionaries: bool = False
) -> Iterator[pa.Table]:
    """The columns of a file that a map uses, in their types, some rows at a time; `groups` names row groups of Parquet.

    With `dictionaries`, texts stay as Parquet has them, as words and numbers, and whole numbers keep their width.

    Raises:
        ReplayError: as `count_alike`.
    """
    try:
        found = _parquet(path, row_map, groups, dictionaries) if is_parquet(path) else _csv(path, row_map)
        for table in found:
            typed = {name: _typed(table[name], name, row_map.columns[name], dictionaries) for name in row_map.used}
            yield pa.table(typed) if typed else table.select([])
    except (pa.ArrowException, OSError) as error:
        raise _unreadable(path, error) from None


def row_groups(path: Path) -> list[int]:
    """How many rows each row group of a Parquet file has.

    Raises:
        ReplayError: the file cannot be read.
    """
    try:
        with parquet.ParquetFile(path) as file:
            return [file.metadata.row_group(group).num_rows for group in range(file.num_row_groups)]
    except (pa.ArrowException, OSError) as error:
        raise _unreadable(path, error) from None


def flags_in(path: Path) -> frozenset[str]:
    """The columns of a Parquet file that are true, false or empty; none of any other file, which must be read to know.

    Raises:
        ReplayError: the file cannot be read.
    """
    if not is_parquet(path):
        return frozenset()
    try:
        return frozenset(field.name for field in parquet.read_schema(path) if pa.types.is_boolean(field.type))
    except (pa.ArrowException, OSError) as error:
        raise _unreadable(path, error) from None


def is_parquet(path: Path) -> bool:
    """Whether a file is named as Parquet; any other is read as CSV."""
    return path.suffix.lower() == ".parquet"


def _unreadable(path: Path, error: Exception) -> ReplayError:
    return ReplayError(
        f"`{path.name}` cannot be read: {str(error).splitlines()[0]}", help="Give a Parquet or CSV file."
    )


def _parquet(path: Path, row_map: RowMap, groups: Sequence[int] | None, dictionaries: bool) -> Iterator[pa.Table]:
    texts = [name for name in row_map.used if row_map.columns[name] == "text"] if dictionaries else []
    with parquet.ParquetFile(path, read_dictionary=texts) as file:
        _check_columns(file.schema_arrow.names, path, row_map)
        for batch in file.iter_batches(batch_size=BATCH, row_groups=groups, columns=list(row_map.used)):
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


def _typed(column: pa.ChunkedArray, name: str, kind: str, dictionaries: bool) -> pa.ChunkedArray:
    if kind == "records" and pa.types.is_nested(column.type):
        return _as_json(column)
    if dictionaries and (
        (kind == "text" and pa.types.is_dictionary(column.type) and pa.types.is_string(column.type.value_type))
        or (kind == "count" and pa.types.is_integer(column.type))
    ):
        return column
    try:
        return column.cast(_ARROW[kind])
    except pa.ArrowException:
        raise ReplayError(
            f"column `{name}` is {column.type}, not {kind}", help="Correct the type under `columns`."
        ) from None


def _as_json(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Lists of records as JSON, so that rows with the same records are seen to be alike."""
    texts = [None if value is None else json.dumps(value, default=_text_of_day) for value in column.to_pylist()]
    return pa.chunked_array([pa.array(texts, pa.string())])


def _text_of_day(value: date) -> str:
    return value.isoformat()
