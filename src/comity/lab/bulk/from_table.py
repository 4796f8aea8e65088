"""Makes blocks of the rows of a table, as a map says: each value that occurs is read once, as any fact is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from comity.decide import Case
from comity.facts import Ask, FactError, FactValue, read_facts
from comity.facts.kinds import Kind
from comity.lab.bulk.block import Block, days_from
from comity.lab.bulk.columns import Coded, Codes, Column, Flags, Numbers, Same, narrow
from comity.lab.bulk.planes import Plane, first, packed, words_for
from comity.lab.errors import ReplayError
from comity.lab.replay import row_case
from comity.lab.row_map import Cell, RowMap, read_records
from comity.law import LawLibrary

_REQUEST_FACTS = {"from": "requester", "purpose": "purpose", "instrument": "instrument", "received": "received_at"}


@dataclass
class TableReader:
    """Reads the tables of one file under one law."""

    row_map: RowMap
    agency: str
    library: LawLibrary
    on: date | None = None
    assume: Mapping[str, object] = field(default_factory=dict)
    _read: dict[tuple[str, object], FactValue | None] = field(default_factory=dict)

    def block(self, table: pa.Table) -> Block:
        """The rows of a table.

        Raises:
            ReplayError: some row is no case; the first that is none, of the first column that makes it so.
        """
        return _Reading(self, table).block()

    def case(self, table: pa.Table, row: int) -> Case:
        """One row, read as any case is."""
        [raw] = table.slice(row, 1).to_pylist()
        return row_case(self.row_map.document(raw, self.agency, self.on, self.assume), self.library)

    def cells(self) -> dict[str, Cell]:
        """Where each fact comes from; a cell of the map stands before a supposition."""
        supposed = {name: Cell(None, value, None) for name, value in self.assume.items()}
        requested = {_REQUEST_FACTS[key]: cell for key, cell in self.row_map.request.items() if key in _REQUEST_FACTS}
        return {**supposed, **self.row_map.facts, **requested}

    def value(self, fact: str, cell: Cell, raw: object) -> FactValue | None:
        """What a raw value says of a fact.

        Raises:
            FactError, ReplayError: nothing that can be read.
        """
        key = (fact, raw)
        if key not in self._read:
            if cell.column is not None and raw is not None and self.row_map.columns[cell.column] == "records":
                raw = read_records(str(raw), cell.column)
            meaning = cell.of({cell.column: raw} if cell.column else {}, fact)
            established = read_facts({fact: meaning}, self.library.vocabulary).get(fact)
            self._read[key] = established.value if established else None
        return self._read[key]


@dataclass
class _Reading:
    """One table becoming a block."""

    reader: TableReader
    table: pa.Table
    _distinct: dict[str, tuple[Codes, list[object]]] = field(default_factory=dict)

    def block(self) -> Block:
        _ = self.first  # refuses what is wrong with every row
        columns = {fact: self._column(fact, cell) for fact, cell in self.reader.cells().items()}
        return Block(self.table.num_rows, self._days(), columns, self._asks(), self.case)

    @cached_property
    def first(self) -> Case:
        return self.case(0)

    def case(self, row: int) -> Case:
        return self.reader.case(self.table, row)

    def _refuse(self, code: int, codes: Codes, otherwise: str) -> ReplayError:
        """Read the first row that has a value as a case, which says what is wrong with it."""
        self.case(int(np.argmax(codes == code)))
        return ReplayError(otherwise, help="Correct the map.")  # pragma: no cover - reading the case has said more

    def distinct(self, name: str) -> tuple[Codes, list[object]]:
        """The raw values of a column that occur, and for each row which of them."""
        if name not in self._distinct:
            self._distinct[name] = _occurring(self._one(name))
        return self._distinct[name]

    def _one(self, name: str) -> pa.Array:
        column = self.table[name]
        return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()

    def _column(self, fact: str, cell: Cell) -> Column:
        vocabulary = self.reader.library.vocabulary
        if cell.column is None:
            return Same(self.reader.value(fact, cell, repr(cell.constant)), self.table.num_rows)
        kind = vocabulary[fact].kind if fact in vocabulary else None
        if cell.values is None:
            array = self._one(cell.column)
            if kind is Kind.YES_NO and pa.types.is_boolean(array.type):
                return _flags(array)
            if kind is Kind.COUNT and pa.types.is_integer(array.type) and self._fits(fact, array):
                return _numbers(array)
        codes, raws = self.distinct(cell.column)
        return self._coded(codes, raws, lambda raw: self.reader.value(fact, cell, raw))

    def _coded(self, codes: Codes, raws: list[object], read: Callable[[object], FactValue | None]) -> Coded:
        values = []
        for code, raw in enumerate(raws):
            try:
                values.append(read(raw))
            except (FactError, ReplayError) as error:
                raise self._refuse(code, codes, error.message) from None
        return Coded(codes, values)

    def _fits(self, fact: str, array: pa.Array) -> bool:
        allowed = self.reader.library.vocabulary[fact]
        found = pc.min_max(array).as_py()
        return found["min"] is None or (allowed.minimum <= found["min"] and found["max"] <= allowed.maximum)

    def _asks(self) -> dict[Ask, Plane]:
        cell, rows = self.reader.row_map.asks, self.table.num_rows
        if cell.column is None:
            return {ask: first(rows) for ask in self.first.asks}
        codes, raws = self.distinct(cell.column)
        named = [self.case(int(np.argmax(codes == code))).asks for code in range(len(raws))]
        asked = dict.fromkeys(ask for asks in named for ask in asks)
        return {ask: packed(np.array([ask in asks for asks in named])[codes]) for ask in asked}

    def _days(self) -> Coded:
        cell = self.reader.row_map.at
        if self.reader.on is not None or cell.column is None:
            return Coded(np.zeros(self.table.num_rows, np.uint8), [self.first.day])
        if cell.values is None and self.reader.row_map.columns[cell.column] in {"date", "moment"}:
            array = self._one(cell.column)
            if not array.null_count:
                return self._within_horizon(days_from(_day_numbers(array)))
        codes, raws = self.distinct(cell.column)
        return Coded(codes, [self.case(int(np.argmax(codes == code))).day for code in range(len(raws))])

    def _within_horizon(self, days: Coded) -> Coded:
        """The days; if one is outside what the pack covers, its row is read as a case, which says so."""
        known = self.reader.library.to_decide(self.reader.agency).known
        for code in (0, len(days.values) - 1):
            day = days.values[code]
            if not isinstance(day, date) or not known.covers(day):
                raise self._refuse(code, days.codes, f"{day} is outside what the pack covers")
        return days


def _occurring(array: pa.Array) -> tuple[Codes, list[object]]:
    """Values without those of a shared dictionary that no row has; an empty cell is a value of its own."""
    encoded = array if pa.types.is_dictionary(array.type) else array.dictionary_encode()
    words = [*encoded.dictionary.to_pylist(), None]
    codes = encoded.indices.fill_null(len(words) - 1).to_numpy(zero_copy_only=False)
    present = np.flatnonzero(np.bincount(codes, minlength=len(words)))
    if len(present) == len(words):
        return narrow(codes, len(words)), words
    table = np.zeros(len(words), np.uint32)
    table[present] = np.arange(len(present))
    return narrow(table, len(present))[codes], [words[code] for code in present]


def _flags(array: pa.BooleanArray) -> Flags:
    true = _bits(array.buffers()[1], array)
    if not array.null_count:
        return Flags(true, ~true, len(array))
    valid = _bits(array.buffers()[0], array)
    return Flags(true & valid, ~true & valid, len(array))


def _bits(buffer: pa.Buffer, array: pa.Array) -> Plane:
    """The packed bits of an array as they lie in memory, moved to the start of a word if they are elsewhere."""
    rows, offset = len(array), array.offset
    raw = np.frombuffer(buffer, np.uint8)
    if offset % 8:
        return packed(np.unpackbits(raw, count=offset + rows, bitorder="little")[offset:])
    found = np.zeros(words_for(rows) * 8, np.uint8)
    part = raw[offset // 8 : offset // 8 + -(-rows // 8)]
    found[: len(part)] = part
    return found.view(np.uint64)


def _numbers(array: pa.Array) -> Numbers:
    valid, values = array.buffers()
    known = first(len(array)) if not array.null_count else _bits(valid, array)
    as_they_lie = pa.Array.from_buffers(array.type, len(array), [None, values], offset=array.offset)
    return Numbers(as_they_lie.to_numpy(), known)


def _day_numbers(array: pa.Array) -> NDArray[np.int32]:
    """Days since 1970."""
    if pa.types.is_date32(array.type):
        return np.asarray(array.cast(pa.int32()).to_numpy())
    return np.asarray(array.cast(pa.int64()).to_numpy() // 86_400, np.int32)
