"""The night on which the law files end: whatever comes in is recorded, and nobody is told what the law says."""

from datetime import UTC, date, datetime, timedelta

import pytest

from comity.facts import Ask
from comity.gate import LAW_UNKNOWN, NotNowError, commands
from comity.gate.state import Booking
from contract.desk import CALIFORNIA, DESK, LEGAL, LIBRARY, SUPERVISOR, SYSTEM, Desk

BECAUSE = "The law of 1 January 2027 is not written down here: the pack us-ca was read up to 31 December 2026."
LAST = LIBRARY.pack("us-ca").known.last or date.max


def at(desk: Desk, hour: int, *, after_new_year: bool) -> datetime:
    day = LAST + timedelta(days=after_new_year)
    desk.clock.now = datetime(day.year, day.month, day.day, hour, tzinfo=desk.zone()).astimezone(UTC)
    return desk.clock.now


def reviewed(desk: Desk, handle: str, request: str, ask: Ask, verdict: str) -> None:
    desk.do(commands.AskReview(handle, request, "The law of today is not here. May we?", ask))
    review = list(desk.matter(handle).reviews)[-1]
    desk.do(commands.GiveReview(handle, review, verdict, "I have read the act of January."), LEGAL)


def test_a_request_of_new_years_night_is_recorded_and_is_for_legal(desk: Desk) -> None:
    at(desk, 2, after_new_year=True)
    handle = desk.open()
    desk.establish(handle, **CALIFORNIA)
    request = desk.receive(handle, Ask.HOLD, Ask.SHARE_COURT_DATE)
    assert request.number == "2027-0001"
    for decided in request.decided.values():
        assert (decided.verdict, decided.outcome, decided.marks) == ("ask_legal", "open", (LAW_UNKNOWN,))
        assert decided.because == BECAUSE
        assert decided.citations == ()
    assert [name for name, _ in request.packs] == ["us", "us-ca"]
    assert not desk.matter(handle).duties


def test_nobody_answers_it_before_legal_has(desk: Desk) -> None:
    at(desk, 2, after_new_year=True)
    handle = desk.open()
    request = desk.receive(handle).id
    for yes in (True, False):
        with pytest.raises(NotNowError, match="cannot be answered yet: ask legal first"):
            desk.answer(handle, request, Ask.HOLD, yes, SUPERVISOR)
    reviewed(desk, handle, request, Ask.HOLD, "do_not")
    done = desk.answer(handle, request, Ask.HOLD, False)
    assert done.matter.requests[request].answers[Ask.HOLD].ground == "review"


def test_what_was_decided_in_the_old_year_is_not_answered_in_the_new_one(desk: Desk) -> None:
    at(desk, 23, after_new_year=False)
    handle = desk.open()
    desk.establish(handle, **CALIFORNIA)
    request = desk.receive(handle).id
    owed = desk.matter(handle).duties
    assert desk.request(handle, request).decided[Ask.HOLD].verdict == "do_not"
    assert owed
    at(desk, 1, after_new_year=True)
    with pytest.raises(NotNowError, match="changed since this was decided: ask legal first"):
        desk.answer(handle, request, Ask.HOLD, False)
    desk.do(commands.Decide(handle, request))
    assert desk.request(handle, request).decided[Ask.HOLD].because == BECAUSE
    assert desk.matter(handle).duties == owed  # what was owed is not forgotten


def test_what_is_learned_is_recorded_and_sealed_with_the_case(desk: Desk) -> None:
    at(desk, 1, after_new_year=True)
    handle = desk.open()
    request = desk.receive(handle).id
    desk.establish(handle, judicial_warrant=False)
    due = desk.clock.now + timedelta(days=1)
    desk.do(commands.ChangeRecords(handle, booking=Booking("B-1", release_due=due)), SYSTEM)
    facts = desk.request(handle, request).case["facts"]
    assert {"judicial_warrant", "release_due"} <= set(facts)  # type: ignore[call-overload]


def test_an_answer_given_keeps_the_law_it_rested_on_and_the_rest_goes_to_legal(desk: Desk) -> None:
    at(desk, 23, after_new_year=False)
    handle = desk.open()
    desk.establish(handle, **CALIFORNIA)
    request = desk.receive(handle, Ask.HOLD, Ask.NOTIFY_RELEASE).id
    before = desk.answer(handle, request, Ask.HOLD, False).matter.requests[request].decided[Ask.HOLD]
    at(desk, 1, after_new_year=True)
    desk.do(commands.Decide(handle, request))
    decided = desk.request(handle, request).decided
    assert decided[Ask.HOLD] == before
    assert decided[Ask.NOTIFY_RELEASE].marks == (LAW_UNKNOWN,)


def test_legal_who_knew_the_law_of_one_day_is_heard_again_once_the_law_is_written_down(desk: Desk) -> None:
    at(desk, 1, after_new_year=True)
    handle = desk.open()
    desk.establish(handle, **CALIFORNIA)
    request = desk.receive(handle).id
    reviewed(desk, handle, request, Ask.HOLD, "do")
    at(desk, 23, after_new_year=False)  # as after an update: the law of the day is there, and forbids it
    desk.do(commands.Decide(handle, request))
    with pytest.raises(NotNowError, match="the answer is another: do not hold"):
        desk.answer(handle, request, Ask.HOLD, True)


def test_no_hold_starts_in_the_new_year_on_a_yes_of_the_old_one(texas: Desk) -> None:
    last = LIBRARY.pack("us-tx").known.last or date.max
    texas.clock.now = datetime(last.year, last.month, last.day, 22, tzinfo=texas.zone()).astimezone(UTC)
    handle = texas.open(booked_at=texas.clock.now)
    texas.establish(handle, detainer=True, physical_custody=True, proof_of_status_shown=False)
    request = texas.receive(handle).id
    decided = texas.request(handle, request).decided[Ask.HOLD]
    if decided.verdict == "ask_legal":
        reviewed(texas, handle, request, Ask.HOLD, "do")
    texas.answer(handle, request, Ask.HOLD, True)
    texas.clock.later(hours=4)
    with pytest.raises(NotNowError, match="the law of today is not written down here"):
        texas.do(commands.StartHold(handle, request), DESK)
    again = texas.receive(handle).id  # the way that is left
    reviewed(texas, handle, again, Ask.HOLD, "do")
    texas.answer(handle, again, Ask.HOLD, True)
    assert texas.do(commands.StartHold(handle, again)).matter.hold_of(again)


@pytest.mark.parametrize(("days", "told"), [(57, False), (56, True), (0, True), (-40, True)])
def test_the_end_of_the_law_files_is_told_eight_weeks_before(days: int, told: bool) -> None:
    pack = LIBRARY.pack("us-ca")
    assert (pack.ends_soon(LAST - timedelta(days=days)) == LAST) is told


def test_a_law_is_known_only_while_every_layer_of_it_is() -> None:
    pack = LIBRARY.pack("us-il-cook")
    assert all(layer.horizon.covers(pack.known.first) for layer in pack.stack)
    assert pack.known.last == min(layer.horizon.last for layer in pack.stack if layer.horizon.last)
