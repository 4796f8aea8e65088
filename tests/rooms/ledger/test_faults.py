"""Power cuts, full disks, lying memory: nothing acknowledged is lost, nothing wrong is signed."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from comity.ledger import DamageError, FileMemory, FirstWitness, Growth, Log, SequencerError, SqliteStore, StoreError

KILLS = int(os.environ.get("COMITY_KILLS", "100"))  # for each store

# One program that has loaded everything, and is a writer's parent as often as it is asked: two hundred starts of Python
# would take two minutes.
NURSERY = """
import os, sys
from pathlib import Path
from comity.ledger import *

def say(what, number):
    os.write(1, f"{what} {number}\\n".encode())  # at once, or the lines of two programs would run into each other

def write(kind, place, folder):
    store = SqliteStore(Path(place)) if kind == "sqlite" else PostgresStore(place)
    keys = [SigningKey.ed25519("o.example/log", bytes(32))]
    log = Log(store, FirstWitness(keys, FileMemory(Path(folder, "head"))), clock=lambda: 1_795_000_000)
    if log.refusal: raise log.refusal
    say("open", log.size)
    while True:
        first = log.size
        indexes = log.append([Leaf((first + step).to_bytes(8)) for step in range(1 + first % 7)])
        say("has", indexes.stop)
        if first % 5 == 0:
            say("signed", log.publish().size)

for _ in sys.stdin:
    child = os.fork()
    if not child:
        try:
            write(*sys.argv[1:])
        finally:
            os._exit(1)
    say("born", child)
    os.waitpid(child, 0)
    say("gone", child)
"""


def _lives(nursery: subprocess.Popen[str], seconds: float) -> Iterator[tuple[str, int]]:
    """What one writer says until it is killed."""
    assert nursery.stdin is not None
    assert nursery.stdout is not None
    nursery.stdin.write("another\n")
    nursery.stdin.flush()
    lines = (line.split() for line in nursery.stdout)
    first = sorted([next(lines), next(lines)])
    assert [what for what, _ in first] == ["born", "open"]
    child = int(first[0][1])
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    for what, number in lines:
        if what == "gone":
            return
        yield what, int(number)


def test_a_writer_killed_at_any_moment_loses_nothing_acknowledged(
    shelf: Any, tmp_path: Path, tally: Callable[..., None]
) -> None:
    signer = tmp_path / "signer"
    shelf.store().close()
    said = [("has", 0), ("signed", 0)]
    words = [sys.executable, "-c", NURSERY, shelf.kind, shelf.address(), str(signer)]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as nursery:
        for round_ in range(10 * KILLS):  # on a machine that is busy a writer may not come far in its life
            said += _lives(nursery, 0.003 + 0.007 * (round_ % 9))
            if round_ >= KILLS and _most(said, "has") > KILLS and _most(said, "signed"):
                break
        assert nursery.stdin is not None
        nursery.stdin.close()
    most, signed = _most(said, "has"), _most(said, "signed")
    assert most > KILLS
    assert signed > 0
    store = _open_when_free(shelf)
    memory = FileMemory(signer / "head")
    from comity.ledger import SigningKey

    keys = [SigningKey.ed25519("o.example/log", bytes(32))]
    log = Log(store, FirstWitness(keys, memory), clock=lambda: 1_795_000_000)
    assert log.refusal is None
    assert log.size >= most
    assert [log.leaf(index).content for index in (0, most - 1)] == [(0).to_bytes(8), (most - 1).to_bytes(8)]
    assert store.leaves(0, log.size) == [number.to_bytes(8) for number in range(log.size)]
    remembered = memory.latest()
    assert remembered is not None
    assert log.size >= remembered.size >= signed
    assert log.publish().size == log.size
    assert log.audit().whole
    tally("writers killed", KILLS)


def _most(said: list[tuple[str, int]], what: str) -> int:
    return max(size for kind, size in said if kind == what)


def _open_when_free(shelf: Any) -> Any:
    for _ in range(100):
        try:
            return shelf.store()
        except SequencerError:
            time.sleep(0.05)  # PostgreSQL has not yet noticed that the last one is gone
    return shelf.store()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of two megabytes."""
    place = tmp_path / "small"
    place.mkdir()
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=2m", "none", str(place)], capture_output=True, check=False
    )
    if done.returncode:
        pytest.skip("only root may mount a small disk; the page limit is tried below")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def _fill(log: Log, kit: Any) -> int:
    def forever() -> None:
        while True:
            log.append(kit.leaves(log.size, log.size + 97))

    with pytest.raises(StoreError, match="full"):
        forever()
    return log.size


