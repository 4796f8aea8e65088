"""Sealing a matter for a court: its key is encrypted to the court, and the copy here is dropped.

The construction is HPKE (RFC 9180), base mode, in one shot: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, ChaCha20-Poly1305.
The `info` is `comity/seal/v1`, a zero byte and the matter's handle; the bytes are the encapsulated key, then the
ciphertext. Any program with HPKE opens them. Until the horizon of the wrapping keys, backups of the key store still
open the matter.
"""

from __future__ import annotations

import hashlib
from datetime import date

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from comity.base import canonical_bytes
from comity.ledger.leaf import Audience, Kind
from comity.matters.errors import SealError
from comity.matters.key_store import State
from comity.matters.keys import Chain, MatterKey, checked_matter_name, tag
from comity.matters.log import SEALED, UNSEALED, is_seal, read_signs
from comity.matters.record import Codes, Matters

SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)


def seal(matters: Matters, handle: str, court: X25519PublicKey, order: str, day: date) -> None:
    """Log the sealing as the matter's last event for now, and leave the key to the court alone.

    It may end at any point and be run again.

    Raises:
        KeyUnavailableError: the matter is erased or not known.
        SealError: an erasure of the matter is under way.
    """
    row = matters.keys.row(handle)
    if row is not None and row.state is State.SEALED:
        matters.keys.scrub()
        return
    with matters.lock:
        if matters.keys.erasure(handle) is not None:
            raise SealError(f"the matter `{handle}` is being erased", help="Let the court withdraw one of its orders.")
        key = matters.keys.key(handle)
        matters.settle()
        if not _is_logged(matters, handle):
            said = canonical_bytes({"at": day.isoformat(), "court_key": _fingerprint(court), "order": order})
            matters.record(handle, Codes(Kind.SEALING, SEALED), day, {Audience.OVERSIGHT: said}, last=True)
        matters.keys.hand_to_court(handle, wrap_for_court(key, handle, court))
        matters.keys.scrub()


def unseal(matters: Matters, handle: str, key: MatterKey, day: date) -> None:
    """Take a matter's key back from the court, if it is the one whose tags are in the log, and log that.

    It may end at any point and be run again.

    Raises:
        SealError: the matter is not sealed, or this is not its key.
    """
    row = matters.keys.row(handle)
    if row is None or row.state is State.ERASED or not _is_logged(matters, handle):
        raise SealError(f"the matter `{handle}` is not sealed", help="Give the handle of a sealed matter.")
    if not _opens(matters, handle, key):
        raise SealError(
            f"this is not the key of the matter `{handle}`", help="Ask the court for the key it opened for it."
        )
    matters.keys.take_back(handle, key)
    matters.payloads.reopen(handle)
    matters.record(handle, Codes(Kind.SEALING, UNSEALED), day)


def wrap_for_court(key: MatterKey, handle: str, court: X25519PublicKey) -> bytes:
    """The key as only the court can open it, bound to its matter."""
    return SUITE.encrypt(key.secret, court, info=_context(handle))


def open_as_court(sealed: bytes, handle: str, court: X25519PrivateKey) -> MatterKey:
    """The key again; run by the court, on the court's machine.

    Raises:
        SealError: it was not sealed for this key, or not for this matter.
    """
    try:
        return MatterKey(SUITE.decrypt(sealed, court, info=_context(handle)))
    except (InvalidTag, ValueError) as error:
        raise SealError(
            f"the seal of the matter `{handle}` does not open", help="Use the court's key that the order names."
        ) from error


def _is_logged(matters: Matters, handle: str) -> bool:
    events = matters.payloads.events(handle, Chain.OPEN)
    return bool(events) and is_seal(read_signs(events[-1].leaf))


def _opens(matters: Matters, handle: str, key: MatterKey) -> bool:
    """Whether the tags of the matter's stored events are those of this key."""
    event = matters.payloads.events(handle, Chain.OPEN)[-1]
    return tag(key.tag_key(Chain.OPEN), event.place.counter) in read_signs(event.leaf).tags


def _context(handle: str) -> bytes:
    return b"comity/seal/v1\0" + checked_matter_name(handle).encode()


def _fingerprint(court: X25519PublicKey) -> str:
    return hashlib.sha256(court.public_bytes_raw()).hexdigest()
