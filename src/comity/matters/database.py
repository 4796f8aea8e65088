"""The few things that the stores of this room ask of a database, on SQLite and on PostgreSQL.

Queries are written once, with `?` for a value and `{bytes}` and `{whole}` for the two types whose names differ.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import partial
from pathlib import Path
from typing import Protocol, TypeVar

import psycopg
from psycopg.errors import Diagnostic

from comity.ledger.store import Transaction
from comity.ledger.stores.postgres import cursor_in as postgres_cursor
from comity.ledger.stores.sqlite import cursor_in as sqlite_cursor
from comity.matters.errors import MattersError, StoreDamageError, StoreFailureError

MAX_MARKS = 500  # the values in one list; each database allows more
_ARRAYS = {"text": "text[]", "whole": "bigint[]", "bytes": "bytea[]"}  # on PostgreSQL

_Any = TypeVar("_Any")
Cell = int | str | bytes | None
Row = tuple[Cell, ...]


class Database(Protocol):
    """A database that this room keeps rows in."""

    @property
    def lock(self) -> str:
        """What ends a query in a transaction so that nobody else changes its rows until the end of that."""
        ...

    def create(self, *statements: str) -> None:
        """Create what is not there yet."""
        ...

    def tables(self) -> frozenset[str]:
        """The names of the tables that are there."""
        ...

    def transaction(self) -> AbstractContextManager[None]:
        """All or nothing of what is run inside; one inside another joins it."""
        ...

    def run(self, query: str, *values: Cell) -> int:
        """Run one statement and say how many rows it touched."""
        ...

    def run_many(self, query: str, rows: Iterable[Row]) -> int:
        """Run one statement for each row of values and say how many rows were touched in all."""
        ...

    def insert(self, table: str, columns: Sequence[str], rows: Sequence[Row]) -> int:
        """Insert rows in an open transaction, and say how many had a key that was free.

        `columns` are the types of the table's columns: `text`, `whole` or `bytes`.
        """
        ...

    def rows(self, query: str, *values: Cell) -> list[Row]:
        """The rows that a query finds."""
        ...

    def scrub(self, *tables: str) -> None:
        """Make deleted rows of these tables unreadable in the database's own files."""
        ...

    def close(self) -> None:
        """Let go of the database."""
        ...


