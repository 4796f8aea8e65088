"""Requests on record are tried under another law as they were decided, and stay as they are."""

from typing import Any

import pytest

from comity.facts import Ask
from comity.lab.what_if import OtherLaw, what_if
from comity.store.oversight.past import past_requests
from contract.desk import LIBRARY, Desk

pytestmark = pytest.mark.django_db


def test_requests_are_compared_with_what_was_told_and_nothing_is_written(desk: Desk, opened: Any) -> None:
    first, second = desk.open(), desk.open(number="B-2")
    desk.receive(first, Ask.HOLD, Ask.NOTIFY_RELEASE)
    desk.receive(second, Ask.HOLD)
    before = {handle: desk.matter(handle) for handle in (first, second)}
    told: list[tuple[int, int]] = []
    past = past_requests(desk.records, LIBRARY, progress=lambda *each: told.append(each))
    assert (len(past.read), past.unread, past.undecided) == (2, [], 0)
    assert told[-1] == (2, 2)
    same = what_if(past.read, OtherLaw(LIBRARY, desk.agency))
    assert (same.cases, same.asks, same.asks_changed) == (2, 3, 0)
    other = what_if(past.read, OtherLaw(LIBRARY, "us-tx/county-jail"))
    assert other.cases == 2
    assert {handle: desk.matter(handle) for handle in (first, second)} == before


def test_a_request_whose_case_can_no_longer_be_read_is_named(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    from comity.decide import CaseError
    from comity.store.oversight import past as module

    request = desk.receive(desk.open(), Ask.HOLD)

    def gone(*_: object) -> object:
        raise CaseError("`a_fact` is not a listed fact", help="")

    monkeypatch.setattr(module, "case_of", gone)
    found = past_requests(desk.records, LIBRARY)
    assert found.unread == [f"{request.number}: `a_fact` is not a listed fact"]
    assert found.read == []
