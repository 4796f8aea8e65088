"""Which law decides is asked of the record each time, in every process, and held to what was sealed."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from comity.facts import Ask
from comity.gate.ordering.commands import ApplyNewLaw, OrderLaw, RepealLaw, SettleLaw
from contract.county import COUNTY, NAME, RULE, changed
from contract.desk import LEGAL, LIBRARY, OTHER_LEGAL, START, SYSTEM, Clock, Desk

DAY = date(2026, 12, 1)
BEGINS = datetime(2026, 12, 1, 8, 0, tzinfo=UTC)


@pytest.fixture
def law(opened: Any, db: None, clock: Clock, tmp_path: Path) -> Any:
    return _law(opened, clock, tmp_path)


def _law(opened: Any, clock: Clock, folder: Path) -> Any:
    """The law as a process that has just begun finds it."""
    from comity.store.adopting.law import AdoptedLaw
    from comity.store.records import DjangoRecords

    return AdoptedLaw(LIBRARY, DjangoRecords(opened.records.record, clock), folder)


@pytest.fixture
def adopting(desk: Desk, law: Any) -> Desk:
    """A desk that decides by what was adopted."""
    return Desk(desk.records, desk.clock, law=law, drafts=law.drafts)


def order(desk: Desk, files: Any = COUNTY, day: date = DAY) -> Any:
    from comity.store.adopting.files import keep_files

    done = desk.do(OrderLaw(keep_files(files, desk.clock()), day, "The board."), LEGAL)
    return list(done.matter.orders.values())[-1]


def adopt(desk: Desk, files: Any = COUNTY, day: date = DAY) -> Any:
    ordered = order(desk, files, day)
    return desk.do(SettleLaw(ordered.id, agreed=True, files=ordered.files), OTHER_LEGAL).matter.orders[ordered.id]


def repeal(desk: Desk, day: date = date(2026, 12, 24)) -> Any:
    done = desk.do(RepealLaw(COUNTY.digest, day, "The board."), LEGAL)
    (ordered,) = [each for each in done.matter.orders.values() if each.repeals]
    return desk.do(SettleLaw(ordered.id, agreed=True, files=ordered.files), OTHER_LEGAL).matter.orders[ordered.id]


def test_it_is_law_until_the_moment_that_ends_it_and_at_each_moment_the_law_of_then_is_found_again(
    opened: Any, adopting: Desk, clock: Clock, tmp_path_factory: Any
) -> None:
    ordered = adopt(adopting)
    clock.now = BEGINS
    repeal(adopting)
    for law in (adopting.law, _law(opened, clock, tmp_path_factory.mktemp("other"))):
        packs = [law.packs_at(BEGINS + timedelta(days=day)) for day in (-1, 0, 22, 23, 400)]
        assert packs == [[], [NAME], [NAME], [], []]
        assert law.at(BEGINS + timedelta(days=22)).binding("us-ca/county-jail").name == NAME
        assert law.at(BEGINS + timedelta(days=23)) is LIBRARY
        names = [law.name_at(BEGINS + timedelta(days=day)) for day in (0, 23)]
        assert names == [ordered.id, ""]


def test_a_row_that_says_that_the_law_has_ended_is_no_end_of_it_for_the_record(adopting: Desk, clock: Clock) -> None:
    from comity.store.models import LawOrder
    from comity.store.rebuild import check

    ordered = adopt(adopting)
    clock.now = BEGINS
    LawOrder.objects.filter(id=ordered.id).update(repeals=True)
    assert adopting.law.differs(BEGINS)
    assert [(each.table, each.says) for each in check(adopting.records)] == [("LawOrder", "differs in repeals")]


def test_it_is_law_from_its_moment_on_and_the_law_before_is_found_again(adopting: Desk, clock: Clock) -> None:
    adopt(adopting)
    adopt(adopting, changed("pack.yaml", "Harbor County\n", "County of Harbor\n"), date(2026, 12, 9))
    titles = []
    for day in (timedelta(seconds=-1), timedelta(), timedelta(days=8)):
        pack = adopting.law.at(BEGINS + day).binding("us-ca/county-jail")
        titles.append(pack.title)
    assert titles == ["California", "Harbor County", "County of Harbor"]
    assert adopting.law.at(BEGINS) is adopting.law.at(BEGINS + timedelta(seconds=59))


@pytest.mark.parametrize("step", ["ordered", "taken back"])
def test_what_two_persons_do_not_stand_behind_is_not_law(adopting: Desk, step: str) -> None:
    ordered = order(adopting) if step == "ordered" else adopt(adopting)
    if step == "taken back":
        adopting.do(SettleLaw(ordered.id, agreed=False, why="The board put it off."), LEGAL)
    assert adopting.law.at(BEGINS) is LIBRARY


def test_another_process_decides_by_it_without_being_told(
    opened: Any, adopting: Desk, clock: Clock, tmp_path_factory: Any
) -> None:
    other_law = _law(opened, clock, tmp_path_factory.mktemp("other"))
    other = Desk(adopting.records, clock, law=other_law, drafts=other_law.drafts)
    assert other.receive(other.open(), Ask.SHARE_COURT_DATE).decided[Ask.SHARE_COURT_DATE].ref != RULE
    adopt(adopting)
    clock.now = BEGINS
    assert other.receive(other.open(), Ask.SHARE_COURT_DATE).decided[Ask.SHARE_COURT_DATE].ref == RULE


@pytest.mark.parametrize("where", ["folder", "database", "folder, after a restart"])
def test_law_that_was_touched_anywhere_is_withheld_within_a_minute(
    opened: Any, adopting: Desk, clock: Clock, tmp_path: Path, where: str
) -> None:
    from comity.store.models import LawFiles

    ordered = adopt(adopting)
    clock.now = BEGINS
    assert not adopting.law.at(clock.now).withheld("us-ca/county-jail")
    if where == "database":
        LawFiles.objects.filter(id=ordered.files).update(content=COUNTY.written().replace("forbids", "permits"))
    else:
        rule = tmp_path / ordered.files / NAME / "rules/policy-7.yaml"
        rule.write_text(rule.read_text().replace("forbids", "permits"))
    law = _law(opened, clock, tmp_path) if "restart" in where else adopting.law
    later = clock.later(minutes=0 if "restart" in where else 1)
    assert "not as" in law.at(later).withheld("us-ca/county-jail")
    desk = Desk(adopting.records, clock, law=law, drafts=law.drafts)
    asked = desk.receive(desk.open(), Ask.SHARE_COURT_DATE)
    assert asked.decided[Ask.SHARE_COURT_DATE].marks == ("law_withheld",)
    assert law.name_at(later).endswith("withheld")


def test_a_row_that_no_event_made_is_no_law(adopting: Desk) -> None:
    from comity.store.models import LawOrder

    ordered = order(adopting)
    LawOrder.objects.filter(id=ordered.id).update(agreed_at=START, agreed_by="nobody")
    assert adopting.law.at(BEGINS).binding("us-ca/county-jail").name == "us-ca"
    adopting.do(SettleLaw(ordered.id, agreed=True, files=ordered.files), OTHER_LEGAL)
    assert adopting.law.at(BEGINS + timedelta(minutes=1)).binding("us-ca/county-jail").name == NAME


def test_the_tables_are_made_again_from_the_events(durable: None, adopting: Desk, clock: Clock) -> None:
    from comity.store.models import LawOrder
    from comity.store.rebuild import check, rebuild

    ordered = adopt(adopting)
    assert list(check(adopting.records)) == []
    LawOrder.objects.filter(id=ordered.id).update(day=date(2026, 12, 24))
    assert [(each.table, each.says) for each in check(adopting.records)] == [("LawOrder", "differs in day")]
    rebuild(adopting.records)
    assert LawOrder.objects.get(id=ordered.id).day == DAY
    clock.now = BEGINS
    ended = repeal(adopting)
    LawOrder.objects.filter(id=ended.id).delete()
    assert [(each.table, each.says) for each in check(adopting.records)] == [("LawOrder", "missing")]
    rebuild(adopting.records)
    assert list(check(adopting.records)) == []
    assert adopting.law.packs_at(ended.effective_at) == []


def test_open_requests_are_found_to_be_decided_again(adopting: Desk, clock: Clock) -> None:
    from comity.store.adopting.law import with_open_requests

    handle = adopting.open()
    asked = adopting.receive(handle, Ask.SHARE_COURT_DATE)
    adopt(adopting)
    clock.now = BEGINS
    assert handle in with_open_requests()
    adopting.do(ApplyNewLaw(handle), SYSTEM)
    assert adopting.request(handle, asked.id).decided[Ask.SHARE_COURT_DATE].ref == RULE


def test_files_are_kept_while_a_draft_or_an_order_names_them(adopting: Desk, clock: Clock) -> None:
    from comity.store.adopting.files import begin_draft, change_draft, forget_unnamed, keep_files, kept_files
    from comity.store.errors import LawFilesError

    ordered = order(adopting)
    draft = begin_draft(changed("pack.yaml", "Harbor County\n", "A draft\n"), by="l.clause", at=clock())
    stray = keep_files(changed("pack.yaml", "Harbor County\n", "A stray\n"), clock())
    roots = [adopting.law.drafts(digest) for digest in (ordered.files, draft.files, stray)]
    forget_unnamed(clock.later(days=8), adopting.law.folder)
    assert [root.is_dir() for root in roots] == [True, True, False]
    assert kept_files(ordered.files) == COUNTY
    assert kept_files(draft.files).name == NAME
    with pytest.raises(LawFilesError, match="not here"):
        kept_files(stray)
    other = changed("pack.yaml", "Harbor County\n", "Changed\n")
    assert change_draft(draft, other, by="m.clause", at=clock())
    assert not change_draft(draft, COUNTY, by="l.clause", at=clock()), "somebody else was sooner"
