"""A log in PostgreSQL: one sequencer by advisory lock, or writers in turn by the same lock; tables nobody may change.

Whoever opens it as its sequencer holds the lock of the session until it closes. Opened otherwise, each writer takes the
lock for one transaction. The two exclude each other: beside a sequencer, others post to the inbox.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import LiteralString

import psycopg
from psycopg import sql
from psycopg.rows import TupleRow, tuple_row

from comity.ledger.errors import SequencerError, StoreError
from comity.ledger.store import Head, Transaction
from comity.ledger.tree import FullTile

LEVEL_BITS = 48  # a tile's key is its level above 48 bits of its number
LOCK = 0x636F6D697479  # "comity", the advisory lock of the sequencer of this database

TAKE_OVER = "2s"  # how long a sequencer waits for the one before it to be gone

Connection = psycopg.Connection[TupleRow]

_TABLES = """
CREATE TABLE IF NOT EXISTS ledger_entry(idx bigint PRIMARY KEY, leaf bytea NOT NULL);
CREATE TABLE IF NOT EXISTS ledger_tile(id bigint PRIMARY KEY, hashes bytea NOT NULL, root bytea NOT NULL);
ALTER TABLE ledger_tile ALTER hashes SET STORAGE EXTERNAL;
CREATE TABLE IF NOT EXISTS ledger_head(
    number bigint PRIMARY KEY, size bigint NOT NULL, at bigint NOT NULL, note bytea NOT NULL);
CREATE INDEX IF NOT EXISTS ledger_head_size ON ledger_head(size);
CREATE TABLE IF NOT EXISTS ledger_inbox(
    ticket bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, leaf bytea NOT NULL);
CREATE TABLE IF NOT EXISTS ledger_posted(ticket bigint PRIMARY KEY, idx bigint NOT NULL);
CREATE OR REPLACE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'the ledger is append-only' USING ERRCODE = 'integrity_constraint_violation'; END $$;
"""
_GUARD = """
CREATE OR REPLACE TRIGGER {name} BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse()
"""
_APPEND_ONLY = ("ledger_entry", "ledger_tile", "ledger_head", "ledger_posted")

# The lock lasts as long as the transaction. It is waited for as long as its `lock_timeout` says, for ever never; and a
# commit that is acknowledged has reached the disk, whatever the connection was set to.
_TURN: LiteralString = """
SELECT set_config('lock_timeout', CASE current_setting('lock_timeout') WHEN '0' THEN %s
           ELSE current_setting('lock_timeout') END, true),
       set_config('synchronous_commit', CASE WHEN current_setting('synchronous_commit') IN ('on', 'remote_apply')
           THEN current_setting('synchronous_commit') ELSE 'on' END, true),
       pg_advisory_xact_lock(%s)
