"""The clock watches: no moment is skipped, over-detention is never silent, and nobody is told twice at one instant."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.facts import Ask
from comity.gate import TickError, alarms, commands, next_moment, tick
from comity.gate.state import Alarm, Booking, Matter
from comity.gate.watch import LIMIT, TASK, WAITING, Rhythm
from contract.desk import COUNSEL, LEGAL, START, SUPERVISOR, SYSTEM, Clock, Desk
from contract.memory import MemoryRecords

RELEASE = START + timedelta(hours=7, minutes=30)  # Friday, November 20, 4:30 p.m. in California
HOUR = timedelta(hours=1)


def _alarms(desk: Desk, handle: str, now: datetime) -> dict[str, str]:
    return {each.kind: each.words for each in alarms(desk.matter(handle), now, zone=desk.zone())}


def _asked(desk: Desk, **booking: Any) -> tuple[str, str]:
    """A person about whom an agency asked, and everything answered and done."""
    handle = desk.open(**booking)
    request = desk.receive(handle).id
    desk.answer(handle, request, Ask.HOLD, False)
    for duty in [each.id for each in desk.matter(handle).duties.values() if each.active and not each.done_at]:
        desk.do(commands.FinishDuty(handle, duty, "done"))
    return handle, request


def test_release_is_near_an_hour_before_and_past_at_its_minute(desk: Desk) -> None:
    handle, _ = _asked(desk, release_due=RELEASE)
    assert next_moment(desk.matter(handle)) == RELEASE - HOUR
    assert _alarms(desk, handle, RELEASE - HOUR - timedelta(seconds=1)) == {}
    assert _alarms(desk, handle, RELEASE - HOUR) == {"release_near": "Release is due Friday, November 20, 4:30 p.m."}
    assert _alarms(desk, handle, RELEASE) == {
        "release_past": "Release was due Friday, November 20, 4:30 p.m. The person is still held. "
        "Release the person, or call a supervisor."
    }


def test_seeing_that_release_is_near_does_not_silence_that_it_is_past(desk: Desk, clock: Clock) -> None:
    handle, _ = _asked(desk, release_due=RELEASE)
    clock.now = RELEASE - HOUR
    tick(desk.gate, [handle])
    (near,) = desk.matter(handle).alarms
    desk.do(commands.ConfirmAlarm(handle, near))
    clock.now = RELEASE
    assert tick(desk.gate, [handle]).raised == 1
    assert {each.kind for each in desk.matter(handle).alarms.values()} == {"release_near", "release_past"}


def test_a_person_who_left_raises_nothing(desk: Desk, clock: Clock) -> None:
    handle, _ = _asked(desk, release_due=RELEASE)
    desk.do(commands.Release(handle))
    assert next_moment(desk.matter(handle)) is None
    assert _alarms(desk, handle, RELEASE + HOUR) == {}


def test_a_person_about_whom_nobody_asked_is_the_jails_own_work(desk: Desk) -> None:
    handle = desk.open(release_due=RELEASE)
    assert next_moment(desk.matter(handle)) is None


def test_release_that_moves_is_a_moment_of_its_own(desk: Desk, clock: Clock) -> None:
    handle, _ = _asked(desk, release_due=RELEASE)
    clock.now = RELEASE
    tick(desk.gate, [handle])
    for alarm in desk.matter(handle).alarms:
        desk.do(commands.ConfirmAlarm(handle, alarm))
    later = RELEASE + timedelta(hours=3)
    desk.do(commands.ChangeRecords(handle, booking=Booking("B-1", release_due=later)), SYSTEM)
    assert next_moment(desk.matter(handle)) == later - HOUR
    assert "release_past" in _alarms(desk, handle, later)


def test_release_as_the_desk_established_it_counts(desk: Desk) -> None:
    handle, _ = _asked(desk)
    assert next_moment(desk.matter(handle)) is None
    desk.establish(handle, release_due="2026-11-20T16:30")
    assert next_moment(desk.matter(handle)) == RELEASE - HOUR


def _held(texas: Desk, clock: Clock) -> tuple[str, str]:
    handle = texas.open(release_due=START)
    texas.establish(handle, detainer=True, physical_custody=True, proof_of_status_shown=False)
    request = texas.receive(handle).id
    texas.answer(handle, request, Ask.HOLD, True)
    texas.do(commands.StartHold(handle, request))
    for duty in [each.id for each in texas.matter(handle).duties.values() if each.active and not each.done_at]:
        texas.do(commands.FinishDuty(handle, duty, "done"))
    return handle, request


def test_while_a_hold_runs_release_is_when_it_runs_out(texas: Desk, clock: Clock) -> None:
    handle, _ = _held(texas, clock)
    ends = START + timedelta(hours=48)
    assert next_moment(texas.matter(handle)) == ends - HOUR
    assert _alarms(texas, handle, ends - HOUR) == {
        "hold_near": "The hold of request 2026-0001 runs out Sunday, November 22, 11:00 a.m."
    }
    assert _alarms(texas, handle, ends) == {
        "hold_past": "The hold of request 2026-0001 ran out Sunday, November 22, 11:00 a.m. "
        "Release the person, or call a supervisor."
    }


def test_a_hold_that_ended_leaves_a_person_whose_release_was_due(texas: Desk, clock: Clock) -> None:
    handle, _ = _held(texas, clock)
    clock.later(hours=2)
    texas.do(commands.EndHold(handle, next(iter(texas.matter(handle).holds)), "Withdrawn."))
    assert list(_alarms(texas, handle, clock.now)) == ["release_past"]


def test_a_hold_that_the_law_no_longer_gives_is_an_alarm(texas: Desk, clock: Clock) -> None:
    handle, request = _held(texas, clock)
    decided = texas.matter(handle).requests[request].decided[Ask.HOLD]
    assert "hold_ground" not in _alarms(texas, handle, clock.now)
    changed = _with_verdict(texas.matter(handle), request, "do_not")
    assert decided.verdict == "do"
    assert "hold_ground" in {each.kind for each in alarms(changed, clock.now, zone=texas.zone())}


def _with_verdict(matter: Matter, request: str, verdict: str) -> Matter:
    from dataclasses import replace

    before = matter.requests[request]
    decided = {**before.decided, Ask.HOLD: replace(before.decided[Ask.HOLD], verdict=verdict)}
    return replace(matter, requests={**matter.requests, request: replace(before, decided=decided)})


def test_what_is_owed_at_once_is_an_alarm_after_an_hour(desk: Desk) -> None:
    handle = desk.open()
    desk.receive(handle)
    assert _alarms(desk, handle, START + timedelta(minutes=59)) == {}
    words = _alarms(desk, handle, START + HOUR)
    assert words["duty_past"].startswith("This was due Friday, November 20, 9:00 a.m.: ")
    assert words["duty_past"].endswith(".")


def test_a_duty_with_a_day_is_near_and_past(records: MemoryRecords, clock: Clock) -> None:
    city = Desk(records, clock, "us-ny-nyc/doc")
    handle = city.open(release_due=RELEASE)
    city.receive(handle)
    city.establish(handle, detainer=True)
    assert "duty_near" in _alarms(city, handle, RELEASE - HOUR)
    assert "duty_past" in _alarms(city, handle, RELEASE)


def test_a_request_is_answered_by_the_first_moment_that_hangs_on_it(desk: Desk) -> None:
    handle = desk.open(release_due=RELEASE)
    desk.receive(handle)
    assert "unanswered" not in _alarms(desk, handle, RELEASE - timedelta(seconds=1))
    assert _alarms(desk, handle, RELEASE)["unanswered"] == (
        "Request 2026-0001 should have been answered by Friday, November 20, 4:30 p.m."
    )


def test_a_request_on_which_no_moment_hangs_is_answered_within_a_day(desk: Desk) -> None:
    handle = desk.open()
    desk.receive(handle)
    assert "unanswered" not in _alarms(desk, handle, START + timedelta(hours=23, minutes=59))
    assert "unanswered" in _alarms(desk, handle, START + timedelta(hours=24))


def test_a_notice_to_counsel_is_followed_up_until_confirmed_or_opened(desk: Desk, clock: Clock) -> None:
    handle, request = _asked(desk)
    desk.do(commands.AppointCounsel(handle, COUNSEL.name, "Cleo Defence"))
    letters = {
        to: commands.GiveNotice(handle, request, "counsel_notice", to, "en", "cd" * 32, "email")
        for to in ("counsel", "person")
    }
    for letter in letters.values():
        desk.do(letter)
    day_later = START + timedelta(hours=24)
    assert list(_alarms(desk, handle, day_later)) == ["notice_unconfirmed"]
    clock.later(hours=2)
    desk.do(commands.ReadMatter(handle, "client"), COUNSEL)
    assert _alarms(desk, handle, day_later) == {}
    notice = next(iter(desk.do(letters["counsel"]).matter.notices))
    desk.do(commands.ConfirmNotice(handle, notice, "telephoned"))


def test_legal_and_second_persons_are_reminded(desk: Desk) -> None:
    handle = desk.open()
    request = desk.receive(handle).id
    asked = desk.do(commands.AskReview(handle, request, "May we?", Ask.HOLD)).matter.reviews
    wanted = commands.ProposeOverride(handle, request, Ask.HOLD, "do", "A judge's order.")
    proposed = desk.do(wanted, SUPERVISOR).matter.overrides
    assert {"review_waiting", "override_waiting"} <= _alarms(desk, handle, START + WAITING).keys()
    desk.do(commands.GiveReview(handle, next(iter(asked)), "do_not", "No."), LEGAL)
    desk.do(commands.SettleOverride(handle, next(iter(proposed)), confirm=False, why_not="No."), LEGAL)
    assert not {"review_waiting", "override_waiting"} & _alarms(desk, handle, START + WAITING).keys()


@pytest.mark.parametrize(("rhythm", "first"), [(LIMIT, timedelta(minutes=15)), (TASK, HOUR)])
def test_alarms_come_more_rarely_with_time_and_never_for_the_last_time(rhythm: Rhythm, first: timedelta) -> None:
    gaps = [rhythm.gap(times) for times in range(1, 10_000)]
    assert gaps[0] == first
    assert gaps == sorted(gaps)
    assert gaps[-1] == rhythm.longest
    assert len(rhythm.why) > 40


TICKS = st.lists(st.integers(1, 600), min_size=1, max_size=60).map(
    lambda gaps: [START + timedelta(minutes=sum(gaps[: n + 1])) for n in range(len(gaps))]
)


def _ticked(desk: Desk, handle: str, moments: Iterable[datetime]) -> list[tuple[datetime, Alarm]]:
    """What a clock raises that ticks at these moments, and looks only at matters whose moment has come."""
    raised = []
    for moment in moments:
        desk.clock.now = moment
        matter = desk.matter(handle)
        at = next_moment(matter)
        if at is not None and at <= moment:
            done = tick(desk.gate, [handle])
            assert done.raised > 0, "the clock was sent for nothing"
            fresh = done.done[0].matter.alarms.values()
            raised += [(moment, alarm) for alarm in fresh if alarm.raised_at == moment]
        else:
            assert alarms(matter, moment, zone=desk.zone()) == (), "the clock missed a moment"
    return raised


def _new_desk(agency: str = "us-ca/sheriff") -> Desk:
    clock = Clock()
    return Desk(MemoryRecords(clock), clock, agency)


@settings(max_examples=30)
@given(ticks=TICKS, after=st.integers(0, 1_000))
def test_every_over_detention_is_an_alarm_at_the_first_tick_however_irregular(
    ticks: list[datetime], after: int
) -> None:
    desk = _new_desk()
    release = START + timedelta(minutes=after)
    handle, _ = _asked(desk, release_due=release)
    past = [(at, alarm) for at, alarm in _ticked(desk, handle, ticks) if alarm.kind == "release_past"]
    first = next((moment for moment in ticks if moment >= release), None)
    assert (past[0][0] if past else None) == first
    quarter_hours = [later[0] - earlier[0] for earlier, later in pairwise(past)]
    late = max((b - a for a, b in pairwise(ticks)), default=timedelta())
    assert all(gap <= LIMIT.longest + late for gap in quarter_hours)


@settings(max_examples=30)
@given(ticks=TICKS, sees=st.integers(1, 10))
def test_nothing_is_raised_again_once_somebody_has_seen_it(ticks: list[datetime], sees: int) -> None:
    desk = _new_desk()
    handle, _ = _asked(desk, release_due=START)
    seen: set[str] = set()
    for number, moment in enumerate(ticks):
        raised = [alarm.id for _, alarm in _ticked(desk, handle, [moment])]
        assert not seen & set(raised)
        if number % sees == 0:
            for alarm in desk.matter(handle).alarms.values():
                if alarm.confirmed_at is None:
                    desk.do(commands.ConfirmAlarm(handle, alarm.id))
                    seen.add(alarm.id)


@settings(max_examples=8)
@given(ticks=TICKS)
def test_a_second_tick_at_one_instant_raises_nothing(ticks: list[datetime]) -> None:
    desk = _new_desk()
    handle = desk.open(release_due=START + timedelta(hours=2))
    desk.receive(handle)
    for moment in ticks:
        desk.clock.now = moment
        tick(desk.gate, [handle])
        again = tick(desk.gate, [handle])
        assert again.raised == 0
        assert desk.matter(handle) == again.done[0].matter


def test_one_matter_that_fails_stops_no_other(desk: Desk, clock: Clock) -> None:
    handles = [_asked(desk, release_due=START + HOUR)[0] for _ in range(3)]
    clock.now = START + HOUR
    with pytest.raises(TickError, match="2 matters could not be looked at") as failed:
        tick(desk.gate, [handles[0], "0" * 32, handles[1], "f" * 32, handles[2]])
    ticked = failed.value.ticked
    assert [handle for handle, _ in ticked.failed] == ["0" * 32, "f" * 32]
    assert [done.matter.handle for done in ticked.done] == handles
    assert ticked.raised == 3
    assert all(desk.matter(handle).alarms for handle in handles)


def test_the_words_are_those_of_the_place_even_on_the_night_when_the_clock_goes_back(
    texas: Desk, words: Callable[[datetime], str]
) -> None:
    twice = datetime(2026, 11, 1, 6, 30, tzinfo=START.tzinfo)
    assert words(twice) == "Sunday, November 1, 1:30 a.m. (CDT)"
    assert words(twice + HOUR) == "Sunday, November 1, 1:30 a.m. (CST)"
    assert words(datetime(2026, 11, 2, 6, 0, tzinfo=START.tzinfo)) == "Monday, November 2, 12:00 a.m."
    assert words(datetime(2026, 11, 2, 18, 5, tzinfo=START.tzinfo)) == "Monday, November 2, 12:05 p.m."


@pytest.fixture
def words(texas: Desk) -> Callable[[datetime], str]:
    from comity.gate.wording import moment_words

    return lambda moment: moment_words(moment, texas.zone())


def test_a_duty_without_a_number_of_hours_is_said_again_after_a_day_and_until_it_is_done(desk: Desk) -> None:
    handle = desk.open(release_due=START + timedelta(days=20))
    request = desk.receive(handle, Ask.NOTIFY_RELEASE)
    desk.do(commands.Disclose(handle, "the time of release", "ice_ero", request.id, Ask.NOTIFY_RELEASE))
    owed = [each for each in desk.matter(handle).duties.values() if each.active and each.due is None]
    assert owed, "the law wants the person told promptly"
    told = {alarm.about for alarm in alarms(desk.matter(handle), desk.clock.now, zone=desk.zone())}
    assert not {each.id for each in owed} & told
    later = desk.clock.now + timedelta(hours=25)
    told = {alarm.about for alarm in alarms(desk.matter(handle), later, zone=desk.zone())}
    assert {each.id for each in owed} <= told
    for each in owed:
        desk.do(commands.FinishDuty(handle, each.id, "told on the telephone"))
    told = {alarm.about for alarm in alarms(desk.matter(handle), later, zone=desk.zone())}
    assert not {each.id for each in owed} & told
