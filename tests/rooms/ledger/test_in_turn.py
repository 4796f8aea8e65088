"""Many programs write to one log, each in its own transaction or in somebody else's, and no leaf is lost or moved."""

from __future__ import annotations

import random
import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from typing import Any

import psycopg
import pytest
from psycopg.rows import dict_row

from comity.ledger import (
    Appender,
    Log,
)
from rooms.ledger.turns import ask, asked, begun, in_turn, taken_back


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