"""

# One statement is one round trip; the primary keys refuse a second writer.
_INSERT_ENTRY: LiteralString = "INSERT INTO ledger_entry VALUES (%s, %b)"
_INSERT_ENTRIES: LiteralString = "INSERT INTO ledger_entry SELECT * FROM unnest(%b::bigint[], %b::bytea[])"
_INSERT_BOTH: LiteralString = (
    "WITH entries AS (INSERT INTO ledger_entry SELECT * FROM unnest(%b::bigint[], %b::bytea[])) "
    "INSERT INTO ledger_tile SELECT * FROM unnest(%b::bigint[], %b::bytea[], %b::bytea[])"
)


class PostgresStore:
    """A log in a PostgreSQL database; opening it as sequencer takes the lock for good, or is refused."""

    def __init__(self, address: str, *, sequencer: bool = True, wait_seconds: float = 10.0) -> None:
        self._address = address
        self._sequencer = sequencer
        self._wait = f"{int(wait_seconds * 1000)}ms"
        self._reading = threading.RLock()
        with _said():
            self._reader = self._connect()
            self._writer = self._connect()
        self._take_lock()
        if sequencer or not self._is_there():
            self._create()

    @property
    def exclusive(self) -> bool:
        """Whether nobody else can write to the log while this store is open."""
        return self._sequencer

    def _is_there(self) -> bool:
        return self._rows("SELECT to_regclass('ledger_posted') IS NOT NULL")[0][0] is True

    def _create(self) -> None:
        with self.transaction() as transaction:
            cursor = cursor_in(transaction)
            cursor.execute(_TABLES)
            for table in _APPEND_ONLY:
                names = {"name": sql.Identifier(f"{table}_guard"), "table": sql.Identifier(table)}
                cursor.execute(sql.SQL(_GUARD).format(**names))

    def _connect(self) -> Connection:
        connection: Connection = psycopg.connect(self._address, autocommit=True)
        # said openly: an acknowledged leaf has reached the disk, and a synchronous standby where there is one
        connection.execute("SET synchronous_commit = on")
        return connection

    def _take_lock(self) -> None:
        if not self._sequencer:
            return
        with _said():
            self._writer.execute("SELECT set_config('lock_timeout', %s, false)", (TAKE_OVER,))
            try:
                # of one that was killed, the server may not have noticed yet
                self._writer.execute("SELECT pg_advisory_lock(%s)", (LOCK,))
            except psycopg.errors.LockNotAvailable:
                self.close()
                raise SequencerError(
                    "another sequencer holds the log", help="Post to the inbox instead, or stop the other sequencer."
                ) from None
            self._writer.execute("SET lock_timeout = 0")

    def size(self) -> int:
        """How many leaves there are."""
        return int(self._rows("SELECT coalesce(max(idx) + 1, 0) FROM ledger_entry")[0][0])

    def leaves(self, first: int, last: int) -> list[bytes]:
        """The contents from an index to before another, in order, as far as they are there without a gap."""
        query: LiteralString = "SELECT idx, leaf FROM ledger_entry WHERE idx >= %s AND idx < %s ORDER BY idx"
        rows = self._rows(query, first, last)
        if rows and rows[-1][0] - first + 1 != len(rows):
            rows = [row for expected, row in enumerate(rows, first) if row[0] == expected]
        return [row[1] for row in rows]

    def tile(self, level: int, number: int) -> FullTile | None:
        """A finished tile."""
        rows = self._rows("SELECT hashes, root FROM ledger_tile WHERE id = %s", level << LEVEL_BITS | number)
        return FullTile(level, number, rows[0][0], rows[0][1]) if rows else None

    def tile_count(self, level: int) -> int:
        """How many finished tiles a level has."""
        bounds = level << LEVEL_BITS, level + 1 << LEVEL_BITS
        return int(self._rows("SELECT count(*) FROM ledger_tile WHERE id >= %s AND id < %s", *bounds)[0][0])

    def tile_roots(self, level: int, first: int, last: int) -> list[bytes]:
        """The hashes over finished tiles, from a number to before another."""
        query: LiteralString = "SELECT root FROM ledger_tile WHERE id >= %s AND id < %s ORDER BY id"
        return [row[0] for row in self._rows(query, level << LEVEL_BITS | first, level << LEVEL_BITS | last)]

    def heads(self, *, newest_first: bool = False) -> Iterator[Head]:
        """Every kept head, in the order in which they were kept, or the other way round."""
        number = 2**62 if newest_first else -1
        query: LiteralString = (
            "SELECT number, size, at, note FROM ledger_head WHERE number < %s ORDER BY number DESC LIMIT 1000"
            if newest_first
            else "SELECT number, size, at, note FROM ledger_head WHERE number > %s ORDER BY number LIMIT 1000"
        )
        while rows := self._rows(query, number):
            yield from (Head(*row) for row in rows)
            number = rows[-1][0]

    def last_head(self, *, at: int | None = None) -> Head | None:
        """The head of the largest size, of those kept up to a time if one is given; of one size, the newest."""
        query: LiteralString = (
            "SELECT number, size, at, note FROM ledger_head WHERE at <= %s ORDER BY size DESC, number DESC LIMIT 1"
        )
        rows = self._rows(query, 2**63 - 1 if at is None else at)
        return Head(*rows[0]) if rows else None

    def write(self, first: int, contents: Sequence[bytes], tiles: Sequence[FullTile]) -> None:
        """Write leaves and the tiles they finish, durably."""
        if self.exclusive:
            with _said():
                _insert(self._writer, first, contents, tiles)
        else:
            with self.transaction() as transaction:
                self.write_in(transaction, first, contents, tiles)

    @contextmanager
    def transaction(self, *, turn: bool = True) -> Iterator[Transaction]:
        """A transaction on the log's own connection: committed at the end, rolled back on an error."""
        if self._writer.closed:
            self.recover()
        opened = self._writer.transaction()
        with _said():
            opened.__enter__()
        try:
            if turn and not self.exclusive:
                self.take_turn(self._writer)
            yield self._writer
        except BaseException as error:
            opened.__exit__(type(error), error, error.__traceback__)
            raise
        with _said():
            opened.__exit__(None, None, None)

    def write_in(
        self, transaction: Transaction, first: int, contents: Sequence[bytes], tiles: Sequence[FullTile]
    ) -> None:
        """Write leaves and tiles in an open transaction."""
        with _said():
            _insert(cursor_in(transaction), first, contents, tiles)

    def take_turn(self, transaction: Transaction) -> None:
        """Make an open transaction, anybody's, the only writer of the log until its end.

        It waits as long as the connection's `lock_timeout` says, or this store's own patience where that says nothing.

        Raises:
            SequencerError: another writer has not ended in time, or a sequencer holds the log for good.
            StoreError: no transaction is open.
        """
        cursor = cursor_in(transaction)
        if cursor.connection.info.transaction_status != psycopg.pq.TransactionStatus.INTRANS:
            raise StoreError(
                "no transaction is open, or it has failed", help="Begin one, and commit it when all is written."
            )
        with _said():
            cursor.execute(_TURN, (self._wait, LOCK))

    def leaves_in(self, transaction: Transaction, first: int) -> list[bytes]:
        """The contents from an index onwards as an open transaction sees them, its own rows among them."""
        query: LiteralString = "SELECT leaf FROM ledger_entry WHERE idx >= %s ORDER BY idx"
        with _said():
            return [row[0] for row in cursor_in(transaction).execute(query, (first,), binary=True).fetchall()]

    def write_head(self, size: int, at: int, note: bytes) -> None:
        """Keep a signed head, durably."""
        query: LiteralString = (
            "INSERT INTO ledger_head SELECT coalesce(max(number) + 1, 0), %s, %s, %s FROM ledger_head"
        )
        with self.transaction() as transaction, _said():
            transaction.execute(query, (size, at, note))

    def post(self, transaction: Transaction, contents: Sequence[bytes]) -> list[int]:
        """Put leaves into the inbox, in any writer's own transaction; returns a ticket for each."""
        transaction = cursor_in(transaction)
        query: LiteralString = "INSERT INTO ledger_inbox(leaf) SELECT unnest(%b::bytea[]) RETURNING ticket"
        with _said():
            return [int(row[0]) for row in transaction.execute(query, (list(contents),)).fetchall()]

    def take(self, transaction: Transaction, limit: int) -> list[tuple[int, bytes]]:
        """Take the oldest leaves out of the inbox: ticket and content."""
        transaction = cursor_in(transaction)
        query: LiteralString = (
            "DELETE FROM ledger_inbox WHERE ticket IN (SELECT ticket FROM ledger_inbox ORDER BY ticket LIMIT %s) "
            "RETURNING ticket, leaf"
        )
        with _said():
            rows = transaction.execute(query, (limit,)).fetchall()
        return sorted((int(row[0]), row[1]) for row in rows)

    def settle(self, transaction: Transaction, tickets: Sequence[int], first: int) -> None:
        """Note at which index each ticket's leaf stands."""
        transaction = cursor_in(transaction)
        query: LiteralString = "INSERT INTO ledger_posted SELECT * FROM unnest(%b::bigint[], %b::bigint[])"
        with _said():
            transaction.execute(query, (list(tickets), list(range(first, first + len(tickets)))))

    def index_of(self, ticket: int) -> int | None:
        """The index of a posted leaf, once it has one."""
        rows = self._rows("SELECT idx FROM ledger_posted WHERE ticket = %s", ticket)
        return int(rows[0][0]) if rows else None

    def recover(self) -> None:
        """Make the store usable again after an error; a lost connection has lost the lock, which is taken again."""
        with _said():
            if self._reader.closed:
                self._reader = self._connect()
            if self._writer.closed:
                self._writer = self._connect()
                self._take_lock()

    def grant(self, *, application: str) -> None:
        """Let a role of the database post to the inbox and read the log, and nothing else."""
        names = {"role": sql.Identifier(application)}
        with _said():
            self._writer.execute(sql.SQL("GRANT INSERT ON ledger_inbox TO {role}").format(**names))
            self._writer.execute(sql.SQL("GRANT SELECT (ticket) ON ledger_inbox TO {role}").format(**names))
            tables = sql.SQL(", ").join(map(sql.Identifier, _APPEND_ONLY))
            self._writer.execute(sql.SQL("GRANT SELECT ON {tables} TO {role}").format(tables=tables, **names))

    def close(self) -> None:
        """Give up the log, and with it the lock."""
        with self._reading:
            self._reader.close()
            self._writer.close()

    def _rows(self, query: LiteralString, *values: int) -> list[TupleRow]:
        with _said(), self._reading:
            if self._reader.closed:
                self._reader = self._connect()
            return self._reader.execute(query, values, binary=True).fetchall()


