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
from comity.lab.in_duckdb import outcome_in_duckdb
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


class DuckDb:
    """DuckDB with one thread, over tables in memory: the facts as they are, and as numbers that are never NULL."""

    def __init__(self, ours: Ours, words: Vocabulary, agency: str, library: LawLibrary, path: Path) -> None:
        bound = library.agency(agency)
        self._plain = outcome_in_sql(bound, ours.pack, Ask.ASSIST, dialect="postgres", on=DAY, vocabulary=words)
        self._coded = outcome_in_duckdb(bound, ours.pack, Ask.ASSIST, on=DAY, vocabulary=words)
        self._place = duckdb.connect()
        self._place.execute("SET threads = 1")
        columns = ", ".join(f'"{name}"' for name in self._plain.columns)
        self._place.execute(f"CREATE TABLE facts AS SELECT {columns} FROM '{path}'")  # noqa: S608 - our own names
        self.code()

    def code(self) -> None:
        """Make the table of numbers."""
        self._place.execute(f"CREATE OR REPLACE TABLE coded AS SELECT {self._coded.codes} FROM facts")  # noqa: S608

    def rails(self) -> Counts:
        """In two rails, over the numbers."""
        return self._counted(self._coded.over("coded"))

    def three_valued(self) -> Counts:
        """By SQL's own logic, over the facts as they are."""
        return self._counted(f"SELECT {self._plain.text} AS outcome FROM facts")  # noqa: S608 - our own text

    def _counted(self, rows: str) -> Counts:
        permitted, forbidden = (f"count(*) FILTER (outcome = '{word}')" for word in ("permitted", "forbidden"))
        found = self._place.execute(f"SELECT {permitted}, {forbidden}, count(*) FROM ({rows})").fetchone()  # noqa: S608
        yes, no, every = found or (0, 0, 0)
        return yes, no, every - yes - no


assert GROUP % STEP == 0
