"""The desk over a real database: SQLite in a file here, PostgreSQL when `test_on_postgresql.py` runs all this again."""

import threading
from datetime import UTC, datetime
from typing import Any

import pytest

from contract.desk import Clock, Desk
from desk_for_tests import durable, open_desk, opened

open_desk()

__all__ = ["durable", "opened"]


@pytest.fixture
def clock() -> Clock:
    """A clock that the test turns."""
    return Clock()


@pytest.fixture
def records(opened: Any, durable: None, clock: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Records that keep what a test does, until its end; threads give back their connections."""
    from comity.store.records import DjangoRecords

    monkeypatch.setattr(threading, "Thread", _Thread)
    return DjangoRecords(opened.records.record, clock, watchers=opened.records.watchers)


@pytest.fixture
def desk(opened: Any, db: None, clock: Clock) -> Desk:
    """A sheriff's desk, in a transaction that is taken back; with `durable` beside it, kept until the test's end."""
    from comity.store.records import DjangoRecords

    return Desk(DjangoRecords(opened.records.record, clock, watchers=opened.records.watchers), clock)


@pytest.fixture
def noon() -> datetime:
    return datetime(2026, 11, 20, 20, 0, tzinfo=UTC)


class _Thread(threading.Thread):
    def run(self) -> None:
        from django.db import connections

        try:
            super().run()
        finally:
            connections.close_all()
