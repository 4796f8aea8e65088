"""Keys: how they are named and written (vkeys), how they sign and verify, how one follows another.

Types are those of c2sp.org/signed-note and c2sp.org/tlog-cosignature: 0x01 Ed25519 of a log, 0x04 Ed25519 of a
witness, 0x06 ML-DSA-44 of either.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey, MLDSA44PublicKey

from comity.ledger.errors import MalformedError, SignatureError
from comity.ledger.leaf import Kind, Leaf, record_leaf
from comity.ledger.note import is_key_name, read_base64, write_base64

MAX_NAME_BYTES = 255  # an ML-DSA-44 cosignature counts the name in one byte

_VKEY = re.compile(r"(?P<name>[^+\s]+)\+(?P<id>[0-9a-f]{8})\+(?P<key>[A-Za-z0-9+/=]+)\Z")


class KeyType(IntEnum):
    """The type byte of a key."""

    ED25519 = 1  # signs the text of a note
    ED25519_COSIGNATURE = 4  # signs a checkpoint and a time
    MLDSA44 = 6  # signs name, time, origin, size and root; withstands a quantum computer


PUBLIC_BYTES = {KeyType.ED25519: 32, KeyType.ED25519_COSIGNATURE: 32, KeyType.MLDSA44: 1312}


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A public key with its name and type."""

    name: str
    type: KeyType
    public: bytes
    id: bytes = field(init=False)

    def __post_init__(self) -> None:
        if not is_key_name(self.name) or len(self.name.encode()) > MAX_NAME_BYTES:
            raise _malformed(f"`{self.name[:40]}` cannot be the name of a key")
        if len(self.public) != PUBLIC_BYTES[self.type]:
            raise _malformed(f"the key of `{self.name}` has a wrong length")
        hashed = hashlib.sha256(self.name.encode() + b"\n" + bytes([self.type]) + self.public)
        object.__setattr__(self, "id", hashed.digest()[:4])

    @classmethod
    def read(cls, text: str) -> VerifierKey:
        """Read a key in vkey form; its id has to be the one its parts give.

        Raises:
            MalformedError: it is not a vkey, of an unknown type, or its id differs.
        """
        found = _VKEY.match(text)
        if not found:
            raise _malformed(f"`{text[:60]}` is not a verifier key")
        content = read_base64(found["key"])
        if content[0] not in set(KeyType):
            raise _malformed(f"the key of `{found['name']}` is of an unknown type")
        key = cls(found["name"], KeyType(content[0]), content[1:])
        if key.id.hex() != found["id"]:
            raise _malformed(f"the id of `{found['name']}` is not that of its key")
        return key

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{write_base64(bytes([self.type]) + self.public)}"

    def verify(self, signature: bytes, message: bytes) -> None:
        """Check a signature over some bytes.

        Raises:
            SignatureError: it does not verify.
        """
        try:
            if self.type is KeyType.MLDSA44:
                MLDSA44PublicKey.from_public_bytes(self.public).verify(signature, message)
            else:
                Ed25519PublicKey.from_public_bytes(self.public).verify(signature, message)
        except (InvalidSignature, ValueError):
            raise SignatureError(
                f"the signature of `{self.name}` does not verify",
                help="Trust nothing in this file; ask for it again, and tell the inspector if it stays so.",
            ) from None


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A verifier key and whatever can sign for it: a key in memory, an HSM, a key service."""

    verifier: VerifierKey
    sign: Callable[[bytes], bytes] = field(repr=False)

    @classmethod
    def ed25519(cls, name: str, seed: bytes, *, type: KeyType = KeyType.ED25519) -> SigningKey:
        """An Ed25519 key from 32 secret bytes; for a witness, of the cosignature type."""
        private = Ed25519PrivateKey.from_private_bytes(seed)
        return cls(VerifierKey(name, type, private.public_key().public_bytes_raw()), private.sign)

    @classmethod
    def mldsa44(cls, name: str, seed: bytes) -> SigningKey:
        """An ML-DSA-44 key from 32 secret bytes."""
        private = MLDSA44PrivateKey.from_seed_bytes(seed)
        return cls(VerifierKey(name, KeyType.MLDSA44, private.public_key().public_bytes_raw()), private.sign)


def rotation_leaf(origin: str, old: SigningKey, new: SigningKey, day: date) -> Leaf:
    """The leaf by which a log says that one key follows another, signed by both."""
    message = _rotation_message(origin, old.verifier, new.verifier)
    return record_leaf(
        Kind.KEY,
        day,
        origin=origin,
        old=str(old.verifier),
        new=str(new.verifier),
        by_old=write_base64(old.sign(message)),
        by_new=write_base64(new.sign(message)),
    )


def read_rotation(leaf: Leaf) -> tuple[VerifierKey, VerifierKey]:
    """The old and the new key of a rotation, after both signatures have been checked.

    Raises:
        MalformedError: it is not a rotation leaf.
        SignatureError: one of the two keys did not sign it.
    """
    fields = leaf.fields()
    if fields["kind"] != Kind.KEY:
        raise _malformed("this leaf is not about a key")
    old, new = VerifierKey.read(str(fields["old"])), VerifierKey.read(str(fields["new"]))
    message = _rotation_message(str(fields["origin"]), old, new)
    old.verify(read_base64(str(fields["by_old"])), message)
    new.verify(read_base64(str(fields["by_new"])), message)
    return old, new


def _rotation_message(origin: str, old: VerifierKey, new: VerifierKey) -> bytes:
    # INVARIANT: never the beginning of a checkpoint, of a cosignature/v1 or of a subtree/v1 message
    return f"comity/key-rotation/v1\n{origin}\n{old}\n{new}\n".encode()


def _malformed(message: str) -> MalformedError:
    return MalformedError(message, help="Copy the whole key again from its owner.")
