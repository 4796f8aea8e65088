"""Web workers beside the program that signs, as tests of several programs start them."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date
from typing import Any

import psycopg

from comity.ledger import Appender, PostgresStore, SqliteStore
from comity.ledger.leaf import Audience, Kind
from comity.matters import (
    Codes,
    Index,
    KeyFiles,
    KeyStore,
    MatterKey,
    Matters,
    NewEvent,
    Payloads,
    new_matter_name,
)

ASKED = Codes(Kind.REQUEST, "asked", org="federal")
FACT = Codes(Kind.FACT)
DAY = date(2026, 11, 28)


class Desk:
    """A web worker: its own connections to the same two databases, without signer and clock."""

    def __init__(self, site: Any, city: Any) -> None:
        self.site, self._city = site, city
        store = PostgresStore(site.ledger, sequencer=False) if site.is_postgres else SqliteStore(site.ledger)
        beside, apart = site.database(site.ledger), site.database(site.keys)
        self.appender = Appender(store)
        self.keys = KeyStore(apart, KeyFiles(site.folder / "wrapping"))
        self.matters = Matters(self.keys, Payloads(beside), Index(beside, depth=6), self.appender)
        self.connection = self.connect()
        self._parts = [self.connection, store, beside, apart]

    def connect(self) -> Any:
        if self.site.is_postgres:
            return psycopg.connect(self.site.ledger, autocommit=True)
        return sqlite3.connect(self.site.ledger, isolation_level=None, check_same_thread=False)

    @contextmanager
    def begun(self, connection: Any = None) -> Iterator[Any]:
        connection = connection or self.connection
        connection.execute("BEGIN" if self.site.is_postgres else "BEGIN IMMEDIATE")
        try:
            yield connection
            connection.execute("COMMIT")
        except BaseException:
            connection.execute("ROLLBACK")
            raise

    def close(self) -> None:
        for part in self._parts:
            part.close()


def opened(desk: Desk, count: int = 1) -> list[str]:
    handles = [new_matter_name() for _ in range(count)]
    desk.keys.add_many((handle, MatterKey.new()) for handle in handles)
    with desk.begun() as transaction:
        events = [NewEvent(handle, Codes(Kind.MATTER), DAY, {Audience.COUNSEL: b"opened"}) for handle in handles]
        desk.matters.record_in(transaction, events, opening=handles)
    return handles


@contextmanager
def taken_back(desk: Desk) -> Iterator[Any]:
    """A transaction that ends in a rollback."""
    with suppress(ZeroDivisionError), desk.begun() as transaction:
        yield transaction
        raise ZeroDivisionError


def said(desk: Desk, transaction: Any, handle: str) -> list[bytes]:
    return [payload for _, _, payload in desk.matters.histories(transaction, [handle])[handle]]
