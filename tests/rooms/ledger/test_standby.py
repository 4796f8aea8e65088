"""A standby that was promoted too early, and a device that lied about flushing: real servers of PostgreSQL."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from subprocess import CalledProcessError
from typing import Any

import pytest

from comity.ledger import FirstWitness, ForkError, Log, PostgresStore, RollbackError
from rooms.ledger.clusters import Cluster, clusters


@pytest.fixture
def primary() -> Iterator[Cluster]:
    """A server with an empty database; it is taken away with its standby."""
    made: list[Cluster] = []
    yield clusters(made)()
    for cluster in made:
        for folder in cluster.folder.parent.glob("main*/"):
            with suppress(CalledProcessError):  # that one has crashed already, as the test wanted
                cluster.do("pg_ctl", "-w", "-D", str(folder), "-m", "immediate", "stop")
        shutil.rmtree(cluster.folder.parent)


@pytest.fixture
def open_at(kit: Any, clock: Any) -> Iterator[Callable[..., Log]]:
    """Open the log of a cluster, with what its signer remembers."""
    opened: list[Log] = []

    def log_at(cluster: Cluster, memory: Any, **words: Any) -> Log:
        log = Log(PostgresStore(cluster.address), FirstWitness(kit.LOG_KEYS, memory), clock, **words)
        opened.append(log)
        return log

    yield log_at
    for log in opened:
        with suppress(Exception):  # its server is gone
            log.close()


def _caught_up(primary: Cluster, standby: Cluster) -> None:
    place = primary.ask("SELECT pg_current_wal_flush_lsn()")
    for _ in range(400):
        if standby.ask(f"SELECT pg_last_wal_replay_lsn() >= '{place}'::pg_lsn"):
            return
        time.sleep(0.025)
    raise AssertionError("the standby never caught up")


def test_a_standby_that_lagged_is_refused_when_it_is_promoted(primary: Cluster, open_at: Any, kit: Any) -> None:
    memory, log = kit.Memory(), None
    log = open_at(primary, memory)
    log.append(kit.leaves(0, 20))
    log.publish()
    standby = primary.standby()
    _caught_up(primary, standby)
    standby.stop("fast")  # the line between them is cut here
    log.append(kit.leaves(20, 50))
    shown = log.publish()
    primary.stop()
    standby.start()
    standby.promote()

    behind = open_at(standby, memory)
    assert behind.size == 20
    assert isinstance(behind.refusal, RollbackError)
    with pytest.raises(RollbackError):
        behind.append(kit.leaves(50, 51))
    with pytest.raises(RollbackError):
        behind.publish()
    assert behind.size == 20, "nothing was written"
    behind.close()

    # The control: whoever forgets what was signed, and asks nobody, writes on past it and signs; and is found out.
    forgetful = open_at(standby, kit.Memory())
    assert forgetful.refusal is None
    forgetful.append(kit.leaves(100, 140))
    assert forgetful.publish().size == 60
    forgetful.close()
    for found in (open_at(standby, memory), forgetful):
        found.guard([shown])
        assert isinstance(found.refusal, ForkError)
        if found is not forgetful:
            found.close()


def test_a_standby_that_has_everything_goes_on_in_its_place(primary: Cluster, open_at: Any, kit: Any) -> None:
    memory = kit.Memory()
    log = open_at(primary, memory)
    log.append(kit.leaves(0, 30))
    log.publish()
    standby = primary.standby()
    log.append(kit.leaves(30, 50))
    shown = log.publish()
    _caught_up(primary, standby)
    primary.stop()
    standby.promote()
    promoted = open_at(standby, memory, heads=[shown])
    assert promoted.refusal is None
    assert promoted.append(kit.leaves(50, 60)) == range(50, 60)
    assert promoted.publish().size == 60
    assert promoted.audit().whole


@pytest.mark.parametrize("lost", [True, False])
def test_a_device_that_lied_about_flushing_is_noticed_by_what_was_signed(
    primary: Cluster, open_at: Any, kit: Any, lost: bool
) -> None:
    memory = kit.Memory()
    log = open_at(primary, memory)
    log.append(kit.leaves(0, 20))
    log.publish()
    flushed = primary.ask("SELECT pg_current_wal_flush_lsn()")
    log.append(kit.leaves(20, 50))
    log.publish()
    primary.stop()
    if lost:
        primary.lose_after(flushed)
    primary.start()
    back = open_at(primary, memory)
    if not lost:  # the control: a crash alone takes nothing
        assert back.refusal is None
        assert back.size == 50
        assert back.audit().whole
        return
    assert back.size == 20
    assert isinstance(back.refusal, RollbackError)
    with pytest.raises(RollbackError):
        back.publish()
