"""What the sweep saw is raised by a program and explained by a person; nothing of it is ever changed, only added to."""

from dataclasses import replace
from typing import Any

import pytest

from comity.facts import Ask
from comity.gate import Actor, AlreadyDoneError, CommandError, NotAllowedError, NotFoundError, NotNowError, Role, fold
from comity.gate.findings.commands import ExplainFinding, MatchFinding, OpenFinding, RaiseFinding, ReopenFinding
from comity.gate.findings.state import Seen
from comity.ledger import Audience
from comity.sweep import Agency
from contract.desk import DESK, INSPECTOR, START, SUPERVISOR, SYSTEM, Desk
from contract.memory import MemoryRecords

SEEN = Seen(
    id="s1",
    source="booking notes",
    channel="note",
    text="n1",
    at=START,
    act="told",
    way="to_them",
    agency="ice",
    rule="telling",
    says="somebody told the agency something",
    knowledge="did_not_know",
    excerpt="Told ICE he is in court Friday",
    end=8,
)
WHY = "The clerk says that she called."


@pytest.fixture
def handle(desk: Desk) -> str:
    handle = desk.open()
    desk.do(RaiseFinding(SEEN, handle), SYSTEM)
    return handle


def explained(desk: Desk, handle: str, outcome: str = "around", told: str = "", by: Actor = SUPERVISOR) -> Any:
    return desk.do(ExplainFinding(handle, "s1", outcome, WHY, told), by).matter


def test_a_finding_is_sealed_when_raised_and_when_closed_and_says_no_words_in_public(
    desk: Desk, handle: str, records: MemoryRecords
) -> None:
    matter = explained(desk, handle, "no_contact")
    codes = [leaf.fields() for leaf in records.leaves[-2:]]
    assert [(each["kind"], each["decision"], each["basis"], each["org"]) for each in codes] == [
        ("finding", "raised/did_not_know", "telling", "immigration_authority"),
        ("finding", "explained/no_contact", "telling", "immigration_authority"),
    ]
    assert not matter.findings["s1"].is_open
    assert fold(handle, records.history(handle)) == matter


def test_no_counsel_reads_a_suspicion_that_nobody_has_looked_at(desk: Desk, handle: str) -> None:
    events = [event for event in desk.records.history(handle) if event.kind.value.startswith("finding")]
    assert {event.audience for event in events} == {Audience.OVERSIGHT}


def test_the_same_words_are_raised_once(desk: Desk, handle: str) -> None:
    assert desk.do(RaiseFinding(replace(SEEN, says="in other words"), handle), SYSTEM).events == ()


def test_what_the_gate_knew_needs_no_explanation(desk: Desk, handle: str) -> None:
    known = replace(SEEN, id="s2", knowledge="knew", known_by=("r1",))
    assert not desk.do(RaiseFinding(known, handle), SYSTEM).matter.findings["s2"].is_open
    assert desk.do(ReopenFinding(handle, "s2", "The call was about another."), SUPERVISOR).matter.findings["s2"].is_open


@pytest.mark.parametrize("why", ["", "  "])
def test_nothing_is_closed_or_opened_again_without_a_reason(desk: Desk, handle: str, why: str) -> None:
    with pytest.raises(CommandError, match="reason is missing"):
        desk.do(ExplainFinding(handle, "s1", "around", why), SUPERVISOR)
    explained(desk, handle)
    with pytest.raises(CommandError, match="reason is missing"):
        desk.do(ReopenFinding(handle, "s1", why), SUPERVISOR)


def test_a_program_explains_nothing_even_as_supervisor(desk: Desk, handle: str) -> None:
    with pytest.raises(NotAllowedError, match="a program cannot"):
        explained(desk, handle, by=Actor("token:report", Role.SUPERVISOR))


def test_an_explanation_stays_on_record_when_a_finding_is_opened_again(desk: Desk, handle: str) -> None:
    explained(desk, handle, "no_contact")
    with pytest.raises(AlreadyDoneError, match="has explained this finding"):
        explained(desk, handle)
    again = desk.do(ReopenFinding(handle, "s1", "She has said otherwise."), SUPERVISOR).matter.findings["s1"]
    assert again.is_open
    assert (again.explained, len(again.explanations)) == (None, 1)
    with pytest.raises(AlreadyDoneError, match="is open"):
        desk.do(ReopenFinding(handle, "s1", "Once more."), SUPERVISOR)
    after = explained(desk, handle).findings["s1"]
    assert [each.outcome for each in after.explanations] == ["no_contact", "around"]
    assert not after.is_open


