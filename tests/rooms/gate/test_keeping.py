"""Keeping a matter: readings, notes, counsel, closing, erasing by two, the set-up of the desk."""

import pytest

from comity.facts import Ask
from comity.gate import (
    Actor,
    AlreadyDoneError,
    CommandError,
    EventKind,
    NotAllowedError,
    NotFoundError,
    NotNowError,
    Role,
    commands,
)
from comity.gate.actors import STAFF
from comity.gate.state import Booking
from comity.ledger import Audience
from contract.desk import (
    ADMINISTRATOR,
    COUNSEL,
    DESK,
    INSPECTOR,
    LEGAL,
    OTHER_SUPERVISOR,
    START,
    SUPERVISOR,
    SYSTEM,
    Clock,
    Desk,
)
from contract.memory import MemoryRecords


def test_every_look_at_a_person_is_recorded(desk: Desk) -> None:
    handle = desk.open()
    for actor in (DESK, INSPECTOR, LEGAL):
        desk.do(commands.ReadMatter(handle, "person"), actor)
    assert [(each.by, each.role) for each in desk.matter(handle).readings] == [
        (DESK.name, "desk"),
        (INSPECTOR.name, "inspector"),
        (LEGAL.name, "legal"),
    ]


def test_whoever_sets_up_the_desk_reads_no_person_and_the_offices_own_matter_is_none(desk: Desk) -> None:
    handle = desk.open()
    with pytest.raises(NotAllowedError):
        desk.do(commands.ReadMatter(handle, "person"), ADMINISTRATOR)
    office = desk.do(commands.ChangeSetup("role given", "d.booth: desk"), ADMINISTRATOR).matter.handle
    before = desk.matter(office)
    with pytest.raises(NotFoundError):
        desk.do(commands.ReadMatter(office, "person"), SUPERVISOR)
    assert desk.matter(office) == before


def test_refusals_fill_lots_and_not_the_offices_own_matter_and_none_is_lost(desk: Desk, records: MemoryRecords) -> None:
    office = desk.do(commands.ChangeSetup("role given", "d.booth: desk"), ADMINISTRATOR).matter
    records.lot = 4
    lots = [desk.do(commands.RecordRefusal("set_up", f"p.pier: /{each}/"), SYSTEM).matter.handle for each in range(9)]
    assert [lots.count(lot) for lot in dict.fromkeys(lots)] == [3, 3, 3]
    kept = [event for lot in dict.fromkeys(lots) for event in records.history(lot) if event.kind is EventKind.REFUSED]
    assert [event.body["value"] for event in kept] == [f"p.pier: /{each}/" for each in range(9)]
    assert desk.matter(office.handle) == office
    assert all(desk.matter(lot).is_of_office for lot in lots)


def test_an_order_to_erase_is_taken_back_before_a_second_person_agrees_and_can_be_entered_again(desk: Desk) -> None:
    handle = desk.open()
    with pytest.raises(NotNowError, match="no order"):
        desk.do(commands.WithdrawErasure(handle, "A slip."), LEGAL)
    desk.do(commands.OrderErasure(handle, "Superior Court, order 26-0001"), LEGAL)
    with pytest.raises(CommandError):
        desk.do(commands.WithdrawErasure(handle, " "), LEGAL)
    for role in (SUPERVISOR, LEGAL):
        done = desk.do(commands.WithdrawErasure(handle, "It names another person."), role)
        assert done.matter.erasing is None
        assert [event.body["why"] for event in done.events] == ["It names another person."]
        with pytest.raises(NotNowError):
            desk.do(commands.ApproveErasure(handle), SUPERVISOR)
        desk.do(commands.OrderErasure(handle, "Superior Court, order 26-0002"), LEGAL)
    erased = desk.do(commands.ApproveErasure(handle), SUPERVISOR).matter
    assert erased.erasing
    assert erased.erasing.order == "Superior Court, order 26-0002"
    assert len(erased.erasing.by) == 2


@pytest.mark.parametrize(
    ("command", "hidden"),
    [
        (lambda handle, request: commands.WriteNote(handle, "Hard to reach."), True),
        (lambda handle, request: commands.AskReview(handle, request, "May we?", Ask.HOLD), True),
        (lambda handle, request: commands.ReadMatter(handle, "person"), True),
        (lambda handle, request: commands.AnswerAsk(handle, request, Ask.HOLD, yes=False), False),
        (lambda handle, request: commands.Disclose(handle, "the release", "ICE", request), False),
    ],
)
def test_counsel_is_shown_what_was_done_and_not_the_offices_own_advice(
    desk: Desk, command: object, hidden: bool
) -> None:
    handle = desk.open()
    made = command(handle, desk.receive(handle).id)  # type: ignore[operator]
    audiences = {event.audience for event in desk.do(made).events}
    assert audiences == {Audience.OVERSIGHT if hidden else Audience.COUNSEL}


def test_a_note_is_neither_empty_nor_endless(desk: Desk) -> None:
    handle = desk.open()
    for text in ("", " \n", "x" * 4_001):
        with pytest.raises(CommandError):
            desk.do(commands.WriteNote(handle, text))


