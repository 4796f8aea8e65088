"""Sealing for a court: nobody seals or opens alone, and what is sealed can only be opened."""

from __future__ import annotations

from datetime import UTC

import pytest

from comity.gate import (
    Actor,
    AlreadyDoneError,
    CommandError,
    NotAllowedError,
    NotFoundError,
    NotNowError,
    Role,
    alarms,
    commands,
    next_moment,
)
from comity.gate.sealing.commands import OrderOpening, OrderSealing, SettleSealing
from comity.gate.sealing.state import is_gone
from contract.desk import DESK, LEGAL, OTHER_SUPERVISOR, START, SUPERVISOR, Desk

COURT = "ab" * 32
ORDER = ("order 26-0002 of 3 May", "Superior Court", COURT)


def sealed(desk: Desk) -> str:
    handle = desk.open(release_due=START)
    desk.do(OrderSealing(handle, *ORDER), LEGAL)
    desk.do(SettleSealing(handle, agreed=True), SUPERVISOR)
    return handle


def test_legal_and_a_supervisor_seal_together(desk: Desk) -> None:
    handle = desk.open()
    ordered = desk.do(OrderSealing(handle, *ORDER), LEGAL).matter
    assert not is_gone(ordered)
    desk.do(commands.WriteNote(handle, "It goes on until a second person agrees."))
    agreed = desk.do(SettleSealing(handle, agreed=True), SUPERVISOR).matter
    assert is_gone(agreed)
    assert agreed.sealing
    assert agreed.sealing.agreed
    assert (agreed.sealing.entered.by, agreed.sealing.agreed.by) == (LEGAL.name, SUPERVISOR.name)


def test_nobody_seals_alone_and_neither_does_one_side_of_the_office(desk: Desk) -> None:
    handle = desk.open()
    desk.do(OrderSealing(handle, *ORDER), SUPERVISOR)
    with pytest.raises(NotAllowedError, match="cannot also agree"):
        desk.do(SettleSealing(handle, agreed=True), Actor(SUPERVISOR.name.upper(), Role.LEGAL))
    with pytest.raises(NotAllowedError, match="was entered as supervisor"):
        desk.do(SettleSealing(handle, agreed=True), OTHER_SUPERVISOR)
    with pytest.raises(NotAllowedError, match="a program"):
        desk.do(SettleSealing(handle, agreed=True), Actor("program:legal", Role.LEGAL))


def test_nobody_opens_alone(desk: Desk) -> None:
    handle = sealed(desk)
    desk.do(OrderOpening(handle, "Superior Court, order 26-0003"), LEGAL)
    with pytest.raises(NotAllowedError, match="cannot also agree"):
        desk.do(SettleSealing(handle, agreed=True), Actor(LEGAL.name, Role.SUPERVISOR))
    opened = desk.do(SettleSealing(handle, agreed=True), SUPERVISOR).matter
    assert opened.sealing is None
    desk.do(commands.WriteNote(handle, "And on it goes."))


def test_a_sealed_matter_can_only_be_opened_and_alarms_nobody(desk: Desk) -> None:
    handle = sealed(desk)
    for command in (
        commands.WriteNote(handle, "Too late."),
        commands.ReadMatter(handle, "person"),
        commands.OrderErasure(handle, "another order"),
        OrderSealing(handle, *ORDER),
    ):
        with pytest.raises((NotNowError, NotFoundError)):
            desk.do(command, LEGAL)
    matter = desk.matter(handle)
    assert list(alarms(matter, START, zone=UTC)) == []
    assert next_moment(matter) is None


def test_an_order_is_taken_back_with_a_reason_and_stays_on_record(desk: Desk) -> None:
    handle = desk.open()
    desk.do(OrderSealing(handle, *ORDER), LEGAL)
    with pytest.raises(CommandError, match="why the order is taken back"):
        desk.do(SettleSealing(handle, agreed=False), LEGAL)
    assert desk.do(SettleSealing(handle, agreed=False, why="Another person."), LEGAL).matter.sealing is None
    with pytest.raises(NotNowError):
        desk.do(SettleSealing(handle, agreed=True), SUPERVISOR)
    assert [event.kind for event in desk.records.history(handle)][-2:] == ["sealing_ordered", "sealing_settled"]


def test_an_order_to_open_that_is_taken_back_leaves_the_matter_sealed(desk: Desk) -> None:
    handle = sealed(desk)
    desk.do(OrderOpening(handle, "order 26-0003"), LEGAL)
    with pytest.raises(AlreadyDoneError):
        desk.do(OrderOpening(handle, "order 26-0003"), LEGAL)
    assert is_gone(desk.do(SettleSealing(handle, agreed=False, why="Not yet."), SUPERVISOR).matter)


def test_a_court_that_wants_it_erased_and_one_that_wants_it_sealed_are_asked_first(desk: Desk) -> None:
    first, second = desk.open(), desk.open(name="Ben Invented")
    desk.do(commands.OrderErasure(first, "order 1"), LEGAL)
    with pytest.raises(NotNowError, match="to erase"):
        desk.do(OrderSealing(first, *ORDER), LEGAL)
    desk.do(OrderSealing(second, *ORDER), LEGAL)
    with pytest.raises(NotNowError, match="to seal"):
        desk.do(commands.OrderErasure(second, "order 1"), LEGAL)


@pytest.mark.parametrize("key", ["", "court", "ab" * 31, "00" * 32, "gg" * 32])
def test_nothing_is_sealed_for_a_key_that_no_court_can_use(desk: Desk, key: str) -> None:
    with pytest.raises(CommandError, match="no public key"):
        desk.do(OrderSealing(desk.open(), "order 1", "Superior Court", key), LEGAL)


def test_a_key_is_taken_as_people_write_it(desk: Desk) -> None:
    spaced = " ".join("AB" * 4 for _ in range(8))
    done = desk.do(OrderSealing(desk.open(), "order 1", "Superior Court", spaced), LEGAL)
    assert done.matter.sealing
    assert done.matter.sealing.key == COURT


@pytest.mark.parametrize("given", [("", "Superior Court"), ("order 1", " ")])
def test_an_order_names_its_court_and_itself(desk: Desk, given: tuple[str, str]) -> None:
    with pytest.raises(CommandError, match="is missing"):
        desk.do(OrderSealing(desk.open(), *given, COURT), LEGAL)


def test_the_desk_neither_seals_nor_opens(desk: Desk) -> None:
    with pytest.raises(NotAllowedError):
        desk.do(OrderSealing(desk.open(), *ORDER), DESK)
