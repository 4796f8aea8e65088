"""Many programs write to one log, each in its own transaction or in somebody else's, and no leaf is lost or moved."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.rows import dict_row

from comity.ledger import (
    Appender,
    DamageError,
    FirstWitness,
    Growth,
    Log,
    SequencerError,
    StoreError,
    check_inclusion,
    leaf_hash,
)

ROUNDS = int(os.environ.get("COMITY_TURNS", "4"))  # of killed writers, for each store


def in_turn(shelf: Any, **words: Any) -> Any:
    """A store beside which others write."""
    return shelf.store(**words) if shelf.kind == "sqlite" else shelf.store(sequencer=False, **words)


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


@contextmanager
def begun(connection: Any) -> Iterator[Any]:
    """A transaction as a framework opens and ends it."""
    connection.execute("BEGIN IMMEDIATE" if isinstance(connection, sqlite3.Connection) else "BEGIN")
    try:
        yield connection
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise


@contextmanager
def taken_back(connection: Any) -> Iterator[None]:
    """A transaction that ends in a rollback."""
    with suppress(ZeroDivisionError), begun(connection):
        yield
        raise ZeroDivisionError


def ask(connection: Any, number: int) -> None:
    connection.execute(f"INSERT INTO request VALUES({number})")


def asked(shelf: Any) -> list[int]:
    return [row[0] for row in shelf.run("SELECT number FROM request ORDER BY number")]


@pytest.fixture
def whole(shelf: Any, kit: Any, clock: Any) -> Callable[[list[Any]], None]:
    """Check that the log holds exactly these leaves, and that its tiles and a new head fit them."""

    def check(expected: list[Any]) -> None:
        log = Log(in_turn(shelf), FirstWitness(kit.LOG_KEYS, kit.Memory()), clock)
        assert log.store.leaves(0, log.size + 1) == [leaf.content for leaf in expected]
        assert log.publish().size == len(expected)
        assert log.audit().findings == ()

    return check


def test_a_leaf_and_the_desks_own_row_come_together_or_not_at_all(
    shelf: Any, appender: Appender, desk: Any, kit: Any, whole: Callable[[list[Any]], None]
) -> None:
    with begun(desk):
        ask(desk, 1)
        assert appender.append_in(desk, kit.leaves(0, 2)) == range(2)
        assert appender.size == 0, "not before the commit"
    assert appender.size == 2
    with taken_back(desk):
        ask(desk, 2)
        appender.append_in(desk, kit.leaves(2, 5))
    with begun(desk):
        ask(desk, 3)
        assert appender.append_in(desk, kit.leaves(7, 8)) == range(2, 3)
    assert asked(shelf) == [1, 3]
    whole([*kit.leaves(0, 2), kit.leaf(7)])


def test_one_transaction_takes_leaves_several_times(
    appender: Appender, desk: Any, kit: Any, whole: Callable[[list[Any]], None]
) -> None:
    with begun(desk):
        got = [appender.append_in(desk, kit.leaves(first, first + 130)) for first in (0, 130, 260, 390)]
    assert got == [range(first, first + 130) for first in (0, 130, 260, 390)]
    whole(kit.leaves(0, 520))


def test_after_a_rollback_that_nobody_tells_the_leaves_of_another_program_are_the_tree(
    shelf: Any, appender: Appender, desk: Any, kit: Any, whole: Callable[[list[Any]], None]
) -> None:
    other = Appender(in_turn(shelf))
    with taken_back(desk):
        appender.append_in(desk, kit.leaves(0, 300))
    assert other.append(kit.leaves(1000, 1300)) == range(300), "as many leaves as were taken back, and others"
    with begun(desk):
        assert appender.append_in(desk, kit.leaves(300, 700)) == range(300, 700)
    whole([*kit.leaves(1000, 1300), *kit.leaves(300, 700)])


def test_what_a_savepoint_takes_back_is_not_in_the_tree(
    appender: Appender, desk: Any, kit: Any, whole: Callable[[list[Any]], None]
) -> None:
    with begun(desk):
        appender.append_in(desk, kit.leaves(0, 200))
        desk.execute("SAVEPOINT inner_part")
        assert appender.append_in(desk, kit.leaves(200, 300)) == range(200, 300)
        desk.execute("ROLLBACK TO SAVEPOINT inner_part")
        assert appender.append_in(desk, kit.leaves(500, 600)) == range(200, 300)
    whole([*kit.leaves(0, 200), *kit.leaves(500, 600)])


@pytest.fixture
def signing(shelf: Any, kit: Any, clock: Any) -> Log:
    """The log of the program that signs."""
    return Log(in_turn(shelf, wait_seconds=30), FirstWitness(kit.LOG_KEYS, kit.Memory()), clock)


@pytest.mark.parametrize("seed", range(4))
def test_any_order_of_writers_commits_and_rollbacks_gives_one_whole_log(
    shelf: Any, signing: Log, desk: Any, kit: Any, seed: int
) -> None:
    chance, expected = random.Random(seed), list[Any]()
    log, appender = signing, Appender(in_turn(shelf))
    others = [appender, Appender(in_turn(shelf)), log]
    for _ in range(60):
        size = chance.choice([0, 1, 2, 3, 3, 3, 90, 256])
        some = kit.leaves(len(expected), len(expected) + size)  # the same leaves again after a rollback
        writer, ending = chance.choice(others), chance.choice(["commit", "commit", "rollback", "savepoint"])
        if writer is log:
            assert log.append(some) == range(len(expected), len(expected) + size)
            assert log.publish().size == len(expected) + size
        else:
            assert isinstance(writer, Appender)
            desk.execute("BEGIN")
            assert writer.append_in(desk, some).start == len(expected)
            if ending == "savepoint":
                desk.execute("SAVEPOINT again")
                writer.append_in(desk, kit.leaves(9_000, 9_003))
                desk.execute("ROLLBACK TO SAVEPOINT again")
            desk.execute("ROLLBACK" if ending == "rollback" else "COMMIT")
        expected += [] if ending == "rollback" and writer is not log else some
    assert log.store.leaves(0, log.size + 1) == [leaf.content for leaf in expected]
    assert log.publish().size == len(expected)
    assert log.audit().findings == ()


def test_a_database_that_was_put_back_under_a_running_program_is_noticed(
    shelf: Any, appender: Appender, kit: Any, whole: Callable[[list[Any]], None]
) -> None:
    appender.append(kit.leaves(0, 5))
    shelf.run("DELETE FROM ledger_entry WHERE idx > 2")
    Appender(in_turn(shelf)).append(kit.leaves(20, 22))
    assert appender.append(kit.leaves(5, 6)) == range(5, 6)
    whole([*kit.leaves(0, 3), *kit.leaves(20, 22), kit.leaf(5)])


@pytest.mark.usefixtures("desk")
def test_threads_share_one_appender(
    shelf: Any, appender: Appender, signing: Log, kit: Any, tally: Callable[..., None]
) -> None:
    faults: list[BaseException] = []

    def work(name: int) -> None:
        try:
            with closing(shelf.connect()) as connection:
                for turn in range(10):
                    with begun(connection):
                        ask(connection, 100 * name + turn)
                        appender.append_in(connection, kit.leaves(1000 * name + 3 * turn, 1000 * name + 3 * turn + 3))
        except BaseException as error:  # noqa: BLE001 - it is shown by the test
            faults.append(error)

    threads = [threading.Thread(target=work, args=(name,)) for name in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert faults == []
    assert len(asked(shelf)) == 80
    assert (signing.publish().size, signing.audit().whole) == (240, True)
    assert sorted(signing.store.leaves(0, 240)) == sorted(
        kit.leaf(1000 * name + number).content for name in range(8) for number in range(30)
    )
    tally("turns taken by threads", 80)


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


def test_rows_and_cursors_may_have_any_form(shelf: Any, appender: Appender, desk: Any, kit: Any) -> None:
    if shelf.kind == "sqlite":
        desk.row_factory = sqlite3.Row
        with begun(desk):
            appender.append_in(desk.cursor(), kit.leaves(0, 300))
            appender.append_in(desk, kit.leaves(300, 301))
    else:
        with psycopg.connect(
            shelf.address(), autocommit=True, row_factory=dict_row, cursor_factory=psycopg.ClientCursor
        ) as odd:
            odd.execute("BEGIN")
            appender.append_in(odd.cursor(), kit.leaves(0, 300))
            appender.append_in(odd, kit.leaves(300, 301))
            odd.execute("COMMIT")
    assert appender.size == 301


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


def test_the_log_that_signs_takes_in_what_others_wrote(
    shelf: Any, appender: Appender, kit: Any, clock: Any, policy: Any
) -> None:
    log = Log(in_turn(shelf), FirstWitness(kit.LOG_KEYS, kit.Memory()), clock, policy=policy)
    appender.append(kit.leaves(0, 300))
    head = log.publish()
    assert head.size == 300
    appender.append(kit.leaves(300, 310))
    assert log.size == 310
    assert log.leaf(305) == kit.leaf(305)
    check_inclusion(305, 310, leaf_hash(kit.leaf(305).content), log.inclusion(305, 310), log.root(310))
    check_inclusion(305, 310, leaf_hash(kit.leaf(305).content), appender.inclusion(305, 310), log.root(310))
    with log.transaction() as transaction:
        assert log.append_in(transaction, kit.leaves(310, 311)) == range(310, 311)
    other = Log(in_turn(shelf), FirstWitness(kit.LOG_KEYS, kit.Memory()), clock, policy=policy)
    appender.append(kit.leaves(311, 600))
    kept = kit.cosign(log.publish(), "inspector", "city-b", "bar")
    other.keep(kept)
    assert other.receipt(599, kept).index == 599, "a head beyond what it had seen is no fork"
    assert appender.newest() is not None
    assert log.audit().whole


def test_a_program_whom_others_are_always_ahead_of_gets_its_turn(
    signing: Log, appender: Appender, kit: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept, numbers = type(signing.store).write, iter(range(100, 200))

    def write(self: Any, *words: Any) -> None:
        appender.append([kit.leaf(next(numbers))])
        kept(self, *words)

    monkeypatch.setattr(type(signing.store), "write", write)
    for turn in range(5):
        assert signing.append(kit.leaves(3 * turn, 3 * turn + 3)) == range(4 * turn + 1, 4 * turn + 4)
    assert (signing.publish().size, signing.audit().whole) == (20, True)


def test_rows_of_others_whose_tile_does_not_fit_are_not_taken_in(
    shelf: Any, appender: Appender, kit: Any, clock: Any
) -> None:
    log = Log(in_turn(shelf), FirstWitness(kit.LOG_KEYS, kit.Memory()), clock)
    appender.append(kit.leaves(0, 300))
    shelf.run("UPDATE ledger_tile SET root = ?", bytes(32))
    with pytest.raises(DamageError, match="not the one that its rows give"):
        log.append(kit.leaves(300, 301))
    with pytest.raises(DamageError):
        log.publish()


def test_an_audit_beside_writers_finds_nothing_wrong(
    shelf: Any, appender: Appender, signing: Log, kit: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    appender.append(kit.leaves(0, 300))
    signing.publish()
    numbers, kept = iter(range(300, 9_000, 256)), type(signing.store).tile_count

    def tile_count(self: Any, level: int) -> int:
        first = next(numbers)
        appender.append(kit.leaves(first, first + 256))
        return int(kept(self, level))

    with monkeypatch.context() as patch:
        patch.setattr(type(signing.store), "tile_count", tile_count)
        found = signing.audit()
    assert (found.findings, found.size, found.heads) == ((), 300, 1)
    assert signing.audit().size > 2_000
    shelf.run("INSERT INTO ledger_tile SELECT id + 100, hashes, root FROM ledger_tile WHERE id = 0")
    assert signing.audit().findings == ("level 0 has a wrong number of tiles",)


def test_rows_that_vanish_are_noticed(shelf: Any, appender: Appender, kit: Any, clock: Any) -> None:
    appender.append(kit.leaves(0, 9))
    log = Log(in_turn(shelf), FirstWitness(kit.LOG_KEYS, kit.Memory()), clock)
    shelf.run("DELETE FROM ledger_entry WHERE idx > 3")
    with pytest.raises(DamageError, match="has 4 leaves and had 9"):
        log.publish()


def test_growth_that_is_read_anew_is_the_growth_that_was_followed(
    appender: Appender, shelf: Any, kit: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    follower, reader = Appender(in_turn(shelf)), Appender(in_turn(shelf))
    appender.append(kit.leaves(0, 700))
    followed = follower._catch_up()
    monkeypatch.setattr("comity.ledger.appender.MAX_FOLLOWED", 10)
    assert reader._catch_up() == followed == Growth().extend(leaf.content for leaf in kit.leaves(0, 700))[0]


WRITER = """
import random, sqlite3, sys, time
from pathlib import Path
import psycopg
from comity.ledger import *
kind, place, name = sys.argv[1:]
store = SqliteStore(Path(place)) if kind == "sqlite" else PostgresStore(place, sequencer=False)
appender = Appender(store)
def connected():
    if kind == "sqlite":
        return sqlite3.connect(place, isolation_level=None, timeout=30)
    return psycopg.connect(place, autocommit=True)
