"""Custody: holds with their limit, release, hand-over, and what information left on what ground."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from comity.facts import Ask
from comity.gate import AlreadyDoneError, CommandError, NotNowError, alarms, commands
from comity.gate.state import Booking, CourtDate, Matter, Person
from contract.desk import DESK, LEGAL, START, SUPERVISOR, SYSTEM, Clock, Desk

RELEASE = START + timedelta(hours=4)


def _held(texas: Desk, *, hold: bool = True, **booking: Any) -> tuple[str, str]:
    handle = texas.open(**booking)
    texas.establish(handle, detainer=True, physical_custody=True, proof_of_status_shown=False)
    request = texas.receive(handle).id
    texas.answer(handle, request, Ask.HOLD, True)
    if hold:
        texas.do(commands.StartHold(handle, request))
    return handle, request


def _hold(matter: Matter) -> Any:
    (hold,) = matter.holds.values()
    return hold


def test_nobody_is_held_before_somebody_answered_yes(texas: Desk, desk: Desk) -> None:
    handle = texas.open(release_due=RELEASE)
    request = texas.receive(handle).id
    with pytest.raises(NotNowError, match="nobody has answered yes"):
        texas.do(commands.StartHold(handle, request))
    refused = desk.open(agency="us-ca/sheriff")
    asked = desk.receive(refused).id
    desk.answer(refused, asked, Ask.HOLD, False)
    with pytest.raises(NotNowError, match="nobody has answered yes"):
        desk.do(commands.StartHold(refused, asked))


def test_a_hold_ends_when_the_law_says(texas: Desk) -> None:
    matter = texas.matter(_held(texas, release_due=RELEASE)[0])
    assert _hold(matter).ends == RELEASE + timedelta(hours=48)
    assert _hold(matter).citation == "DHS Form I-247A"


def test_no_hold_starts_whose_end_nobody_knows(texas: Desk) -> None:
    handle, request = _held(texas, hold=False)
    with pytest.raises(NotNowError, match="from when it counts is not known"):
        texas.do(commands.StartHold(handle, request))
    texas.establish(handle, release_due=RELEASE.isoformat())
    done = texas.do(commands.StartHold(handle, request))
    assert _hold(done.matter).ends == RELEASE + timedelta(hours=48)


def test_no_hold_starts_whose_time_has_run_out(texas: Desk, clock: Clock) -> None:
    handle, request = _held(texas, hold=False, release_due=RELEASE)
    clock.now = RELEASE + timedelta(hours=48)
    with pytest.raises(NotNowError, match="has run out"):
        texas.do(commands.StartHold(handle, request))


def _permitted(desk: Desk, ask: Ask = Ask.HOLD) -> tuple[str, str]:
    """A hold, or a hand-over, in Illinois that legal has let be answered with yes, because of a warrant."""
    handle = desk.open(agency="us-il/county-jail", release_due=RELEASE)
    no = ("status_only_ground", "detainer", "administrative_warrant", "judicial_warrant", "court_order", "writ")
    desk.establish(handle, LEGAL, otherwise_releasable=True, federal_criminal_warrant=True, **dict.fromkeys(no, False))
    request = desk.receive(handle, ask).id
    asked = desk.do(commands.AskReview(handle, request, "May we?", ask))
    review = next(iter(asked.matter.reviews))
    desk.do(commands.GiveReview(handle, review, "do", "The warrant is a judge's."), LEGAL)
    desk.answer(handle, request, ask, True)
    return handle, request


def test_no_hold_starts_on_a_yes_that_the_law_of_the_moment_takes_back(desk: Desk) -> None:
    handle, request = _permitted(desk)
    desk.establish(handle, LEGAL, federal_criminal_warrant=False)
    with pytest.raises(NotNowError, match="may not be held now"):
        desk.do(commands.StartHold(handle, request))
    assert not desk.matter(handle).holds


def test_a_running_hold_that_legal_allowed_and_the_law_takes_back_is_an_alarm(desk: Desk, clock: Clock) -> None:
    handle, request = _permitted(desk)
    desk.do(commands.StartHold(handle, request))
    assert "hold_ground" not in {each.kind for each in alarms(desk.matter(handle), clock.now, zone=desk.zone())}
    desk.establish(handle, LEGAL, federal_criminal_warrant=False)
    assert "hold_ground" in {each.kind for each in alarms(desk.matter(handle), clock.now, zone=desk.zone())}


def test_a_hold_counts_from_the_release_as_it_now_stands(texas: Desk) -> None:
    handle, _ = _held(texas, release_due=RELEASE)
    earlier = Booking("B-1", release_due=RELEASE - timedelta(hours=3))
    done = texas.do(commands.ChangeRecords(handle, booking=earlier), SYSTEM)
    assert _hold(done.matter).ends == RELEASE + timedelta(hours=45)


def test_a_hold_runs_once(texas: Desk) -> None:
    handle, request = _held(texas, release_due=RELEASE)
    with pytest.raises(AlreadyDoneError, match="runs already"):
        texas.do(commands.StartHold(handle, request))


def test_a_hold_ends_by_hand_with_a_reason(texas: Desk) -> None:
    handle, request = _held(texas, release_due=RELEASE)
    hold = _hold(texas.matter(handle)).id
    with pytest.raises(CommandError, match="why the hold ends"):
        texas.do(commands.EndHold(handle, hold, ""))
    done = texas.do(commands.EndHold(handle, hold, "The agency withdrew."))
    assert (_hold(done.matter).ended_at, _hold(done.matter).ended_why) == (START, "The agency withdrew.")
    with pytest.raises(AlreadyDoneError, match="has ended"):
        texas.do(commands.EndHold(handle, hold, "Again."), LEGAL)
    texas.do(commands.StartHold(handle, request))


def test_a_request_is_not_closed_while_its_hold_runs(texas: Desk) -> None:
    handle, request = _held(texas, release_due=RELEASE)
    with pytest.raises(NotNowError, match="a hold runs"):
        texas.do(commands.CloseRequest(handle, request, "Done."), SUPERVISOR)


@pytest.mark.parametrize("act", ["release", "transfer", "feed"])
def test_whoever_leaves_is_held_no_more(texas: Desk, act: str) -> None:
    handle, _ = _held(texas, release_due=RELEASE)
    gone = {
        "release": commands.Release(handle),
        "transfer": commands.Transfer(handle, "the county hospital"),
        "feed": commands.ChangeRecords(handle, booking=Booking("B-1", release_due=RELEASE, released_at=START)),
    }[act]
    done = texas.do(gone, SYSTEM if act == "feed" else DESK)
    assert _hold(done.matter).ended_at == START
    assert not done.matter.in_custody
    with pytest.raises(AlreadyDoneError, match="not held any more"):
        texas.do(commands.Release(handle))
    with pytest.raises(AlreadyDoneError, match="not held any more"):
        texas.do(commands.Transfer(handle, "elsewhere"))


def test_nobody_who_has_left_is_held_again(texas: Desk) -> None:
    handle, request = _held(texas, hold=False, release_due=RELEASE)
    texas.do(commands.Release(handle))
    with pytest.raises(AlreadyDoneError, match="not held any more"):
        texas.do(commands.StartHold(handle, request))


@pytest.mark.parametrize(
    ("at", "says"),
    [(START + timedelta(minutes=1), "not come yet"), (START - timedelta(days=2), "before the booking")],
)
def test_a_release_is_after_the_booking_and_not_to_come(desk: Desk, at: datetime, says: str) -> None:
    handle = desk.open()
    for command in (commands.Release(handle, at), commands.Transfer(handle, "elsewhere", at=at)):
        with pytest.raises(CommandError, match=says):
            desk.do(command)


def test_the_booking_system_releases_nobody_in_the_future(desk: Desk) -> None:
    handle = desk.open()
    with pytest.raises(CommandError, match="a moment to come"):
        desk.do(commands.ChangeRecords(handle, booking=Booking("B-1", released_at=RELEASE)), SYSTEM)
    with pytest.raises(CommandError, match="a moment to come"):
        desk.open(released_at=RELEASE)


def test_a_release_that_the_booking_system_takes_back_is_taken_back(desk: Desk) -> None:
    handle = desk.open()
    out = desk.do(commands.ChangeRecords(handle, booking=Booking("B-1", released_at=START)), SYSTEM)
    assert not out.matter.in_custody
    assert desk.do(commands.ChangeRecords(handle, booking=Booking("B-1")), SYSTEM).matter.in_custody


def test_records_that_say_what_they_said_are_no_event(desk: Desk) -> None:
    handle = desk.open(release_due=RELEASE)
    booking = desk.matter(handle).booking
    again = Booking("B-1", booked_at=booking.booked_at, release_due=RELEASE.astimezone(desk.zone()))
    assert desk.do(commands.ChangeRecords(handle, desk.matter(handle).person, again), SYSTEM).events == ()


def test_a_booking_that_the_law_cannot_read_is_refused(desk: Desk) -> None:
    with pytest.raises(CommandError, match="convictions"):
        desk.open(convictions=[{"no_field": 1}])
    handle = desk.open()
    with pytest.raises(CommandError, match="convictions"):
        desk.do(commands.ChangeRecords(handle, booking=Booking("B-1", convictions="many")), SYSTEM)


def test_a_matter_names_a_person_and_an_agency_that_is_known(desk: Desk) -> None:
    for person in (Person("", " "), Person("", "Ana Invented", language="no language")):
        with pytest.raises(CommandError):
            desk.do(commands.OpenMatter(person, Booking("B-1")))
    with pytest.raises(CommandError, match="not an agency"):
        desk.open(agency="us-ca/no-such-agency")


def test_nobody_is_handed_over_before_somebody_answered_yes(desk: Desk) -> None:
    handle = desk.open()
    request = desk.receive(handle, Ask.TRANSFER).id
    with pytest.raises(NotNowError, match="nobody has answered yes to handing"):
        desk.do(commands.Transfer(handle, "ICE", request))


def test_a_hand_over_that_nothing_allowed_happened_all_the_same_and_is_marked(desk: Desk) -> None:
    handle = desk.open()
    request = desk.receive(handle, Ask.TRANSFER).id
    done = desk.do(commands.Transfer(handle, "ICE", request), SUPERVISOR)
    assert done.events[0].codes.decision == "transfer/without_ground"
    assert (done.matter.transferred_at, done.matter.transferred_to) == (START, "ICE")


def _overridden(desk: Desk, handle: str, request: str, ask: Ask) -> None:
    wanted = commands.ProposeOverride(handle, request, ask, "do", "A writ came.")
    override = list(desk.do(wanted, SUPERVISOR).matter.overrides)[-1]
    desk.do(commands.SettleOverride(handle, override, confirm=True), LEGAL)
    desk.answer(handle, request, ask, True)


def test_an_answer_that_came_after_the_hand_over_allowed_nothing(desk: Desk, clock: Clock) -> None:
    handle = desk.open()
    request = desk.receive(handle, Ask.TRANSFER).id
    before = clock.now
    clock.later(hours=1)
    _overridden(desk, handle, request, Ask.TRANSFER)
    with pytest.raises(NotNowError):
        desk.do(commands.Transfer(handle, "ICE", request, before))
    done = desk.do(commands.Transfer(handle, "ICE", request))
    assert done.events[0].codes.decision == "transfer/with_ground"


def test_nobody_is_handed_over_on_a_yes_that_the_facts_have_taken_back(desk: Desk, clock: Clock) -> None:
    handle, request = _permitted(desk, Ask.TRANSFER)
    clock.later(minutes=5)
    desk.establish(handle, LEGAL, federal_criminal_warrant=False)
    for at in (None, clock.now - timedelta(minutes=1)):
        with pytest.raises(NotNowError, match="the law or the facts have changed since the answer"):
            desk.do(commands.Transfer(handle, "ICE", request, at))
    done = desk.do(commands.Transfer(handle, "ICE", request), SUPERVISOR)
    assert done.events[-1].codes.decision == "transfer/without_ground"


def test_a_yes_that_still_stands_lets_a_person_be_handed_over_and_so_it_is_recorded_the_day_after(
    desk: Desk, clock: Clock
) -> None:
    handle, request = _permitted(desk, Ask.TRANSFER)
    clock.later(hours=30)
    done = desk.do(commands.Transfer(handle, "ICE", request, clock.now - timedelta(hours=25)))
    assert done.events[-1].codes.decision == "transfer/with_ground"


def test_nobody_is_handed_over_on_a_yes_of_a_day_whose_law_is_known_once_the_law_is_not(
    desk: Desk, clock: Clock
) -> None:
    handle, request = _permitted(desk, Ask.TRANSFER)
    clock.later(days=2_000)
    with pytest.raises(NotNowError):
        desk.do(commands.Transfer(handle, "ICE", request))
    done = desk.do(commands.Transfer(handle, "ICE", request), SUPERVISOR)
    assert done.events[-1].codes.decision == "transfer/without_ground"


def test_a_move_to_another_facility_is_marked_as_nobodys_request(desk: Desk) -> None:
    done = desk.do(commands.Transfer(desk.open(), "the county hospital"))
    assert done.events[0].codes.decision == "transfer/other"


def test_a_hand_over_that_was_asked_for_is_not_recorded_by_the_desk_as_nobodys_request(desk: Desk) -> None:
    handle = desk.open()
    desk.receive(handle, Ask.TRANSFER)
    around = commands.Transfer(handle, "somewhere")
    with pytest.raises(NotNowError, match="an agency has asked"):
        desk.do(around)
    assert desk.do(around, SUPERVISOR).events[0].codes.decision == "transfer/other"


def test_what_an_answer_of_yes_allowed_was_told_on_its_ground(desk: Desk) -> None:
    handle = desk.open()
    request = desk.receive(handle, Ask.SHARE_IMMIGRATION_STATUS).id
    ask = Ask.SHARE_IMMIGRATION_STATUS
    desk.answer(handle, request, ask, True, SUPERVISOR)
    done = desk.do(commands.Disclose(handle, "what the file says", "ICE", request, ask))
    assert done.matter.disclosures[-1].ground == "supervisor"
    assert done.events[0].codes.decision == "share_immigration_status/with_ground"


@pytest.mark.parametrize("case", ["no request", "no answer", "answered no", "answered later", "another ask"])
def test_what_nothing_allowed_is_an_incident_and_is_recorded(desk: Desk, clock: Clock, case: str) -> None:
    handle, ask = desk.open(), Ask.SHARE_IMMIGRATION_STATUS
    request = desk.receive(handle, ask, Ask.HOLD).id
    at = clock.now
    if case != "no answer":
        clock.later(minutes=10)
        desk.answer(handle, request, ask, case != "answered no", SUPERVISOR)
    disclosure = {
        "no request": commands.Disclose(handle, "release date", "ICE"),
        "no answer": commands.Disclose(handle, "release date", "ICE", request, ask),
        "answered no": commands.Disclose(handle, "release date", "ICE", request, ask),
        "answered later": commands.Disclose(handle, "release date", "ICE", request, ask, at),
        "another ask": commands.Disclose(handle, "release date", "ICE", request, Ask.NOTIFY_RELEASE),
    }[case]
    done = desk.do(disclosure)
    assert done.matter.disclosures[-1].ground == ""
    assert done.events[0].codes.decision is not None
    assert done.events[0].codes.decision.endswith("/without_ground")


def test_what_was_told_is_written_down_once_it_was_told(desk: Desk) -> None:
    handle = desk.open()
    with pytest.raises(CommandError, match="not come yet"):
        desk.do(commands.Disclose(handle, "release date", "ICE", at=RELEASE))
    for what, to in (("", "ICE"), ("release date", " ")):
        with pytest.raises(CommandError):
            desk.do(commands.Disclose(handle, what, to))


def test_a_day_in_court_is_entered_once(desk: Desk) -> None:
    handle = desk.open()
    day = CourtDate(RELEASE, "Superior Court", "26-0001")
    assert desk.do(commands.RecordCourtDate(handle, day)).events
    assert desk.do(commands.RecordCourtDate(handle, day)).events == ()
    assert desk.matter(handle).court_dates == (day,)


def test_two_records_of_one_person_become_one(desk: Desk) -> None:
    handle = desk.open()
    merged = commands.MergePersons(handle, Person("p-known", "Ana Maria Invented"))
    assert desk.do(merged).matter.person.id == "p-known"
    assert desk.do(merged).events == ()
    with pytest.raises(CommandError, match="which person"):
        desk.do(commands.MergePersons(handle, Person("", "Nobody")))


def test_the_public_entry_of_a_hold_says_that_one_began_and_what_kind_of_agency_asked(texas: Desk) -> None:
    handle = texas.open(release_due=START + timedelta(hours=4))
    texas.establish(handle, detainer=True, physical_custody=True, proof_of_status_shown=False)
    request = texas.receive(handle, Ask.HOLD).id
    _overridden(texas, handle, request, Ask.HOLD)
    codes = texas.do(commands.StartHold(handle, request)).events[-1].codes
    assert (codes.decision, codes.org) == ("hold/started", "immigration_authority")
