"""Sealing a matter for a court: its key is encrypted to the court, and the copy here is dropped.

The construction is HPKE (RFC 9180), base mode, in one shot: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, ChaCha20-Poly1305.
The `info` is `comity/seal/v1`, a zero byte and the matter's handle; the bytes are the encapsulated key, then the
ciphertext. Any program with HPKE opens them. Until the horizon of the wrapping keys, backups of the key store still
open the matter.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date

from cryptography.exceptions import InternalError, InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from comity.base import canonical_bytes
from comity.ledger.leaf import Audience, Kind
from comity.matters.errors import SealError
from comity.matters.generations import HORIZON_DAYS
from comity.matters.key_store import State
from comity.matters.keys import Chain, MatterKey, checked_matter_name, tag
from comity.matters.log import SEALED, UNSEALED, is_seal, leaf_hash, read_signs
from comity.matters.record import Codes, Matters

LIMITS = (
    "What was handed out before stays with those who hold it.",
    "The log keeps the entries, their codes, their days and their number; nobody at the office can read or link them.",
    "Reports that were filed keep their numbers; they name nobody.",
    "Copies of the record's key or of a wrapping key that somebody made outside of this program are not known to it.",
)
SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)


@dataclass(frozen=True, slots=True)
class SealCertificate:
    """What a court is told of a record that was sealed for it."""

    handle: str
    order: str
    court: str
    persons: tuple[str, str]
    day: date
    leaf_index: int
    leaf: bytes
    court_key: X25519PublicKey

    def text(self) -> str:
        """The certificate in plain words, its limits included."""
        lines = [
            "Certificate of sealing",
            f"Court: {self.court}",
            f"Order: {self.order}",
            f"Agreed to by: {self.persons[0]} and {self.persons[1]}, on {self.day.isoformat()}",
            f"Record: {self.handle}",
            f"Entry {self.leaf_index} of the log: SHA-256 {leaf_hash(self.leaf).hex()}",
            f"The court's key: X25519, SHA-256 {_fingerprint(self.court_key)}",
            "The key of the record is encrypted to the court's key, and is not kept here in any other form.",
            "What stands in the record is kept, encrypted; without the key nobody reads it.",
            f"Backups made before can still be opened for at most {HORIZON_DAYS} days from that day.",
            "To open the record again, the court opens the key that came with this certificate with its private key,",
            "and gives the opened key to the office with its order. Two persons at the office have to act on it.",
            "Limits:",
            *(f"- {limit}" for limit in LIMITS),
        ]
        return "\n".join(lines) + "\n"


def seal_certificate(
    matters: Matters,
    handle: str,
    court_key: X25519PublicKey,
    *,
    order: str,
    court: str,
    persons: tuple[str, str],
    day: date,
) -> SealCertificate:
    """The certificate of a matter that is sealed.

    Raises:
        SealError: it is not.
    """
    row = matters.keys.row(handle)
    if row is None or row.state is not State.SEALED:
        raise SealError(f"the matter `{handle}` is not sealed yet", help="Let the clock tick once more.")
    event = matters.payloads.events(handle, Chain.OPEN)[-1]
    assert event.leaf_index is not None, "a key goes to the court when the leaf is in the log"
    leaf = matters.log.leaf(event.leaf_index).content
    return SealCertificate(handle, order, court, persons, day, event.leaf_index, leaf, court_key)


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


def courts_public_key(digits: str) -> X25519PublicKey:
    """A court's public key (X25519, RFC 7748) from its 64 hexadecimal digits.

    Raises:
        SealError: it is none, or one to which nothing can be encrypted.
    """
    try:
        key = X25519PublicKey.from_public_bytes(bytes.fromhex(digits))
        SUITE.encrypt(b"", key)  # a point of low order is refused here, and not on the day of the sealing
    except (TypeError, ValueError, InternalError) as error:
        raise SealError(
            "this is no public key of a court", help="Enter the 64 digits and letters a to f that the court gave."
        ) from error
    return key


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
