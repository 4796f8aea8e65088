"""One key for each matter, and everything that is derived from it.

All derivations are HKDF-SHA-256 (RFC 5869) without salt, from the 32 random bytes of the matter. The `info` is
`comity/matter/v1`, then a purpose, a chain, an audience and a counter, each part after its own length, so that no two
different inputs have the same bytes. Nothing derived is stored: whoever destroys the matter's key destroys all of it.
"""

from __future__ import annotations

import hmac
import re
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import Enum
from functools import cache

from comity.ledger.leaf import TAG_COUNTS, Audience
from comity.matters.errors import MattersError

KEY_BYTES = 32
MAX_COUNTER = 2**63 - 1
_HANDLE = re.compile(r"[0-9a-f]{32}")


class Chain(Enum):
    """Which row of tags an event stands in."""

    OPEN = "open"
    """What counsel learns of at first contact."""

    SEALED = "sealed"
    """What a court has ordered withheld; it has its own tag key."""


@dataclass(frozen=True, slots=True)
class MatterKey:
    """The 32 random bytes of one matter.

    The bytes never show in a message or a listing.
    """

    secret: bytes = field(repr=False)
    _extracted: bytes = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if len(self.secret) != KEY_BYTES:
            raise MattersError(
                f"a matter's key has {KEY_BYTES} bytes, not {len(self.secret)}",
                help="Restore the key store from its newest backup.",
            )
        # HKDF-Extract (RFC 5869 section 2.2), once for all that is derived
        object.__setattr__(self, "_extracted", hmac.digest(bytes(KEY_BYTES), self.secret, "sha256"))

    @staticmethod
    def new() -> MatterKey:
        """A fresh key from the operating system's random source."""
        return MatterKey(secrets.token_bytes(KEY_BYTES))

    def encryption_key(self, chain: Chain, audience: Audience, counter: int) -> bytes:
        """The key `enc(audience, i)` of one payload."""
        return self._derive("enc", chain, audience.value, counter)

    def salt(self, chain: Chain, audience: Audience, counter: int) -> bytes:
        """The salt `salt(audience, i)` of one commitment."""
        return self._derive("salt", chain, audience.value, counter)

    def tag_key(self, chain: Chain = Chain.OPEN) -> bytes:
        """The key `K_tag` of a chain, with which its tags can be computed and nothing can be read."""
        return self._derive("tag", chain, "", 0)

    def _derive(self, purpose: str, chain: Chain, audience: str, counter: int) -> bytes:
        # HKDF-Expand (section 2.3): as many bytes as one hash has take a single round, numbered 1
        context = _context(purpose, chain, audience) + b"\x08" + counter_bytes(counter)
        return hmac.digest(self._extracted, context + b"\x01", "sha256")


@cache
def _context(purpose: str, chain: Chain, audience: str) -> bytes:
    parts = (b"comity/matter/v1", purpose.encode(), chain.value.encode(), audience.encode())
    return b"".join(bytes([len(part)]) + part for part in parts)


def new_matter_name() -> str:
    """A random name for a matter: 32 hexadecimal figures that say nothing about anybody."""
    return secrets.token_hex(16)


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
    if not 0 <= counter <= MAX_COUNTER:
        raise MattersError(f"`{counter}` is not a counter", help="Counters begin at 0 and stay below 2^63.")
    return counter.to_bytes(8, "big")


def tag(tag_key: bytes, counter: int) -> bytes:
    """The tag of one event: HMAC-SHA-256 of its counter under the chain's tag key."""
    return hmac.digest(tag_key, counter_bytes(counter), "sha256")


def pad_tags(tags: Sequence[bytes], random: Callable[[int], bytes] = secrets.token_bytes) -> list[bytes]:
    """The tags filled up with random ones to 1, 2, 4 or 8, sorted so that their order says nothing.

    Raises:
        MattersError: there is none, there are more than eight, or two are equal.
    """
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
