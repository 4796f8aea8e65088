"""What the tests of the ledger share: both stores, a signer, a clock that stands still, leaves."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import psycopg
import pytest

from comity.ledger import (
    Appender,
    Audience,
    Checkpoint,
    FileMemory,
    FirstWitness,
    KeyType,
    Kind,
    Leaf,
    Log,
    LogStore,
    Policy,
    PostgresStore,
    SigningKey,
    SqliteStore,
    event_leaf,
    sign_checkpoint,
)
from rooms.ledger.turns import in_turn

ORIGIN = "ledger.city-a.example/custody"
NOW = 1_795_000_000
STORES = ("sqlite", "postgres")


def seed(name: str) -> bytes:
    """32 bytes that belong to a name."""
    return hashlib.sha256(name.encode()).digest()


def leaf(number: int, *, day: date = date(2026, 11, 22)) -> Leaf:
    """A leaf that no other number gives."""
    tag = seed(f"tag {number}")
    return event_leaf(
        Kind.REQUEST, day, tags=[tag], commitments={Audience.COUNSEL: seed(f"text {number}")}, decision="do_not"
    )


def leaves(first: int, last: int) -> list[Leaf]:
    """Leaves by number."""
    return [leaf(number) for number in range(first, last)]


LOG_KEYS = (SigningKey.ed25519(ORIGIN, seed("log")), SigningKey.mldsa44(ORIGIN, seed("log")))
WITNESSES = {
    "inspector": SigningKey.mldsa44("inspector.example", seed("inspector")),
    "city-b": SigningKey.ed25519("city-b.example", seed("city-b"), type=KeyType.ED25519_COSIGNATURE),
    "city-c": SigningKey.ed25519("city-c.example", seed("city-c"), type=KeyType.ED25519_COSIGNATURE),
    "bar": SigningKey.ed25519("bar.example", seed("bar"), type=KeyType.ED25519_COSIGNATURE),
}
POLICY = "".join([
    *(f"log {key.verifier}\n" for key in LOG_KEYS),
    *(f"witness {name} {key.verifier}\n" for name, key in WITNESSES.items()),
    "group outside 2 city-b city-c bar\n",
    "group both all inspector outside\n",
    "quorum both\n",
]).encode()  # fmt: skip


def cosign(checkpoint: Checkpoint, *names: str, at: int = NOW) -> Checkpoint:
    """The checkpoint with the lines of some witnesses."""
    return checkpoint.signed(sign_checkpoint(WITNESSES[name], checkpoint, at) for name in names)


class Memory:
    """A signer's memory that lasts as long as the test."""

    def __init__(self) -> None:
        self.head: Checkpoint | None = None

    def latest(self) -> Checkpoint | None:
        return self.head

    def replace(self, old: Checkpoint | None, new: Checkpoint) -> bool:
        self.head = new
        return True


class Clock:
    """A clock that the test sets."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> int:
        return self.now


class Shelf:
    """Makes stores of one kind, looks into their tables, and closes them all at the end."""

    def __init__(self, kind: str, folder: Path, database: Callable[[], str]) -> None:
        self.kind, self._folder, self._database = kind, folder, database
        self._places: dict[str, str] = {}
        self._open: list[LogStore] = []

    def store(self, name: str = "log", **words: Any) -> Any:
        """A new store, or another view of the same one."""
        if self.kind == "sqlite":
            made: LogStore = SqliteStore(self._folder / f"{name}.sqlite", **words)
        else:
            made = PostgresStore(self.address(name), **words)
        self._open.append(made)
        return made

    def address(self, name: str = "log") -> str:
        """Where the database of a store is."""
        if self.kind == "sqlite":
            return str(self._folder / f"{name}.sqlite")
        if name not in self._places:
            self._places[name] = self._database()
        return self._places[name]

    def connect(self, name: str = "log") -> Any:
        """A connection of our own to the database of a store."""
        import sqlite3

        if self.kind == "sqlite":
            return sqlite3.connect(self.address(name), isolation_level=None)
        return psycopg.connect(self.address(name), autocommit=True)

    def run(self, query: str, *values: Any, name: str = "log") -> list[Any]:
        """Do to the tables what only their owner can do: the guards are taken off first."""
        connection = self.connect(name)
        try:
            if self.kind == "sqlite":
                for (trigger,) in connection.execute(
                    "SELECT name FROM sqlite_master WHERE type = 'trigger'"
                ).fetchall():
                    connection.execute(f"DROP TRIGGER {trigger}")
                done = connection.execute(query, values)
                return done.fetchall() if done.description else []
            connection.execute("SET session_replication_role = replica")
            done = connection.execute(query.replace("?", "%s"), values)
            return done.fetchall() if done.description else []
        finally:
            connection.close()

    def close(self) -> None:
        """Close what is still open."""
        for store in self._open:
            store.close()


@pytest.fixture(params=STORES)
def shelf(request: pytest.FixtureRequest, tmp_path: Path, postgresql: Callable[[], str]) -> Iterator[Shelf]:
    """Stores of each kind in turn."""
    made = Shelf(request.param, tmp_path, postgresql)
    yield made
    made.close()


@pytest.fixture
def clock() -> Clock:
    """A clock that stands still."""
    return Clock()


@pytest.fixture
def memory() -> Memory:
    """The signer's memory."""
    return Memory()


@pytest.fixture
def policy() -> Policy:
    """Inspector and two of three others."""
    return Policy.read(POLICY)


@pytest.fixture
def open_log(shelf: Shelf, clock: Clock, memory: Memory, policy: Policy) -> Callable[..., Log]:
    """Open a log over a store of this kind, with the same signer each time."""

    def opened(name: str = "log", **words: Any) -> Log:
        signer = FirstWitness(LOG_KEYS, words.pop("memory", memory))
        return Log(shelf.store(name), signer, clock, **{"policy": policy, **words})

    return opened


@pytest.fixture
def log(open_log: Callable[..., Log]) -> Log:
    """A log in each store."""
    return open_log()


@pytest.fixture
def file_memory(tmp_path: Path) -> FileMemory:
    """A signer's memory on disk."""
    return FileMemory(tmp_path / "signer" / "head")


@pytest.fixture
def kit() -> Any:
    """The names of this file, for tests that import nothing from it."""
    import types

    return types.SimpleNamespace(**{name: value for name, value in globals().items() if not name.startswith("_")})


@pytest.fixture
def appender(shelf: Any) -> Appender:
    return Appender(in_turn(shelf))


@pytest.fixture
def desk(shelf: Any) -> Iterator[Any]:
    """Somebody else's connection, with a table of its own."""
    in_turn(shelf)
    connection = shelf.connect()
    connection.execute("CREATE TABLE request(number INTEGER PRIMARY KEY)")
    yield connection
    connection.close()


@pytest.fixture
def whole(shelf: Any, kit: Any, clock: Any) -> Callable[[list[Any]], None]:
    """Check that the log holds exactly these leaves, and that its tiles and a new head fit them."""

    def check(expected: list[Any]) -> None:
        log = Log(in_turn(shelf), FirstWitness(kit.LOG_KEYS, kit.Memory()), clock)
        assert log.store.leaves(0, log.size + 1) == [leaf.content for leaf in expected]
        assert log.publish().size == len(expected)
        assert log.audit().findings == ()

    return check


@pytest.fixture
def signing(shelf: Any, kit: Any, clock: Any) -> Log:
    """The log of the program that signs."""
    return Log(in_turn(shelf, wait_seconds=30), FirstWitness(kit.LOG_KEYS, kit.Memory()), clock)