def cursor_in(transaction: Transaction) -> psycopg.Cursor[TupleRow]:
    """A cursor of ours in anybody's connection, whatever kind of cursors and rows that one has been given."""
    connection = transaction.connection if isinstance(transaction, psycopg.Cursor) else transaction
    if not isinstance(connection, psycopg.Connection):
        raise StoreError(
            "this is not a connection to PostgreSQL",
            help="Give the `psycopg` connection itself, not what is around it.",
        )
    return psycopg.Cursor(connection, row_factory=tuple_row)


def _insert(
    connection: Connection | psycopg.Cursor[TupleRow],
    first: int,
    contents: Sequence[bytes],
    tiles: Sequence[FullTile],
) -> None:
    indexes = list(range(first, first + len(contents)))
    if tiles:
        keys = [tile.level << LEVEL_BITS | tile.number for tile in tiles]
        rows = (keys, [tile.hashes for tile in tiles], [tile.root for tile in tiles])
        connection.execute(_INSERT_BOTH, (indexes, list(contents), *rows))
    elif len(contents) == 1:
        connection.execute(_INSERT_ENTRY, (first, contents[0]))
    elif contents:
        connection.execute(_INSERT_ENTRIES, (indexes, list(contents)))


@contextmanager
def _said() -> Iterator[None]:
    """Say a database's error in our words."""
    try:
        yield
    except psycopg.IntegrityError as error:
        raise SequencerError(
            f"the log has been written by another, or may not be changed: {str(error).splitlines()[0]}",
            help="Let one sequencer write; open the log again to see what is there.",
        ) from error
    except (psycopg.errors.LockNotAvailable, psycopg.errors.DeadlockDetected) as error:
        raise SequencerError(
            f"another writer has held the log for too long: {str(error).splitlines()[0]}",
            help="Do the whole transaction again; if a sequencer holds the log, stop it or post to the inbox.",
        ) from error
    except psycopg.Error as error:
        raise StoreError(
            f"the database of the log failed: {(str(error).splitlines() or ['no reason given'])[0]}",
            help="Check the database, its disk and its rights; the log looks at what was written before it goes on.",
        ) from error
