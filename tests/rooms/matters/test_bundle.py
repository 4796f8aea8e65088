"""Counsel's bundle, held against the verifier that shares no line with the room, and against every way to cheat."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from comity.base import canonical_bytes
from comity.ledger.leaf import Audience, Kind, event_leaf
from comity.matters.bundle import LIMITS, Wanted, make_bundle, markers
from comity.matters.database import octets
from comity.matters.errors import ProofError, TagIndexError
from comity.matters.index import Index, rebuilt_root
from comity.matters.keys import Chain, pad_tags, tag
from comity.matters.log import contents, leaf_hash
from comity.matters.record import Codes, opens
from comity.matters.trie import check_absence, check_presence
from comity_verify import verify

ASKED = Codes(Kind.REQUEST, "declined", "admin-code-9-131", "federal")


def verified(city: Any, bundle: bytes) -> Any:
    """What the independent verifier reports of a bundle."""
    return verify.check_bundle(bundle, verify.read_policy(city.policy_text), city.now)


def lived(city: Any, events: int = 5, others: int = 3) -> str:
    """A matter with some events among those of other matters, indexed and cosigned."""
    handle = city.matters.open(city.day)
    for number in range(events):
        rest = [city.matters.open(city.day) for _ in range(others)] if number == 2 else []
        city.matters.record(handle, ASKED, city.day, {Audience.COUNSEL: b"asked %d" % number}, also=rest)
    city.index_and_publish()
    return handle


def bundle_of(city: Any, handle: str, *shown: int) -> bytes:
    key, places = city.keys.key(handle), city.payloads.events(handle, Chain.OPEN)
    disclosures = {counter: [city.matters.disclose(places[counter].place, Audience.COUNSEL)] for counter in shown}
    return make_bundle([Wanted(handle, key.tag_key(), disclosures)], city.index, city.log)


def test_the_verifier_accepts_the_bundle_and_says_how_many_there_are(city: Any, tally: Callable[..., None]) -> None:
    handle = lived(city)
    report = verified(city, bundle_of(city, handle, 1, 3))
    assert any("exactly 6 entries" in line for line in report.proved)
    assert sum("opened for" in line for line in report.proved) == 2
    assert not report.stale
    assert all(any(limit in line for line in report.unproved) for limit in LIMITS)
    tally("bundles verified")


def test_a_bundle_of_several_matters_and_of_none_that_was_ever_used(city: Any) -> None:
    one, two = lived(city), lived(city, events=0)
    never = Wanted("nobody", bytes(32))
    wanted = [Wanted(handle, city.keys.key(handle).tag_key()) for handle in (one, two)]
    report = verified(city, make_bundle([*wanted, never], city.index, city.log))
    assert [line.split("exactly ")[1][0] for line in report.proved if "exactly" in line] == ["6", "1", "0"]


def test_an_event_of_many_matters_is_in_each_ones_bundle(city: Any) -> None:
    three = [city.matters.open(city.day) for _ in range(3)]
    city.matters.record(three[0], ASKED, city.day, {Audience.COUNSEL: b"of the first alone"}, also=three[1:])
    city.index_and_publish()
    for handle in three:
        assert any("exactly 2 entries" in line for line in verified(city, bundle_of(city, handle)).proved)


def test_the_sealed_chain_does_not_show_and_has_a_bundle_of_its_own(city: Any) -> None:
    handle = lived(city)
    city.matters.record(handle, ASKED, city.day, {Audience.SEALED: b"withheld"}, chain=Chain.SEALED)
    city.index_and_publish()
    assert any("exactly 6 entries" in line for line in verified(city, bundle_of(city, handle)).proved)
    sealed = Wanted(handle, city.keys.key(handle).tag_key(Chain.SEALED))
    assert any(
        "exactly 1 entries" in line for line in verified(city, make_bundle([sealed], city.index, city.log)).proved
    )


def test_after_erasure_the_bundle_that_counsel_had_still_verifies(city: Any) -> None:
    handle = lived(city)
    tag_key, before = city.keys.key(handle).tag_key(), bundle_of(city, handle, 1)
    city.eraser.request(handle, "order 1", ("A", "B"), city.day)
    city.eraser.run(handle)
    city.index_and_publish()
    city.eraser.run(handle)
    verified(city, before)
    after = verified(city, make_bundle([Wanted(handle, tag_key)], city.index, city.log))
    assert any("exactly 7 entries" in line for line in after.proved)  # the erasure is the seventh


def test_the_verifier_finds_log_and_index_whole_after_an_erasure(city: Any) -> None:
    handle, _ = lived(city), lived(city)
    city.eraser.request(handle, "order 1", ("A", "B"), city.day)
    city.eraser.run(handle)
    city.index_and_publish()
    city.eraser.run(handle)
    city.index_and_publish()
    folder = city.site.folder / "public"
    city.days_later(2)
    city.real_log.export(folder, city.now)
    report = verify.check_folder(folder, verify.read_policy(city.policy_text), city.now, None, False)
    assert any("4 index leaves are right" in line for line in report.proved)


def test_no_bundle_before_the_witnesses_have_signed_the_index(city: Any) -> None:
    handle = city.matters.open(city.day)
    with pytest.raises(ProofError, match="no checkpoint with a quorum"):
        bundle_of(city, handle)
    city.publish()
    city.index.publish(city.log, city.day)
    with pytest.raises(ProofError, match="no checkpoint with a quorum"):
        bundle_of(city, handle)
    city.publish()
    verified(city, bundle_of(city, handle))


@pytest.mark.parametrize("skipped", [4, 19, 64, 2**20])
def test_a_skipped_counter_is_found(city: Any, skipped: int) -> None:
    """The next counter is missing, and one that the look-ahead or a power of two reaches is used."""
    handle = lived(city, events=2)
    verified(city, bundle_of(city, handle))
    city.log.append([event_leaf(Kind.REQUEST, city.day, tags=[tag(city.keys.key(handle).tag_key(), skipped)])])
    city.index_and_publish()
    with pytest.raises(ProofError, match=f"an entry {skipped} although an earlier one is missing"):
        bundle_of(city, handle)


def bent(bundle: bytes, change: Callable[[dict[str, Any]], object]) -> bytes:
    members = json.loads(bundle)
    change(members)
    return canonical_bytes(members) + b"\n"


def drop_last(members: dict[str, Any]) -> None:
    """Leave the last entry out and keep what was absent before."""
    members["matters"][0]["entries"].pop()


def drop_last_and_move(members: dict[str, Any]) -> None:
    """Leave the last entry out and renumber the absences, so that the first is a presence passed off as absence."""
    matter = members["matters"][0]
    gone = matter["entries"].pop()
    first = {"counter": len(matter["entries"]), "proof": gone["presence"]}
    matter["absence"] = [first, *matter["absence"][:16], *matter["absence"][17:]]


CHEATS: dict[str, Callable[[dict[str, Any]], object]] = {
    "an entry left out": drop_last,
    "a presence passed off as absence": drop_last_and_move,
    "an entry in the middle left out": lambda m: m["matters"][0]["entries"].pop(2),
    "two entries exchanged": lambda m: m["matters"][0]["entries"].reverse(),
    "an entry twice": lambda m: m["matters"][0]["entries"].append(m["matters"][0]["entries"][0]),
    "another tag key": lambda m: m["matters"][0].update(tag_key="00" * 32),
    "an absence left out": lambda m: m["matters"][0]["absence"].pop(),
    "an absence for another counter": lambda m: m["matters"][0]["absence"][0].update(m["matters"][0]["absence"][1]),
    "another payload": lambda m: m["matters"][0]["entries"][1]["disclosures"][0].update(payload="YQ=="),
    "another salt": lambda m: m["matters"][0]["entries"][1]["disclosures"][0].update(salt="11" * 32),
    "another place": lambda m: m["matters"][0]["entries"][1].update(index=0),
    "another leaf": lambda m: m["matters"][0]["entries"][1].update(leaf=m["matters"][0]["entries"][0]["leaf"]),
    "an entry for the index": lambda m: m["index"].update(m["matters"][0]["entries"][0] | {}),
    "a head without witnesses": lambda m: m.update(checkpoint=m["checkpoint"][: m["checkpoint"].index("\n\n") + 2]),
    "no limits": lambda m: m.update(limits=[]),
    "something more": lambda m: m.update(note="trust me"),
}


@pytest.mark.parametrize("cheat", CHEATS.values(), ids=CHEATS)
def test_a_bundle_that_cheats_is_refused(city: Any, cheat: Callable[[dict[str, Any]], object]) -> None:
    bundle = bundle_of(city, lived(city), 1)
    verified(city, bent(bundle, lambda members: None))  # the control: only the cheat makes the difference
    with pytest.raises(verify.Refused):
        verified(city, bent(bundle, cheat))


def test_a_disclosure_opens_its_commitment_without_any_key(city: Any) -> None:
    handle = lived(city)
    event = city.payloads.events(handle, Chain.OPEN)[1]
    shown = city.matters.disclose(event.place, Audience.COUNSEL)
    said = bytes.fromhex(json.loads(city.log.leaf(event.leaf_index).content)["c"][0]["h"])
    assert opens(said, shown)
    assert shown.payload == b"asked 0"


@pytest.mark.parametrize("entries", [0, 1, 5, 47, 48, 1_000, 2**20 - 17, 2**20])
def test_the_markers_are_those_of_the_verifier(entries: int) -> None:
    assert markers(entries) == verify.absent_counters(entries)


# --- the index --------------------------------------------------------------------------------------------------------


def test_the_index_grown_step_by_step_is_the_one_built_at_once(city: Any) -> None:
    for _ in range(4):
        lived(city, events=4)
    raw = [content for _, content in contents(city.log, 0, city.index.covered)]
    assert city.index.root == rebuilt_root(raw)
    city.index.audit(city.log)
    again = Index(city.ledger_database, depth=6)
    assert again.root == city.index.root
    assert again.covered == city.index.covered
    assert again.published() == city.index.published()


def test_every_proof_of_the_index_holds(city: Any) -> None:
    lived(city, events=30)
    for at, content in contents(city.log, 0, city.index.covered):
        for found in json.loads(content).get("tags", []):
            one = bytes.fromhex(found)
            check_presence(city.index.root, one, leaf_hash(content), city.index.prove(one))
            assert city.index.place(one) == at
    for number in range(300):
        absent = tag(b"nobody", number)
        check_absence(city.index.root, absent, city.index.prove(absent))


def test_an_empty_index_proves_absence(city: Any) -> None:
    assert city.index.prove(bytes(32)) == b""
    city.index.publish(city.log, city.day)
    check_absence(city.index.root, bytes(32), city.index.prove(bytes(32)))


def test_an_event_left_out_of_the_index_gives_another_root(city: Any) -> None:
    lived(city)
    raw = [content for _, content in contents(city.log, 0, city.index.covered)]
    assert rebuilt_root(raw) == city.index.root  # the control
    assert rebuilt_root(raw[:-1]) != city.index.root
    city.index.audit(city.log)
    city.ledger_database.run("DELETE FROM tag_index WHERE tag = (SELECT min(tag) FROM tag_index)")
    with pytest.raises(TagIndexError, match="not the tags of the log"):
        city.index.audit(city.log)


def test_a_bucket_changed_in_the_database_is_noticed_before_anything_is_proved(city: Any) -> None:
    lived(city)
    lowest = octets(city.ledger_database.rows("SELECT min(tag) FROM tag_index")[0][0])
    assert Index(city.ledger_database, depth=6).prove(lowest)
    city.ledger_database.run("UPDATE tag_bucket SET hash = ?", bytes(32))
    with pytest.raises(TagIndexError, match="do not lead to its root"):
        Index(city.ledger_database, depth=6).prove(lowest)
    with pytest.raises(TagIndexError, match="do not lead to its root"):
        Index(city.ledger_database, depth=6).publish(city.log, city.day)


def test_two_events_that_share_a_tag_stop_the_index(city: Any) -> None:
    lived(city)
    root, covered = city.index.root, city.index.covered
    twice = pad_tags([bytes.fromhex(json.loads(city.log.leaf(1).content)["tags"][0])])
    city.log.append([event_leaf(Kind.REQUEST, city.day, tags=twice)])
    for _ in range(2):
        with pytest.raises(TagIndexError, match="a tag stands twice"):
            city.index.publish(city.log, city.day)
    assert (city.index.root, city.index.covered) == (root, covered)


def test_a_log_shorter_than_the_index_stops_it(city: Any, new_site: Any, start: Any) -> None:
    lived(city)
    other = start(new_site())
    with pytest.raises(TagIndexError, match="shorter than the index"):
        city.index.publish(other.log, city.day)


def test_an_index_cut_short_before_its_leaf_publishes_it_once(city: Any) -> None:
    class FullError(Exception):
        pass

    class FullDisk:
        def __init__(self, after: bool) -> None:
            self.after = after

        def __getattr__(self, name: str) -> Any:
            return getattr(city.real_log, name)

        def append(self, leaves: Any) -> Any:
            if self.after:
                city.real_log.append(leaves)
            raise FullError

    for after in (False, True):
        lived(city)
        city.matters.record(city.matters.open(city.day), ASKED, city.day)
        with pytest.raises(FullError):
            city.index.publish(FullDisk(after), city.day)
        assert city.index.published() is None
        found = Index(city.ledger_database, depth=6).publish(city.log, city.day)
        same = [at for at, content in contents(city.log, 0, city.log.size) if content == found.leaf]
        assert same == [found.leaf_index]
        city.index = city.matters.index = Index(city.ledger_database, depth=6)
        city.index.audit(city.log)
