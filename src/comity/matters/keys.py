"""One key for each matter, and everything that is derived from it.

All derivations are HKDF-SHA-256 (RFC 5869) without salt, from the 32 random bytes of the matter. The `info` is
`comity/matter/v1`, then a purpose, a chain, an audience and a counter, each part after its own length, so that no two
different inputs have the same bytes. Nothing derived is stored: whoever destroys the matter's key destroys all of it.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV

from comity.ledger.leaf import TAG_COUNTS, Audience
from comity.matters.errors import MattersError

KEY_BYTES = 32
MAX_COUNTER = 2**63 - 1
_BLOCK_BYTES = 64  # of SHA-256
_INNER, _OUTER = (bytes(byte ^ pad for byte in range(256)) for pad in (0x36, 0x5C))
_HANDLE, _BEGINNING = re.compile(r"[0-9a-f]{32}"), re.compile(r"[0-9a-f]{0,8}")


class Chain(StrEnum):
    """Which row of tags an event stands in."""

    OPEN = "open"
    """What counsel learns of at first contact."""

    SEALED = "sealed"
    """What a court has ordered withheld; it has its own tag key."""


class Prf:
    """HMAC-SHA-256 (RFC 2104) under one key, whose two padded blocks are hashed once for all messages.

    Deriving four values for each event, this takes a third of the time of a whole call for each of them.
    """

    __slots__ = ("_inner", "_outer")

    def __init__(self, key: bytes) -> None:
        block = key.ljust(_BLOCK_BYTES, b"\0")
        if len(block) != _BLOCK_BYTES:
            raise MattersError("a key has more than 64 bytes", help="Report this: keys are made by this program.")
        self._inner = hashlib.sha256(block.translate(_INNER))
        self._outer = hashlib.sha256(block.translate(_OUTER))

    def __call__(self, message: bytes) -> bytes:
        """The 32 bytes that belong to a message."""
        inner, outer = self._inner.copy(), self._outer.copy()
        inner.update(message)
        outer.update(inner.digest())
        return outer.digest()


@dataclass(frozen=True, slots=True)
class MatterKey:
    """The 32 random bytes of one matter.

    The bytes never show in a message or a listing.
    """

    secret: bytes = field(repr=False)
    _expand: Prf = field(init=False, repr=False, compare=False)
    _tags: dict[Chain, Prf] = field(init=False, repr=False, compare=False, default_factory=dict)
    _ciphers: dict[tuple[Chain, Audience], AESGCMSIV] = field(
        init=False, repr=False, compare=False, default_factory=dict
    )

    def __post_init__(self) -> None:
        if len(self.secret) != KEY_BYTES:
            raise MattersError(
                f"a matter's key has {KEY_BYTES} bytes, not {len(self.secret)}",
                help="Restore the key store from its newest backup.",
            )
        # HKDF-Extract (RFC 5869 section 2.2), once for all that is derived
        object.__setattr__(self, "_expand", Prf(hmac.digest(bytes(KEY_BYTES), self.secret, "sha256")))

    @staticmethod
    def new() -> MatterKey:
        """A fresh key from the operating system's random source."""
        return MatterKey(secrets.token_bytes(KEY_BYTES))

    def encryption_key(self, chain: Chain, audience: Audience) -> bytes:
        """The key `enc(audience)` of the payloads of one chain; the counter is the nonce."""
        return self._expand(_CONTEXTS["enc", chain, audience] + counter_bytes(0) + b"\x01")

    def cipher(self, chain: Chain, audience: Audience) -> AESGCMSIV:
        """AES-256-GCM-SIV under that key."""
        cipher = self._ciphers.get((chain, audience))
        if cipher is None:
            cipher = self._ciphers[chain, audience] = AESGCMSIV(self.encryption_key(chain, audience))
        return cipher

    def salt(self, chain: Chain, audience: Audience, counter: int) -> bytes:
        """The salt `salt(audience, i)` of one commitment."""
        return self._expand(_CONTEXTS["salt", chain, audience] + counter_bytes(counter) + b"\x01")

    def tag_key(self, chain: Chain = Chain.OPEN) -> bytes:
        """The key `K_tag` of a chain, with which its tags can be computed and nothing can be read."""
        return self._expand(_CONTEXTS["tag", chain, ""] + counter_bytes(0) + b"\x01")

    def tag(self, chain: Chain, counter: int) -> bytes:
        """The tag of one event of a chain, as `tag` gives it under the chain's tag key."""
        prf = self._tags.get(chain)
        if prf is None:
            prf = self._tags[chain] = Prf(self.tag_key(chain))
        return prf(counter_bytes(counter))


