"""Bundles that a desk makes while another program publishes."""

import base64
import json
from typing import Any

import pytest

from comity.ledger.leaf import Audience
from comity.matters import (
    Index,
    NewEvent,
    Wanted,
    check_absence,
    check_presence,
    make_bundle,
)
from comity.matters.index import Seen
from comity.matters.keys import tag
from comity.matters.log import leaf_hash
from rooms.matters.desks import DAY, FACT, opened

pytestmark = pytest.mark.parametrize("new_site", ["sqlite", "postgres"], indirect=True)


def test_a_desk_makes_a_bundle_from_the_index_that_another_program_has_published(turns: Any) -> None:
    city, new_desk = turns
    desk = new_desk()
    handles = opened(desk, 3)
    for turn in range(3):
        with desk.begun() as transaction:
            desk.matters.record_in(transaction, [NewEvent(handles[0], FACT, DAY, {Audience.COUNSEL: b"%d" % turn})])
        city.index_and_publish()
        wanted = [Wanted(handle, desk.keys.key(handle).tag_key()) for handle in handles]
        bundle = json.loads(make_bundle(wanted, desk.matters.index, desk.appender))
        assert [len(matter["entries"]) for matter in bundle["matters"]] == [2 + turn, 1, 1]
        assert bundle["index"]["leaf"].encode() == city.index.published().leaf
        root = city.index.published().root
        for entry in bundle["matters"][0]["entries"]:
            found = tag(wanted[0].tag_key, bundle["matters"][0]["entries"].index(entry))
            check_presence(root, found, leaf_hash(entry["leaf"].encode()), base64.b64decode(entry["presence"]))


def test_a_bundle_is_of_one_state_although_another_program_publishes_meanwhile(
    turns: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    city, new_desk = turns
    desk = new_desk()
    (handle,) = opened(desk)
    city.index_and_publish()
    wanted, kept, meanwhile = [Wanted(handle, desk.keys.key(handle).tag_key())], Index.prove, [1]

    def prove(self: Index, found: bytes) -> bytes:
        if meanwhile:
            meanwhile.pop()
            with desk.begun() as transaction:
                desk.matters.record_in(transaction, [NewEvent(handle, FACT, DAY)])
            city.index_and_publish()
        return kept(self, found)

    monkeypatch.setattr(Index, "prove", prove)
    bundle = json.loads(make_bundle(wanted, desk.matters.index, desk.appender))
    assert len(bundle["matters"][0]["entries"]) == 2
    root = city.index.published().root
    for absence in bundle["matters"][0]["absence"]:
        check_absence(root, tag(wanted[0].tag_key, absence["counter"]), base64.b64decode(absence["proof"]))


def test_what_another_program_has_taken_into_the_index_is_not_looked_for_in_the_log(turns: Any) -> None:
    city, new_desk = turns
    desk = new_desk()
    index = desk.matters.index
    assert index.covered == 0
    handle, *_others = opened(desk, 3)
    city.index_and_publish()
    with desk.begun() as transaction:
        desk.matters.record_in(transaction, [NewEvent(handle, FACT, DAY)])
    assert index.covered == 0, "this program has only looked"
    assert index.reach() == city.index.covered > 0
    links = list(Seen(index, desk.appender).chain(desk.keys.key(handle).tag_key()))
    assert [link.counter for link in links] == [0, 1]
    assert links[0].at < index.reach() < links[1].at + 1
