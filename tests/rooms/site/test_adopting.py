"""When other law is in force, the clock has whatever is open decided again, once; and says what cannot be used."""

import shutil
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from comity.facts import Ask
from comity.gate import Actor, Role, commands
from comity.gate.ordering.commands import OrderLaw, RepealLaw, SettleLaw
from comity.gate.state import Booking, Person
from contract.county import COUNTY, NAME, RULE

BEGINS = datetime(2026, 12, 1, 8, 0, tzinfo=UTC)
BOOTH, CLAUSE, OTHER = Actor("d.booth", Role.DESK), Actor("l.clause", Role.LEGAL), Actor("m.clause", Role.LEGAL)


@pytest.fixture
def scene(opened: Any, db: None, settings: Any) -> Any:
    """An open request, and an adopted policy that will be law in two weeks."""
    from comity.store.adopting.files import keep_files

    turned = SimpleNamespace(now=datetime(2026, 11, 17, 18, tzinfo=UTC))
    settings.COMITY_CLOCK = lambda: turned.now
    opened_matter = commands.OpenMatter(Person("", "Ana Invented"), Booking("B-7"))
    handle = opened.gate.do(opened_matter, BOOTH).matter.handle
    asked = commands.ReceiveRequest(handle, "ice_ero", (Ask.SHARE_COURT_DATE,), turned.now, "oral", "civil_immigration")
    request = next(iter(opened.gate.do(asked, BOOTH).matter.requests))
    files = keep_files(COUNTY, turned.now)
    (order,) = opened.gate.do(OrderLaw(files, date(2026, 12, 1), "The board."), CLAUSE).matter.orders
    opened.gate.do(SettleLaw(order, agreed=True, files=files), OTHER)
    yield SimpleNamespace(desk=opened, handle=handle, request=request, turned=turned, files=files)
    shutil.rmtree(opened.law.folder, ignore_errors=True)


def decided(scene: Any) -> Any:
    return scene.desk.records.seen(scene.handle).requests[scene.request]


def test_open_requests_are_decided_again_at_the_first_tick_under_the_law_and_at_no_other(scene: Any) -> None:
    from comity.site.ticking import tick_desk

    before = decided(scene)
    assert not [line for line in tick_desk(scene.desk).lines if "again" in line]
    assert decided(scene).packs == before.packs
    scene.turned.now = BEGINS
    assert "decided 1 requests again under other law" in tick_desk(scene.desk).lines
    assert decided(scene).decided[Ask.SHARE_COURT_DATE].ref == RULE
    assert decided(scene).decided_at == BEGINS
    scene.turned.now += timedelta(minutes=1)
    assert not [line for line in tick_desk(scene.desk).lines if "again" in line]


def test_once_the_law_has_ended_open_requests_are_decided_again_by_the_law_that_is_left(scene: Any) -> None:
    from comity.site.ticking import tick_desk

    scene.turned.now = BEGINS
    tick_desk(scene.desk)
    assert decided(scene).decided[Ask.SHARE_COURT_DATE].ref == RULE
    orders = scene.desk.gate.do(RepealLaw(scene.files, date(2026, 12, 24), "The board."), CLAUSE).matter.orders
    scene.desk.gate.do(SettleLaw(list(orders)[-1], agreed=True, files=scene.files), OTHER)
    scene.turned.now = BEGINS + timedelta(days=23, seconds=-1)
    assert not [line for line in tick_desk(scene.desk).lines if "again" in line]
    scene.turned.now = BEGINS + timedelta(days=23)
    assert "decided 1 requests again under other law" in tick_desk(scene.desk).lines
    assert decided(scene).decided[Ask.SHARE_COURT_DATE].ref != RULE
    scene.turned.now += timedelta(minutes=1)
    told = tick_desk(scene.desk)
    assert not [line for line in told.lines if "again" in line]
    assert not [fault for fault in told.faults if "law" in fault]


def test_law_that_was_touched_is_told_at_each_tick_until_it_is_as_it_was_sealed(scene: Any) -> None:
    from comity.site.ticking import tick_desk

    scene.turned.now = BEGINS
    tick_desk(scene.desk)
    root = scene.desk.law.drafts(scene.files)
    (root / "pack.yaml").write_text("")
    for _ in range(2):
        scene.turned.now += timedelta(minutes=1)
        (fault,) = [each for each in tick_desk(scene.desk).faults if "sealed" in each]
        assert "`pack.yaml` of the adopted law `us-ca-harbor` is not as it was sealed" in fault
    assert decided(scene).decided[Ask.SHARE_COURT_DATE].marks == ("law_withheld",)
    shutil.rmtree(root.parent)
    scene.turned.now += timedelta(minutes=1)
    assert not [each for each in tick_desk(scene.desk).faults if "sealed" in each]
    assert decided(scene).decided[Ask.SHARE_COURT_DATE].ref == RULE


def test_an_order_whose_row_was_taken_away_is_told_at_each_tick_and_nothing_is_decided_again_without_it(
    scene: Any,
) -> None:
    from comity.site.ticking import tick_desk
    from comity.store.models import LawOrder
    from comity.store.writing.tables import write_state

    scene.turned.now = BEGINS
    tick_desk(scene.desk)
    LawOrder.objects.all().delete()
    for _ in range(2):
        scene.turned.now += timedelta(minutes=1)
        told = tick_desk(scene.desk)
        assert [fault for fault in told.faults if "the table of adopted law is not what the record says" in fault]
        assert not [line for line in told.lines if "again" in line]
    assert decided(scene).decided[Ask.SHARE_COURT_DATE].ref == RULE
    write_state(scene.desk.records.seen(scene.desk.records.office()))
    scene.turned.now += timedelta(minutes=1)
    assert not [fault for fault in tick_desk(scene.desk).faults if "adopted law" in fault]


def test_a_command_takes_the_law_as_this_desk_has_adopted_it_on_a_day_or_now(scene: Any) -> None:
    from comity.cli.lab.laws import law_at_hand
    from comity.cli.tools import Tools

    place: Any = SimpleNamespace(desk=lambda: scene.desk)
    tools = Tools(lambda: scene.turned.now, workplace=lambda: place)
    found = [law_at_hand(tools, adopted=True, on=on) for on in (None, date(2026, 11, 30), date(2026, 12, 1))]
    assert [law.to_decide("us-ca/county-jail").name for law in found] == ["us-ca", "us-ca", NAME]
    scene.turned.now = BEGINS
    assert law_at_hand(tools, adopted=True).to_decide("us-ca/county-jail").name == NAME
    assert law_at_hand(tools, adopted=False).to_decide("us-ca/county-jail").name == "us-ca"
