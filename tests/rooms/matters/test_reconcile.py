"""What an insider or a restore can do to keys and payloads, and what finds it; each with its control."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from comity.ledger.leaf import Audience, Kind, event_leaf
from comity.matters.errors import KeyUnavailableError, MattersError, PayloadError, WrapError
from comity.matters.key_store import ErasureStep, KeyStore, State
from comity.matters.keys import Chain, MatterKey, commitment, commits_to, tag
from comity.matters.log import contents
from comity.matters.payloads import Payloads, encrypt
from comity.matters.reconcile import Findings, reconcile, replay
from comity.matters.record import Codes

ASKED = Codes(Kind.REQUEST, "declined", "admin-code-9-131", "federal")
SECRET = b"asked for a hold"


def lived(city: Any) -> str:
    handle = city.matters.open(city.day)
    city.matters.record(handle, ASKED, city.day, {Audience.COUNSEL: SECRET})
    city.index_and_publish()
    return handle


def erase(city: Any, handle: str) -> None:
    city.eraser.request(handle, "order 1", ("A", "B"), city.day)
    city.eraser.run(handle)
    city.publish()
    assert city.eraser.run(handle) is ErasureStep.SCRUBBED
    city.eraser.close(handle)


def snapshot(database: Any, *tables: str) -> dict[str, list[Any]]:
    """A backup of some tables."""
    return {table: database.rows(f"SELECT * FROM {table}") for table in tables}


def restore(database: Any, backup: dict[str, list[Any]]) -> None:
    """Put a backup in the place of what is there."""
    with database.transaction():
        for table, rows in backup.items():
            database.run(f"DELETE FROM {table}")
            for row in rows:
                database.run(f"INSERT INTO {table} VALUES ({', '.join('?' * len(row))})", *row)


KEYS = ("matter_key", "matter_erasure")
PAYLOADS = ("matter_event", "matter_book")


def test_an_honest_city_has_no_findings(city: Any) -> None:
    going, _ = lived(city), lived(city)
    assert reconcile(city.matters) == Findings()
    city.eraser.request(going, "order 1", ("A", "B"), city.day)
    city.eraser.run(going)
    assert reconcile(city.matters).clean  # an erasure under way is none
    city.publish()
    city.eraser.run(going)
    city.eraser.close(going)
    assert reconcile(city.matters).clean


def stored(city: Any, place: Any) -> bytes:
    """The row of an event's payloads: for each the audience's number, the length, and the encrypted bytes."""
    query = "SELECT sealed FROM matter_event WHERE handle = ? AND counter = ?"
    return bytes(city.payload_database.rows(query, place.handle, place.counter)[0][0])


def test_a_bit_flipped_in_a_payload_is_found_and_the_tree_stays_whole(city: Any) -> None:
    handle = lived(city)
    place = city.payloads.events(handle, Chain.OPEN)[1].place
    assert city.matters.read(place, Audience.COUNSEL) == SECRET
    sealed = bytearray(stored(city, place))
    sealed[8] ^= 4
    city.payload_database.run("UPDATE matter_event SET sealed = ? WHERE counter = 1", bytes(sealed))
    with pytest.raises(PayloadError, match="does not decrypt"):
        city.matters.read(place, Audience.COUNSEL)
    city.publish()


def test_a_payload_replaced_under_the_right_key_is_found_by_its_commitment(city: Any) -> None:
    handle = lived(city)
    place = city.payloads.events(handle, Chain.OPEN)[1].place
    forged = encrypt(city.keys.key(handle), place, Audience.COUNSEL, b"asked for nothing")
    start = stored(city, place)[:1] + len(forged).to_bytes(4)
    city.payload_database.run("UPDATE matter_event SET sealed = ? WHERE counter = 1", start + forged)
    with pytest.raises(PayloadError, match="not the one that was logged"):
        city.matters.read(place, Audience.COUNSEL)


def test_a_payload_that_is_gone_or_was_never_for_this_audience_is_said_so(city: Any) -> None:
    handle = lived(city)
    place = city.payloads.events(handle, Chain.OPEN)[1].place
    with pytest.raises(PayloadError, match="has no payload for `public`"):
        city.matters.read(place, Audience.PUBLIC)


@pytest.mark.parametrize(
    "spot", [0, 3, 4, 15, 16, -1], ids=["generation", "generation-low", "nonce", "nonce-end", "key", "mark"]
)
def test_a_bit_flipped_in_a_wrapped_key_is_found(city: Any, spot: int) -> None:
    handle = lived(city)
    blob = bytearray(city.keys.row(handle).wrapped)
    blob[spot] ^= 1
    city.key_database.run("UPDATE matter_key SET wrapped = ?", bytes(blob))
    with pytest.raises(WrapError):
        city.keys.key(handle)
    assert reconcile(city.matters).key_does_not_fit == (handle,)


def test_keys_exchanged_between_matters_do_not_open(city: Any) -> None:
    one, two = lived(city), lived(city)
    blob = city.keys.row(two).wrapped
    city.key_database.run("UPDATE matter_key SET wrapped = ? WHERE handle = ?", blob, one)
    with pytest.raises(WrapError):
        city.keys.key(one)


def test_another_key_put_in_its_place_is_found(city: Any) -> None:
    """The insider can wrap, but cannot make a key whose tags are in the log."""
    handle = lived(city)
    blob = city.wrap.wrap(MatterKey.new().secret, handle)
    city.key_database.run("UPDATE matter_key SET wrapped = ?", blob)
    assert reconcile(city.matters).key_does_not_fit == (handle,)


def test_without_its_key_a_matter_is_unreadable_and_a_right_guess_cannot_be_confirmed(city: Any) -> None:
    handle = lived(city)
    key, event = city.keys.key(handle), city.payloads.events(handle, Chain.OPEN)[1]
    said = commitment(key.salt(Chain.OPEN, Audience.COUNSEL, 1), SECRET)
    assert commits_to(said, key.salt(Chain.OPEN, Audience.COUNSEL, 1), SECRET)  # the control: with the key it can
    erase(city, handle)
    with pytest.raises(KeyUnavailableError):
        city.matters.read(event.place, Audience.COUNSEL)
    tags = {found for at, raw in contents(city.log, 0, city.log.size) for found in _tags(raw)}
    for guess in (b"", bytes(32), SECRET, handle.encode(), bytes.fromhex(handle)):
        assert not commits_to(said, guess, SECRET)
        assert not {tag(guess, counter) for counter in range(10)} & tags


def _tags(raw: bytes) -> list[bytes]:
    from comity.matters.log import read_signs

    return list(read_signs(raw).tags)


UNAUTHORISED: dict[str, str] = {
    "the wrapped key cut out": "UPDATE matter_key SET wrapped = NULL WHERE handle = ?",
    "the row marked as erased": "UPDATE matter_key SET wrapped = NULL, state = 'erased' WHERE handle = ?",
    "the row taken away": "DELETE FROM matter_key WHERE handle = ?",
}


@pytest.mark.parametrize("query", UNAUTHORISED.values(), ids=UNAUTHORISED)
def test_an_erasure_that_nobody_authorised_is_found(city: Any, query: str) -> None:
    handle, _ = lived(city), lived(city)
    assert reconcile(city.matters).clean
    city.key_database.run(query, handle)
    assert reconcile(city.matters).erased_without_leaf == (handle,)


def test_a_key_and_all_rows_taken_away_are_still_missed(city: Any) -> None:
    handle, _ = lived(city), lived(city)
    city.key_database.run("DELETE FROM matter_key WHERE handle = ?", handle)
    city.payloads.delete(handle)
    assert reconcile(city.matters) == Findings(openings_without_key=1)


def test_an_erasure_passed_off_under_anothers_leaf_is_found(city: Any) -> None:
    first, second = lived(city), lived(city)
    erase(city, first)
    row = city.keys.row(first)
    query = "UPDATE matter_key SET wrapped = NULL, state = 'erased', leaf_index = ?, tag = ? WHERE handle = ?"
    city.key_database.run(query, row.leaf_index, row.tag, second)
    assert set(reconcile(city.matters).erased_without_leaf) == {first, second}


def test_an_erasure_leaf_that_belongs_to_nobody_is_found(city: Any) -> None:
    lived(city)
    at = city.log.append([event_leaf(Kind.ERASURE, city.day, tags=[bytes(32)])])[0]
    assert reconcile(city.matters).leaf_without_erasure == (at,)


def test_a_restore_that_brings_an_erased_key_back_is_replayed(city: Any) -> None:
    going, staying = lived(city), lived(city)
    keys, payloads = snapshot(city.key_database, *KEYS), snapshot(city.payload_database, *PAYLOADS)
    erase(city, going)
    assert replay(city.matters) == ()
    restore(city.key_database, keys)
    restore(city.payload_database, payloads)
    event = city.payloads.events(going, Chain.OPEN)[1]
    assert city.matters.read(event.place, Audience.COUNSEL) == SECRET  # the control: it is really back
    found = reconcile(city.matters)
    assert found.key_came_back == (going,)
    assert len(found.leaf_without_erasure) == 1
    assert replay(city.matters) == (going,)
    assert city.keys.row(going).state is State.ERASED
    assert going not in city.payloads.known()
    assert reconcile(city.matters).clean
    assert replay(city.matters) == ()
    assert city.matters.read(city.payloads.events(staying, Chain.OPEN)[1].place, Audience.COUNSEL) == SECRET


def test_a_restore_of_the_payloads_alone_is_replayed(city: Any) -> None:
    going, _ = lived(city), lived(city)
    payloads = snapshot(city.payload_database, *PAYLOADS)
    erase(city, going)
    restore(city.payload_database, payloads)
    assert reconcile(city.matters).payloads_of_erased == (going,)
    assert replay(city.matters) == (going,)
    assert reconcile(city.matters).clean


def test_a_restore_into_the_middle_of_an_erasure_goes_on_by_its_steps(city: Any) -> None:
    going, _ = lived(city), lived(city)
    city.eraser.request(going, "order 1", ("A", "B"), city.day)
    city.eraser.run(going)
    keys = snapshot(city.key_database, *KEYS)
    city.publish()
    city.eraser.run(going)
    city.eraser.close(going)
    restore(city.key_database, keys)
    assert replay(city.matters) in {(), (going,)}
    city.eraser.run_all()
    assert city.keys.row(going).state is State.ERASED
    assert reconcile(city.matters).clean


def test_replay_drops_no_key_for_a_leaf_that_no_witness_has_seen(city: Any) -> None:
    handle = lived(city)
    key = city.keys.key(handle)
    city.log.append([event_leaf(Kind.ERASURE, city.day, tags=[tag(key.tag_key(), 2)])])
    assert replay(city.matters) == ()
    assert city.keys.row(handle).state is State.LIVE
    city.publish()
    assert replay(city.matters) == (handle,)


def test_after_a_restore_no_tag_is_used_twice(city: Any) -> None:
    handle = lived(city)
    payloads = snapshot(city.payload_database, *PAYLOADS)
    for _ in range(3):
        city.matters.record(handle, ASKED, city.day)
    city.index_and_publish()
    restore(city.payload_database, payloads)
    assert city.payloads.next_counters([handle], Chain.OPEN) == {handle: 2}
    assert city.matters.record(handle, ASKED, city.day).place.counter == 5
    city.index_and_publish()
    city.index.audit(city.log)


def test_keys_and_payloads_may_not_share_a_database(city: Any) -> None:
    with pytest.raises(MattersError, match="may not lie in the database"):
        KeyStore(city.payload_database, city.wrap)
    with pytest.raises(MattersError, match="may not lie in the database"):
        Payloads(city.key_database)


def test_a_row_of_another_kind_is_said_to_be_damaged(city: Any) -> None:
    with pytest.raises(MattersError, match="is not a matter's handle"):
        city.keys.row("../../etc/passwd")
    with pytest.raises(KeyUnavailableError, match="not known"):
        city.keys.key("0" * 32)


def test_a_database_that_refuses_says_so_in_words(city: Any) -> None:
    with pytest.raises(MattersError, match="the database refused"):
        city.key_database.rows("SELECT nothing FROM nowhere")


def test_the_key_store_holds_no_key_in_clear(site: Any, city: Any) -> None:
    handle = lived(city)
    secret = city.keys.key(handle).secret
    held = [
        cell for row in city.key_database.rows("SELECT * FROM matter_key") for cell in row if isinstance(cell, bytes)
    ]
    assert held
    assert not any(secret in cell for cell in held)
    folder: Path = site.folder
    assert not any(secret in path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_many_callers_get_each_their_own_counter(city: Any, tally: Callable[..., None]) -> None:
    from concurrent.futures import ThreadPoolExecutor

    handle = city.matters.open(city.day)
    with ThreadPoolExecutor(8) as pool:
        done = list(
            pool.map(lambda _: city.matters.record(handle, ASKED, city.day, {Audience.COUNSEL: SECRET}), range(64))
        )
    assert sorted(event.place.counter for event in done) == list(range(1, 65))
    city.index_and_publish()
    city.index.audit(city.log)
    assert reconcile(city.matters).clean
    tally("events logged by eight callers", 64)
