"""Many events in one transaction: the same as one by one, all of them or none."""

from collections.abc import Callable
from typing import Any

import pytest

from comity.ledger.errors import LeafError
from comity.ledger.leaf import Audience, Kind
from comity.ledger.tree import leaf_hash
from comity.matters.errors import KeyUnavailableError, MattersError
from comity.matters.keys import Chain, tag
from comity.matters.log import read_signs
from comity.matters.reconcile import reconcile
from comity.matters.record import Codes, NewEvent

ASKED = Codes(Kind.REQUEST, "declined", "admin-code-9-131", "federal")
TOLD = Codes(Kind.NOTICE)


def opened(city: Any, number: int) -> list[str]:
    return [city.matters.open(city.day) for _ in range(number)]


def mixed(city: Any, matters: list[str], number: int) -> list[NewEvent]:
    """Events of several matters and both chains, some of which concern a second matter."""
    found = []
    for turn in range(number):
        mine, other = matters[turn % len(matters)], matters[(turn * 7 + 1) % len(matters)]
        also = [other] if turn % 3 == 0 and other != mine else []
        chain = Chain.SEALED if turn % 5 == 0 else Chain.OPEN
        found.append(NewEvent(mine, ASKED, city.day, {Audience.COUNSEL: b"event %d" % turn}, chain, also))
    return found


def test_many_events_are_logged_in_their_order_and_can_be_read(city: Any, tally: Callable[..., None]) -> None:
    matters = opened(city, 5)
    wanted = mixed(city, matters, 60)
    events = city.matters.record_many(wanted)
    assert [event.leaf_index for event in events] == list(range(5, 65))
    for at, (event, asked) in enumerate(zip(events, wanted, strict=True)):
        assert (event.place.handle, event.place.chain) == (asked.handle, asked.chain)
        assert city.log.leaf(event.leaf_index).content == event.leaf
        assert city.matters.read(event.place, Audience.COUNSEL) == b"event %d" % at
    city.index_and_publish()
    assert reconcile(city.matters).clean
    tally("events logged together", len(events))


def test_counters_run_on_within_a_batch_and_after_it(city: Any) -> None:
    (matter,) = opened(city, 1)
    first = city.matters.record_many([NewEvent(matter, ASKED, city.day) for _ in range(3)])
    after = city.matters.record(matter, TOLD, city.day)
    assert [event.place.counter for event in [*first, after]] == [1, 2, 3, 4]
    key = city.keys.key(matter).tag_key()
    for event in [*first, after]:
        assert tag(key, event.place.counter) in read_signs(event.leaf).tags


def test_an_event_has_a_place_in_every_matter_that_it_concerns(city: Any) -> None:
    one, other = opened(city, 2)
    (event,) = city.matters.record_many([NewEvent(one, ASKED, city.day, {Audience.COUNSEL: b"of one"}, also=[other])])
    leaves = [city.payloads.events(matter, Chain.OPEN)[-1].leaf for matter in (one, other)]
    assert leaves == [event.leaf, event.leaf]
    assert city.payloads.audiences(city.payloads.events(other, Chain.OPEN)[-1].place) == {}


def test_no_event_is_no_leaf(city: Any) -> None:
    assert city.matters.record_many([]) == []
    assert city.log.size == 0


@pytest.mark.parametrize("spoiled", ["closed", "unknown", "after its last", "named twice", "bad code"])
def test_one_event_that_is_refused_leaves_none_of_its_batch(city: Any, spoiled: str) -> None:
    good, bad = opened(city, 2)
    if spoiled == "closed":
        city.matters.record(bad, TOLD, city.day, last=True)
    events = {
        "closed": [NewEvent(bad, ASKED, city.day)],
        "unknown": [NewEvent("0" * 32, ASKED, city.day)],
        "after its last": [NewEvent(bad, TOLD, city.day, last=True), NewEvent(bad, ASKED, city.day)],
        "named twice": [NewEvent(bad, ASKED, city.day, also=[bad])],
        "bad code": [NewEvent(bad, Codes(Kind.REQUEST, "Not A Code"), city.day)],
    }[spoiled]
    size = city.log.size
    complaints: dict[str, type[Exception]] = {"unknown": KeyUnavailableError, "bad code": LeafError}
    with pytest.raises(complaints.get(spoiled, MattersError)):
        city.matters.record_many([NewEvent(good, ASKED, city.day, {Audience.COUNSEL: b"good"}), *events])
    assert city.log.size == size
    assert [event.place.counter for event in city.payloads.events(good, Chain.OPEN)] == [0]
    assert city.payloads.pending() == []
    assert city.matters.record(good, ASKED, city.day).place.counter == 1


class PowerCutError(BaseException):
    """Stands for a power cut."""


def test_a_power_cut_before_the_leaves_leaves_no_event_by_halves(city: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = opened(city, 2)
    events = [NewEvent(matter, ASKED, city.day) for matter in (one, other, one)]

    def cut(*_: object) -> None:
        raise PowerCutError

    for name in ("append", "append_in"):
        monkeypatch.setattr(city.log, name, cut)
    with pytest.raises(PowerCutError):
        city.matters.record_many(events)
    monkeypatch.undo()
    apart = city.site.payloads != city.site.ledger
    assert len(city.payloads.pending()) == (3 if apart else 0)
    assert city.matters.settle() == (3 if apart else 0)
    assert city.log.size == (5 if apart else 2)
    assert city.matters.record(one, TOLD, city.day).place.counter == (3 if apart else 1)


def test_the_last_event_of_a_batch_closes_its_matter(city: Any) -> None:
    one, other = opened(city, 2)
    city.matters.record_many([NewEvent(one, ASKED, city.day), NewEvent(one, TOLD, city.day, last=True)])
    with pytest.raises(MattersError, match="no further event"):
        city.matters.record(one, ASKED, city.day)
    city.matters.record(other, ASKED, city.day)


def test_tags_that_are_in_the_log_already_are_not_used_again(city: Any) -> None:
    (matter,) = opened(city, 1)
    city.matters.record_many([NewEvent(matter, ASKED, city.day) for _ in range(4)])
    city.index_and_publish()
    city.payloads.database.run("DELETE FROM matter_event WHERE counter > 1")
    found = city.matters.record_many([NewEvent(matter, ASKED, city.day) for _ in range(3)])
    assert [event.place.counter for event in found] == [5, 6, 7]


def test_more_matters_than_one_query_takes(city: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("comity.matters.database.MAX_MARKS", 3)
    matters = opened(city, 8)
    events = city.matters.record_many([NewEvent(matter, ASKED, city.day) for matter in matters])
    assert {event.place.handle for event in events} == set(matters)
    assert city.store.leaves(8, 16) == [event.leaf for event in events]
    assert leaf_hash(events[0].leaf) != leaf_hash(events[1].leaf)
