"""What the gate may rely on, whoever keeps the records.

A room that keeps records gives the fixture `records` and runs all of this with one line:

    from contract.records import *  # noqa: F403
"""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from comity.facts import Ask
from comity.gate import (
    AlreadyDoneError,
    CommandError,
    GateError,
    NotFoundError,
    commands,
    event_bytes,
    fold,
    read_event,
)
from comity.gate.state import Booking, CourtDate, Person
from contract.desk import ADMINISTRATOR, DESK, OTHER_DESK, START, SUPERVISOR, Clock, Desk, charges


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def desk(records: Any, clock: Clock) -> Desk:
    return Desk(records, clock)


def test_what_was_done_is_found_again(desk: Desk) -> None:
    handle = desk.open(charges=charges("PC 459"), release_due=START + timedelta(hours=7, minutes=30))
    done = desk.do(commands.WriteNote(handle, "Called the court."))
    assert desk.matter(handle) == done.matter
    assert [note.text for note in desk.matter(handle).notes] == ["Called the court."]


def test_the_state_that_is_kept_is_the_sum_of_the_events(desk: Desk) -> None:
    handle = desk.open()
    request = desk.receive(handle, Ask.HOLD, Ask.NOTIFY_RELEASE)
    events = [*desk.answer(handle, request.id, Ask.HOLD, False).events]
    matter = desk.matter(handle)
    assert matter.events == 4 + len(events) - 1  # opened, received, decided, answered
    again = [read_event(handle, event_bytes(event)) for event in events]
    assert [event.body for event in again] == [event.body for event in events]


def test_a_command_that_is_refused_changes_nothing(desk: Desk) -> None:
    handle = desk.open()
    before = desk.matter(handle)
    with pytest.raises(CommandError):
        desk.do(commands.WriteNote(handle, "  "))
    assert desk.matter(handle) == before


def test_of_many_commands_all_are_done_or_none(desk: Desk) -> None:
    first, second = desk.open(), desk.open(name="Ben Invented")
    before = desk.matter(first), desk.matter(second)
    note = commands.WriteNote(first, "The first of two.")
    with pytest.raises(GateError):
        desk.gate.do_all([note, commands.WriteNote(second, "")], DESK)
    assert (desk.matter(first), desk.matter(second)) == before
    desk.gate.do_all([note, commands.WriteNote(second, "The second.")], DESK)
    assert [len(desk.matter(handle).notes) for handle in (first, second)] == [1, 1]


def test_a_command_sees_what_the_one_before_it_did(desk: Desk) -> None:
    handle = desk.open()
    request = desk.receive(handle)
    done = desk.gate.do_all(
        [
            commands.AnswerAsk(handle, request.id, Ask.HOLD, yes=False),
            *(commands.FinishDuty(handle, duty, "handed over") for duty in _owed(desk, handle)),
            commands.CloseRequest(handle, request.id),
        ],
        DESK,
    )
    assert desk.matter(handle) == done[-1].matter
    assert desk.request(handle, request.id).closed_at == START


def _owed(desk: Desk, handle: str) -> list[str]:
    return [duty.id for duty in desk.matter(handle).duties.values() if duty.active]


def test_many_matters_are_opened_at_once(desk: Desk) -> None:
    wanted = [commands.OpenMatter(Person("", f"Person {n} Invented"), Booking(f"B-{n}")) for n in range(20)]
    opened = desk.gate.do_all(wanted, DESK)
    handles = [done.matter.handle for done in opened]
    assert len(set(handles)) == 20
    found = desk.records.matters(handles)
    assert [found[handle].booking.number for handle in handles] == [f"B-{n}" for n in range(20)]


def test_numbers_of_requests_have_no_gaps_where_one_was_refused(desk: Desk) -> None:
    handle = desk.open()
    assert desk.receive(handle).number == "2026-0001"
    good = commands.ReceiveRequest(handle, "ice_ero", (Ask.HOLD,), START, "i247a")
    with pytest.raises(GateError):
        desk.gate.do_all([good, commands.WriteNote(handle, "")], DESK)
    assert desk.receive(handle).number == "2026-0002"


def test_series_of_numbers_know_nothing_of_each_other(records: Any) -> None:
    with records.transaction():
        assert [records.next_number(name) for name in ("a", "b", "a")] == [1, 1, 2]


def test_a_matter_that_nobody_opened_is_not_found(desk: Desk) -> None:
    with pytest.raises(NotFoundError):
        desk.do(commands.WriteNote("0" * 32, "To nobody."))
    (begun,) = desk.records.begin(1)
    with pytest.raises(NotFoundError):
        desk.do(commands.WriteNote(begun, "To nobody yet."))


def test_one_unknown_matter_among_known_ones_refuses_all(desk: Desk) -> None:
    handle = desk.open()
    with pytest.raises(NotFoundError):
        desk.gate.do_all([commands.WriteNote(handle, "x"), commands.WriteNote("f" * 32, "x")], DESK)
    assert desk.matter(handle).notes == ()


