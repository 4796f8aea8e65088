"""What a log needs of a database, and the tree as it is read from there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from comity.ledger.errors import DamageError
from comity.ledger.tiles import read_tile
from comity.ledger.tree import (
    TILE_WIDTH,
    FullTile,
    Growth,
    consistency_ranges,
    inclusion_ranges,
    join_peaks,
    leaf_hash,
    perfect_root,
    rows_above,
)

CACHED_TILES = 512  # about 17 MB with their inner rows
CACHED_PEAKS = 4_096


@dataclass(frozen=True, slots=True)
class Head:
    """A signed checkpoint as it is kept: its number, size, POSIX time and bytes."""

    number: int
    size: int
    at: int
    note: bytes


class Transaction(Protocol):
    """An open transaction of a database: a connection or cursor of `sqlite3` or `psycopg`."""

    def execute(self, query: str, parameters: Sequence[object] = (), /) -> object:
        """Run one statement in the transaction."""
        ...


class LogStore(Protocol):
    """The tables of one log; nothing that was written is ever changed or deleted."""

    @property
    def exclusive(self) -> bool:
        """Whether nobody else can write to the log while this store is open."""
        ...

    def size(self) -> int:
        """How many leaves there are."""
        ...

    def leaves(self, first: int, last: int) -> list[bytes]:
        """The contents from an index to before another, in order, as far as they are there without a gap."""
        ...

    def tile(self, level: int, number: int) -> FullTile | None:
        """A finished tile."""
        ...

    def tile_count(self, level: int) -> int:
        """How many finished tiles a level has."""
        ...

    def tile_roots(self, level: int, first: int, last: int) -> list[bytes]:
        """The hashes over finished tiles, from a number to before another."""
        ...

    def heads(self, *, newest_first: bool = False) -> Iterator[Head]:
        """Every kept head, in the order in which they were kept, or the other way round."""
        ...

    def last_head(self, *, at: int | None = None) -> Head | None:
        """The head of the largest size, of those kept up to a time if one is given; of one size, the newest."""
        ...

    def write(self, first: int, contents: Sequence[bytes], tiles: Sequence[FullTile]) -> None:
        """Write leaves and the tiles they finish, durably."""
        ...

    def transaction(self, *, turn: bool = True) -> AbstractContextManager[Transaction]:
        """A transaction on the log's own connection: committed at the end, rolled back on an error.

        With `turn`, it is the only writer of the log from its beginning.
        """
        ...

    def take_turn(self, transaction: Transaction) -> None:
        """Make an open transaction, anybody's, the only writer of the log until its end.

        Raises:
            SequencerError: another writer has not ended in time.
            StoreError: no transaction is open, or its commit would not be durable.
        """
        ...

    def leaves_in(self, transaction: Transaction, first: int) -> list[bytes]:
        """The contents from an index onwards as an open transaction sees them, its own rows among them."""
        ...

    def write_in(
        self, transaction: Transaction, first: int, contents: Sequence[bytes], tiles: Sequence[FullTile]
    ) -> None:
        """Write leaves and tiles in an open transaction."""
        ...

    def write_head(self, size: int, at: int, note: bytes) -> None:
        """Keep a signed head, durably."""
        ...

    def post(self, transaction: Transaction, contents: Sequence[bytes]) -> list[int]:
        """Put leaves into the inbox, in any writer's own transaction; returns a ticket for each."""
        ...

    def take(self, transaction: Transaction, limit: int) -> list[tuple[int, bytes]]:
        """Take the oldest leaves out of the inbox: ticket and content."""
        ...

    def settle(self, transaction: Transaction, tickets: Sequence[int], first: int) -> None:
        """Note at which index each ticket's leaf stands."""
        ...

    def index_of(self, ticket: int) -> int | None:
        """The index of a posted leaf, once it has one."""
        ...

    def recover(self) -> None:
        """Make the store usable again after an error, still as the only sequencer."""
        ...

    def close(self) -> None:
        """Give up the log."""
        ...


def load_growth(store: LogStore) -> Growth:
    """The right edge of the stored tree: at most 255 rows for each level are read."""
    size = store.size()
    edges = [tuple(_edge(store, level, size)) for level in range(8) if size >> 8 * level]
    return Growth(size, tuple(edges))


def _edge(store: LogStore, level: int, size: int) -> Sequence[bytes]:
    count = size >> 8 * level
    first = count & ~(TILE_WIDTH - 1)
    if level == 0:
        hashes = [leaf_hash(content) for content in store.leaves(first, count)]
    else:
        hashes = store.tile_roots(level - 1, first, count)
    if len(hashes) != count - first:
        raise damaged(f"rows or tiles are missing near leaf {size:,}")
    return hashes


class TreeReader:
    """Gives hashes and proofs of any size that the tree has had."""

    def __init__(self, store: LogStore, growth: Callable[[], Growth]) -> None:
        self._store = store
        self._growth = growth
        self._tile = lru_cache(CACHED_TILES)(self._read_tile)
        self._peaks: dict[tuple[int, int, int], bytes] = {}  # a perfect tree, once whole, never changes

    def inclusion(self, index: int, size: int) -> tuple[bytes, ...]:
        """The proof that a leaf is in the tree of a size."""
        growth = self._growth()
        return tuple(self.range_root(low, high, growth) for low, high in inclusion_ranges(index, size))

    def consistency(self, old: int, new: int) -> tuple[bytes, ...]:
        """The proof that the tree of one size begins that of another."""
        growth = self._growth()
        return tuple(self.range_root(low, high, growth) for low, high in consistency_ranges(old, new))

    def root(self, size: int) -> bytes:
        """The root that the tree had at a size."""
        growth = self._growth()
        return growth.root() if size == growth.size else self.range_root(0, size, growth)

    def hashes(self, level: int, first: int, last: int) -> list[bytes]:
        """The hashes of a tile level, from a number to before another."""
        growth = self._growth()
        return [self._perfect(8 * level, number, growth) for number in range(first, last)]

    def range_root(self, low: int, high: int, growth: Growth) -> bytes:
        """The root over a range of leaves that begins where a tree of its size may begin."""
        peaks = []
        while low < high:
            height = (high - low).bit_length() - 1
            peaks.append(self._perfect(height, low >> height, growth))
            low += 1 << height
        return join_peaks(peaks)

    def _perfect(self, height: int, number: int, growth: Growth) -> bytes:
        level, above = divmod(height, 8)
        first = number << above
        tile, at = divmod(first, TILE_WIDTH)
        if tile < growth.size >> 8 * (level + 1):
            return self._tile(level, tile)[above][at >> above]
        peak = self._peaks.get((level, first, above))
        if peak is None:
            peak = perfect_root(growth.edges[level][at : at + (1 << above)])
            if len(self._peaks) >= CACHED_PEAKS:
                self._peaks.clear()
            self._peaks[level, first, above] = peak
        return peak

    def _read_tile(self, level: int, number: int) -> list[Sequence[bytes]]:
        tile = self._store.tile(level, number)
        if tile is None:
            raise damaged(f"tile {number} of level {level} is missing")
        return rows_above(read_tile(tile.hashes, TILE_WIDTH))


def damaged(message: str) -> DamageError:
    """The error for rows that do not agree."""
    return DamageError(
        message, help="Stop writing, run an audit, and restore the log from a backup or from its published tiles."
    )
