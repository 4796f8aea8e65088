"""A log in PostgreSQL: one sequencer by advisory lock, an inbox for every other writer, tables nobody may change."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import LiteralString

import psycopg
from psycopg import sql
from psycopg.rows import TupleRow

from comity.ledger.errors import SequencerError, StoreError
from comity.ledger.store import Head, Transaction
from comity.ledger.tree import FullTile

LEVEL_BITS = 48  # a tile's key is its level above 48 bits of its number
LOCK = 0x636F6D697479  # "comity", the advisory lock of the sequencer of this database

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

# One statement is one round trip; the primary keys refuse a second writer.
_INSERT_ENTRY: LiteralString = "INSERT INTO ledger_entry VALUES (%s, %b)"
_INSERT_ENTRIES: LiteralString = "INSERT INTO ledger_entry SELECT * FROM unnest(%b::bigint[], %b::bytea[])"
_INSERT_BOTH: LiteralString = (
    "WITH entries AS (INSERT INTO ledger_entry SELECT * FROM unnest(%b::bigint[], %b::bytea[])) "
    "INSERT INTO ledger_tile SELECT * FROM unnest(%b::bigint[], %b::bytea[], %b::bytea[])"
)


class PostgresStore:
    """A log in a PostgreSQL database; opening it as sequencer takes the lock, or is refused."""

    def __init__(self, address: str, *, sequencer: bool = True) -> None:
        self._address = address
        self._sequencer = sequencer
        self._reading = threading.RLock()
        with _said():
            self._reader = self._connect()
            self._writer = self._connect()
        self._take_lock()
        if sequencer:
            with _said():
                self._writer.execute(_TABLES)
                for table in _APPEND_ONLY:
                    names = {"name": sql.Identifier(f"{table}_guard"), "table": sql.Identifier(table)}
                    self._writer.execute(sql.SQL(_GUARD).format(**names))

    def _connect(self) -> Connection:
        connection: Connection = psycopg.connect(self._address, autocommit=True)
        # said openly: an acknowledged leaf has reached the disk, and a synchronous standby where there is one
        connection.execute("SET synchronous_commit = on")
        return connection

    def _take_lock(self) -> None:
        if not self._sequencer:
            return
        with _said():
            row = self._writer.execute("SELECT pg_try_advisory_lock(%s)", (LOCK,)).fetchone()
        if row is None or not row[0]:
            self.close()
            raise SequencerError(
                "another sequencer holds the log", help="Post to the inbox instead, or stop the other sequencer."
            )

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
        with _said():
            _insert(self._writer, first, contents, tiles)

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """A transaction on the log's own connection: committed at the end, rolled back on an error."""
        opened = self._writer.transaction()
        with _said():
            opened.__enter__()
        try:
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
        assert isinstance(transaction, psycopg.Connection)
        with _said():
            _insert(transaction, first, contents, tiles)

    def write_head(self, size: int, at: int, note: bytes) -> None:
        """Keep a signed head, durably."""
        query: LiteralString = (
            "INSERT INTO ledger_head SELECT coalesce(max(number) + 1, 0), %s, %s, %s FROM ledger_head"
        )
        with _said():
            self._writer.execute(query, (size, at, note))

    def post(self, transaction: Transaction, contents: Sequence[bytes]) -> list[int]:
        """Put leaves into the inbox, in any writer's own transaction; returns a ticket for each."""
        assert isinstance(transaction, psycopg.Connection)
        query: LiteralString = "INSERT INTO ledger_inbox(leaf) SELECT unnest(%b::bytea[]) RETURNING ticket"
        with _said():
            return [int(row[0]) for row in transaction.execute(query, (list(contents),)).fetchall()]

    def take(self, transaction: Transaction, limit: int) -> list[tuple[int, bytes]]:
        """Take the oldest leaves out of the inbox: ticket and content."""
        assert isinstance(transaction, psycopg.Connection)
        query: LiteralString = (
            "DELETE FROM ledger_inbox WHERE ticket IN (SELECT ticket FROM ledger_inbox ORDER BY ticket LIMIT %s) "
            "RETURNING ticket, leaf"
        )
        with _said():
            rows = transaction.execute(query, (limit,)).fetchall()
        return sorted((int(row[0]), row[1]) for row in rows)

    def settle(self, transaction: Transaction, tickets: Sequence[int], first: int) -> None:
        """Note at which index each ticket's leaf stands."""
        assert isinstance(transaction, psycopg.Connection)
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
            return self._reader.execute(query, values, binary=True).fetchall()


def _insert(
    connection: Connection,
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
    except psycopg.Error as error:
        raise StoreError(
            f"the database of the log failed: {(str(error).splitlines() or ['no reason given'])[0]}",
            help="Check the database, its disk and its rights; the log looks at what was written before it goes on.",
        ) from error