def test_counsel_is_appointed_once_and_may_be_appointed_again(desk: Desk) -> None:
    handle = desk.open()
    appoint = commands.AppointCounsel(handle, COUNSEL.name, "Cleo Defence")
    assert desk.do(appoint).matter.is_counsel(COUNSEL.name)
    with pytest.raises(AlreadyDoneError):
        desk.do(appoint)
    desk.do(commands.WithdrawCounsel(handle, COUNSEL.name), COUNSEL)
    with pytest.raises(NotFoundError):
        desk.do(commands.WithdrawCounsel(handle, COUNSEL.name))
    assert desk.do(appoint).matter.is_counsel(COUNSEL.name)
    with pytest.raises(CommandError):
        desk.do(commands.AppointCounsel(handle, "", "Nobody"))


def test_a_matter_closes_when_no_request_is_open_and_opens_again_when_one_comes(desk: Desk) -> None:
    handle = desk.open()
    request = desk.receive(handle).id
    with pytest.raises(NotNowError, match="requests about this person are open"):
        desk.do(commands.CloseMatter(handle))
    desk.do(commands.CloseRequest(handle, request, "Withdrawn."), SUPERVISOR)
    assert desk.do(commands.CloseMatter(handle)).matter.closed_at == START
    with pytest.raises(AlreadyDoneError):
        desk.do(commands.CloseMatter(handle))
    desk.receive(handle)
    assert desk.matter(handle).closed_at is None


def test_nobody_erases_alone(desk: Desk, records: MemoryRecords) -> None:
    handle = desk.open()
    with pytest.raises(NotNowError, match="no order"):
        desk.do(commands.ApproveErasure(handle), LEGAL)
    with pytest.raises(CommandError, match="order to erase is missing"):
        desk.do(commands.OrderErasure(handle, " "), LEGAL)
    desk.do(commands.OrderErasure(handle, "Superior Court, order 26-0001"), LEGAL)
    with pytest.raises(AlreadyDoneError):
        desk.do(commands.OrderErasure(handle, "Another"), SUPERVISOR)
    for same in (LEGAL, Actor(LEGAL.name, Role.SUPERVISOR), Actor(LEGAL.name.title(), Role.SUPERVISOR)):
        with pytest.raises(NotAllowedError, match="cannot also agree"):
            desk.do(commands.ApproveErasure(handle), same)
    with pytest.raises(NotAllowedError, match="entered as legal"):
        desk.do(commands.ApproveErasure(handle), Actor("m.clause", Role.LEGAL))
    desk.do(commands.ApproveErasure(handle), SUPERVISOR)
    assert handle not in records.events


def test_one_person_under_two_spellings_is_one_person(desk: Desk) -> None:
    handle = desk.open()
    desk.do(commands.OrderErasure(handle, "order 26-0001"), Actor("L.Clause", Role.LEGAL))
    with pytest.raises(NotAllowedError, match="cannot also agree"):
        desk.do(commands.ApproveErasure(handle), Actor("l.clause", Role.SUPERVISOR))


def test_a_matter_with_an_order_to_erase_goes_on_until_a_second_person_agrees(desk: Desk) -> None:
    handle = desk.open()
    desk.do(commands.OrderErasure(handle, "Superior Court, order 26-0001"), SUPERVISOR)
    assert desk.receive(handle).decided
    assert desk.matter(handle).erasing is not None


@pytest.mark.parametrize("by", [DESK, LEGAL, SUPERVISOR, OTHER_SUPERVISOR, SYSTEM])
def test_nothing_is_done_after_erasing_was_agreed_to(records: MemoryRecords, clock: Clock, by: Actor) -> None:
    desk = Desk(records, clock)  # the keys are not destroyed yet
    handle = desk.open()
    desk.do(commands.OrderErasure(handle, "Superior Court, order 26-0001"), LEGAL)
    desk.do(commands.ApproveErasure(handle), SUPERVISOR)
    wanted = [
        commands.WriteNote(handle, "After."),
        commands.ReadMatter(handle, "person"),
        commands.ApproveErasure(handle),
        commands.Release(handle),
        commands.Watch(handle),
        commands.ChangeRecords(handle, booking=Booking("B-9")),
    ]
    for command in wanted:
        with pytest.raises(NotNowError, match="being erased"):
            desk.do(command, by)


def test_an_erasure_that_a_later_command_spoils_has_not_happened(desk: Desk, records: MemoryRecords) -> None:
    handle = desk.open()
    desk.do(commands.OrderErasure(handle, "Superior Court, order 26-0001"), LEGAL)
    with pytest.raises(NotNowError):
        desk.gate.do_all([commands.ApproveErasure(handle), commands.WriteNote(handle, "After.")], SUPERVISOR)
    assert handle in records.events
    assert desk.do(commands.ReadMatter(handle, "person"), SUPERVISOR).events


def test_an_alarm_is_raised_by_the_clock_and_confirmed_by_staff_once(desk: Desk) -> None:
    handle = desk.open()
    alarm = commands.RaiseAlarm(handle, "release-past:x", "release_past", "release", "Release was due.", START)
    assert desk.do(alarm, SYSTEM).matter.alarms["release-past:x"].times == 1
    assert desk.do(alarm, SYSTEM).matter.alarms["release-past:x"].times == 2
    assert Role.SYSTEM not in STAFF
    confirmed = desk.do(commands.ConfirmAlarm(handle, "release-past:x"))
    assert confirmed.matter.alarms["release-past:x"].confirmed_by == DESK.name
    assert desk.do(alarm, SYSTEM).events == ()
    with pytest.raises(AlreadyDoneError):
        desk.do(commands.ConfirmAlarm(handle, "release-past:x"), SUPERVISOR)