def test_what_a_transaction_wrote_is_gone_when_it_fails(desk: Desk) -> None:
    handle = desk.open()
    before = desk.matter(handle)
    with pytest.raises(RuntimeError, match="power"), desk.records.transaction():
        _then_fail(desk, commands.WriteNote(handle, "Written, and then the power failed."))
    assert desk.matter(handle) == before


def _then_fail(desk: Desk, command: Any) -> None:
    desk.do(command)
    raise RuntimeError("the power failed")


def test_the_office_has_one_matter_of_its_own(desk: Desk) -> None:
    office = desk.records.office()
    done = desk.do(commands.ChangeSetup("role given", "d.booth: desk"), ADMINISTRATOR)
    assert done.matter.handle == office == desk.records.office()
    assert desk.matter(office).is_of_office
    with pytest.raises(NotFoundError):
        desk.do(commands.WriteNote(office, "About nobody."))


@pytest.mark.parametrize(
    "text", ["Zoë — “quoted” — 中文 — عربى — 👩‍⚖️", "line\nline\ttab", "a" * 4_000, "\\u0000 as text"]
)
def test_any_text_comes_back_as_it_was_written(desk: Desk, text: str) -> None:
    handle = desk.open(name="Ünïcode Ñame")
    desk.do(commands.WriteNote(handle, text))
    assert desk.matter(handle).notes[0].text == text
    assert desk.matter(handle).person.name == "Ünïcode Ñame"


def test_moments_come_back_as_the_same_moments(desk: Desk) -> None:
    pacific = START.astimezone(desk.zone())
    handle = desk.open(release_due=pacific, court_dates=(CourtDate(pacific, "Superior Court", "26-0001"),))
    booking = desk.matter(handle).booking
    assert (booking.release_due, booking.court_dates[0].at) == (START, START)


def test_lists_of_convictions_come_back_as_they_were_given(desk: Desk) -> None:
    record = {"offence": "ca/penal-459", "grade": "felony", "date": "2015-02-03"}
    known = {"known": [record], "complete": False}
    handle = desk.open(convictions=known)
    assert desk.matter(handle).booking.convictions == known


def test_events_with_one_clerk_follow_the_clock(desk: Desk, clock: Clock) -> None:
    handle = desk.open()
    clock.later(minutes=5)
    event = desk.do(commands.WriteNote(handle, "Later.")).events[0]
    assert event.at == START + timedelta(minutes=5)


def test_moments_finer_than_a_second_are_not_kept(desk: Desk, clock: Clock) -> None:
    clock.later(microseconds=654_321)
    handle = desk.open()
    request = desk.receive(handle, received_at=clock.now)
    assert request.recorded_at == request.received_at == START
    assert desk.matter(handle).requests[request.id] == request


def test_of_two_clerks_who_answer_at_once_one_wins_and_the_other_sees_who(desk: Desk) -> None:
    handle = desk.open()
    request = desk.receive(handle)
    start, said = threading.Barrier(2), []

    def answer(clerk: Any) -> None:
        start.wait()
        try:
            desk.answer(handle, request.id, Ask.HOLD, False, clerk)
            said.append((clerk.name, ""))
        except AlreadyDoneError as error:
            said.append((clerk.name, error.message))

    _together(lambda: answer(DESK), lambda: answer(OTHER_DESK))
    winner = next(name for name, error in said if not error)
    refusal = next(error for _, error in said if error)
    assert f"`{winner}` answered this with no on " in refusal
    assert desk.request(handle, request.id).answers[Ask.HOLD].by == winner


def test_of_many_clerks_who_write_at_once_nobody_loses_anything(desk: Desk) -> None:
    handle = desk.open()
    notes = [f"note {n}" for n in range(8)]
    _together(*(lambda text=text: desk.do(commands.WriteNote(handle, text)) for text in notes))
    matter = desk.matter(handle)
    assert sorted(note.text for note in matter.notes) == notes
    assert matter.events == 1 + len(notes)


def _together(*acts: Callable[[], Any]) -> None:
    threads = [threading.Thread(target=act) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)


def test_a_matter_folded_from_all_its_events_is_the_matter(desk: Desk, clock: Clock) -> None:
    wanted = commands.OpenMatter(Person("", "Ana Invented"), Booking("B-1", booked_at=START - timedelta(days=1)))
    done = desk.do(wanted)
    handle, events = done.matter.handle, [*done.events]
    asks = (Ask.HOLD, Ask.INTERVIEW)
    got = desk.do(commands.ReceiveRequest(handle, "ice_ero", asks, START, "i247a", "civil_immigration"))
    events += got.events
    clock.later(hours=3)
    request = next(iter(got.matter.requests))
    events += desk.answer(handle, request, Ask.HOLD, False).events
    events += desk.do(commands.Release(handle), SUPERVISOR).events
    assert fold(handle, events) == desk.matter(handle)
    assert fold(handle, (read_event(handle, event_bytes(event)) for event in events)) == desk.matter(handle)
