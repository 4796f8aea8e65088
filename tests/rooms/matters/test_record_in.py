"""Events in somebody else's transaction."""

import threading
from collections.abc import Callable
from contextlib import closing
from typing import Any

import pytest

from comity.ledger.leaf import Audience, Kind
from comity.matters import (
    Codes,
    MatterKey,
    MattersError,
    NewEvent,
    new_matter_name,
    reconcile,
)
from rooms.matters.desks import ASKED, DAY, FACT, opened, said, taken_back

pytestmark = pytest.mark.parametrize("new_site", ["sqlite", "postgres"], indirect=True)


def test_events_stand_once_the_desk_has_committed_and_not_before(turns: Any) -> None:
    city, new_desk = turns
    desk, other = new_desk(), new_desk()
    (handle,) = opened(desk)
    with desk.begun() as transaction:
        first = desk.matters.record_in(transaction, [NewEvent(handle, ASKED, DAY, {Audience.COUNSEL: b"one"})])
        (second,) = desk.matters.record_in(transaction, [NewEvent(handle, FACT, DAY, {Audience.COUNSEL: b"two"})])
        assert said(desk, transaction, handle) == [b"opened", b"one", b"two"]
        assert said(other, None, handle) == [b"opened"]
        assert (first[0].leaf_index, second.leaf_index, second.place.counter) == (1, 2, 2)
    assert said(other, None, handle) == [b"opened", b"one", b"two"]
    with taken_back(desk) as transaction:
        desk.matters.record_in(transaction, [NewEvent(handle, ASKED, DAY, {Audience.COUNSEL: b"gone"})])
    with other.begun() as transaction:
        (event,) = other.matters.record_in(transaction, [NewEvent(handle, FACT, DAY, {Audience.COUNSEL: b"three"})])
    assert (event.leaf_index, event.place.counter) == (3, 3)
    assert desk.matters.read(event.place, Audience.COUNSEL) == b"three"
    city.index_and_publish()
    assert reconcile(city.matters).clean
    assert city.real_log.audit(forms=True).whole


def test_a_matter_is_opened_with_its_first_events_in_one_transaction(turns: Any) -> None:
    _, new_desk = turns
    desk, handle = new_desk(), new_matter_name()
    desk.keys.add(handle, MatterKey.new())
    with taken_back(desk) as transaction:
        desk.matters.record_in(transaction, [NewEvent(handle, Codes(Kind.MATTER), DAY)], opening=[handle])
    with pytest.raises(MattersError, match="no further event"), desk.begun() as transaction:
        desk.matters.record_in(transaction, [NewEvent(handle, ASKED, DAY)])
    with desk.begun() as transaction:
        events = [NewEvent(handle, Codes(Kind.MATTER), DAY), NewEvent(handle, ASKED, DAY)]
        assert [event.place.counter for event in desk.matters.record_in(transaction, events, opening=[handle])] == [
            0,
            1,
        ]
    assert desk.matters.histories(None, [handle]) == {handle: []}, "neither had a payload"


def test_two_desks_that_act_on_one_matter_at_once_wait_for_each_other(turns: Any) -> None:
    _, new_desk = turns
    first, second = new_desk(), new_desk()
    (handle,) = opened(first)
    order, faults = list[str](), list[BaseException]()

    def late() -> None:
        try:
            with second.begun() as transaction:
                seen = second.matters.histories(transaction, [handle], lock=True)[handle]
                order.append(f"second sees {len(seen)}")
                second.matters.record_in(transaction, [NewEvent(handle, FACT, DAY, {Audience.COUNSEL: b"b"})])
        except BaseException as error:  # noqa: BLE001 - it is shown by the test
            faults.append(error)

    with first.begun() as transaction:
        first.matters.histories(transaction, [handle], lock=True)
        thread = threading.Thread(target=late)
        thread.start()
        thread.join(0.3)
        assert thread.is_alive()
        first.matters.record_in(transaction, [NewEvent(handle, FACT, DAY, {Audience.COUNSEL: b"a"})])
        order.append("first commits")
    thread.join(20)
    assert faults == []
    assert order == ["first commits", "second sees 2"]
    assert said(first, None, handle) == [b"opened", b"a", b"b"]


def test_a_transaction_takes_its_turn_once_when_all_else_is_done(turns: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    _, new_desk = turns
    desk = new_desk()
    handles, order = opened(desk, 3), list[str]()
    store, index = desk.appender.store, desk.matters.index
    taken, turn = index.taken, store.take_turn
    monkeypatch.setattr(index, "taken", lambda tags: order.append("tags") or taken(tags))
    monkeypatch.setattr(store, "take_turn", lambda transaction: order.append("turn") or turn(transaction))
    with desk.begun() as transaction:
        desk.matters.record_in(transaction, [NewEvent(handle, FACT, DAY) for handle in handles])
    assert order == ["tags", "turn"]


def test_many_threads_share_one_set_of_matters(turns: Any, tally: Callable[..., None]) -> None:
    city, new_desk = turns
    desk = new_desk()
    handles, faults = opened(desk, 6), list[BaseException]()

    def work(mine: str) -> None:
        try:
            with closing(desk.connect()) as connection:
                for turn in range(8):
                    with desk.begun(connection) as transaction:
                        there = desk.matters.histories(transaction, [mine, handles[0]], lock=True)
                        assert len(there[mine]) >= turn
                        desk.matters.record_in(transaction, [
                            NewEvent(mine, ASKED, DAY, {Audience.COUNSEL: b"%d" % turn}),
                            NewEvent(handles[0], FACT, DAY, {Audience.OVERSIGHT: mine.encode()}),
                        ])  # fmt: skip
                    desk.matters.histories(None, handles)
        except BaseException as error:  # noqa: BLE001 - it is shown by the test
            faults.append(error)

    threads = [threading.Thread(target=work, args=(handle,)) for handle in handles[1:]]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert faults == []
    for handle in handles[1:]:
        assert said(desk, None, handle) == [b"opened", *(b"%d" % turn for turn in range(8))]
    assert len(said(desk, None, handles[0])) == 41
    city.index_and_publish()
    assert reconcile(city.matters).clean
    tally("verbs of threads that share one desk", 40)
