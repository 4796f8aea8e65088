"""Officers who come: recorded with who decided, whether or not something allowed it."""

from datetime import timedelta

import pytest

from comity.facts import Ask
from comity.gate import CommandError
from comity.gate.commands import FinishDuty
from comity.gate.visiting.commands import RecordVisit
from contract.desk import LEGAL, START, SUPERVISOR, Desk

CONSENT = {
    "consent_form_given": True,
    "consent_form_in_language": True,
    "consent_written": True,
    "consent_explained_orally": True,
}


def _agreed(desk: Desk) -> tuple[str, str]:
    """A person in Washington who consented in writing, and the interview that a supervisor allowed."""
    handle = desk.open(agency="us-wa/county-jail")
    request = desk.receive(handle, Ask.INTERVIEW).id
    desk.establish(handle, **CONSENT)
    papers = ("court_order", "judicial_warrant", "state_judicial_warrant", "writ", "required_by_law")
    desk.establish(handle, LEGAL, **dict.fromkeys(papers, False))
    desk.answer(handle, request, Ask.INTERVIEW, True, SUPERVISOR)
    return handle, request


def test_officers_who_were_allowed_to_come_stand_with_the_answer_that_allowed_it(desk: Desk) -> None:
    handle, request = _agreed(desk)
    came = desk.clock.later(hours=2)
    done = desk.do(
        RecordVisit(
            handle, "ice_ero", Ask.INTERVIEW, True, "an officer", consent="written", form_given=True, request=request
        )
    )
    (visit,) = done.matter.visits
    assert (visit.at, visit.ground, visit.decided_by) == (came, "supervisor", SUPERVISOR.name)
    assert (visit.consent, visit.form_given, visit.requester) == ("written", True, "ice_ero")
    (event,) = done.events
    assert (event.codes.decision, event.codes.org) == ("interview/let_in/with_ground", "immigration_authority")


def test_officers_who_were_let_in_before_the_answer_are_an_incident(desk: Desk) -> None:
    handle, request = _agreed(desk)
    earlier = START - timedelta(minutes=1)
    done = desk.do(RecordVisit(handle, "ice_ero", Ask.INTERVIEW, True, at=earlier, request=request))
    assert done.matter.visits[0].ground == ""
    assert done.events[-1].codes.decision == "interview/let_in/without_ground"


def test_who_comes_without_a_request_has_asked_by_coming(desk: Desk) -> None:
    handle = desk.open()
    done = desk.do(RecordVisit(handle, "cbp", Ask.FACILITY_ACCESS, False, "two officers", "the booking area"))
    (request,) = done.matter.requests.values()
    (visit,) = done.matter.visits
    assert (request.requester, request.asks, request.instrument) == ("cbp", (Ask.FACILITY_ACCESS,), "oral")
    assert request.officer == "two officers"
    assert (visit.request, visit.let_in, visit.ground, visit.decided_by) == (request.id, False, "", "d.booth")
    assert done.events[-1].codes.decision == "facility_access/sent_away"


def test_a_visit_brings_the_duties_that_follow_an_access_and_each_visit_brings_them_again(desk: Desk) -> None:
    handle = desk.open(agency="us-wa/court")
    request = desk.receive(handle, Ask.FACILITY_ACCESS).id
    desk.establish(handle, officer_in_court_case=False)
    coming = RecordVisit(handle, "ice_ero", Ask.FACILITY_ACCESS, True, request=request)
    log = f"{request}:us-wa/2-28-320/1"
    assert not desk.matter(handle).duties[log].active
    assert desk.do(coming).matter.duties[log].active
    desk.do(FinishDuty(handle, log, "the form is with the clerk"))
    later = desk.clock.later(hours=3)
    again = desk.do(coming).matter.duties[log]
    assert (again.done_at, again.due) == (None, later)


def test_officers_who_were_sent_away_bring_no_such_duty(desk: Desk) -> None:
    handle = desk.open(agency="us-wa/court")
    request = desk.receive(handle, Ask.FACILITY_ACCESS).id
    desk.establish(handle, officer_in_court_case=False)
    done = desk.do(RecordVisit(handle, "ice_ero", Ask.FACILITY_ACCESS, False, request=request))
    assert not done.matter.duties[f"{request}:us-wa/2-28-320/1"].active


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"ask": Ask.HOLD}, "is no visit"),
        ({"requester": "the army"}, "is no agency"),
        ({"consent": "perhaps"}, "is no consent"),
        ({"requester": "cbp"}, "of another agency"),
        ({"at": START + timedelta(days=1)}, "not come yet"),
    ],
)
def test_a_visit_that_cannot_have_been_is_refused(desk: Desk, wrong: dict[str, object], says: str) -> None:
    handle = desk.open()
    request = desk.receive(handle, Ask.INTERVIEW).id
    given = {"requester": "ice_ero", "ask": Ask.INTERVIEW, "let_in": True, "request": request, **wrong}
    with pytest.raises(CommandError, match=says):
        desk.do(RecordVisit(handle, **given))  # type: ignore[arg-type]
