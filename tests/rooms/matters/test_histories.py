"""Histories: every payload of the open chain in its order, what is not yet committed among them."""

from typing import Any

import pytest

from comity.ledger.leaf import Audience
from comity.matters import (
    NewEvent,
    PayloadError,
)
from comity.matters.keys import Chain
from rooms.matters.desks import ASKED, DAY, FACT, opened

pytestmark = pytest.mark.parametrize("new_site", ["sqlite", "postgres"], indirect=True)


def test_histories_give_every_payload_of_the_open_chain_in_order_and_nothing_else(turns: Any) -> None:
    _, new_desk = turns
    desk = new_desk()
    one, other = opened(desk, 2)
    with desk.begun() as transaction:
        desk.matters.record_in(transaction, [
            NewEvent(one, ASKED, DAY, {Audience.OVERSIGHT: b"o", Audience.COUNSEL: b"c"}, also=[other]),
            NewEvent(one, FACT, DAY, {Audience.SEALED: b"s"}, Chain.SEALED),
            *(NewEvent(one, FACT, DAY, {Audience.COUNSEL: b"%d" % turn}) for turn in range(12)),
        ])  # fmt: skip
    found = desk.matters.histories(None, [one, other, one])
    assert [(event.place.counter, audience.value, payload) for event, audience, payload in found[one]] == [
        (0, "counsel", b"opened"),
        (1, "counsel", b"c"),
        (1, "oversight", b"o"),
        *((turn + 2, "counsel", b"%d" % turn) for turn in range(12)),
    ]
    assert [payload for _, _, payload in found[other]] == [b"opened"], "what hangs on another's key is not here"
    assert all(desk.appender.leaf(event.leaf_index or 0).content == event.leaf for event, _, _ in found[one])


def test_histories_of_thousands_of_matters_take_few_queries(turns: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    _, new_desk = turns
    desk = new_desk()
    handles = opened(desk, 1200)
    asked = list[str]()
    database = type(desk.matters.payloads.database)
    kept = database.rows
    monkeypatch.setattr(
        database, "rows", lambda self, query, *values: asked.append(query) or kept(self, query, *values)
    )
    found = desk.matters.histories(None, handles)
    assert list(found) == handles
    assert all(len(history) == 1 for history in found.values())
    assert len([query for query in asked if "matter_" in query]) == 6, "three for the keys, three for the payloads"


def test_a_payload_that_was_changed_is_no_history(turns: Any) -> None:
    _, new_desk = turns
    desk = new_desk()
    (handle,) = opened(desk)
    database = desk.matters.payloads.database
    sealed = bytearray(database.rows("SELECT sealed FROM matter_event")[0][0])
    sealed[9] ^= 1
    for changed, complaint in ((bytes(sealed), "does not decrypt"), (bytes(40), "not in the form"), (b"\2\0", "form")):
        database.run("UPDATE matter_event SET sealed = ?", changed)
        with pytest.raises(PayloadError, match=complaint):
            desk.matters.histories(None, [handle])
