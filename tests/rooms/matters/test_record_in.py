"""Events in somebody else's transaction, histories with what is not yet committed, keys that are remembered."""

import base64
import json
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import date
from typing import Any

import psycopg
import pytest

from comity.ledger import Appender, PostgresStore, SqliteStore
from comity.ledger.leaf import Audience, Kind
from comity.matters import (
    Codes,
    Index,
    KeyFiles,
    KeyStore,
    KeyUnavailableError,
    MatterKey,
    Matters,
    MattersError,
    NewEvent,
    PayloadError,
    Payloads,
    State,
    StoreFailureError,
    Wanted,
    WrapError,
    check_absence,
    check_presence,
    make_bundle,
    new_matter_name,
    reconcile,
    rotate,
)
from comity.matters.keys import Chain, tag
from comity.matters.log import leaf_hash

ASKED = Codes(Kind.REQUEST, "asked", org="federal")
FACT = Codes(Kind.FACT)
DAY = date(2026, 11, 28)

pytestmark = pytest.mark.parametrize("new_site", ["sqlite", "postgres"], indirect=True)


class Desk:
    """A web worker: its own connections to the same two databases, without signer and clock."""

    def __init__(self, site: Any, city: Any) -> None:
        self.site, self._city = site, city
        store = PostgresStore(site.ledger, sequencer=False) if site.is_postgres else SqliteStore(site.ledger)
        beside, apart = site.database(site.ledger), site.database(site.keys)
        self.appender = Appender(store)
        self.keys = KeyStore(apart, KeyFiles(site.folder / "wrapping"))
        self.matters = Matters(self.keys, Payloads(beside), Index(beside, depth=6), self.appender)
        self.connection = self.connect()
        self._parts = [self.connection, store, beside, apart]

    def connect(self) -> Any:
        if self.site.is_postgres:
            return psycopg.connect(self.site.ledger, autocommit=True)
        return sqlite3.connect(self.site.ledger, isolation_level=None, check_same_thread=False)

    @contextmanager
    def begun(self, connection: Any = None) -> Iterator[Any]:
        connection = connection or self.connection
        connection.execute("BEGIN" if self.site.is_postgres else "BEGIN IMMEDIATE")
        try:
            yield connection
            connection.execute("COMMIT")
        except BaseException:
            connection.execute("ROLLBACK")
            raise

    def close(self) -> None:
        for part in self._parts:
            part.close()


@pytest.fixture
def turns(site: Any, start: Callable[..., Any]) -> Iterator[tuple[Any, Callable[[], Desk]]]:
    """A city whose log is written in turn, and as many desks as are asked for."""
    if site.is_postgres:
        site.log_store = lambda: PostgresStore(site.ledger, sequencer=False)
    city = start(site)
    desks: list[Desk] = []

    def desk() -> Desk:
        desks.append(Desk(site, city))
        return desks[-1]

    yield city, desk
    for one in desks:
        one.close()


def opened(desk: Desk, count: int = 1) -> list[str]:
    handles = [new_matter_name() for _ in range(count)]
    desk.keys.add_many((handle, MatterKey.new()) for handle in handles)
    with desk.begun() as transaction:
        events = [NewEvent(handle, Codes(Kind.MATTER), DAY, {Audience.COUNSEL: b"opened"}) for handle in handles]
        desk.matters.record_in(transaction, events, opening=handles)
    return handles


@contextmanager
def taken_back(desk: Desk) -> Iterator[Any]:
    """A transaction that ends in a rollback."""
    with suppress(ZeroDivisionError), desk.begun() as transaction:
        yield transaction
        raise ZeroDivisionError


def said(desk: Desk, transaction: Any, handle: str) -> list[bytes]:
    return [payload for _, _, payload in desk.matters.histories(transaction, [handle])[handle]]


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


