"""The database gone, full, locked or torn away: it is said, nothing is lost, and all works again afterwards."""

import os
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from django.db import connection, connections

from comity.facts import Ask
from comity.gate import AlreadyDoneError, BusyError, commands
from comity.store.errors import UnavailableError
from comity.store.models import Note
from comity.store.rebuild import check
from contract.desk import DESK, OTHER_DESK, Desk
from contract.taps import Countdown, tapped


@pytest.fixture
def kept(durable: None, desk: Desk) -> Desk:
    return desk


@contextmanager
def _beside() -> Iterator[Any]:
    """A connection of somebody else's; on PostgreSQL, to another database of the same server."""
    if connection.vendor == "sqlite":
        made: Any = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)
    else:
        made = psycopg.connect(**{**connection.get_connection_params(), "dbname": "postgres"}, autocommit=True)
    try:
        yield made
    finally:
        made.close()


def _tear(server: Any) -> None:
    server.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()",
        [connection.settings_dict["NAME"]],
    )


@contextmanager
def _gone() -> Iterator[None]:
    """While this lasts, the database cannot be written to."""
    name = connection.settings_dict["NAME"]
    with _beside() as other:
        if connection.vendor == "sqlite":
            kept = connection.settings_dict["OPTIONS"]["timeout"]
            connection.settings_dict["OPTIONS"]["timeout"] = 0.2
            connection.close()
            other.execute("BEGIN EXCLUSIVE")
            yield
            other.execute("ROLLBACK")
            connection.settings_dict["OPTIONS"]["timeout"] = kept
            connection.close()
        else:
            other.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
            _tear(other)
            yield
            other.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')


def test_while_the_database_is_gone_it_is_said_and_when_it_is_back_nothing_is_lost(kept: Desk) -> None:
    handle = kept.open()
    kept.do(commands.WriteNote(handle, "Before."))
    with _gone():
        for _ in range(2):
            with pytest.raises(UnavailableError) as refused:
                kept.do(commands.WriteNote(handle, "Meanwhile."))
            assert refused.value.help
    kept.do(commands.WriteNote(handle, "Afterwards."))
    assert [note.text for note in kept.matter(handle).notes] == ["Before.", "Afterwards."]
    assert list(check(kept.records)) == []


def test_a_full_disk_is_said_and_nothing_is_done(kept: Desk) -> None:
    handle = kept.open()
    full: list[type[Exception]] = [sqlite3.OperationalError, psycopg.errors.DiskFull]

    def no_room() -> None:
        raise full[connection.vendor != "sqlite"]("no room is left")

    with tapped(Countdown(4, no_room)), pytest.raises(UnavailableError, match="no room is left"):
        kept.do(commands.WriteNote(handle, "Too much."))
    assert kept.matter(handle).notes == ()


def test_connections_torn_between_two_acts_are_made_again_and_nobody_notices(kept: Desk) -> None:
    handle = kept.open()
    _torn()
    kept.do(commands.WriteNote(handle, "As if nothing had been."))
    _torn()
    assert len(kept.matter(handle).notes) == 1
    _torn()
    assert list(check(kept.records)) == []


def test_a_connection_torn_within_a_transaction_does_the_whole_of_it_again(kept: Desk) -> None:
    handle = kept.open()
    with tapped(Countdown(5, _torn)):
        kept.do(commands.WriteNote(handle, "Once."))
    assert [note.text for note in kept.matter(handle).notes] == ["Once."]
    assert Note.objects.count() == 1


def _torn() -> None:
    if connection.vendor == "sqlite":
        return  # a file has no connection that others could tear
    with _beside() as server:
        _tear(server)


def test_two_who_wait_for_each_other_both_get_through(kept: Desk) -> None:
    """A deadlock: each holds a matter that the other wants; the database ends one, and that one does it all again."""
    first, second = kept.open(), kept.open(name="Ben Invented")
    waits, tries = threading.Barrier(2, timeout=60), list[str]()
    _deadlock(kept, first, second, waits, tries)
    assert sorted(tries[:2]) == sorted([first, second])
    assert len(tries) == 2 if connection.vendor == "sqlite" else len(tries) > 2


def _deadlock(desk: Desk, first: str, second: str, waits: threading.Barrier, tries: list[str]) -> None:
    failed: list[BaseException] = []

    def work(one: str, other: str) -> None:
        for _ in range(6):
            try:
                with desk.records.transaction():
                    tries.append(one)
                    desk.records.matters([one])
                    if len(tries) <= 2 and connection.vendor != "sqlite":
                        waits.wait()
                    desk.records.matters([other])
                return
            except BusyError:
                continue
            except BaseException as error:  # noqa: BLE001 - said to the test
                failed.append(error)
                return
            finally:
                connections.close_all()

    threads = [threading.Thread(target=work, args=pair) for pair in ((first, second), (second, first))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failed == []


def test_of_two_programs_that_answer_at_once_exactly_one_wins(kept: Desk, tally: Callable[..., None]) -> None:
    for _ in range(5):
        handle = kept.open()
        request = kept.receive(handle)
        ended = _both(kept, commands.AnswerAsk(handle, request.id, Ask.HOLD, yes=False))
        assert sorted(ended) == [0, 3]
        winner = (DESK, OTHER_DESK)[ended.index(0)]
        assert kept.request(handle, request.id).answers[Ask.HOLD].by == winner.name
        assert list(check(kept.records)) == []
        tally("answers given by two programs at once")


def _both(desk: Desk, command: Any) -> list[int]:
    """How two programs ended that did one thing at once: 0, or 3 where somebody else had done it."""
    from comity.store import desk as opened
    from comity.store.records import DjangoRecords

    connections.close_all()
    ready, go = os.pipe(), os.pipe()
    children = []
    for by in (DESK, OTHER_DESK):
        child = os.fork()
        if child == 0:
            code = 70
            try:
                parents = dict(opened._OPEN)
                opened._OPEN.clear()
                own = Desk(DjangoRecords(opened.current().records.record, desk.clock), desk.clock)
                os.write(ready[1], b"!")
                os.read(go[0], 1)
                own.do(command, by)
                code = 0 if parents else 71
            except AlreadyDoneError:
                code = 3
            finally:
                os._exit(code)
        children.append(child)
    for _ in children:
        os.read(ready[0], 1)
    os.write(go[1], b"!!")
    codes = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
    for end in (*ready, *go):
        os.close(end)
    return codes
