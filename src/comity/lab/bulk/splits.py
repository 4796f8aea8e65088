"""Runs a law over a file, split by split: here one after the other, elsewhere on whatever a scheduler has."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Protocol, Self

from pyarrow.parquet import ParquetWriter

from comity.facts import Vocabulary
from comity.facts.kinds import Kind
from comity.lab.bulk.answers import Answers, answers
from comity.lab.bulk.counting import count_into
from comity.lab.bulk.from_table import TableReader
from comity.lab.bulk.row_answers import row_answers
from comity.lab.bulk.settling import KINDS, Settler
from comity.lab.bulk.written import about, asks_of, begin, finish, part, schema_of, table_of
from comity.lab.replay import Replay
from comity.lab.row_map import RowMap
from comity.lab.rows import flags_in, is_parquet, row_groups, tables
from comity.law import LawLibrary, Pack
from comity.law.expressions import names_in

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Work:
    """What is to be done with a file: a plain value, so that it can be sent to another machine."""

    path: Path
    row_map: RowMap
    law: str  # `pack` or `pack/agency`
    on: date | None = None
    assume: Mapping[str, object] = field(default_factory=dict)
    most_kinds: int = KINDS  # of open rows, looked at one by one
    out: Path | None = None  # a Parquet file for the answers row by row


@dataclass(frozen=True)
class Split:
    """Some of the row groups of a Parquet file, or the whole of another file."""

    number: int
    first_row: int
    rows: int
    groups: tuple[int, ...] | None


class Scheduler(Protocol):
    """Has splits worked on, wherever that is."""

    def run(self, work: Work, splits: Sequence[Split]) -> Iterable[Replay]:
        """What each split came to, in any order."""
        ...


@dataclass
class InPlace:
    """Works on one split after the other in this process; kinds of open rows are remembered from split to split."""

    library: LawLibrary

    def run(self, work: Work, splits: Sequence[Split]) -> Iterator[Replay]:
        """What each split came to, in order."""
        settler = Settler(work.most_kinds)
        for split in splits:
            yield from decide_split(work, split, self.library, settler)


def splits_of(path: Path, least_rows: int = 0) -> list[Split]:
    """A split for each row group, or for as many as hold at least so many rows.

    Raises:
        ReplayError: the file cannot be read.
    """
    if not is_parquet(path):
        return [Split(0, 0, 0, None)]
    found: list[Split] = []
    start = 0
    for group, rows in enumerate(row_groups(path)):
        if found and found[-1].rows < least_rows:
            last = found.pop()
            found.append(Split(last.number, last.first_row, last.rows + rows, (*(last.groups or ()), group)))
        else:
            found.append(Split(len(found), start, rows, (group,)))
        start += rows
    return found


def replay_bulk(work: Work, scheduler: Scheduler, *, progress: Progress = lambda done, of: None) -> Replay:
    """Decide every row of a file and add up what its splits came to; the answers row by row appear when all are there.

    Raises:
        ReplayError: the file or the map does not fit, or there is no place for the answers.
        ComityError: the law is not known.
    """
    splits = splits_of(work.path)
    result = Replay(work.row_map.agency_in(work.law))
    of = sum(split.rows for split in splits)
    if work.out:
        begin(work.out)
    for found in scheduler.run(work, splits):
        result.add(found)
        progress(result.rows, of or result.rows)
    if work.out and result.rows:
        finish(work.out)
    return result


def decide_split(work: Work, split: Split, library: LawLibrary, settler: Settler) -> Iterator[Replay]:
    """Decide the rows of one split, a block at a time."""
    agency = work.row_map.agency_in(work.law)
    bound, pack = library.agency(agency), library.to_decide(agency)
    needed = needed_of(work, pack, library.vocabulary)
    reader = TableReader(needed, agency, library, work.on, work.assume)
    with _Part(work, split, about(agency, pack, work.row_map, work.on, work.assume)) as written:
        for table in tables(work.path, needed, split.groups, dictionaries=True):
            if table.num_rows:
                block, before = reader.block(table), settler.kinds
                found = list(answers(block, bound, pack, settler, library.vocabulary))
                result = Replay(agency, rows=block.rows, kinds=settler.kinds - before)
                for each in found:
                    count_into(result, each)
                written.add(block.rows, found)
                yield result


def needed_of(work: Work, pack: Pack, vocabulary: Vocabulary) -> RowMap:
    """The map without columns that need not be read: flags that are flags in the file, and that no law looks at.

    Raises:
        ReplayError: the file cannot be read.
    """
    plain, looked_at, row_map = flags_in(work.path), _looked_at(pack), work.row_map
    facts = {
        fact: cell
        for fact, cell in row_map.facts.items()
        if fact in looked_at
        or cell.column not in plain
        or cell.values is not None
        or fact not in vocabulary
        or vocabulary[fact].kind is not Kind.YES_NO
    }
    left = replace(row_map, facts=facts)
    unused = frozenset(row_map.columns) - set(left.used)
    columns = {name: kind for name, kind in row_map.columns.items() if name not in unused}
    return replace(left, columns=columns, unused=row_map.unused | unused)


def _looked_at(pack: Pack) -> frozenset[str]:
    """Every fact and definition that a norm, an exception or a definition speaks of, in any layer and on any day."""
    conditions = [norm.when.expression for layer in pack.stack for norm in layer.norms]
    conditions += [each.when.expression for layer in pack.stack for norm in layer.norms for each in norm.unless]
    conditions += [definition.expression for layer in pack.stack for definition in layer.definitions]
    return frozenset[str]().union(*map(names_in, conditions))


class _Part:
    """The answers of one split, written down as they are found; nothing, if no file is wanted."""

    def __init__(self, work: Work, split: Split, about: dict[str, object]) -> None:
        self._next_row = split.first_row
        self._asks = asks_of(work.row_map)
        self._schema = schema_of(self._asks, about)
        self._writer = ParquetWriter(part(work.out, split.number), self._schema) if work.out else None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._writer:
            self._writer.close()

    def add(self, rows: int, found: list[Answers]) -> None:
        """Write the next block."""
        if self._writer:
            self._writer.write_table(table_of(self._schema, self._asks, self._next_row, rows, row_answers(rows, found)))
            self._next_row += rows
