"""Sealing for a court: its key alone opens the matter, and the city's copy is gone."""

from typing import Any

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.bindings._rust import openssl
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from comity.ledger.leaf import Audience, Kind
from comity.matters.errors import ErasureError, KeyUnavailableError, MattersError, SealError
from comity.matters.key_store import State
from comity.matters.keys import Chain, MatterKey
from comity.matters.reconcile import reconcile
from comity.matters.record import Codes
from comity.matters.sealing import SUITE, open_as_court, seal, unseal, wrap_for_court

COURT = X25519PrivateKey.from_private_bytes(b"court" + bytes(27))
ASKED = Codes(Kind.REQUEST, "declined", "admin-code-9-131", "federal")
HANDLE = "00112233445566778899aabbccddeeff"


def lived(city: Any) -> str:
    handle = city.matters.open(city.day)
    city.matters.record(handle, ASKED, city.day, {Audience.COUNSEL: b"said"})
    city.index_and_publish()
    return handle


def test_the_library_opens_what_rfc_9180_publishes(tally: Any) -> None:
    """RFC 9180, A.2.1: base mode, X25519, HKDF-SHA256, ChaCha20-Poly1305, sequence number 0, our suite."""
    court = X25519PrivateKey.from_private_bytes(
        bytes.fromhex("8057991eef8f1f1af18f4a9491d16a1ce333f695d4db8e38da75975c4478e0fb")
    )
    encapsulated = bytes.fromhex("1afa08d3dec047a643885163f1180476fa7ddb54c6a8029ea33f95796bf2ac4a")
    sealed = bytes.fromhex("1c5250d8034ec2b784ba2cfd69dbdb8af406cfe3ff938e131f0def8c8b60b4db21993c62ce81883d2dd1b51a28")
    info, bound = b"Ode on a Grecian Urn", b"Count-0"
    opened = openssl.hpke._decrypt_with_aad(SUITE, encapsulated + sealed, court, info, bound)
    assert opened == b"Beauty is truth, truth beauty"
    with pytest.raises(InvalidTag):
        openssl.hpke._decrypt_with_aad(SUITE, encapsulated + sealed, court, info, b"Count-1")
    tally("published vectors")


def test_only_the_court_opens_a_seal_and_only_for_its_matter() -> None:
    key = MatterKey.new()
    sealed = wrap_for_court(key, HANDLE, COURT.public_key())
    assert open_as_court(sealed, HANDLE, COURT) == key
    with pytest.raises(SealError):
        open_as_court(sealed, HANDLE, X25519PrivateKey.generate())
    with pytest.raises(SealError):
        open_as_court(sealed, "f" * 32, COURT)
    for broken in (sealed[:-1], b"", sealed[:40] + bytes([sealed[40] ^ 1]) + sealed[41:]):
        with pytest.raises(SealError):
            open_as_court(broken, HANDLE, COURT)


def test_a_sealed_matter_is_unreadable_here_until_the_court_opens_it(city: Any) -> None:
    handle = lived(city)
    place = city.payloads.events(handle, Chain.OPEN)[1].place
    seal(city.matters, handle, COURT.public_key(), "order 9", city.day)
    row = city.keys.row(handle)
    assert row.state is State.SEALED
    assert row.wrapped is None
    with pytest.raises(KeyUnavailableError, match="sealed"):
        city.matters.read(place, Audience.COUNSEL)
    with pytest.raises(MattersError):
        city.matters.record(handle, ASKED, city.day)
    assert reconcile(city.matters).clean
    unseal(city.matters, handle, open_as_court(row.court, handle, COURT), city.day)
    assert city.matters.read(place, Audience.COUNSEL) == b"said"
    city.matters.record(handle, ASKED, city.day)
    assert reconcile(city.matters).clean
    kinds = [event.leaf.split(b'"kind":"')[1].split(b'"')[0] for event in city.payloads.events(handle, Chain.OPEN)]
    assert kinds == [b"matter", b"request", b"sealing", b"sealing", b"request"]


def test_another_key_does_not_unseal(city: Any) -> None:
    handle, other = lived(city), lived(city)
    stranger = city.keys.key(other)
    seal(city.matters, handle, COURT.public_key(), "order 9", city.day)
    for wrong in (MatterKey.new(), stranger):
        with pytest.raises(SealError, match="not the key"):
            unseal(city.matters, handle, wrong, city.day)
    with pytest.raises(SealError, match="is not sealed"):
        unseal(city.matters, other, stranger, city.day)


def test_sealing_twice_changes_nothing_and_sealing_again_later_logs_again(city: Any) -> None:
    handle = lived(city)
    for _ in range(2):
        seal(city.matters, handle, COURT.public_key(), "order 9", city.day)
    court = city.keys.row(handle).court
    assert len(city.payloads.events(handle, Chain.OPEN)) == 3
    unseal(city.matters, handle, open_as_court(court, handle, COURT), city.day)
    seal(city.matters, handle, COURT.public_key(), "order 10", city.day)
    assert len(city.payloads.events(handle, Chain.OPEN)) == 5
    city.index_and_publish()
    assert reconcile(city.matters).clean


def test_a_sealing_cut_short_after_its_leaf_goes_on(city: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    handle = lived(city)
    with monkeypatch.context() as patch:
        patch.setattr(city.keys, "hand_to_court", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            seal(city.matters, handle, COURT.public_key(), "order 9", city.day)
    assert reconcile(city.matters).seal_came_back == (handle,)
    seal(city.matters, handle, COURT.public_key(), "order 9", city.day)
    assert len(city.payloads.events(handle, Chain.OPEN)) == 3
    assert reconcile(city.matters).clean


def test_a_matter_is_not_sealed_and_erased_at_once(city: Any) -> None:
    one, two = lived(city), lived(city)
    city.eraser.request(one, "order 1", ("A", "B"), city.day)
    with pytest.raises(SealError, match="is being erased"):
        seal(city.matters, one, COURT.public_key(), "order 9", city.day)
    seal(city.matters, two, COURT.public_key(), "order 9", city.day)
    with pytest.raises((KeyUnavailableError, ErasureError)):
        city.eraser.request(two, "order 1", ("A", "B"), city.day)
