"""A log in one SQLite file: WAL, every commit flushed, tables that refuse to be changed."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from comity.ledger.errors import SequencerError, StoreError
from comity.ledger.store import Head, Transaction
from comity.ledger.tree import FullTile

LEVEL_BITS = 48  # a tile's key is its level above 48 bits of its number

_TABLES = """
CREATE TABLE IF NOT EXISTS ledger_entry(idx INTEGER PRIMARY KEY, leaf BLOB NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS ledger_tile(id INTEGER PRIMARY KEY, hashes BLOB NOT NULL, root BLOB NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS ledger_head(
    number INTEGER PRIMARY KEY, size INTEGER NOT NULL, at INTEGER NOT NULL, note BLOB NOT NULL) STRICT;
CREATE INDEX IF NOT EXISTS ledger_head_size ON ledger_head(size);
CREATE TABLE IF NOT EXISTS ledger_inbox(ticket INTEGER PRIMARY KEY AUTOINCREMENT, leaf BLOB NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS ledger_posted(ticket INTEGER PRIMARY KEY, idx INTEGER NOT NULL) STRICT;
"""
_GUARD = """
CREATE TRIGGER IF NOT EXISTS {table}_{verb} BEFORE {verb} ON {table}
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
"""
_APPEND_ONLY = ("ledger_entry", "ledger_tile", "ledger_head", "ledger_posted")
_FULL = 2  # of PRAGMA synchronous


class SqliteStore:
    """A log in a SQLite file; the same file may hold the business tables that a transaction joins.

    Several programs may write in turn: whoever has begun to write has the whole file until the commit.
    """

    exclusive = False

    def __init__(self, path: Path, *, wait_seconds: float = 10.0) -> None:
        self._path = path
        self._wait = wait_seconds
        with _said:
            self._writer = self._connect()
            self._writer.executescript(_TABLES + "".join(
                _GUARD.format(table=table, verb=verb) for table in _APPEND_ONLY for verb in ("UPDATE", "DELETE")
            ))  # fmt: skip
            self._reader = self._connect()
        self._reading = threading.RLock()

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._path, timeout=self._wait, isolation_level=None, check_same_thread=False)
        # FULL, said openly: NORMAL may lose the last commits at a power cut, after their head has been signed
        connection.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA fullfsync=ON;")
        return connection

    def size(self) -> int:
        """How many leaves there are."""
        return int(self._rows("SELECT coalesce(max(idx) + 1, 0) FROM ledger_entry")[0][0])

    def leaves(self, first: int, last: int) -> list[bytes]:
        """The contents from an index to before another, in order, as far as they are there without a gap."""
        rows = self._rows("SELECT idx, leaf FROM ledger_entry WHERE idx >= ? AND idx < ? ORDER BY idx", first, last)
        if rows and rows[-1][0] - first + 1 != len(rows):
            rows = [row for expected, row in enumerate(rows, first) if row[0] == expected]
        return [row[1] for row in rows]

    def tile(self, level: int, number: int) -> FullTile | None:
        """A finished tile."""
        rows = self._rows("SELECT hashes, root FROM ledger_tile WHERE id = ?", level << LEVEL_BITS | number)
        return FullTile(level, number, rows[0][0], rows[0][1]) if rows else None

    def tile_count(self, level: int) -> int:
        """How many finished tiles a level has."""
        bounds = level << LEVEL_BITS, level + 1 << LEVEL_BITS
        return int(self._rows("SELECT count(*) FROM ledger_tile WHERE id >= ? AND id < ?", *bounds)[0][0])

    def tile_roots(self, level: int, first: int, last: int) -> list[bytes]:
        """The hashes over finished tiles, from a number to before another."""
        query = "SELECT root FROM ledger_tile WHERE id >= ? AND id < ? ORDER BY id"
        return [row[0] for row in self._rows(query, level << LEVEL_BITS | first, level << LEVEL_BITS | last)]

    def heads(self, *, newest_first: bool = False) -> Iterator[Head]:
        """Every kept head, in the order in which they were kept, or the other way round."""
        number = 2**62 if newest_first else -1
        query = (
            "SELECT number, size, at, note FROM ledger_head WHERE number < ? ORDER BY number DESC LIMIT 1000"
            if newest_first
            else "SELECT number, size, at, note FROM ledger_head WHERE number > ? ORDER BY number LIMIT 1000"
        )
        while rows := self._rows(query, number):
            yield from (Head(*row) for row in rows)
            number = rows[-1][0]

    def last_head(self, *, at: int | None = None) -> Head | None:
        """The head of the largest size, of those kept up to a time if one is given; of one size, the newest."""
        limit, values = ("WHERE at <= ? ", (at,)) if at is not None else ("", ())
        query = f"SELECT number, size, at, note FROM ledger_head {limit}ORDER BY size DESC, number DESC LIMIT 1"  # noqa: S608
        rows = self._rows(query, *values)
        return Head(*rows[0]) if rows else None

    def write(self, first: int, contents: Sequence[bytes], tiles: Sequence[FullTile]) -> None:
        """Write leaves and the tiles they finish, durably."""
        with _said:
            try:
                self._writer.execute("BEGIN IMMEDIATE")
                _insert(self._writer, first, contents, tiles)
                self._writer.execute("COMMIT")
            except BaseException:
                self.recover()
                raise

    @contextmanager
    def transaction(self, *, turn: bool = True) -> Iterator[Transaction]:
        """A transaction on the log's own connection: committed at the end, rolled back on an error."""
        del turn  # whoever writes to a SQLite file is its only writer
        with _said:
            self._writer.execute("BEGIN IMMEDIATE")
        try:
            yield self._writer
            with _said:
                self._writer.execute("COMMIT")
        except BaseException:
            self.recover()
            raise

    def write_in(
        self, transaction: Transaction, first: int, contents: Sequence[bytes], tiles: Sequence[FullTile]
    ) -> None:
        """Write leaves and tiles in an open transaction."""
        with _said:
            _insert(cursor_in(transaction), first, contents, tiles)

    def take_turn(self, transaction: Transaction) -> None:
        """Make an open transaction, anybody's, the only writer of the file until its end.

        Raises:
            SequencerError: another writer has not ended in time.
            StoreError: no transaction is open, or its commit would not be durable.
        """
        cursor = cursor_in(transaction)
        if not cursor.connection.in_transaction:
            raise StoreError("no transaction is open", help="Begin one, and commit it when all is written.")
        with _said:
            if cursor.execute("PRAGMA synchronous").fetchone()[0] < _FULL:
                raise StoreError(
                    "this connection does not flush its commits to the disk",
                    help="Set `PRAGMA synchronous=FULL` on it before a transaction begins.",
                )
            cursor.execute("DELETE FROM ledger_inbox WHERE 0")  # deletes nothing, and takes the lock of a writer

    def leaves_in(self, transaction: Transaction, first: int) -> list[bytes]:
        """The contents from an index onwards as an open transaction sees them, its own rows among them."""
        with _said:
            rows = cursor_in(transaction).execute("SELECT leaf FROM ledger_entry WHERE idx >= ? ORDER BY idx", (first,))
            return [row[0] for row in rows]

    def write_head(self, size: int, at: int, note: bytes) -> None:
        """Keep a signed head, durably."""
        with self.transaction() as transaction:
            query = "INSERT INTO ledger_head SELECT coalesce(max(number) + 1, 0), ?, ?, ? FROM ledger_head"
            transaction.execute(query, (size, at, note))

    def post(self, transaction: Transaction, contents: Sequence[bytes]) -> list[int]:
        """Put leaves into the inbox, in any writer's own transaction; returns a ticket for each."""
        transaction = cursor_in(transaction)
        query = "INSERT INTO ledger_inbox(leaf) VALUES(?) RETURNING ticket"
        with _said:
            return [int(transaction.execute(query, (content,)).fetchone()[0]) for content in contents]

    def take(self, transaction: Transaction, limit: int) -> list[tuple[int, bytes]]:
        """Take the oldest leaves out of the inbox: ticket and content."""
        transaction = cursor_in(transaction)
        with _said:
            query = "SELECT ticket, leaf FROM ledger_inbox ORDER BY ticket LIMIT ?"
            rows: list[tuple[int, bytes]] = transaction.execute(query, (limit,)).fetchall()
            transaction.executemany("DELETE FROM ledger_inbox WHERE ticket = ?", [(ticket,) for ticket, _ in rows])
        return rows

    def settle(self, transaction: Transaction, tickets: Sequence[int], first: int) -> None:
        """Note at which index each ticket's leaf stands."""
        transaction = cursor_in(transaction)
        with _said:
            rows = [(ticket, index) for index, ticket in enumerate(tickets, first)]
            transaction.executemany("INSERT INTO ledger_posted VALUES(?, ?)", rows)

    def index_of(self, ticket: int) -> int | None:
        """The index of a posted leaf, once it has one."""
        rows = self._rows("SELECT idx FROM ledger_posted WHERE ticket = ?", ticket)
        return int(rows[0][0]) if rows else None

    def recover(self) -> None:
        """Make the store usable again after an error."""
        if self._writer.in_transaction:
            self._writer.execute("ROLLBACK")

    def backup(self, path: Path) -> None:
        """Copy the whole file while the log is in use, to a path where nothing is yet.

        Raises:
            StoreError: something is there, even if only the rest of an older copy.
        """
        if any(path.with_name(path.name + end).exists() for end in ("", "-wal", "-shm", "-journal")):
            # a stale write-ahead log beside a new file would be replayed into it
            raise StoreError(f"something is already at `{path.name}`", help="Choose a fresh name for each copy.")
        with _said, closing(sqlite3.connect(path)) as target, self._reading:
            self._reader.backup(target)

    def close(self) -> None:
        """Give up the log."""
        with self._reading:
            self._reader.close()
            self._writer.close()

    def _rows(self, query: str, *values: int) -> list[tuple]:  # type: ignore[type-arg]
        with _said, self._reading:
            return self._reader.execute(query, values).fetchall()


def cursor_in(transaction: Transaction) -> sqlite3.Cursor:
    """A cursor of ours in anybody's connection, whatever form of rows that one has been given."""
    connection = transaction.connection if isinstance(transaction, sqlite3.Cursor) else transaction
    if not isinstance(connection, sqlite3.Connection):
        raise StoreError(
            "this is not a connection to SQLite", help="Give the `sqlite3` connection itself, not what is around it."
        )
    cursor = connection.cursor()
    cursor.row_factory = None
    return cursor


def _insert(
    connection: sqlite3.Connection | sqlite3.Cursor, first: int, contents: Sequence[bytes], tiles: Sequence[FullTile]
) -> None:
    # INVARIANT: indexes are primary keys given by us; a writer with a stale view fails here and rolls back
    connection.executemany("INSERT INTO ledger_entry VALUES(?, ?)", enumerate(contents, first))
    if tiles:
        rows = ((tile.level << LEVEL_BITS | tile.number, tile.hashes, tile.root) for tile in tiles)
        connection.executemany("INSERT INTO ledger_tile VALUES(?, ?, ?)", rows)


class _Said:
    """Says a database's error in our words; a class, since a generator costs as much as one of its statements."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, sqlite3.Error):
            raise _told(error) from error


def _told(error: sqlite3.Error) -> StoreError:
    if isinstance(error, sqlite3.IntegrityError):
        return SequencerError(
            f"the log has been written by another, or may not be changed: {error}",
            help="Let one sequencer write; open the log again to see what is there.",
        )
    if getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_BUSY:
        return SequencerError(
            f"another writer has held the log for too long: {error}", help="Do the whole transaction again."
        )
    return StoreError(
        f"the database of the log failed: {error}",
        help="Nothing of this was logged; check the disk, its space and its rights, then try again.",
    )


_said = _Said()
