"""The office's own layer ends at the moment that two persons have set, and the law under it binds again."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from comity.facts import Ask
from comity.gate import Actor, AlreadyDoneError, CommandError, NotAllowedError, NotNowError, Role, fold
from comity.gate.ordering.commands import ApplyNewLaw, OrderLaw, RepealLaw, SettleLaw
from comity.gate.ordering.state import standing
from comity.law.whole import files_in
from contract.county import COUNTY, NAME, RULE, Adopting, changed
from contract.desk import LEGAL, LIBRARY, OTHER_LEGAL, SUPERVISOR, SYSTEM, Clock, Desk
from contract.memory import MemoryRecords

BEGINS = datetime(2026, 12, 1, 8, 0, tzinfo=UTC)  # midnight in California
LAST = date(2026, 12, 24)
ENDS = datetime(2026, 12, 24, 8, 0, tzinfo=UTC)
WHY = "The board of supervisors, 8 December 2026."
LATER = changed("pack.yaml", "Harbor County\n", "County of Harbor\n")


@pytest.fixture
def law(records: MemoryRecords, tmp_path: Path) -> Adopting:
    return Adopting(records, tmp_path, LIBRARY)


@pytest.fixture
def desk(records: MemoryRecords, clock: Clock, law: Adopting) -> Desk:
    """A desk at which the county's policy is in force since 1 December 2026; it is the tenth."""
    desk = Desk(records, clock, law=law, drafts=law.drafts)
    adopt(desk, date(2026, 12, 1))
    clock.now = BEGINS + timedelta(days=9)
    return desk


def adopt(desk: Desk, day: date, files: Any = COUNTY) -> Any:
    return agree(desk, desk.do(OrderLaw(desk.law.keep(files), day, "The board."), LEGAL))


def repeal(desk: Desk, *, day: date = LAST, by: Actor = LEGAL, files: str = COUNTY.digest, **more: Any) -> Any:
    return desk.do(RepealLaw(files, day, WHY, **more), by)


def agree(desk: Desk, done: Any, by: Actor = OTHER_LEGAL) -> Any:
    order = list(done.matter.orders.values())[-1]
    return desk.do(SettleLaw(order.id, agreed=True, files=order.files), by).matter.orders[order.id]


def asked(desk: Desk, handle: str) -> Any:
    return desk.receive(handle, Ask.SHARE_COURT_DATE)


def test_it_ends_at_the_first_second_of_its_day_and_not_a_second_sooner(desk: Desk, clock: Clock) -> None:
    agree(desk, repeal(desk))
    handle = desk.open()
    clock.now = ENDS - timedelta(seconds=1)
    before = asked(desk, handle)
    clock.now = ENDS
    after = asked(desk, handle)
    assert before.decided[Ask.SHARE_COURT_DATE].ref == RULE
    assert after.decided[Ask.SHARE_COURT_DATE].ref != RULE
    assert dict(after.packs) == {pack.name: pack.digest for pack in LIBRARY.pack("us-ca").stack}
    assert desk.request(handle, before.id) == before


def test_what_is_open_is_decided_again_by_the_law_that_is_left(desk: Desk, clock: Clock) -> None:
    handle = desk.open()
    waits = asked(desk, handle)
    agree(desk, repeal(desk))
    clock.now = ENDS
    events = desk.do(ApplyNewLaw(handle), SYSTEM).events
    assert [event.body["request"] for event in events] == [waits.id]
    assert NAME not in dict(desk.request(handle, waits.id).packs)
    assert desk.do(ApplyNewLaw(handle), SYSTEM).events == ()


def test_each_step_is_sealed_with_what_ends_and_with_the_law_that_is_left(desk: Desk, records: MemoryRecords) -> None:
    ended = agree(desk, repeal(desk, differences=[{"ask": "share_court_date"}]))
    office = records.office()
    order, agreed = (event.body for event in records.history(office)[-2:])
    codes = [leaf.fields()["decision"] for leaf in records.leaves[-2:]]
    assert codes == ["law/repeal-ordered", "law/repeal-agreed"]
    assert order["order"]["files"] == agreed["files"] == COUNTY.digest
    assert order["order"]["digest"] == agreed["digest"] == LIBRARY.pack("us-ca").digest
    assert order["order"]["upon"] == "us-ca"
    assert fold(office, records.history(office)).orders[ended.id] == ended


def test_one_person_ends_no_law(desk: Desk, clock: Clock) -> None:
    ordered = repeal(desk)
    with pytest.raises(NotAllowedError, match="cannot also agree"):
        agree(desk, ordered, Actor(LEGAL.name.upper(), Role.LEGAL))
    for by in (SUPERVISOR, Actor("token:m.clause", Role.LEGAL)):
        with pytest.raises(NotAllowedError):
            agree(desk, ordered, by)
        with pytest.raises(NotAllowedError):
            repeal(desk, by=by)
    clock.now = ENDS
    assert asked(desk, desk.open()).decided[Ask.SHARE_COURT_DATE].ref == RULE
    with pytest.raises(NotNowError, match="has begun"):
        agree(desk, ordered)


@pytest.mark.parametrize("agreed", [True, False])
@pytest.mark.parametrize("by", [LEGAL, OTHER_LEGAL])
def test_either_person_takes_it_back_before_its_day(
    desk: Desk, clock: Clock, records: MemoryRecords, agreed: bool, by: Actor
) -> None:
    done = repeal(desk)
    (order,) = [each for each in done.matter.orders.values() if each.repeals]
    if agreed:
        agree(desk, done)
    desk.do(SettleLaw(order.id, agreed=False, why="The board thought again."), by)
    assert records.leaves[-1].fields()["decision"] == "law/repeal-taken-back"
    clock.now = ENDS
    assert asked(desk, desk.open()).decided[Ask.SHARE_COURT_DATE].ref == RULE


