"""Who gets no turn at the log, or not yet, and what is said to them."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import closing
from typing import Any

import pytest

from comity.ledger import (
    Appender,
    SequencerError,
    StoreError,
)
from rooms.ledger.turns import begun, in_turn


def test_a_connection_without_a_transaction_is_refused(appender: Appender, desk: Any, kit: Any) -> None:
    with pytest.raises(StoreError, match="no transaction is open"):
        appender.append_in(desk, kit.leaves(0, 1))
    with pytest.raises(StoreError, match="not a connection"):
        appender.append_in(object(), kit.leaves(0, 1))  # type: ignore[arg-type]
    assert appender.size == 0


@pytest.mark.parametrize("shelf", ["sqlite"], indirect=True)
def test_a_connection_that_does_not_flush_is_refused(appender: Appender, desk: Any, kit: Any) -> None:
    desk.execute("PRAGMA synchronous=NORMAL")
    with pytest.raises(StoreError, match="does not flush"), begun(desk):
        appender.append_in(desk, kit.leaves(0, 1))
    desk.execute("PRAGMA synchronous=EXTRA")
    with begun(desk):
        appender.append_in(desk, kit.leaves(0, 1))
    assert appender.size == 1


@pytest.mark.parametrize("shelf", ["postgres"], indirect=True)
def test_a_commit_is_flushed_even_where_the_connection_was_set_otherwise(
    appender: Appender, desk: Any, kit: Any
) -> None:
    desk.execute("SET synchronous_commit = off")
    with begun(desk):
        appender.append_in(desk, kit.leaves(0, 1))
        assert desk.execute("SHOW synchronous_commit").fetchone() == ("on",)
    assert desk.execute("SHOW synchronous_commit").fetchone() == ("off",)


def test_a_transaction_begun_late_takes_the_turn_or_fails_and_never_forks(
    shelf: Any, appender: Appender, desk: Any, kit: Any, whole: Callable[[list[Any]], None]
) -> None:
    """A deferred transaction of SQLite, or one that sees an older state of PostgreSQL, has read before its turn."""
    appender.append(kit.leaves(0, 3))
    desk.execute("BEGIN" if shelf.kind == "sqlite" else "BEGIN ISOLATION LEVEL REPEATABLE READ")
    assert desk.execute("SELECT count(*) FROM ledger_entry").fetchone()[0] == 3
    appender.append(kit.leaves(3, 6))
    if shelf.kind == "sqlite":
        with pytest.raises(SequencerError, match="another writer"):
            appender.append_in(desk, kit.leaves(6, 9))
        desk.execute("ROLLBACK")
        whole(kit.leaves(0, 6))
    else:
        assert appender.append_in(desk, kit.leaves(6, 9)) == range(6, 9)
        desk.execute("COMMIT")
        whole(kit.leaves(0, 9))


def test_who_waits_too_long_for_the_turn_is_told(shelf: Any, appender: Appender, desk: Any, kit: Any) -> None:
    impatient = Appender(in_turn(shelf, wait_seconds=0.2))
    with begun(desk):
        appender.append_in(desk, kit.leaves(0, 1))
        with pytest.raises(SequencerError, match="for too long"):
            impatient.append(kit.leaves(1, 2))
    assert impatient.append(kit.leaves(1, 2)) == range(1, 2)


@pytest.mark.parametrize("shelf", ["postgres"], indirect=True)
def test_the_connections_own_patience_counts(shelf: Any, appender: Appender, desk: Any, kit: Any) -> None:
    with closing(shelf.connect()) as other:
        other.execute("SET lock_timeout = '150ms'")
        with begun(desk):
            appender.append_in(desk, kit.leaves(0, 1))
            began = time.monotonic()
            with pytest.raises(SequencerError, match="for too long"), begun(other):
                appender.append_in(other, kit.leaves(1, 2))
            assert time.monotonic() - began < 5


@pytest.mark.parametrize("shelf", ["postgres"], indirect=True)
def test_beside_a_sequencer_nobody_writes_in_turn(shelf: Any, kit: Any) -> None:
    sequencer = shelf.store()
    impatient = Appender(in_turn(shelf, wait_seconds=0.2))
    with pytest.raises(SequencerError, match="for too long"):
        impatient.append(kit.leaves(0, 1))
    sequencer.close()
    assert impatient.append(kit.leaves(0, 1)) == range(1)
    with impatient.transaction() as transaction:
        impatient.append_in(transaction, kit.leaves(1, 2))
        with pytest.raises(SequencerError, match="another sequencer"):
            shelf.store()