def test_what_had_been_told_becomes_a_disclosure_without_a_ground(desk: Desk, handle: str) -> None:
    matter = explained(desk, handle, told="the day in court")
    (told,) = matter.disclosures
    assert (told.what, told.to, told.at, told.ground, told.by) == (
        "the day in court",
        "ice",
        START,
        "",
        SUPERVISOR.name,
    )


def test_what_was_told_hangs_on_the_request_that_it_belongs_to(desk: Desk) -> None:
    handle = desk.open()
    request = desk.receive(handle, Ask.HOLD)
    desk.do(RaiseFinding(replace(SEEN, request=request.id), handle), SYSTEM)
    assert explained(desk, handle, told="the day in court").disclosures[0].request == request.id


@pytest.mark.parametrize("outcome", ["recorded", "no_contact"])
def test_only_a_contact_around_the_gate_had_told_anything(desk: Desk, handle: str, outcome: str) -> None:
    with pytest.raises(CommandError, match="only for a contact around the gate"):
        explained(desk, handle, outcome, told="the day in court")


def test_a_finding_about_nobody_who_is_known_is_kept_by_the_office(desk: Desk) -> None:
    lot = desk.do(RaiseFinding(SEEN), SYSTEM).matter
    assert lot.is_of_office
    with pytest.raises(NotNowError, match="not known whom"):
        explained(desk, lot.handle, told="the day in court")
    assert explained(desk, lot.handle).findings["s1"].explained.by == SUPERVISOR.name
    desk.do(OpenFinding(lot.handle, "s1"), INSPECTOR)
    assert [reading.page for reading in desk.matter(lot.handle).readings] == ["finding s1"]


@pytest.mark.parametrize("agency", Agency)
def test_every_agency_that_the_sweep_knows_has_its_public_class(
    desk: Desk, records: MemoryRecords, agency: Agency
) -> None:
    desk.do(RaiseFinding(replace(SEEN, agency=agency.value), desk.open()), SYSTEM)
    wanted = "immigration_authority" if agency.is_immigration else "federal"
    assert records.leaves[-1].fields()["org"] == wanted


def test_every_look_at_the_words_is_on_record(desk: Desk, handle: str) -> None:
    desk.do(OpenFinding(handle, "s1"), INSPECTOR)
    assert [(each.by, each.page) for each in desk.matter(handle).readings] == [(INSPECTOR.name, "finding s1")]
    with pytest.raises(NotFoundError):
        desk.do(OpenFinding(handle, "s9"), INSPECTOR)
    with pytest.raises(NotAllowedError):
        desk.do(OpenFinding(handle, "s1"), DESK)


@pytest.mark.parametrize(
    "wrong",
    [
        *({"channel": "pigeon"}, {"way": "sideways"}, {"agency": "mars"}, {"knowledge": "perhaps"}, {"id": " "}),
        *({"end": 300}, {"start": -1}, {"start": 9}),
    ],
    ids=str,
)
def test_what_no_sweep_can_have_seen_is_refused(desk: Desk, handle: str, wrong: dict[str, Any]) -> None:
    with pytest.raises(CommandError):
        desk.do(RaiseFinding(replace(SEEN, **{"id": "s3"} | wrong), handle), SYSTEM)


def test_what_was_recorded_only_afterwards_is_said_so_and_stays_to_be_explained(desk: Desk, handle: str) -> None:
    desk.clock.later(hours=30)
    request = desk.receive(handle, Ask.HOLD)
    wanted = MatchFinding(handle, "s1", request.recorded_at, "it is on record", (request.id,), request.id)
    done = desk.do(wanted, SYSTEM)
    found = done.matter.findings["s1"]
    assert (found.knowledge, found.seen.knowledge, found.is_open) == ("knew_later", "did_not_know", True)
    assert (found.request, found.later and found.later.recorded_at) == (request.id, request.recorded_at)
    assert done.events[0].codes.decision == "matched/knew_later"
    assert desk.do(wanted, SYSTEM).events == ()
    closed = explained(desk, handle, "recorded").findings["s1"]
    assert (closed.is_open, closed.knowledge) == (False, "knew_later")


def test_what_the_gate_knew_or_a_person_has_explained_is_not_matched_again(desk: Desk, handle: str) -> None:
    desk.do(RaiseFinding(replace(SEEN, id="s2", knowledge="knew"), handle), SYSTEM)
    explained(desk, handle, "no_contact")
    for name in ("s1", "s2"):
        assert desk.do(MatchFinding(handle, name, START, "it is on record"), SYSTEM).events == ()