def test_an_erased_matter_is_not_readable_in_a_program_that_knew_its_key(turns: Any) -> None:
    city, new_desk = turns
    desk = new_desk()
    gone, kept = opened(desk, 2)
    assert said(desk, None, gone) == [b"opened"], "the key is remembered now"
    city.eraser.request(gone, "Superior Court, order 17-204", ("Officer Able", "Officer Baker"), city.day)
    city.eraser.run(gone)
    with pytest.raises(MattersError, match="no further event"), desk.begun() as transaction:
        desk.matters.record_in(transaction, [NewEvent(gone, ASKED, DAY)])
    city.publish()
    assert city.eraser.run(gone).name == "SCRUBBED"
    assert list(desk.matters.histories(None, [gone, kept])) == [kept]
    assert desk.keys._opened._keys.keys() == {kept}, "and it is forgotten"
    with pytest.raises(KeyUnavailableError, match="erased"):
        desk.keys.key(gone)
    with pytest.raises(KeyUnavailableError), desk.begun() as transaction:
        desk.matters.record_in(transaction, [NewEvent(gone, ASKED, DAY)])


def test_a_key_row_that_vanishes_takes_the_remembered_key_with_it(turns: Any) -> None:
    _, new_desk = turns
    desk = new_desk()
    (handle,) = opened(desk)
    assert said(desk, None, handle) == [b"opened"]
    desk.keys.database.run("DELETE FROM matter_key")
    assert desk.matters.histories(None, [handle]) == {}
    assert not desk.keys._opened._keys


def test_keys_are_unwrapped_once_and_not_after_their_generation_is_gone(
    turns: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    city, new_desk = turns
    desk = new_desk()
    (handle,) = opened(desk)
    unwrapped = list[str]()
    kept = KeyFiles.unwrap
    monkeypatch.setattr(KeyFiles, "unwrap", lambda self, blob, name: unwrapped.append(name) or kept(self, blob, name))
    for _ in range(3):
        assert said(desk, None, handle) == [b"opened"]
    assert len(unwrapped) <= 1
    old = desk.keys.row(handle)
    city.days_later(8)
    assert rotate(city.keys, city.now).began is not None, "another program begins a generation"
    assert said(desk, None, handle) == [b"opened"], "whose file this one has not read before"
    city.days_later(40)
    assert rotate(city.keys, city.now).destroyed
    desk.keys.database.run("UPDATE matter_key SET wrapped = ?", old.wrapped)
    with pytest.raises(WrapError, match="is not here"):
        desk.matters.histories(None, [handle])


def test_the_memory_of_keys_is_bounded(turns: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    _, new_desk = turns
    monkeypatch.setattr("comity.matters.key_store.MAX_OPENED", 5)
    desk = new_desk()
    handles = opened(desk, 9)
    assert len(desk.matters.histories(None, handles)) == 9
    assert len(desk.keys._opened._keys) == 5


def test_many_keys_are_added_all_or_none(turns: Any) -> None:
    _, new_desk = turns
    desk = new_desk()
    names = [new_matter_name() for _ in range(700)]
    desk.keys.add_many((name, MatterKey.new()) for name in names)
    assert {row.handle for row in desk.keys.all_rows()} == set(names)
    with pytest.raises(StoreFailureError):
        desk.keys.add_many((name, MatterKey.new()) for name in [new_matter_name(), names[0]])
    assert len(list(desk.keys.all_rows())) == 700
    assert all(row.state is State.LIVE for row in desk.keys.all_rows())


def test_a_database_that_went_away_is_found_again(turns: Any) -> None:
    city, new_desk = turns
    desk = new_desk()
    (handle,) = opened(desk)
    for address in (city.site.ledger, city.site.keys) if city.site.is_postgres else ():  # a file does not go away
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
    for _ in range(6):
        try:
            said(desk, None, handle)
            assert desk.appender.size
            break
        except Exception:  # noqa: BLE001 - each connection is found broken once
            continue
    assert said(desk, None, handle) == [b"opened"]
    desk.connection = desk.connect()
    desk._parts.append(desk.connection)
    with desk.begun() as transaction:
        desk.matters.record_in(transaction, [NewEvent(handle, ASKED, DAY, {Audience.COUNSEL: b"after"})])
    assert said(desk, None, handle) == [b"opened", b"after"]


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
