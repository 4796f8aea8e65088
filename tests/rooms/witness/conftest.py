"""What the tests of witnesses share: a log, three witnesses that are really served, a clock that the test sets."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from comity.ledger import (
    Audience,
    FileMemory,
    FirstWitness,
    KeyType,
    Kind,
    Leaf,
    Log,
    Policy,
    SigningKey,
    SqliteStore,
    event_leaf,
)
from comity.matters import Index, SqliteDatabase
from comity.witness import Cosigner, Monitor, PublishedLog, WitnessMemory, WitnessServer

ORIGIN = "ledger.city-a.example/custody"
NOW = 1_795_000_000
DAY = date(2026, 11, 22)
NAMES = ("inspector", "city-b", "bar")


def seed(name: str) -> bytes:
    return hashlib.sha256(name.encode()).digest()


def leaf(number: int, *, salt: str = "") -> Leaf:
    commitments = {Audience.COUNSEL: seed(f"text {salt}{number}")}
    return event_leaf(Kind.REQUEST, DAY, tags=[seed(f"tag {salt}{number}")], commitments=commitments, decision="do_not")


def leaves(first: int, last: int, *, salt: str = "") -> list[Leaf]:
    return [leaf(number, salt=salt) for number in range(first, last)]


def witness_key(name: str) -> SigningKey:
    if name == "inspector":
        return SigningKey.mldsa44(f"{name}.example", seed(name))
    return SigningKey.ed25519(f"{name}.example", seed(name), type=KeyType.ED25519_COSIGNATURE)


LOG_KEYS = (SigningKey.ed25519(ORIGIN, seed("log")), SigningKey.mldsa44(ORIGIN, seed("log")))


@dataclass
class Clock:
    """A clock that the test sets."""

    now: int = NOW

    def __call__(self) -> int:
        return self.now


@dataclass
class World:
    """A city's log and the witnesses around it."""

    folder: Path
    clock: Clock = field(default_factory=Clock)
    stack: ExitStack = field(default_factory=ExitStack)
    servers: dict[str, WitnessServer] = field(default_factory=dict)
    addresses: dict[str, str] = field(default_factory=dict)

    def serve(self, name: str, *, port: int = 0) -> WitnessServer:
        memory = WitnessMemory(self.folder / f"{name}.db")
        cosigner = Cosigner([witness_key(name)], {ORIGIN: tuple(key.verifier for key in LOG_KEYS)}, memory, self.clock)
        server = WitnessServer(cosigner, port=port)
        server.start()
        self.stack.callback(memory.close)
        self.stack.callback(server.stop)
        self.servers[name], self.addresses[name] = server, server.address
        return server

    @property
    def policy(self) -> Policy:
        """The inspector, and one of two outsiders."""
        lines = [f"log {key.verifier}" for key in LOG_KEYS]
        lines += [f"witness {name} {witness_key(name).verifier} {self.addresses[name]}" for name in NAMES]
        lines += ["group outside any city-b bar", "group both all inspector outside", "quorum both", ""]
        return Policy.read("\n".join(lines).encode())

    def log(self, name: str = "log") -> Log:
        """A log with its own signer; another name is another log of the same keys."""
        store = SqliteStore(self.folder / f"{name}.sqlite")
        self.stack.callback(store.close)
        return Log(
            store, FirstWitness(LOG_KEYS, FileMemory(self.folder / name / "head")), self.clock, policy=self.policy
        )

    def index(self, log: Log, name: str = "log") -> Index:
        beside = SqliteDatabase(self.folder / f"{name}.sqlite")
        self.stack.callback(beside.close)
        return Index(beside, depth=6)

    def monitor(self, place: Path | str, *, copy: str = "copy", **words: Any) -> Monitor:
        source, store = PublishedLog(str(place)), SqliteStore(self.folder / f"{copy}.sqlite")
        self.stack.callback(source.close)
        self.stack.callback(store.close)
        return Monitor(source, store, self.policy, self.clock, seconds=8.0, **words)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """Three witnesses on the loopback, each with a memory of its own."""
    made = World(tmp_path)
    with made.stack:
        for name in NAMES:
            made.serve(name)
        yield made


@pytest.fixture
def kit() -> Callable[[str], Any]:
    """The names of this file, for tests that cannot import it."""
    return lambda name: globals()[name]