def _context(purpose: str, chain: Chain, audience: str) -> bytes:
    parts = (b"comity/matter/v1", purpose.encode(), chain.value.encode(), audience.encode())
    return b"".join(bytes([len(part)]) + part for part in parts) + b"\x08"


# HKDF-Expand (section 2.3) takes the `info`, then a 1: as many bytes as one hash has need a single round.
_CONTEXTS = {
    (purpose, chain, audience): _context(purpose, chain, audience)
    for purpose, audiences in (("enc", Audience), ("salt", Audience), ("tag", [""]))
    for chain in Chain
    for audience in audiences
}


def new_matter_name(beginning: str = "") -> str:
    """A random name for a matter: 32 hexadecimal figures that say nothing about anybody.

    `beginning` gives the first figures, at most eight: names that begin alike lie together in every index. Whoever
    gives it sees to it that it tells nothing to somebody without a secret.
    """
    if not _BEGINNING.fullmatch(beginning):
        raise MattersError(f"no name of a matter begins with `{beginning}`", help="Give at most eight figures, 0 to f.")
    return beginning + secrets.token_hex(16)[len(beginning) :]


def checked_matter_name(text: str) -> str:
    """The handle itself, if it has the form of one.

    Raises:
        MattersError: it has not.
    """
    if not _HANDLE.fullmatch(text):
        raise MattersError(
            f"`{text[:60]}` is not a matter's handle", help="Give the 32 figures that opening it returned."
        )
    return text


def counter_bytes(counter: int) -> bytes:
    """A counter as eight bytes, highest first."""
    if 0 <= counter <= MAX_COUNTER:
        return counter.to_bytes(8)
    raise MattersError(f"`{counter}` is not a counter", help="Counters begin at 0 and stay below 2^63.")


def tag(tag_key: bytes, counter: int) -> bytes:
    """The tag of one event: HMAC-SHA-256 of its counter under the chain's tag key."""
    return hmac.digest(tag_key, counter_bytes(counter), "sha256")


def pad_tags(tags: Sequence[bytes], random: Callable[[int], bytes] = secrets.token_bytes) -> list[bytes]:
    """The tags filled up with random ones to 1, 2, 4 or 8, sorted so that their order says nothing.

    Raises:
        MattersError: there is none, there are more than eight, or two are equal.
    """
    if len(tags) == 1:
        return [*tags]
    width = next((width for width in sorted(TAG_COUNTS) if width >= len(tags)), 0)
    if not tags or not width or len(set(tags)) != len(tags):
        raise MattersError(
            f"an event concerns one to eight different matters, not {len(tags)}",
            help="Log one event for each further group of eight matters.",
        )
    return sorted([*tags, *(random(KEY_BYTES) for _ in range(width - len(tags)))])


def commitment(salt: bytes, payload: bytes) -> bytes:
    """What a leaf says of a payload: HMAC-SHA-256 of the plain bytes under their salt."""
    return hmac.digest(salt, payload, "sha256")


def commits_to(said: bytes, salt: bytes, payload: bytes) -> bool:
    """Whether a leaf's commitment is to this payload with this salt."""
    return hmac.compare_digest(said, commitment(salt, payload))