desk = connected()
chance, turn = random.Random(int(name)), 0
print("open", flush=True)
while True:
    count = chance.choice([1, 1, 2, 5, 60])
    desk.execute("BEGIN IMMEDIATE" if kind == "sqlite" else "BEGIN")
    first = turn
    for part in range(2):
        leaves = [Leaf(b"%s %d" % (name.encode(), turn + at)) for at in range(count)]
        indexes = appender.append_in(desk, leaves)
        desk.execute(f"INSERT INTO request VALUES({int(name) * 10**6 + turn})")
        turn += count
    if chance.random() < 0.3:
        desk.execute("ROLLBACK")
        turn = first
    else:
        desk.execute("COMMIT")
        print("has", turn, indexes.stop, flush=True)
    time.sleep(0.002)
"""


def _start(shelf: Any, name: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, shelf.kind, shelf.address(), str(name)], stdout=subprocess.PIPE, text=True
    )


@pytest.mark.usefixtures("desk")
def test_programs_that_write_in_turn_and_are_killed_lose_double_and_move_nothing(
    shelf: Any, signing: Log, tally: Callable[..., None]
) -> None:
    log = signing
    heads, acknowledged, names = list[Any](), dict[str, int](), iter(range(1, 1000))
    for round_ in range(ROUNDS):
        writers = {next(names): None for _ in range(4)}
        running = {name: _start(shelf, name) for name in writers}
        for writer in running.values():
            assert writer.stdout is not None
            assert writer.stdout.readline() == "open\n"
        until = time.monotonic() + 0.25 + 0.05 * round_
        while time.monotonic() < until:
            heads.append(log.publish())
        for name, writer in running.items():
            writer.send_signal(signal.SIGKILL)
            assert writer.stdout is not None
            said = [line.split() for line in writer.stdout.read().split("\n")[:-1]]
            writer.wait()
            writer.stdout.close()
            acknowledged[str(name)] = max([0, *(int(words[1]) for words in said if words[0] == "has")])
    heads.append(log.publish())
    found: dict[str, list[int]] = {}
    for content in log.store.leaves(0, log.size):
        name, number = content.decode().split()
        found.setdefault(name, []).append(int(number))
    for name, numbers in found.items():
        assert numbers == list(range(len(numbers))), "in order, none twice, no gap"
        assert len(numbers) >= acknowledged.pop(name), "nothing acknowledged is lost"
    assert not any(acknowledged.values())
    rows = set(asked(shelf))
    assert {row // 10**6 for row in rows} == set(map(int, found)), "the desk's rows are those of the log"
    assert all(row % 10**6 < len(found[str(row // 10**6)]) for row in rows)
    assert len({head.size for head in heads}) > ROUNDS
    assert all(log.root(head.size) == head.root for head in heads)
    assert log.audit().findings == ()
    assert Path(shelf.address()).exists() or shelf.kind == "postgres"
    tally("programs killed while writing in turn", 4 * ROUNDS)
    tally("leaves written in turn", log.size)