def test_nothing_ends_where_nothing_was_adopted(records: MemoryRecords, clock: Clock, law: Adopting) -> None:
    with pytest.raises(NotNowError, match="no layer of its own"):
        repeal(Desk(records, clock, law=law, drafts=law.drafts))


def test_what_has_ended_does_not_end_again_and_can_be_adopted_anew(desk: Desk, clock: Clock) -> None:
    agree(desk, repeal(desk))
    clock.now = ENDS
    with pytest.raises(NotNowError, match="no layer of its own"):
        repeal(desk, day=date(2026, 12, 28))
    adopt(desk, date(2026, 12, 28))
    clock.now = ENDS + timedelta(days=4)
    assert asked(desk, desk.open()).decided[Ask.SHARE_COURT_DATE].ref == RULE


def test_after_it_has_ended_a_layer_of_another_name_may_follow(desk: Desk, clock: Clock) -> None:
    agree(desk, repeal(desk))
    clock.now = ENDS
    other = {path: text.replace(NAME, "us-ca-second") for path, text in COUNTY.texts.items()}
    adopt(desk, date(2026, 12, 28), type(COUNTY)("us-ca-second", other))
    clock.now = ENDS + timedelta(days=4)
    assert asked(desk, desk.open()).decided[Ask.SHARE_COURT_DATE].ref == "us-ca-second/policy-7/a"


def test_whoever_ends_a_law_and_whoever_agrees_have_seen_these_very_files(desk: Desk) -> None:
    with pytest.raises(CommandError, match="not the files of the law in force"):
        repeal(desk, files=LATER.digest)
    (order,) = [each for each in repeal(desk).matter.orders.values() if each.repeals]
    with pytest.raises(CommandError, match="not the files"):
        desk.do(SettleLaw(order.id, agreed=True, files=LATER.digest), OTHER_LEGAL)


@pytest.mark.parametrize("day", [date(2026, 12, 10), date(2026, 12, 1), date(2020, 1, 1)])
def test_no_law_ends_on_a_day_that_has_begun(desk: Desk, day: date) -> None:
    with pytest.raises(CommandError, match="has begun"):
        repeal(desk, day=day)


def test_where_the_law_that_is_left_is_not_known_on_that_day_whatever_is_asked_is_for_legal(
    desk: Desk, clock: Clock
) -> None:
    agree(desk, repeal(desk, day=date(2027, 3, 1)))
    clock.now = datetime(2027, 3, 1, 8, 0, tzinfo=UTC)
    assert asked(desk, desk.open()).decided[Ask.SHARE_COURT_DATE].marks == ("law_unknown",)


def test_beside_an_order_that_ends_the_law_there_is_no_other(desk: Desk, clock: Clock) -> None:
    ordered = repeal(desk)
    with pytest.raises(AlreadyDoneError, match="waits"):
        repeal(desk)
    agree(desk, ordered)
    for day in (date(2026, 12, 16), date(2026, 12, 28)):
        with pytest.raises(NotNowError, match="ends on 2026-12-24"):
            adopt(desk, day, LATER)
    with pytest.raises(NotNowError, match="ends on 2026-12-24"):
        repeal(desk, day=date(2026, 12, 28))


def test_a_law_that_is_still_to_change_does_not_end(desk: Desk) -> None:
    adopt(desk, date(2026, 12, 16), LATER)
    with pytest.raises(NotNowError, match="is to change on 2026-12-16"):
        repeal(desk)


def test_of_several_versions_the_last_ends_and_none_before_it_comes_back(desk: Desk, clock: Clock, law: Any) -> None:
    adopt(desk, date(2026, 12, 16), LATER)
    clock.now = BEGINS + timedelta(days=16)
    agree(desk, repeal(desk, files=LATER.digest))
    titles = [law.at(BEGINS + timedelta(days=day)).binding("us-ca/county-jail").title for day in (0, 15, 23)]
    assert titles == ["Harbor County", "County of Harbor", "California"]
    clock.now = ENDS
    assert standing(desk.matter(desk.records.office()).orders.values(), ENDS) == []


def test_a_city_that_changed_a_pack_of_its_own_is_bound_by_that_pack_again(
    records: MemoryRecords, clock: Clock, law: Adopting
) -> None:
    cook = Desk(records, clock, "us-il-cook/sheriff", law=law, drafts=law.drafts)
    files = changed(
        "pack.yaml", "Cook County, Illinois", "Cook County, as changed", files_in(LIBRARY.pack("us-il-cook").root)
    )
    adopt(cook, date(2026, 12, 1), files)
    clock.now = BEGINS
    agree(cook, repeal(cook, files=files.digest))
    clock.now = ENDS
    assert dict(cook.receive(cook.open(), Ask.HOLD).packs)["us-il-cook"] == LIBRARY.pack("us-il-cook").digest


def test_law_that_is_not_as_it_was_sealed_can_be_ended(desk: Desk, clock: Clock, law: Adopting) -> None:
    (law.drafts(COUNTY.digest) / "pack.yaml").write_text("")
    handle = desk.open()
    assert asked(desk, handle).decided[Ask.SHARE_COURT_DATE].marks == ("law_withheld",)
    agree(desk, repeal(desk))
    clock.now = ENDS
    assert "law_withheld" not in asked(desk, handle).decided[Ask.SHARE_COURT_DATE].marks