def test_a_disk_that_is_full_in_a_commit_loses_nothing_acknowledged(small_disk: Path, kit: Any, clock: Any) -> None:
    ballast = small_disk / "ballast"
    ballast.write_bytes(bytes(600_000))
    log = Log(SqliteStore(small_disk / "log.sqlite"), FirstWitness(kit.LOG_KEYS, kit.Memory()), clock)
    size = _fill(log, kit)
    assert size > 97
    assert log.store.leaves(0, size) == [leaf.content for leaf in kit.leaves(0, size)]
    assert log.store.size() == size
    ballast.unlink()
    assert log.append(kit.leaves(size, size + 1)) == range(size, size + 1)
    assert log.publish().size == size + 1
    assert log.audit().whole
    log.close()


def test_a_database_that_may_not_grow_loses_nothing_acknowledged(tmp_path: Path, kit: Any, clock: Any) -> None:
    store = SqliteStore(tmp_path / "log.sqlite")
    log = Log(store, FirstWitness(kit.LOG_KEYS, kit.Memory()), clock)
    store._writer.execute("PRAGMA max_page_count = 120")
    size = _fill(log, kit)
    store._writer.execute("PRAGMA max_page_count = 100000")
    assert log.append(kit.leaves(size, size + 700)) == range(size, size + 700)
    assert log.publish().size == size + 700
    assert log.audit().whole
    log.close()


@pytest.mark.parametrize("shelf", ["postgres"], indirect=True)
def test_a_commit_that_postgres_refuses_leaves_nothing_behind(
    shelf: Any, open_log: Callable[..., Log], kit: Any
) -> None:
    log = open_log()
    log.append(kit.leaves(0, 10))
    shelf.run(
        "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'could not extend file: disk full' USING ERRCODE = 'disk_full'; END $$"
    )
    shelf.run(
        "CREATE CONSTRAINT TRIGGER full_disk AFTER INSERT ON ledger_entry DEFERRABLE INITIALLY DEFERRED "
        "FOR EACH ROW EXECUTE FUNCTION full_disk()"
    )
    with pytest.raises(StoreError, match="disk full"):
        log.append(kit.leaves(10, 400))
    with pytest.raises(StoreError, match="disk full"), log.transaction() as transaction:
        log.append_in(transaction, kit.leaves(10, 400))
    assert (log.size, log.store.size()) == (10, 10)
    shelf.run("DROP TRIGGER full_disk ON ledger_entry")
    assert log.append(kit.leaves(10, 400)) == range(10, 400)
    assert log.publish().size == 400
    assert log.audit().whole


