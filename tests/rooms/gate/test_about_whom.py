"""A finding about nobody has a key of its own; whom it is now known to be about is proposed, and a person decides."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.gate import AlreadyDoneError, CommandError, NotAllowedError, NotFoundError, NotNowError, commands, fold
from comity.gate.actors import Actor, Role
from comity.gate.bodies import read, written
from comity.gate.findings.commands import (
    ExplainFinding,
    JoinFinding,
    MatchFinding,
    OpenFinding,
    ProposeFinding,
    RaiseFinding,
    ReopenFinding,
    SetFindingApart,
)
from comity.gate.findings.state import Explanation, Finding, Later, Proposed, SetApart
from comity.gate.sealing.commands import OrderSealing, SettleSealing
from comity.gate.state import Matter, Person
from comity.ledger import Audience
from contract.desk import DESK, INSPECTOR, LEGAL, START, SUPERVISOR, SYSTEM, Clock, Desk
from contract.memory import MemoryRecords
from rooms.gate.test_findings import SEEN

ABOUT = replace(SEEN, named=("B-1", "Ana Invented"))
WHY = "It is about her sister."


@pytest.fixture
def lot(desk: Desk) -> str:
    return desk.do(RaiseFinding(ABOUT), SYSTEM).matter.handle


@pytest.fixture
def person(desk: Desk) -> str:
    return desk.open()


def proposed(desk: Desk, lot: str, person: str, why: str = "booking") -> Any:
    return desk.do(ProposeFinding(lot, "s1", person, why), SYSTEM)


def joined(desk: Desk, lot: str, person: str, by: Actor = SUPERVISOR) -> Matter:
    return desk.do(JoinFinding(person, lot, "s1"), by).matter


def test_each_finding_about_nobody_is_a_matter_by_itself_and_the_same_words_are_raised_once(
    desk: Desk, lot: str
) -> None:
    other = desk.do(RaiseFinding(replace(ABOUT, id="s2")), SYSTEM).matter
    assert (other.handle == lot, other.is_of_finding, list(other.findings)) == (False, True, ["s2"])
    again = desk.do(RaiseFinding(ABOUT), SYSTEM)
    assert (again.matter.handle, again.events) == (lot, ())


def test_what_the_sweep_proposes_changes_nothing_and_is_said_once(desk: Desk, lot: str, person: str) -> None:
    done = proposed(desk, lot, person)
    found = done.matter.findings["s1"]
    assert (found.about, found.is_open, found.knowledge) == (Proposed(person, "booking", START), True, "did_not_know")
    assert [(each.codes.decision, each.audience) for each in done.events] == [("proposed/booking", Audience.OVERSIGHT)]
    assert proposed(desk, lot, person).events == ()
    assert desk.matter(person).findings == {}


def test_only_the_sweep_proposes_and_only_a_supervisor_in_person_decides(desk: Desk, lot: str, person: str) -> None:
    with pytest.raises(NotAllowedError):
        desk.do(ProposeFinding(lot, "s1", person, "booking"), SUPERVISOR)
    with pytest.raises(CommandError, match="reason of a proposal"):
        proposed(desk, lot, person, "hunch")
    proposed(desk, lot, person)
    for by in (DESK, LEGAL, INSPECTOR, SYSTEM, Actor("token:report", Role.SUPERVISOR)):
        with pytest.raises(NotAllowedError):
            joined(desk, lot, person, by)
        with pytest.raises(NotAllowedError):
            desk.do(SetFindingApart(lot, "s1", person, WHY), by)
    assert "s1" in desk.matter(lot).findings


def test_a_finding_goes_to_the_person_with_all_that_was_said_of_it_and_with_whoever_looked(
    desk: Desk, lot: str, person: str, records: MemoryRecords
) -> None:
    desk.do(OpenFinding(lot, "s1"), INSPECTOR)
    desk.do(ExplainFinding(lot, "s1", "no_contact", "Nobody called."), SUPERVISOR)
    desk.do(ReopenFinding(lot, "s1", "Somebody did."), SUPERVISOR)
    before = proposed(desk, lot, person).matter.findings["s1"]
    matter = joined(desk, lot, person)
    after = matter.findings["s1"]
    assert replace(after, joined=None) == replace(before, about=None)
    assert after.joined
    assert (after.joined.by, after.joined.in_lot) == (SUPERVISOR.name, False)
    assert [(each.by, each.page) for each in matter.readings] == [(INSPECTOR.name, "finding s1")]
    assert fold(person, records.history(person)) == matter
    assert [leaf.fields()["decision"] for leaf in records.leaves[-2:]] == ["joined", "given"]
    assert (records.tables[lot].is_given, records.tables[lot].findings) == (True, {})


def test_nothing_more_is_done_about_a_finding_where_it_stood_before(desk: Desk, lot: str, person: str) -> None:
    joined(desk, lot, person)
    for command in (
        OpenFinding(lot, "s1"),
        ExplainFinding(lot, "s1", "no_contact", WHY),
        JoinFinding(person, lot, "s1"),
    ):
        with pytest.raises(NotFoundError):
            desk.do(command, SUPERVISOR)


def test_what_was_told_can_be_recorded_once_it_is_known_of_whom(desk: Desk, lot: str, person: str) -> None:
    with pytest.raises(NotNowError, match="not known whom"):
        desk.do(ExplainFinding(lot, "s1", "around", WHY, "the day in court"), SUPERVISOR)
    joined(desk, lot, person)
    matter = desk.do(ExplainFinding(person, "s1", "around", WHY, "the day in court"), SUPERVISOR).matter
    assert [told.what for told in matter.disclosures] == ["the day in court"]


def test_a_finding_is_given_to_a_person_and_from_no_person(desk: Desk, lot: str, person: str) -> None:
    other = desk.do(RaiseFinding(replace(ABOUT, id="s2")), SYSTEM).matter.handle
    with pytest.raises(CommandError, match="to the record of a person"):
        desk.do(JoinFinding(other, lot, "s1"), SUPERVISOR)
    joined(desk, lot, person)
    with pytest.raises(CommandError, match="to the record of a person"):
        desk.do(JoinFinding(desk.open(name="Ben Invented"), person, "s1"), SUPERVISOR)


def test_what_was_set_apart_stays_where_it_is_and_is_not_proposed_for_the_same_person_again(
    desk: Desk, lot: str, person: str
) -> None:
    proposed(desk, lot, person)
    with pytest.raises(CommandError, match="reason is missing"):
        desk.do(SetFindingApart(lot, "s1", person, " "), SUPERVISOR)
    found = desk.do(SetFindingApart(lot, "s1", person, WHY), SUPERVISOR).matter.findings["s1"]
    assert (found.about, found.apart) == (None, (SetApart(person, WHY, START, SUPERVISOR.name),))
    assert proposed(desk, lot, person).events == ()
    with pytest.raises(AlreadyDoneError):
        desk.do(SetFindingApart(lot, "s1", person, WHY), SUPERVISOR)
    other = desk.open(name="Ben Invented")
    assert proposed(desk, lot, other, "name").matter.findings["s1"].about.matter == other


def test_no_record_goes_while_nobody_has_said_whether_words_are_about_its_person(
    desk: Desk, lot: str, person: str
) -> None:
    proposed(desk, lot, person)
    desk.do(commands.OrderErasure(person, "Superior Court, order 26-1"), LEGAL)
    with pytest.raises(NotNowError, match="nobody has said yet"):
        desk.do(commands.ApproveErasure(person), SUPERVISOR)
    desk.do(SetFindingApart(lot, "s1", person, WHY), SUPERVISOR)
    assert desk.do(commands.ApproveErasure(person), SUPERVISOR).matter.erasing


def test_no_record_is_sealed_for_a_court_either(desk: Desk, lot: str, person: str) -> None:
    proposed(desk, lot, person)
    desk.do(OrderSealing(person, "order 26-2 of 3 May", "Superior Court", "2f" * 32), LEGAL)
    with pytest.raises(NotNowError, match="nobody has said yet"):
        desk.do(SettleSealing(person, agreed=True), SUPERVISOR)
    joined(desk, lot, person)
    assert desk.do(SettleSealing(person, agreed=True), SUPERVISOR).matter.sealing.agreed


@pytest.mark.parametrize(("later", "knowledge"), [(False, "knew"), (True, "knew_later")])
def test_what_was_on_record_of_somebody_when_the_sweep_looked_the_gate_knew(
    desk: Desk, person: str, later: bool, knowledge: str
) -> None:
    request = None if later else desk.receive(person)
    desk.clock.later(minutes=1)
    lot = desk.do(RaiseFinding(ABOUT), SYSTEM).matter.handle
    desk.clock.later(minutes=1)
    request = request or desk.receive(person)
    joined(desk, lot, person)
    known = MatchFinding(person, "s1", request.recorded_at, "it is on record", (request.id,), request.id)
    found = desk.do(known, SYSTEM).matter.findings["s1"]
    assert (found.knowledge, found.is_open) == (knowledge, True)


def test_from_a_lot_of_many_a_finding_goes_alone_and_that_its_words_stay_there_is_known(clock: Clock) -> None:
    records = MemoryRecords(clock)
    desk = Desk(records, clock)
    many = records.refusals()  # as lots were made before each finding had a key of its own
    for name in ("s1", "s2"):
        desk.do(RaiseFinding(replace(SEEN, id=name), many), SYSTEM)
    desk.do(OpenFinding(many, "s2"), INSPECTOR)
    matter = joined(desk, many, desk.open())
    assert matter.findings["s1"].joined.in_lot  # type: ignore[union-attr]
    assert (list(desk.matter(many).findings), desk.matter(many).is_given, matter.readings) == (["s2"], False, ())
    assert len(desk.matter(many).readings) == 1
    desk.do(ExplainFinding(many, "s2", "no_contact", WHY), SUPERVISOR)


MOMENTS = st.datetimes(START.replace(tzinfo=None)).map(lambda each: each.replace(microsecond=0, tzinfo=START.tzinfo))
WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs",)), max_size=20)
FINDINGS = st.builds(
    Finding,
    seen=st.builds(replace, st.just(ABOUT), excerpt=WORDS.map("told ICE".__add__), named=st.tuples(WORDS, WORDS)),
    raised_at=MOMENTS,
    explanations=st.lists(st.builds(Explanation, WORDS, WORDS, MOMENTS, WORDS, WORDS), max_size=3).map(tuple),
    reopened_at=st.none() | MOMENTS,
    reopened_why=WORDS,
    later=st.none() | st.builds(Later, MOMENTS, MOMENTS, WORDS),
    apart=st.lists(st.builds(SetApart, WORDS, WORDS, MOMENTS, WORDS), max_size=2).map(tuple),
)


@given(FINDINGS)
def test_whatever_was_said_of_a_finding_is_read_again_where_it_goes(finding: Finding) -> None:
    assert read(Finding, written(finding)) == finding


def test_an_event_of_an_older_program_is_read_without_what_it_did_not_know() -> None:
    old = written(SEEN)
    assert "named" not in old
    assert read(type(SEEN), old) == SEEN
    assert not Matter("0" * 32, person=Person("office", "office")).is_of_finding
