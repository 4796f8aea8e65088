"""Whoever is refused again and again fills lots of a bounded size; every refusal is kept, and found page by page."""

from typing import Any

import pytest

from comity.gate import Actor, Role, commands
from contract.desk import ADMINISTRATOR, Desk

SYSTEM = Actor("comity", Role.SYSTEM)


@pytest.fixture
def refused(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Eleven refusals, in lots of at most five events."""
    from comity.store import records

    monkeypatch.setattr(records, "LOT", 5)
    said = [f"p.pier as policy: /set-up/{number}/" for number in range(11)]
    for value in said:
        desk.do(commands.RecordRefusal("set_up", value), SYSTEM)
    return said


def test_no_matter_grows_with_refusals_without_end(desk: Desk, refused: list[str]) -> None:
    from comity.store.models import Setting
    from comity.store.records import REFUSALS

    office = desk.do(commands.ChangeSetup("role given", "d.booth: desk"), ADMINISTRATOR).matter
    lots = list(Setting.objects.filter(name__startswith=REFUSALS).order_by("name").values_list("value", flat=True))
    assert [desk.matter(lot).events for lot in lots] == [5, 5, 4]
    assert desk.matter(office.handle).events == office.events
    assert desk.records.refusals() == lots[-1]


def test_every_refusal_is_found_the_newest_first_however_the_list_is_cut(desk: Desk, refused: list[str]) -> None:
    from comity.store.oversight.refusals import Refusals

    found: Any = Refusals(desk.records)
    newest_first = refused[::-1]
    assert len(found) == len(refused)
    for first in range(len(refused) + 1):
        for end in range(first, len(refused) + 2):
            assert [each.value for each in found[first:end]] == newest_first[first:end]
    assert found[0].value == newest_first[0]
    assert found[-1].value == refused[0]
    assert found[4].leaf is not None


def test_where_nobody_was_refused_the_list_is_empty(desk: Desk) -> None:
    from comity.store.oversight.refusals import Refusals

    assert len(Refusals(desk.records)) == 0
    assert Refusals(desk.records)[:50] == []
