"""Duties: brought by the right event, due at the right moment, discharged once."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from comity.facts import Ask
from comity.gate import AlreadyDoneError, CommandError, NotFoundError, NotNowError, commands
from comity.gate.act import Act, Surroundings
from comity.gate.state import Booking, Duty, Matter
from comity.gate.verbs import VERBS
from contract.desk import DESK, LEGAL, LIBRARY, START, SUPERVISOR, SYSTEM, Clock, Desk
from contract.memory import MemoryRecords

SHA = "cd" * 32
HOUR = timedelta(hours=1)
RELEASE = START + timedelta(hours=7, minutes=30)


@pytest.fixture
def city(records: MemoryRecords, clock: Clock) -> Desk:
    """The department of correction of New York City."""
    return Desk(records, clock, "us-ny-nyc/doc")


@pytest.fixture
def washington(records: MemoryRecords, clock: Clock) -> Desk:
    return Desk(records, clock, "us-wa/sheriff")


def _duty(matter: Matter, request: str, ref: str) -> Duty:
    return matter.duties[f"{request}:{ref}"]


def _overridden(desk: Desk, handle: str, request: str, ask: Ask) -> None:
    wanted = commands.ProposeOverride(handle, request, ask, "do", "A judge's order came.")
    override = list(desk.do(wanted, SUPERVISOR).matter.overrides)[-1]
    desk.do(commands.SettleOverride(handle, override, confirm=True), LEGAL)
    desk.answer(handle, request, ask, True)


def test_in_california_a_copy_is_owed_at_once_when_the_request_comes(desk: Desk) -> None:
    handle = desk.open()
    request = desk.receive(handle).id
    copy = _duty(desk.matter(handle), request, "us-ca/gov-7283-1/d-copy")
    assert (copy.active, copy.due, copy.due_words) == (True, START, "at once")
    assert copy.owed_to == "the person"


def test_what_is_owed_at_once_does_not_become_due_later_by_being_decided_again(desk: Desk, clock: Clock) -> None:
    handle = desk.open()
    request = desk.receive(handle).id
    clock.later(hours=3)
    desk.do(commands.Decide(handle, request))
    assert _duty(desk.matter(handle), request, "us-ca/gov-7283-1/d-copy").due == START


def test_in_california_a_notice_is_owed_once_the_release_was_told_and_only_then(desk: Desk, clock: Clock) -> None:
    handle = desk.open()
    request = desk.receive(handle, Ask.NOTIFY_RELEASE, Ask.SHARE_COURT_DATE).id
    ref = "us-ca/gov-7283-1/d-notice"
    assert not _duty(desk.matter(handle), request, ref).active
    desk.do(commands.Disclose(handle, "the court date", "ICE", request, Ask.SHARE_COURT_DATE))
    assert not _duty(desk.matter(handle), request, ref).active
    desk.do(commands.Disclose(handle, "the release date", "ICE", request, Ask.NOTIFY_RELEASE))
    assert _duty(desk.matter(handle), request, ref).active


def test_what_is_told_a_second_time_makes_the_notice_of_it_due_once_more(desk: Desk, clock: Clock) -> None:
    handle = desk.open()
    request = desk.receive(handle, Ask.NOTIFY_RELEASE, Ask.SHARE_COURT_DATE).id
    ref = "us-ca/gov-7283-1/d-notice"
    told = commands.Disclose(handle, "the release date", "ICE", request, Ask.NOTIFY_RELEASE)
    desk.do(told)
    duty = _duty(desk.matter(handle), request, ref)
    desk.do(commands.FinishDuty(handle, duty.id, "the letter was handed over"))
    clock.later(hours=30)
    desk.do(commands.Disclose(handle, "the court date", "ICE", request, Ask.SHARE_COURT_DATE))
    assert _duty(desk.matter(handle), request, ref).done_at
    desk.do(told)
    again = _duty(desk.matter(handle), request, ref)
    assert (again.active, again.done_at, again.since) == (True, None, clock.now)
    assert desk.matter(handle).requests[request].closed_at is None
    desk.do(commands.FinishDuty(handle, duty.id, "the second letter was handed over"))
    assert _duty(desk.matter(handle), request, ref).done_at == clock.now


def test_a_notice_given_before_anything_was_told_covers_the_first_and_no_other(desk: Desk, clock: Clock) -> None:
    handle = desk.open()
    request = desk.receive(handle, Ask.NOTIFY_RELEASE).id
    ref = "us-ca/gov-7283-1/d-notice"
    desk.do(commands.FinishDuty(handle, f"{request}:{ref}", "the letter was handed over"))
    clock.later(minutes=5)
    told = commands.Disclose(handle, "the release date", "ICE", request, Ask.NOTIFY_RELEASE)
    desk.do(told)
    assert _duty(desk.matter(handle), request, ref).done_at
    clock.later(minutes=5)
    desk.do(told)
    assert _duty(desk.matter(handle), request, ref).done_at is None  # that letter said nothing of the second


def test_a_disclosure_of_one_request_brings_nothing_in_another(desk: Desk) -> None:
    handle = desk.open()
    first, second = (desk.receive(handle, Ask.NOTIFY_RELEASE).id for _ in range(2))
    done = desk.do(commands.Disclose(handle, "the release date", "ICE", first, Ask.NOTIFY_RELEASE))
    ref = "us-ca/gov-7283-1/d-notice"
    assert [_duty(done.matter, each, ref).active for each in (first, second)] == [True, False]


def test_what_is_owed_on_a_hand_over_is_due_at_its_moment_even_when_entered_later(desk: Desk, clock: Clock) -> None:
    handle = desk.open()
    request = desk.receive(handle, Ask.TRANSFER).id
    _overridden(desk, handle, request, Ask.TRANSFER)
    at = clock.later(minutes=20)
    clock.later(hours=2)
    done = desk.do(commands.Transfer(handle, "ICE", request, at))
    keep = _duty(done.matter, request, "us-ca/gov-7284-6-reports/c2-keep")
    assert (keep.active, keep.due) == (True, at)


def test_in_new_york_city_refusing_a_hold_brings_the_release_and_refusing_another_thing_does_not(city: Desk) -> None:
    handle = city.open()
    request = city.receive(handle, Ask.HOLD, Ask.INTERVIEW).id
    for ask in (Ask.INTERVIEW, Ask.HOLD):
        assert not _duty(city.matter(handle), request, "us-ny/demarco/release").active
        wanted = commands.ProposeOverride(handle, request, ask, "do_not", "The paper is no warrant.")
        override = list(city.do(wanted, SUPERVISOR).matter.overrides)[-1]
        city.do(commands.SettleOverride(handle, override, confirm=True), LEGAL)
        city.answer(handle, request, ask, False)
    release = _duty(city.matter(handle), request, "us-ny/demarco/release")
    assert (release.active, release.due) == (True, START)


def test_in_new_york_city_a_search_is_due_before_release_and_moves_with_it(city: Desk) -> None:
    handle = city.open()
    request = city.receive(handle).id
    city.establish(handle, detainer=True)
    ref = "us-ny-nyc/9-131/b1-search"
    assert (_duty(city.matter(handle), request, ref).active, _duty(city.matter(handle), request, ref).due) == (
        True,
        None,
    )
    for release in (RELEASE, RELEASE + timedelta(hours=2), RELEASE - timedelta(hours=1)):
        booking = Booking("B-1", release_due=release)
        done = city.do(commands.ChangeRecords(handle, booking=booking), SYSTEM)
        assert _duty(done.matter, request, ref).due == release


def test_a_duty_that_moves_does_so_although_everything_is_answered(city: Desk) -> None:
    handle = city.open(release_due=RELEASE)
    request = city.receive(handle).id
    city.establish(handle, detainer=True)
    _overridden(city, handle, request, Ask.HOLD)
    later = Booking("B-1", release_due=RELEASE + timedelta(hours=2))
    done = city.do(commands.ChangeRecords(handle, booking=later), SYSTEM)
    assert _duty(done.matter, request, "us-ny-nyc/9-131/b1-search").due == RELEASE + timedelta(hours=2)


def test_a_duty_that_the_facts_as_corrected_do_not_bring_is_gone(city: Desk) -> None:
    handle = city.open(release_due=RELEASE)
    request = city.receive(handle).id
    city.establish(handle, detainer=True)
    key = f"{request}:us-ny-nyc/9-131/b1-search"
    assert city.matter(handle).duties[key].active
    city.establish(handle, detainer=False, similar_federal_request=False)
    assert key not in city.matter(handle).duties


def test_a_duty_that_was_done_stays_done(city: Desk, clock: Clock) -> None:
    handle = city.open(release_due=RELEASE)
    request = city.receive(handle).id
    city.establish(handle, detainer=True)
    key = f"{request}:us-ny-nyc/9-131/b1-search"
    city.do(commands.FinishDuty(handle, key, "Search of 11:50."))
    clock.later(hours=1)
    city.establish(handle, detainer=False, similar_federal_request=False)
    assert city.matter(handle).duties[key].done_at == START


def test_in_texas_holding_brings_what_is_said_to_the_person(texas: Desk) -> None:
    handle = texas.open(release_due=RELEASE)
    texas.establish(handle, detainer=True, physical_custody=True, proof_of_status_shown=False)
    request = texas.receive(handle).id
    texas.answer(handle, request, Ask.HOLD, True)
    assert not _duty(texas.matter(handle), request, "us-tx/2a-060/a2").active
    texas.do(commands.StartHold(handle, request))
    told = _duty(texas.matter(handle), request, "us-tx/2a-060/a2")
    assert (told.active, told.due) == (True, None)


def test_in_washington_an_interview_that_is_allowed_is_kept_on_record(washington: Desk) -> None:
    handle = washington.open()
    request = washington.receive(handle, Ask.INTERVIEW).id
    ref = "us-wa/10-93-160/6b-keep"
    assert not _duty(washington.matter(handle), request, ref).active
    _overridden(washington, handle, request, Ask.INTERVIEW)
    kept = _duty(washington.matter(handle), request, ref)
    assert (kept.active, kept.due) == (True, START)


def test_in_new_york_a_hold_that_ran_out_brings_the_release_from_when_it_ran_out(
    records: MemoryRecords, clock: Clock
) -> None:
    police = Desk(records, clock, "us-ny-nyc/nypd")
    handle = police.open(release_due=START)
    request = police.receive(handle).id
    police.establish(handle, detainer=True, judicial_warrant=False)
    _overridden(police, handle, request, Ask.HOLD)
    hold = next(iter(police.do(commands.StartHold(handle, request)).matter.holds.values()))
    assert hold.ends == START + timedelta(hours=48)
    clock.now = hold.ends + timedelta(hours=5)
    done = police.do(commands.EndHold(handle, hold.id, "It ran out."))
    release = _duty(done.matter, request, "us-ny-nyc/14-154/b2-release")
    assert (release.active, release.due) == (True, hold.ends)


def test_a_hold_that_ended_in_time_brings_no_duty_of_one_that_ran_out(records: MemoryRecords, clock: Clock) -> None:
    police = Desk(records, clock, "us-ny-nyc/nypd")
    handle = police.open(release_due=START)
    request = police.receive(handle).id
    police.establish(handle, detainer=True, judicial_warrant=False)
    _overridden(police, handle, request, Ask.HOLD)
    hold = next(iter(police.do(commands.StartHold(handle, request)).matter.holds))
    done = police.do(commands.EndHold(handle, hold, "The agency withdrew."))
    assert not _duty(done.matter, request, "us-ny-nyc/14-154/b2-release").active


@pytest.mark.parametrize("act", ["by hand", "by the booking system"])
def test_what_is_owed_on_release_is_due_from_the_release_however_it_came_to_be_known(
    desk: Desk, clock: Clock, act: str
) -> None:
    handle = desk.open()
    request = desk.receive(handle).id
    key = f"{request}:us-ca/gov-7283-1/d-copy"
    matter = desk.matter(handle)  # no pack owes anything on release: this duty is made to
    owed = replace(matter.duties[key], trigger="released", active=False)
    clock.later(hours=2)
    gone = START + HOUR
    command: Any = {
        "by hand": commands.Release(handle, gone),
        "by the booking system": commands.ChangeRecords(handle, booking=Booking("B-1", released_at=gone)),
    }[act]
    around = Surroundings(clock.now, SYSTEM, LIBRARY, LIBRARY, desk.agency, lambda: "id", lambda series: 1, Path)
    unfolding = Act(replace(matter, duties={key: owed}), around)
    VERBS[type(command)](unfolding, command)
    assert (unfolding.matter.duties[key].active, unfolding.matter.duties[key].due) == (True, gone)


def test_a_letter_discharges_its_duties(desk: Desk, clock: Clock) -> None:
    handle = desk.open()
    request = desk.receive(handle).id
    owed = tuple(f"{request}:us-ca/gov-7283-1/{name}" for name in ("d-copy", "d-intention"))
    clock.later(minutes=10)
    letter = commands.GiveNotice(handle, request, "request_copy", "person", "es", SHA, "hand", owed)
    done = desk.do(letter)
    assert {done.matter.duties[key].done_at for key in owed} == {clock.now}
    assert done.events[0].codes.decision == "person"
    clock.later(minutes=10)
    again = desk.do(letter)
    assert {again.matter.duties[key].done_at for key in owed} == {START + timedelta(minutes=10)}


@pytest.mark.parametrize(
    "wrong",
    [
        {"to": "the press"},
        {"to": "ana@invented.example"},
        {"channel": "pigeon"},
        {"sha256": "cd"},
        {"sha256": SHA.upper()},
    ],
)
def test_a_letter_says_to_whom_it_went_and_how(desk: Desk, wrong: dict[str, Any]) -> None:
    handle = desk.open()
    request = desk.receive(handle).id
    given: dict[str, Any] = {"kind": "request_copy", "to": "person", "language": "es", "sha256": SHA, "channel": "hand"}
    with pytest.raises(CommandError):
        desk.do(commands.GiveNotice(handle, request, **{**given, **wrong}))


def test_a_letter_discharges_no_duty_of_another_request(desk: Desk) -> None:
    handle = desk.open()
    first, second = desk.receive(handle).id, desk.receive(handle).id
    key = f"{second}:us-ca/gov-7283-1/d-copy"
    with pytest.raises(CommandError, match="another request"):
        desk.do(commands.GiveNotice(handle, first, "request_copy", "person", "es", SHA, "hand", (key,)))
    with pytest.raises(NotFoundError):
        desk.do(commands.GiveNotice(handle, first, "request_copy", "person", "es", SHA, "hand", ("no-duty",)))


def test_a_letter_arrives_once(desk: Desk) -> None:
    handle = desk.open()
    request = desk.receive(handle).id
    given = desk.do(commands.GiveNotice(handle, request, "request_copy", "person", "es", SHA, "hand"))
    (notice,) = given.matter.notices
    desk.do(commands.ConfirmNotice(handle, notice, "signed for"))
    with pytest.raises(AlreadyDoneError, match=f"`{DESK.name}` has confirmed"):
        desk.do(commands.ConfirmNotice(handle, notice, "signed for"), SUPERVISOR)


def test_a_duty_is_done_once(desk: Desk) -> None:
    handle = desk.open()
    request = desk.receive(handle).id
    key = f"{request}:us-ca/gov-7283-1/d-copy"
    done = desk.do(commands.FinishDuty(handle, key, "handed over"))
    assert done.events[0].codes.basis == "us-ca/gov-7283-1/d-copy"
    with pytest.raises(AlreadyDoneError, match=f"`{DESK.name}` has done this"):
        desk.do(commands.FinishDuty(handle, key, "handed over"), LEGAL)


def test_a_request_is_closed_when_all_is_answered_and_done(desk: Desk) -> None:
    handle = desk.open()
    request = desk.receive(handle).id
    desk.answer(handle, request, Ask.HOLD, False)
    for duty in [each for each in desk.matter(handle).duties.values() if each.active]:
        desk.do(commands.FinishDuty(handle, duty.id, "done"))
    assert desk.do(commands.CloseRequest(handle, request)).matter.open_requests == ()


def test_a_request_is_numbered_by_the_year_of_the_place(desk: Desk, clock: Clock) -> None:
    clock.now = datetime(2026, 1, 1, 5, 0, tzinfo=UTC)  # nine in the evening of 31 December 2025 in California
    assert desk.receive(desk.open(booked_at=clock.now)).number == "2025-0001"


def test_a_duty_that_arises_after_a_request_was_closed_opens_it_again(desk: Desk) -> None:
    handle = desk.open(release_due=RELEASE)
    request = desk.receive(handle, Ask.NOTIFY_RELEASE).id
    _overridden(desk, handle, request, Ask.NOTIFY_RELEASE)
    desk.do(commands.CloseRequest(handle, request, "Answered."), SUPERVISOR)
    assert not desk.matter(handle).open_requests
    told = desk.do(commands.Disclose(handle, "the release date", "ICE", request, Ask.NOTIFY_RELEASE)).matter
    arisen = [duty for duty in told.duties.values() if duty.trigger == "disclosed" and duty.active]
    assert arisen
    assert [each.id for each in told.open_requests] == [request]
    with pytest.raises(NotNowError, match="left to do"):
        desk.do(commands.CloseRequest(handle, request))
