"""A draft becomes law at the moment that two persons have set, for every decision from then on and for none before."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from comity.facts import Ask
from comity.gate import Actor, AlreadyDoneError, CommandError, NotAllowedError, NotFoundError, NotNowError, Role, fold
from comity.gate.commands import Decide, FinishDuty
from comity.gate.ordering.commands import ApplyNewLaw, OrderLaw, SettleLaw
from comity.law import LawLibrary
from comity.law.whole import PackFiles, files_in
from contract.county import COUNTY, NAME, RULE, Adopting, changed
from contract.desk import LEGAL, LIBRARY, OTHER_LEGAL, SUPERVISOR, SYSTEM, Clock, Desk
from contract.memory import MemoryRecords

DAY = date(2026, 12, 1)
BEGINS = datetime(2026, 12, 1, 8, 0, tzinfo=UTC)  # midnight in California
WHY = "The board of supervisors, 17 November 2026."


@pytest.fixture
def law(records: MemoryRecords, tmp_path: Path) -> Adopting:
    return Adopting(records, tmp_path, LIBRARY)


@pytest.fixture
def desk(records: MemoryRecords, clock: Clock, law: Adopting) -> Desk:
    return Desk(records, clock, law=law, drafts=law.drafts)


def order(desk: Desk, files: PackFiles = COUNTY, *, day: date = DAY, by: Actor = LEGAL) -> Any:
    done = desk.do(OrderLaw(desk.law.keep(files), day, WHY), by)
    return list(done.matter.orders.values())[-1]


def agree(desk: Desk, ordered: Any, by: Actor = OTHER_LEGAL) -> Any:
    return desk.do(SettleLaw(ordered.id, agreed=True, files=ordered.files), by).matter.orders[ordered.id]


def take_back(desk: Desk, ordered: Any, by: Actor = LEGAL) -> Any:
    return desk.do(SettleLaw(ordered.id, agreed=False, why="The board put it off."), by).matter.orders[ordered.id]


def decided(desk: Desk, matter: str, request: str) -> Any:
    return desk.do(Decide(matter, request)).matter.requests[request]


def test_it_is_law_from_the_first_second_of_its_day_and_not_a_second_sooner(desk: Desk, clock: Clock) -> None:
    agree(desk, order(desk))
    handle = desk.open()
    clock.now = BEGINS - timedelta(seconds=1)
    before = desk.receive(handle, Ask.SHARE_COURT_DATE)
    clock.now = BEGINS
    after = desk.receive(handle, Ask.SHARE_COURT_DATE)
    assert before.decided[Ask.SHARE_COURT_DATE].ref != RULE
    assert NAME not in dict(before.packs)
    assert after.decided[Ask.SHARE_COURT_DATE].ref == RULE
    assert dict(after.packs)[NAME] == next(iter(desk.matter(desk.records.office()).orders.values())).digest
    assert desk.request(handle, before.id) == before


def test_what_stood_decided_keeps_its_law_until_it_is_decided_again(desk: Desk, clock: Clock) -> None:
    handle = desk.open()
    asked = desk.receive(handle, Ask.SHARE_COURT_DATE)
    agree(desk, order(desk))
    clock.now = BEGINS
    assert desk.request(handle, asked.id).packs == asked.packs
    assert decided(desk, handle, asked.id).decided[Ask.SHARE_COURT_DATE].ref == RULE


def test_each_step_is_sealed_with_the_files_and_the_pack(desk: Desk, records: MemoryRecords) -> None:
    ordered = agree(desk, order(desk))
    office = records.office()
    events = records.history(office)[-2:]
    assert [leaf.fields()["decision"] for leaf in records.leaves[-2:]] == ["law/ordered", "law/agreed"]
    assert events[0].body["order"]["files"] == events[1].body["files"] == COUNTY.digest == ordered.files
    assert events[0].body["order"]["digest"] == events[1].body["digest"] == ordered.digest
    assert fold(office, records.history(office)).orders == {ordered.id: ordered}


def test_one_person_makes_no_law(desk: Desk, clock: Clock) -> None:
    ordered = order(desk)
    with pytest.raises(NotAllowedError, match="cannot also agree"):
        agree(desk, ordered, Actor(LEGAL.name.upper(), Role.LEGAL))
    with pytest.raises(NotAllowedError, match="program"):
        agree(desk, ordered, Actor("token:m.clause", Role.LEGAL))
    with pytest.raises(NotAllowedError):
        agree(desk, ordered, SUPERVISOR)
    clock.now = BEGINS
    asked = desk.receive(desk.open(), Ask.SHARE_COURT_DATE)
    assert asked.decided[Ask.SHARE_COURT_DATE].ref != RULE
    with pytest.raises(NotNowError, match="has begun"):
        agree(desk, ordered)


@pytest.mark.parametrize("agreed", [True, False])
@pytest.mark.parametrize("by", [LEGAL, OTHER_LEGAL])
def test_either_person_takes_it_back_before_its_day(desk: Desk, clock: Clock, agreed: bool, by: Actor) -> None:
    ordered = order(desk)
    if agreed:
        agree(desk, ordered)
    assert take_back(desk, ordered, by).taken_back_by == by.name
    with pytest.raises(AlreadyDoneError):
        take_back(desk, ordered, by)
    with pytest.raises(AlreadyDoneError):
        agree(desk, ordered)
    clock.now = BEGINS
    assert desk.receive(desk.open(), Ask.SHARE_COURT_DATE).decided[Ask.SHARE_COURT_DATE].ref != RULE


def test_what_is_law_is_not_taken_back(desk: Desk, clock: Clock) -> None:
    ordered = agree(desk, order(desk))
    clock.now = BEGINS
    with pytest.raises(NotNowError, match="has begun"):
        take_back(desk, ordered)


def test_whoever_agrees_has_seen_these_very_files(desk: Desk) -> None:
    ordered = order(desk)
    with pytest.raises(CommandError, match="not the files"):
        desk.do(SettleLaw(ordered.id, agreed=True, files="ab" * 32), OTHER_LEGAL)


@pytest.mark.parametrize("day", [date(2026, 11, 20), date(2026, 11, 19), date(2020, 1, 1)])
def test_no_law_is_made_for_a_day_that_has_begun(desk: Desk, day: date) -> None:
    with pytest.raises(CommandError, match="has begun"):
        order(desk, day=day)


def test_the_day_is_that_of_the_place(desk: Desk, clock: Clock) -> None:
    clock.now = datetime(2026, 12, 1, 7, 59, tzinfo=UTC)  # the last minute of November in California
    assert order(desk).effective_at == BEGINS


STATE = files_in(LIBRARY.pack("us-ca").root)
REFUSED = [
    (STATE, "a layer that an office cannot change"),
    (changed("pack.yaml", "extends: us-ca\n", "extends: us-wa\n"), "does not extend `us-ca`"),
    (changed("pack.yaml", "[jail, county_agency]", "[police]"), "other kinds"),
    (changed("pack.yaml", "to: 2027-12-31", "to: 2026-11-30"), "does not hold the law"),
    (changed("pack.yaml", "pack: us-ca-harbor", "pack: us-ca-other"), "is called `us-ca-other`"),
    (changed("rules/policy-7.yaml", "purpose ==", "porpoise =="), "porpoise"),
    (changed("rules/policy-7.yaml", "source: policy-7", "source: policy-8"), "policy-8"),
    (changed("examples/policy-7.yaml", "outcome: forbidden", "outcome: permitted"), "share_court_date"),
    (PackFiles("us-il-cook", files_in(LIBRARY.pack("us-il-cook").root).texts), "does not extend `us-ca`"),
]


@pytest.mark.parametrize(("files", "complaint"), REFUSED, ids=[complaint for _, complaint in REFUSED])
def test_no_other_law_than_a_sound_layer_of_ones_own_is_ordered(desk: Desk, files: PackFiles, complaint: str) -> None:
    with pytest.raises(CommandError, match=complaint) as refused:
        order(desk, files)
    assert refused.value.help


def test_a_draft_that_nobody_has_is_not_ordered(records: MemoryRecords, clock: Clock) -> None:
    with pytest.raises(CommandError, match="cannot be read"):
        Desk(records, clock).do(OrderLaw("ab" * 32, DAY, WHY), LEGAL)


def test_a_law_of_ones_own_is_followed_by_its_next_version_each_on_its_day(desk: Desk, clock: Clock) -> None:
    agree(desk, order(desk))
    later = changed("rules/policy-7.yaml", 'when: purpose == "civil_immigration"', 'when: requester == "ice_ero"')
    agree(desk, order(desk, later, day=date(2026, 12, 9)))
    handle, found = desk.open(), []
    for moment in (BEGINS, BEGINS + timedelta(days=8)):
        clock.now = moment
        asked = desk.receive(handle, Ask.SHARE_COURT_DATE, purpose="criminal")
        found.append(asked.decided[Ask.SHARE_COURT_DATE].ref)
    assert found[0] != RULE
    assert found[1] == RULE


def test_while_one_order_waits_no_other_is_made_and_of_two_layers_there_is_one(desk: Desk, clock: Clock) -> None:
    first = order(desk)
    with pytest.raises(AlreadyDoneError, match="waits"):
        order(desk)
    agree(desk, first)
    with pytest.raises(AlreadyDoneError, match="on that day"):
        order(desk)
    texts = {path: text.replace(NAME, "us-ca-second") for path, text in COUNTY.texts.items()}
    with pytest.raises(NotNowError, match="own layer"):
        order(desk, PackFiles("us-ca-second", texts), day=date(2026, 12, 9))
    clock.now = BEGINS
    with pytest.raises(CommandError, match="word for word"):
        order(desk, day=date(2026, 12, 9))


def test_a_city_changes_its_own_layer_and_the_state_keeps_its_own(
    records: MemoryRecords, clock: Clock, law: Adopting
) -> None:
    cook = Desk(records, clock, "us-il-cook/sheriff", law=law, drafts=law.drafts)
    files = files_in(LIBRARY.pack("us-il-cook").root)
    draft = changed("pack.yaml", "Cook County, Illinois", "Cook County, as proposed", files)
    agree(cook, order(cook, draft))
    clock.now = datetime(2026, 12, 1, 6, tzinfo=UTC)
    asked = cook.receive(cook.open(), Ask.HOLD)
    assert dict(asked.packs)["us-il-cook"] != LIBRARY.pack("us-il-cook").digest
    assert dict(asked.packs)["us-il"] == LIBRARY.pack("us-il").digest
    fewer = changed(
        "pack.yaml", "  county-staff: {name: Other staff of Cook County, kinds: [county_agency]}\n", "", files
    )
    with pytest.raises(CommandError, match="county-staff"):
        order(cook, fewer, day=date(2026, 12, 9))


def test_law_that_is_not_as_it_was_sealed_decides_nothing_and_no_older_law_stands_in(
    desk: Desk, clock: Clock, law: Adopting
) -> None:
    handle = desk.open()
    ordered = agree(desk, order(desk))
    clock.now = BEGINS
    root = law.drafts(ordered.files)
    rule = root / "rules/policy-7.yaml"
    rule.write_text(rule.read_text().replace("forbids", "permits"))
    asked = desk.receive(handle, Ask.SHARE_COURT_DATE, Ask.HOLD)
    assert {each.verdict for each in asked.decided.values()} == {"ask_legal"}
    said = asked.decided[Ask.HOLD]
    assert said.marks == ("law_withheld",)
    assert "`rules/policy-7.yaml` of the adopted law `us-ca-harbor` is not as it was sealed" in said.because
    assert asked.packs == ()
    rule.write_text(COUNTY.texts["rules/policy-7.yaml"])
    desk.do(Decide(handle, asked.id), SYSTEM)
    assert desk.request(handle, asked.id).decided[Ask.SHARE_COURT_DATE].ref == RULE


def test_what_hangs_on_the_law_is_decided_again_once_and_what_is_answered_keeps_its_law(
    desk: Desk, clock: Clock
) -> None:
    handle = desk.open()
    waits, answered = desk.receive(handle, Ask.SHARE_COURT_DATE), desk.receive(handle, Ask.HOLD, requester="usms")
    desk.answer(handle, answered.id, Ask.HOLD, yes=False)
    for duty in [key for key, each in desk.matter(handle).duties.items() if each.request == answered.id]:
        desk.do(FinishDuty(handle, duty, "done"))
    before = desk.request(handle, answered.id)
    agree(desk, order(desk))
    clock.now = BEGINS
    events = desk.do(ApplyNewLaw(handle), SYSTEM).events
    assert [event.body["request"] for event in events] == [waits.id]
    assert desk.request(handle, waits.id).decided[Ask.SHARE_COURT_DATE].ref == RULE
    assert desk.request(handle, answered.id) == before
    assert desk.do(ApplyNewLaw(handle), SYSTEM).events == ()


def test_nothing_of_an_order_is_there_that_is_not_in_the_record(desk: Desk) -> None:
    with pytest.raises(NotFoundError, match="order"):
        desk.do(SettleLaw("id000404", agreed=True), OTHER_LEGAL)


def test_packs_in_folders_say_the_same_at_every_moment() -> None:
    assert isinstance(LIBRARY.at(BEGINS), LawLibrary)
    assert LIBRARY.at(BEGINS) is LIBRARY.at(BEGINS - timedelta(days=400))