@pytest.mark.parametrize("shelf", ["postgres"], indirect=True)
def test_a_lost_connection_is_taken_up_again_with_the_lock(shelf: Any, open_log: Callable[..., Log], kit: Any) -> None:
    log = open_log()
    log.append(kit.leaves(0, 10))
    shelf.run(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    with pytest.raises(StoreError):
        log.append(kit.leaves(10, 20))
    assert log.append(kit.leaves(10, 20)) == range(10, 20)
    with pytest.raises(SequencerError):
        shelf.store()
    assert log.audit().whole


class Lying:
    """A store whose commit reaches the disk and whose answer is lost."""

    def __init__(self, store: Any) -> None:
        self._store = store
        self.lies = 1

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def write(self, first: int, contents: Any, tiles: Any) -> None:
        self._store.write(first, contents, tiles)
        if self.lies:
            self.lies -= 1
            raise StoreError("the answer to the commit was lost", help="Look at the rows.")


def test_when_the_answer_to_a_commit_is_lost_the_rows_decide(shelf: Any, kit: Any, clock: Any) -> None:
    log = Log(Lying(shelf.store()), FirstWitness(kit.LOG_KEYS, kit.Memory()), clock)
    assert log.append(kit.leaves(0, 300)) == range(300), "logged once, and said so"
    assert log.append(kit.leaves(300, 301)) == range(300, 301)
    assert log.audit().whole


@pytest.mark.parametrize("where", ["edge", "tile", "row"])
def test_a_flipped_bit_is_not_signed(log: Log, shelf: Any, kit: Any, where: str) -> None:
    log.append(kit.leaves(0, 250))
    assert log.publish().size == 250, "the control"
    log.append(kit.leaves(250, 300))
    flip = lambda content: content[:9] + bytes([content[9] ^ 4]) + content[10:]  # noqa: E731
    if where == "edge":
        edge = log._growth.edges[0]
        log._growth = Growth(300, ((*edge[:5], flip(edge[5]), *edge[6:]), *log._growth.edges[1:]))
    elif where == "tile":
        tile = log.store.tile(0, 0)
        assert tile is not None
        shelf.run("UPDATE ledger_tile SET hashes = ? WHERE id = 0", flip(tile.hashes))
    else:
        shelf.run("UPDATE ledger_entry SET leaf = ? WHERE idx = 260", flip(kit.leaf(260).content))
    with pytest.raises(DamageError):
        log.publish()
    assert len(list(log.store.heads())) == 1


def test_a_flipped_bit_in_a_new_signature_is_not_given_out(log: Log, kit: Any) -> None:
    from dataclasses import replace

    from comity.ledger import SignatureError

    log.append(kit.leaves(0, 3))
    honest = log._signer

    class Faulty:
        origin, keys, latest = honest.origin, honest.keys, honest.latest

        def sign(self, *words: Any) -> Any:
            first, *others = honest.sign(*words)
            return (replace(first, signature=first.signature[:-1] + bytes([first.signature[-1] ^ 1])), *others)

    log._signer = Faulty()
    with pytest.raises(SignatureError):
        log.publish()
    assert list(log.store.heads()) == []


def test_a_crash_between_signing_and_keeping_the_head_is_overcome(
    log: Log, kit: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    log.append(kit.leaves(0, 3))
    with monkeypatch.context() as patch:
        patch.setattr(log, "_keep", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            log.publish()
    log.append(kit.leaves(3, 9))
    assert log.publish().size == 9, "the proof begins where the signer is, not where the log's heads end"


def test_a_backup_of_the_file_is_a_log_and_never_lands_on_an_old_one(tmp_path: Path, kit: Any, clock: Any) -> None:
    store = SqliteStore(tmp_path / "log.sqlite")
    log = Log(store, FirstWitness(kit.LOG_KEYS, kit.Memory()), clock)
    log.append(kit.leaves(0, 300))
    store.backup(tmp_path / "one.sqlite")
    copy = Log(SqliteStore(tmp_path / "one.sqlite"), FirstWitness(kit.LOG_KEYS, kit.Memory()), clock)
    assert copy.root(300) == log.root(300)
    copy.close()
    for rest in ("two.sqlite", "two.sqlite-wal"):
        (tmp_path / rest).write_bytes(b"")
        with pytest.raises(StoreError, match="already"):
            store.backup(tmp_path / "two.sqlite")
        (tmp_path / rest).unlink()
    log.close()
    shutil.rmtree(tmp_path, ignore_errors=True)


@pytest.mark.parametrize("shelf", ["postgres"], indirect=True)
def test_roles_may_post_and_read_and_nothing_else(shelf: Any, log: Log, kit: Any) -> None:
    shelf.run("DROP ROLE IF EXISTS desk")
    shelf.run("CREATE ROLE desk")
    log.store.grant(application="desk")
    connection = shelf.connect()
    try:
        connection.execute("SET ROLE desk")
        ticket = log.store.post(connection, [kit.leaf(0).content])[0]
        for query in (
            "INSERT INTO ledger_entry VALUES(99, 'x')",
            "DELETE FROM ledger_inbox",
            "SELECT leaf FROM ledger_inbox",
            "INSERT INTO ledger_head VALUES(9, 9, 9, 'x')",
        ):
            with pytest.raises(Exception, match="permission denied"):
                connection.execute(query)
        assert log.drain() == range(1)
        assert connection.execute("SELECT idx FROM ledger_posted WHERE ticket = %s", (ticket,)).fetchone() == (0,)
    finally:
        connection.execute("RESET ROLE")
        connection.execute("DROP OWNED BY desk; DROP ROLE desk")
        connection.close()