class SqliteDatabase:
    """One SQLite file: every commit is on the disk before it returns, and deleted bytes are overwritten with zeros."""

    lock = ""  # a transaction has the whole file for itself

    def __init__(self, path: Path) -> None:
        self._lock = threading.RLock()
        self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        # INVARIANT: synchronous=FULL; NORMAL may lose the last commits at power loss, after others have relied on them.
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON"):
            self._db.execute(f"PRAGMA {pragma}")
        self._db.execute("PRAGMA temp_store=MEMORY")  # VACUUM copies through the temporary store
        self._db.execute("PRAGMA busy_timeout=5000")

    def create(self, *statements: str) -> None:
        """Create what is not there yet."""
        for statement in statements:
            self._db.execute(statement.format(bytes="BLOB", whole="INTEGER") + " STRICT")

    def tables(self) -> frozenset[str]:
        """The names of the tables that are there."""
        return frozenset(text(row[0]) for row in self.rows("SELECT name FROM sqlite_master WHERE type = 'table'"))

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing of what is run inside."""
        with self._lock, _said():
            if self._db.in_transaction:
                yield
            else:
                with self._committed():
                    yield

    @contextmanager
    def _committed(self) -> Iterator[None]:
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._db.execute("COMMIT")
        except BaseException:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            raise

    def run(self, query: str, *values: Cell) -> int:
        """Run one statement and say how many rows it touched."""
        with self._lock, _said():
            return self._db.execute(query, values).rowcount

    def run_many(self, query: str, rows: Iterable[Row]) -> int:
        """Run one statement for each row of values and say how many rows were touched in all."""
        with self.transaction():
            return max(self._db.executemany(query, rows).rowcount, 0)

    def insert(self, table: str, columns: Sequence[str], rows: Sequence[Row]) -> int:
        """Insert rows in an open transaction, and say how many had a key that was free."""
        with self._lock, _said():
            return _insert(self._db.cursor(), table, columns, rows)

    def rows(self, query: str, *values: Cell) -> list[Row]:
        """The rows that a query finds."""
        with self._lock, _said():
            return self._db.execute(query, values).fetchall()

    def scrub(self, *tables: str) -> None:
        """Rewrite the file and empty the write-ahead log, so that no deleted row is left in either."""
        with self._lock, _said():
            self._truncate()
            self._db.execute("VACUUM")
            self._truncate()

    def _truncate(self) -> None:
        busy = whole(self.rows("PRAGMA wal_checkpoint(TRUNCATE)")[0][0])
        if busy:
            raise MattersError(
                "the write-ahead log could not be emptied because somebody is reading",
                help="End the other reader of this file and go on with the erasure.",
            )

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()


class PostgresDatabase:
    """One PostgreSQL database under a role of its own; a connection that was lost is made again at the next use."""

    lock = "FOR UPDATE"

    def __init__(self, address: str) -> None:
        self._lock = threading.RLock()
        self._address = address
        self._is_inside = False
        self._connection = self._connect()

    def _connect(self) -> psycopg.Connection[Row]:
        connection = psycopg.connect(self._address, autocommit=True)
        connection.execute("SET client_min_messages = warning")
        connection.execute("SET synchronous_commit = on")
        return connection

    @property
    def _db(self) -> psycopg.Connection[Row]:
        with self._lock:
            if self._connection.closed and not self._is_inside:  # never half of a transaction on another connection
                self._connection = self._connect()
            return self._connection

    def create(self, *statements: str) -> None:
        """Create what is not there yet."""
        there = self.tables()  # who may not create tables may still open those that are there
        for statement in statements:
            if statement.removeprefix("CREATE TABLE IF NOT EXISTS ").split()[0] not in there:
                self._execute(statement.format(bytes="bytea", whole="bigint"))

    def tables(self) -> frozenset[str]:
        """The names of the tables that are there."""
        query = "SELECT tablename::text FROM pg_tables WHERE schemaname = current_schema()"
        return frozenset(text(row[0]) for row in self.rows(query))

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing of what is run inside."""
        with self._lock, _said():
            if self._db.info.transaction_status != psycopg.pq.TransactionStatus.IDLE:
                yield
            else:
                with self._db.transaction():
                    self._is_inside = True
                    try:
                        yield
                    finally:
                        self._is_inside = False

    def run(self, query: str, *values: Cell) -> int:
        """Run one statement and say how many rows it touched."""
        with self._lock, _said():
            return self._execute(query, *values).rowcount

    def run_many(self, query: str, rows: Iterable[Row]) -> int:
        """Run one statement for each row of values and say how many rows were touched in all."""
        with self.transaction(), self._db.cursor() as cursor:
            cursor.executemany(_marked(query), rows)
            return max(cursor.rowcount, 0)

    def insert(self, table: str, columns: Sequence[str], rows: Sequence[Row]) -> int:
        """Insert rows in an open transaction, and say how many had a key that was free."""
        with self._lock, _said():
            return _insert(self._db.cursor(), table, columns, rows)

    def rows(self, query: str, *values: Cell) -> list[Row]:
        """The rows that a query finds."""
        with self._lock, _said():
            return self._execute(query, *values).fetchall()

    def scrub(self, *tables: str) -> None:
        """Write the tables anew without their deleted rows, and let the old files go."""
        with self._lock, _said():
            rewrite(self._db, *(f"VACUUM FULL {table}" for table in tables))

    def _execute(self, query: str, *values: Cell) -> psycopg.Cursor[tuple[Cell, ...]]:
        return self._db.execute(_marked(query), values or None)

    def close(self) -> None:
        """Let go of the connection."""
        self._connection.close()


def rewrite(connection: psycopg.Connection[_Any], *statements: str) -> None:
    """Have PostgreSQL rewrite tables; of one that this role may not rewrite it only warns, and goes on.

    Raises:
        StoreFailureError: it skipped one.
    """
    skipped: list[str] = []

    def notice(told: Diagnostic) -> None:
        skipped.extend([told.message_primary or ""] if told.severity_nonlocalized == "WARNING" else [])

    connection.add_notice_handler(notice)
    try:
        for statement in statements:
            connection.execute(statement.encode())
    finally:
        connection.remove_notice_handler(notice)
    if skipped:
        raise StoreFailureError(
            f"not every table could be rewritten: {skipped[0]}",
            help="What was erased may still lie in the files. Run the script of `comity ledger grants` as a superuser.",
        )


