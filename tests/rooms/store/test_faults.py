"""All or nothing: a fault before every statement of a transaction, and a program killed there."""

import os
from collections.abc import Callable
from typing import Any

import pytest

from comity.facts import Ask
from comity.gate import commands
from comity.gate.state import Booking, Charge, Person
from comity.matters import reconcile
from comity.store.errors import UnavailableError
from comity.store.models import Matter, Request, Series
from comity.store.rebuild import check
from contract.desk import DESK, START, Clock, Desk
from contract.taps import Countdown, fail, kill_myself, tapped

MANY = 200


@pytest.fixture
def kept(durable: None, desk: Desk) -> Desk:
    """A desk whose deeds are durable."""
    return desk


def _acts(desk: Desk) -> list[Any]:
    """A burst of acts in one transaction: a booking, a request about somebody booked before, a note about them."""
    handle = desk.open(name="Vera Before", charges=(Charge("PC 245"),))
    return [
        commands.OpenMatter(Person("", "Ada Fault"), Booking("B-77", booked_at=START, charges=(Charge("PC 459"),))),
        commands.ReceiveRequest(handle, "ice_ero", (Ask.HOLD,), START, "i247a", facts={"judicial_warrant": False}),
        commands.WriteNote(handle, "Told the shift."),
    ]


def _whole(desk: Desk) -> tuple[int, int, int, int]:
    """What is there, once tables, events and leaves are seen to agree."""
    assert list(check(desk.records)) == []
    log, events = desk.records.record.log, desk.records.record.payloads
    assert reconcile(desk.records.record).clean
    assert events.pending() == []
    return Matter.objects.count(), Request.objects.count(), log.size, sum(row.last for row in Series.objects.all())


def test_a_fault_before_any_statement_leaves_nothing_of_the_transaction(kept: Desk, tally: Callable[..., None]) -> None:
    acts = _acts(kept)
    before, at, failed = _whole(kept), 0, 0
    while True:
        tap = Countdown(at, fail)
        with tapped(tap):
            try:
                kept.gate.do_all(acts, DESK)
            except UnavailableError:
                failed += 1
            else:
                break
        assert _whole(kept) == before, f"a fault before `{tap.seen[at]}` left something"
        at += 1
        assert at < MANY
    after = _whole(kept)
    assert failed == at > 8
    assert after[0] == before[0] + 1
    assert after[1] == before[1] + 1
    assert after[2] == before[2] + 5
    tally("faults before a statement", failed)


def test_a_program_killed_before_any_statement_leaves_all_or_nothing(kept: Desk, tally: Callable[..., None]) -> None:
    acts = _acts(kept)
    before, at = _whole(kept), 0
    while _in_a_program_of_its_own(lambda at=at: _do_and_die(kept.clock, acts, at)) != 0:
        assert _whole(kept) == before, f"killed before statement {at}"
        at += 1
        assert at < MANY
    assert at > 8
    assert _whole(kept) == (before[0] + 1, before[1] + 1, before[2] + 5, before[3] + 1)
    kept.do(commands.WriteNote(acts[1].matter, "And on it goes."))
    _whole(kept)
    tally("programs killed in a transaction", at)


def _do_and_die(clock: Clock, acts: list[Any], at: int) -> None:
    from comity.store import desk as opened
    from comity.store.records import DjangoRecords

    parents = dict(opened._OPEN)  # kept open: closing them here would end them for the parent
    opened._OPEN.clear()
    records = DjangoRecords(opened.current().records.record, clock)
    with tapped(Countdown(at, kill_myself)):
        Desk(records, clock).gate.do_all(acts, DESK)
    assert parents


def _in_a_program_of_its_own(work: Callable[[], None]) -> int:
    """How a child of this program ended: 0, or the signal that killed it."""
    from django.db import connections

    connections.close_all()
    child = os.fork()
    if child == 0:
        try:
            work()
        except BaseException:  # noqa: BLE001 - whatever it is, this child must not go on as a test
            os._exit(70)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    assert code in {0, -9}, code
    return code
