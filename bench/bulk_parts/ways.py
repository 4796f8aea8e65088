"""The ways of counting the same rows, each a function without arguments that gives permitted, forbidden, all others."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import duckdb
import numpy as np
from comity.decide import Case, Outcome
from comity.facts import Ask, Vocabulary
from comity.lab.bulk import Block, InPlace, Work, replay_bulk
from comity.lab.bulk.asked import Asked
from comity.lab.bulk.columns import Coded, Runs
from comity.lab.bulk.judge import Judge
from comity.lab.bulk.planes import count, first, words_for
from comity.lab.in_sql import outcome_in_sql
from comity.lab.row_map import RowMap
from comity.law import LawLibrary
from comity.law.expressions import Expression
from numpy.typing import NDArray
from pyarrow import parquet

from bulk_parts.rows import GROUP, values_of
from ours import DAY, Ours

Counts = tuple[int, int, int]
Codes = dict[str, NDArray[np.uint8]]
STEP = 1 << 18


def blocks(codes: Codes, words: Vocabulary) -> list[Block]:
    """The rows in blocks, from byte codes."""
    rows, values = len(next(iter(codes.values()))), {name: [*values_of(words[name]), None] for name in codes}
    chosen: dict[str, dict[Expression | None, Runs]] = {name: {} for name in codes}

    def block(start: int) -> Block:
        part = {name: Coded(column[start : start + STEP], values[name], chosen[name]) for name, column in codes.items()}  # type: ignore[arg-type]
        size = min(STEP, rows - start)
        days = Coded(np.zeros(size, np.uint8), [DAY])
        return Block(size, days, part, {Ask.ASSIST: first(size)}, _no_case)

    return [block(start) for start in range(0, rows, STEP)]


def _no_case(row: int) -> Case:
    raise LookupError(row)


def from_codes(ours: Ours, codes: Codes, words: Vocabulary) -> Callable[[], Counts]:
    """comity, from one byte a fact."""
    return lambda: _summed(ours, ((block, block.judge(ours.evaluator.rules)) for block in blocks(codes, words)))


def from_planes(ours: Ours, codes: Codes, words: Vocabulary) -> Callable[[], Counts]:
    """comity, from planes that are there already."""
    prepared = blocks(codes, words)
    for block in prepared:
        Asked(ours.ask.law, ours.evaluator.rules, block.judge(ours.evaluator.rules), first(block.rows)).outcomes  # noqa: B018

    def again(block: Block) -> Judge:
        atoms = block._atoms  # noqa: SLF001 - what is timed begins behind them
        return Judge(lambda node: atoms[id(node)], words_for(block.rows))

    return lambda: _summed(ours, ((block, again(block)) for block in prepared))


def _summed(ours: Ours, judged: object) -> Counts:
    found = np.zeros(3, np.int64)
    for block, judge in judged:  # type: ignore[attr-defined]
        outcomes = Asked(ours.ask.law, ours.evaluator.rules, judge, first(block.rows)).outcomes
        permitted, forbidden = count(outcomes[Outcome.PERMITTED]), count(outcomes[Outcome.FORBIDDEN])
        found += (permitted, forbidden, block.rows - permitted - forbidden)
    return int(found[0]), int(found[1]), int(found[2])


def from_parquet(
    path: Path, row_map: RowMap, pack: str, library: LawLibrary, out: Path | None = None
) -> Callable[[], Counts]:
    """comity, from the file on: outcomes, verdicts, norms counted; with `out` each row's answer is written."""

    def counted() -> Counts:
        found = replay_bulk(Work(path, row_map, pack, most_kinds=0, out=out), InPlace(library))
        permitted, forbidden = found.total(Outcome.PERMITTED), found.total(Outcome.FORBIDDEN)
        return permitted, forbidden, found.rows - permitted - forbidden

    return counted


def only_read(path: Path, columns: list[str]) -> Callable[[], None]:
    """Nothing but reading the columns, by the same reader."""

    def read() -> None:
        with parquet.ParquetFile(path) as file:
            for _ in file.iter_batches(batch_size=STEP, columns=columns):
                pass

    return read


def one_by_one(ours: Ours, cases: list[dict[str, object]]) -> Callable[[], Counts]:
    """Comity's own decision of one case, in a loop."""

    def counted() -> Counts:
        found = [ours.outcome(case) for case in cases]
        permitted, forbidden = found.count(Outcome.PERMITTED), found.count(Outcome.FORBIDDEN)
        return permitted, forbidden, len(found) - permitted - forbidden

    return counted


def as_cases(codes: Codes, words: Vocabulary, number: int) -> list[dict[str, object]]:
    """The first rows as cases."""
    values = {name: [*values_of(words[name]), None] for name in codes}
    return [{name: values[name][column[row]] for name, column in codes.items()} for row in range(number)]


def in_duckdb(
    ours: Ours, words: Vocabulary, pack_agency: str, library: LawLibrary, path: Path, *, rails: bool
) -> Callable[[], Counts]:
    """DuckDB with one thread, over a table in memory; by rails, or by its own three-valued logic."""
    law = outcome_in_sql(
        library.agency(pack_agency),
        ours.pack,
        Ask.ASSIST,
        dialect="duckdb" if rails else "postgres",
        on=DAY,
        vocabulary=words,
    )
    place = duckdb.connect()
    place.execute("SET threads = 1")
    columns = ", ".join(f'"{name}"' for name in law.columns)
    place.execute(f"CREATE TABLE facts AS SELECT {columns} FROM '{path}'")  # noqa: S608 - our own names
    permitted, forbidden = "count(*) FILTER (o = 'permitted')", "count(*) FILTER (o = 'forbidden')"
    rows = f"(SELECT {law.text} AS o FROM facts)"  # noqa: S608 - our own text
    question = f"SELECT {permitted}, {forbidden}, count(*) FROM {rows}"  # noqa: S608

    def counted() -> Counts:
        yes, no, every = place.execute(question).fetchone() or (0, 0, 0)
        return yes, no, every - yes - no

    return counted


assert GROUP % STEP == 0
