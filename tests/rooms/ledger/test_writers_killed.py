"""Programs that write in turn are killed, and no leaf is lost or moved."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from comity.ledger import (
    Log,
)
from rooms.ledger.turns import asked

ROUNDS = int(os.environ.get("COMITY_TURNS", "4"))  # of killed writers, for each store


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