class OpenTransaction:
    """The same, inside a transaction that a log has open: it is committed or taken back with the log's own rows."""

    def __init__(self, transaction: Transaction) -> None:
        is_sqlite = isinstance(transaction, sqlite3.Connection | sqlite3.Cursor)
        self._open: Callable[[], sqlite3.Cursor | psycopg.Cursor[Row]] = partial(
            sqlite_cursor if is_sqlite else postgres_cursor, transaction
        )
        self._mark, self.lock = ("?", SqliteDatabase.lock) if is_sqlite else ("%s", PostgresDatabase.lock)

    def create(self, *statements: str) -> None:
        """Create nothing: the tables are there."""

    def tables(self) -> frozenset[str]:
        """Name no table: whoever opened the transaction knows them."""
        return frozenset()

    def transaction(self) -> AbstractContextManager[None]:
        """Join the open transaction."""
        return nullcontext()

    def run(self, query: str, *values: Cell) -> int:
        """Run one statement and say how many rows it touched."""
        with _said():
            return self._execute(query, values).rowcount

    def run_many(self, query: str, rows: Iterable[Row]) -> int:
        """Run one statement for each row of values and say how many rows were touched in all."""
        with _said():
            cursor = self._open()
            cursor.executemany(query.replace("?", self._mark), rows)
            return max(cursor.rowcount, 0)

    def insert(self, table: str, columns: Sequence[str], rows: Sequence[Row]) -> int:
        """Insert rows in the transaction, and say how many had a key that was free."""
        with _said():
            return _insert(self._open(), table, columns, rows)

    def rows(self, query: str, *values: Cell) -> list[Row]:
        """The rows that a query finds."""
        with _said():
            return self._execute(query, values).fetchall()

    def scrub(self, *tables: str) -> None:
        """Refuse: files are rewritten outside of transactions."""
        raise MattersError("nothing is scrubbed inside a transaction", help="Scrub when the transaction is over.")

    def close(self) -> None:
        """Leave the transaction to whoever opened it."""

    def _execute(self, query: str, values: Row) -> sqlite3.Cursor | psycopg.Cursor[Row]:
        return self._open().execute(query.replace("?", self._mark), values)


@contextmanager
def _said() -> Iterator[None]:
    try:
        yield
    except (sqlite3.Error, psycopg.Error) as error:
        raise StoreFailureError(
            f"the database refused: {' '.join(str(error).split())}",
            help="See that it runs and has room, then do this again; nothing was done by halves.",
        ) from error


def _insert(
    cursor: sqlite3.Cursor | psycopg.Cursor[Row], table: str, columns: Sequence[str], rows: Sequence[Row]
) -> int:
    if not rows:
        return 0
    if isinstance(cursor, sqlite3.Cursor):
        marks = ", ".join("?" * len(columns))
        query = f"INSERT INTO {table} VALUES ({marks}) ON CONFLICT DO NOTHING"  # noqa: S608 - names of our own
        return cursor.executemany(query, rows).rowcount
    # one statement for all rows: one round trip, and the server plans it once
    marks = ", ".join(f"%b::{_ARRAYS[column]}" for column in columns)
    query = f"INSERT INTO {table} SELECT * FROM unnest({marks}) ON CONFLICT DO NOTHING"  # noqa: S608 - the same
    return cursor.execute(query.encode(), [list(column) for column in zip(*rows, strict=True)]).rowcount


def rows_among(database: Database, query: str, wanted: Sequence[Cell], *values: Cell) -> Iterator[Row]:
    """The rows of a query with `{wanted}` for a list of values, after all others, and `{lock}` to hold those rows."""
    for first in range(0, len(wanted), MAX_MARKS):
        some = wanted[first : first + MAX_MARKS]
        # filled up to 2, 4, 8 ...: a database keeps the plan of a query that it has seen
        some = [*some, *[some[-1]] * (min(1 << (len(some) - 1).bit_length(), MAX_MARKS) - len(some))]
        yield from database.rows(query.format(wanted=", ".join("?" * len(some)), lock=database.lock), *values, *some)


def _marked(query: str) -> bytes:
    return query.replace("?", "%s").encode()


def whole(cell: Cell) -> int:
    """A cell that holds a whole number."""
    if not isinstance(cell, int):
        raise _damaged("a whole number")
    return cell


def text(cell: Cell) -> str:
    """A cell that holds text."""
    if not isinstance(cell, str):
        raise _damaged("text")
    return cell


def octets(cell: Cell) -> bytes:
    """A cell that holds bytes."""
    if not isinstance(cell, bytes):
        raise _damaged("bytes")
    return cell


def _damaged(wanted: str) -> StoreDamageError:
    return StoreDamageError(
        f"a row does not hold {wanted} where it should", help="Restore this store and reconcile it."
    )
