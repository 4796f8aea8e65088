"""Writers of SQLite wait for their turn: they get in between two transactions of an import, however short the gap."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError
from django.db.utils import ConnectionHandler

from comity.store.outages import Outage, outage

TIMEOUT = 20


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "desk.db"


@pytest.fixture
def other(file: Path) -> Iterator[sqlite3.Connection]:
    """Somebody else's connection."""
    made = sqlite3.connect(file, isolation_level=None)
    yield made
    made.close()


@pytest.fixture
def waiting(file: Path, django_db_blocker: Any) -> Iterator[Any]:
    """A connection as Django opens it for the desk."""
    options = {"transaction_mode": "IMMEDIATE", "timeout": TIMEOUT}
    made = ConnectionHandler({"default": {"ENGINE": "comity.store.sqlite", "NAME": file, "OPTIONS": options}})
    with django_db_blocker.unblock():
        yield made["default"]
        made["default"].close()


def begin(connection: Any) -> None:
    connection.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)


def test_who_waits_looks_again_and_again_and_gets_in_at_the_first_gap(other: Any, waiting: Any) -> None:
    looks = []

    def gap_at_the_thirtieth(execute: Any, sql: str, *rest: Any) -> Any:
        looks.append(sql)
        if len(looks) == 30:
            other.execute("ROLLBACK")
        return execute(sql, *rest)

    other.execute("BEGIN IMMEDIATE")
    with waiting.execute_wrapper(gap_at_the_thirtieth):
        begin(waiting)
    assert looks == ["BEGIN IMMEDIATE"] * 30
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        other.execute("PRAGMA busy_timeout=0").connection.execute("BEGIN IMMEDIATE")


def test_within_a_transaction_and_outside_of_one_sqlite_waits_as_long_as_before(waiting: Any) -> None:
    begin(waiting)
    with waiting.cursor() as cursor:
        assert cursor.execute("PRAGMA busy_timeout").fetchone()[0] == TIMEOUT * 1000


def test_who_has_waited_for_as_long_as_one_waits_is_told_so(other: Any, waiting: Any) -> None:
    waiting.settings_dict["OPTIONS"]["timeout"] = 0.05
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(OperationalError) as told:
        begin(waiting)
    assert outage(told.value) is Outage.WAITED
    other.execute("ROLLBACK")
    begin(waiting)


def test_what_is_wrong_otherwise_is_told_at_once(waiting: Any) -> None:
    waiting.ensure_connection()
    waiting.transaction_mode = "NEVER"
    with pytest.raises(OperationalError, match="syntax"):
        begin(waiting)
