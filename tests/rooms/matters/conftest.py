"""A city with a real log, three witnesses, a key store apart, and a clock that the test turns."""

import secrets
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest

from comity.ledger.checkpoint import Checkpoint, sign_checkpoint
from comity.ledger.keys import KeyType, SigningKey
from comity.ledger.log import Log
from comity.ledger.policy import Policy
from comity.ledger.stores.postgres import PostgresStore
from comity.ledger.stores.sqlite import SqliteStore
from comity.ledger.witness import FileMemory, FirstWitness
from comity.matters.database import PostgresDatabase, SqliteDatabase
from comity.matters.erasure import Eraser
from comity.matters.index import Index
from comity.matters.key_store import KeyStore
from comity.matters.payloads import Payloads
from comity.matters.record import Matters
from comity.matters.wrapping import DAY, KeyFiles
from rooms.matters.desks import Desk

ORIGIN = "ledger.city-a.example/custody"
START = 1_700_000_000
WITNESSES = ("inspector", "city-b", "bar")


@dataclass
class Site:
    """Where a city keeps its two databases; opening them again is what a restart does."""

    folder: Path
    ledger: str
    keys: str
    payloads: str

    @property
    def is_postgres(self) -> bool:
        return self.ledger.startswith("postgresql:")

    def database(self, address: str) -> Any:
        return PostgresDatabase(address) if self.is_postgres else SqliteDatabase(Path(address))

    def log_store(self) -> Any:
        return PostgresStore(self.ledger) if self.is_postgres else SqliteStore(Path(self.ledger))


@dataclass
class City:
    """One program of a city that runs, from its opening to its end."""

    site: Site
    now: int = START
    wrapped: Callable[[str, Any], Any] = lambda _, part: part
    stack: ExitStack = field(default_factory=ExitStack)

    def __post_init__(self) -> None:
        self.signing = SigningKey.ed25519(ORIGIN, b"l" * 32)
        self.witnesses = [
            SigningKey.ed25519(f"{name}.example/w", bytes([place]) * 32, type=KeyType.ED25519_COSIGNATURE)
            for place, name in enumerate(WITNESSES, 1)
        ]
        lines = [f"log {self.signing.verifier}"]
        lines += [f"witness {name} {key.verifier}" for name, key in zip(WITNESSES, self.witnesses, strict=True)]
        lines += ["group outside 2 city-b bar", "group everybody 2 inspector outside", "quorum everybody"]
        self.policy_text = "\n".join(lines).encode() + b"\n"
        self.policy = Policy.read(self.policy_text)
        memory = FileMemory(self.site.folder / "signer" / "head")
        self.store = self.site.log_store()
        self.stack.callback(self.store.close)
        self.real_log = Log(self.store, FirstWitness([self.signing], memory), lambda: self.now, policy=self.policy)
        self.log = self.wrapped("log", self.real_log)
        self.ledger_database = self.open_database("ledger", self.site.ledger)
        self.key_database = self.open_database("keys", self.site.keys)
        self.wrap = KeyFiles(self.site.folder / "wrapping")
        if not self.wrap.generations():
            self.wrap.begin(self.now)
        self.keys = KeyStore(self.key_database, self.wrap)
        apart = self.site.payloads != self.site.ledger
        self.payload_database = self.open_database("payloads", self.site.payloads) if apart else self.ledger_database
        self.payloads = Payloads(self.payload_database)
        self.index = Index(self.ledger_database, depth=6)
        self.matters = Matters(self.keys, self.payloads, self.index, self.log)
        self.eraser = Eraser(self.matters)

    def open_database(self, name: str, address: str) -> Any:
        database = self.site.database(address)
        self.stack.callback(database.close)
        return self.wrapped(name, database)

    @property
    def day(self) -> date:
        return datetime.fromtimestamp(self.now, UTC).date()

    def days_later(self, days: float) -> None:
        self.now += int(days * DAY)

    def publish(self) -> Checkpoint:
        """A head with a quorum of witnesses."""
        self.now += 1
        head = self.real_log.publish()
        signed = head.signed(sign_checkpoint(key, head, self.now) for key in self.witnesses)
        self.real_log.keep(signed)
        return signed

    def index_and_publish(self) -> None:
        self.index.publish(self.log, self.day)
        self.publish()

    def close(self) -> None:
        self.stack.close()


@pytest.fixture(scope="session")
def postgres(postgresql: Callable[[], str]) -> Callable[[int], str]:
    """The address of a database in which there is nothing, by its number: it is emptied, which is sooner than new."""
    made: list[str] = []

    def emptied(number: int) -> str:
        if number < len(made):
            _empty(made[number])
        else:
            made.append(postgresql())
        return made[number]

    return emptied


@pytest.fixture(params=["sqlite", "sqlite-apart", "postgres"])
def new_site(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[..., Site]:
    """Make an empty site, as often as a test asks; with `again`, in the place of those before, which have ended."""
    numbers = count()

    def site(*, again: bool = False) -> Site:
        nonlocal numbers
        folder = tmp_path / f"site-{secrets.token_hex(4)}"
        folder.mkdir()
        if request.param == "postgres":
            numbers = count() if again else numbers
            ledger, keys = (request.getfixturevalue("postgres")(next(numbers)) for _ in range(2))
            return Site(folder, ledger, keys, ledger)
        payloads = "payloads.db" if request.param == "sqlite-apart" else "ledger.db"
        return Site(folder, *(str(folder / name) for name in ("ledger.db", "keys.db", payloads)))

    return site


def _empty(address: str) -> None:
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        connection.execute("DROP SCHEMA public CASCADE")
        connection.execute("CREATE SCHEMA public")


@pytest.fixture
def site(new_site: Callable[[], Site]) -> Site:
    return new_site()


@pytest.fixture
def start() -> Iterator[Callable[..., City]]:
    """Start the program of a site; every one is closed at the end of the test."""
    cities: list[City] = []

    def started(site: Site, **more: Any) -> City:
        cities.append(City(site, **more))
        return cities[-1]

    yield started
    for city in cities:
        city.close()


@pytest.fixture
def city(site: Site, start: Callable[..., City]) -> City:
    return start(site)


@pytest.fixture
def turns(site: Any, start: Callable[..., Any]) -> Iterator[tuple[Any, Callable[[], Desk]]]:
    """A city whose log is written in turn, and as many desks as are asked for."""
    if site.is_postgres:
        site.log_store = lambda: PostgresStore(site.ledger, sequencer=False)
    city = start(site)
    desks: list[Desk] = []

    def desk() -> Desk:
        desks.append(Desk(site, city))
        return desks[-1]

    yield city, desk
    for one in desks:
        one.close()
