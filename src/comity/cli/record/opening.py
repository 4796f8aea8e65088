"""Opening what the commands of the record work on: stores, keys, policies, logs, matters; and closing it again."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import psycopg

from comity.base import ComityError
from comity.cli.record.key_file import read_keys, read_retired
from comity.cli.tools import Tools
from comity.ledger import FileMemory, FirstWitness, Log, LogStore, Policy, PostgresStore, SqliteStore
from comity.matters import (
    Database,
    Index,
    KeyFiles,
    KeyStore,
    Matters,
    Payloads,
    PostgresDatabase,
    SqliteDatabase,
    rotate,
)
from comity.witness import guard

POSTGRES = ("postgresql://", "postgres://")


class OpeningError(ComityError):
    """Something named on the command line that is not there, or not what it should be."""


@dataclass(frozen=True, slots=True)
class Named:
    """What the command line names: where the log is, its keys, and the policy if there is one."""

    store: str
    keys: Path
    policy: Path | None = None


def clock_of(tools: Tools) -> Callable[[], int]:
    """The clock in seconds since 1970, UTC."""
    return lambda: int(tools.clock().timestamp())


def day_of(tools: Tools) -> date:
    """The day, in UTC: the log is read in other places than it is written."""
    return tools.clock().date()


def is_postgres(store: str) -> bool:
    """Whether a store is a PostgreSQL database, and not a file."""
    return store.startswith(POSTGRES)


def open_store(store: str, *, alone: bool = False) -> LogStore:
    """The store of a log that is there, in which others write too, each in turn; `alone` keeps them out.

    Raises:
        OpeningError: there is no such file.
    """
    if is_postgres(store):
        return PostgresStore(store, sequencer=alone)
    if not Path(store).is_file():
        raise OpeningError(f"there is no log in `{store}`", help="Name the store that `comity ledger init` has made.")
    return SqliteStore(Path(store))


def new_store(store: str) -> LogStore:
    """A store for a new log.

    Raises:
        OpeningError: there is a file already, or no folder for it, or the database holds a log.
    """
    require_new(store)
    made = PostgresStore(store) if is_postgres(store) else SqliteStore(Path(store))
    if made.size():
        made.close()
        raise OpeningError("this database holds a log already", help="Name an empty database.")
    return made


def require_new(store: str) -> None:
    """Refuse a file that is there, or that has no folder to be in.

    Raises:
        OpeningError: it is so.
    """
    path = Path(store)
    if not is_postgres(store) and path.exists():
        raise OpeningError(f"there is a file `{path.name}` already", help="Name a file that is not there yet.")
    if not is_postgres(store) and not path.parent.is_dir():
        raise OpeningError(f"there is no folder `{path.parent}`", help="Make the folder first.")


def open_database(store: str) -> Database:
    """The database of a store, for the rows beside the log.

    Raises:
        OpeningError: it cannot be opened.
    """
    try:
        return PostgresDatabase(store) if is_postgres(store) else SqliteDatabase(Path(store))
    except (psycopg.Error, sqlite3.Error) as error:
        raise OpeningError(
            f"the database cannot be opened: {(str(error).splitlines() or ['no reason given'])[0]}",
            help="Check its name, that it runs, and your rights.",
        ) from error


def open_policy(path: Path) -> Policy:
    """A policy file.

    Raises:
        OpeningError: it cannot be read.
    """
    return Policy.read(read_input(path))


def read_input(path: Path) -> bytes:
    """The content of a file.

    Raises:
        OpeningError: it cannot be read.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        raise OpeningError(
            f"`{path}` cannot be read: {error.strerror}", help="Check the name and its rights."
        ) from error


@contextmanager
def opened_log(named: Named, tools: Tools, *, ask_witnesses: bool = True) -> Iterator[Log]:
    """A log, after its witnesses have been asked what they have seen, if it has a policy.

    Raises:
        RollbackError, ForkError: somebody has seen another log than this one, or more of it.
    """
    signer = FirstWitness(read_keys(named.keys), FileMemory(named.keys.with_name(f"{named.keys.name}.head") / "last"))
    policy = open_policy(named.policy) if named.policy else None
    store = open_store(named.store)
    try:
        log = Log(store, signer, clock_of(tools), policy=policy, retired=read_retired(named.keys))
        if policy is not None and ask_witnesses and log.refusal is None:
            guard(log, policy)
        if log.refusal is not None:
            raise log.refusal
        yield log
    finally:
        store.close()


@contextmanager
def opened_index(named: Named, tools: Tools) -> Iterator[tuple[Log, Index]]:
    """A log with the index of its tags."""
    with opened_log(named, tools) as log, ExitStack() as stack:
        beside = open_database(named.store)
        stack.callback(beside.close)
        yield log, Index(beside)


@contextmanager
def opened_matters(named: Named, keys: str, wrapping: Path, tools: Tools) -> Iterator[Matters]:
    """The matters of a log; their keys lie in a store of their own, wrapped by keys in a folder of their own."""
    with opened_index(named, tools) as (log, index), ExitStack() as stack:
        beside, apart = open_database(named.store), open_database(keys)
        stack.callback(beside.close)
        stack.callback(apart.close)
        wrap = KeyFiles(wrapping)
        key_store = KeyStore(apart, wrap)
        rotate(key_store, clock_of(tools)())
        matters = Matters(key_store, Payloads(beside), index, log)
        matters.settle()
        yield matters
