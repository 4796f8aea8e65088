"""Writes the answers row by row as Parquet: parts, as blocks are decided, and one file of them at the end."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
from pyarrow import parquet

from comity.facts import Ask
from comity.lab.bulk.row_answers import RowAnswers
from comity.lab.errors import ReplayError
from comity.lab.row_map import RowMap
from comity.law import Pack

WORDS = pa.dictionary(pa.int16(), pa.string())
PARTS = ".parts"  # after the name of the file, while it is being made


def asks_of(row_map: RowMap) -> tuple[Ask, ...]:
    """Every ask that a row of a map can make, in their usual order."""
    lists = (row_map.asks.values or {"": row_map.asks.constant}).values()
    named = {str(ask) for asks in lists if isinstance(asks, list) for ask in asks}
    return tuple(ask for ask in Ask if ask.value in named)


def schema_of(asks: Sequence[Ask], about: Mapping[str, object]) -> pa.Schema:
    """The number of the row in its table, then four columns for each ask; `about` says under which law."""
    fields = [pa.field("row", pa.int64(), nullable=False)]
    fields += [pa.field(f"{ask.value}_{what}", WORDS) for ask in asks for what in RowAnswers.WHAT]
    return pa.schema(fields, metadata={"comity": json.dumps(about, default=str)})


def about(agency: str, pack: Pack, row_map: RowMap, on: object, assume: Mapping[str, object]) -> dict[str, object]:
    """What has to be known of answers: whose law, fixed by its digests, and what was supposed."""
    packs = {layer.name: layer.digest for layer in pack.stack}
    return {"agency": agency, "packs": packs, "map": row_map.name, "on": on, "assume": dict(assume)}


def table_of(
    schema: pa.Schema, asks: Sequence[Ask], first_row: int, rows: int, found: Mapping[Ask, RowAnswers]
) -> pa.Table:
    """The answers of one block; an ask that no row makes is empty."""
    columns: dict[str, pa.Array] = {"row": pa.array(np.arange(first_row, first_row + rows))}
    for ask in asks:
        columns |= (found[ask] if ask in found else RowAnswers(rows)).columns(ask)
    return pa.table([columns[name] for name in schema.names], schema=schema)


def part(out: Path, number: int) -> Path:
    """Where one part of a file is kept until all are there."""
    return parts_folder(out) / f"{number:06}.parquet"


def parts_folder(out: Path) -> Path:
    """The folder of the parts."""
    return out.with_name(out.name + PARTS)


def begin(out: Path) -> None:
    """Make room for the parts; what an earlier run left unfinished is taken away.

    Raises:
        ReplayError: the place cannot be written to.
    """
    folder = parts_folder(out)
    try:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
    except OSError as error:
        raise _unwritable(out, error) from None


def finish(out: Path) -> None:
    """Join the parts in order into the file, which appears whole or not at all.

    Raises:
        ReplayError: the place cannot be written to.
    """
    folder = parts_folder(out)
    whole = folder / "whole"
    try:
        tables = _tables(sorted(folder.glob("*.parquet")))
        first = next(tables)
        with parquet.ParquetWriter(whole, first.schema) as writer:
            writer.write_table(first)
            for table in tables:
                writer.write_table(table)
        whole.replace(out)
        shutil.rmtree(folder)
    except (OSError, StopIteration) as error:
        raise _unwritable(out, error) from None


def _tables(parts: Sequence[Path]) -> Iterator[pa.Table]:
    for path in parts:
        with parquet.ParquetFile(path) as file:
            for group in range(file.num_row_groups):
                yield file.read_row_group(group)


def _unwritable(out: Path, error: Exception) -> ReplayError:
    return ReplayError(f"`{out}` cannot be written: {error}", help="Name a file in a folder that exists and is yours.")
