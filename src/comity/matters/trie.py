"""A map with proofs: the Merkle Patricia trie of `rsc.io/tmp/mpt`, over keys and values of 32 bytes.

Rules, as in that package: a leaf is SHA-256(key, value); an inner node is SHA-256(left, right, bit), where `bit` is the
number of leading bits its two sides share; the empty trie is SHA-256 of nothing. A proof of presence is, from the leaf
up, one byte `bit` and 32 bytes of the other side for each inner node. A proof of absence is the key and the value at
which a search for the absent key ends, then the same path. A proof in the empty trie is empty.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from comity.matters.errors import ProofError

HASH_BYTES = 32
KEY_BITS = 256
EMPTY_ROOT = hashlib.sha256(b"").digest()
_STEP = 1 + HASH_BYTES

Pair = tuple[bytes, bytes]


@dataclass(frozen=True, slots=True)
class Step:
    """One inner node on the way from a leaf to the root: where its sides part, and the hash of the other side."""

    bit: int
    sibling: bytes


@dataclass(frozen=True, slots=True)
class Found:
    """The leaf at which a search ends, with the way from it to the root."""

    key: bytes
    value: bytes
    path: tuple[Step, ...]

    def proof(self, searched: bytes) -> bytes:
        """The proof that the searched key is there, or that it is not."""
        way = b"".join(bytes([step.bit]) + step.sibling for step in self.path)
        return way if self.key == searched else self.key + self.value + way


def leaf_hash(key: bytes, value: bytes) -> bytes:
    """The hash of one key with its value."""
    return hashlib.sha256(key + value).digest()


def inner_hash(bit: int, left: bytes, right: bytes) -> bytes:
    """The hash of two sides that part at a bit."""
    return hashlib.sha256(left + right + bytes([bit])).digest()


def shared_bits(one: bytes, other: bytes) -> int:
    """How many leading bits two keys share."""
    return KEY_BITS - (int.from_bytes(one, "big") ^ int.from_bytes(other, "big")).bit_length()


def bit_of(key: bytes, place: int) -> int:
    """The bit of a key at a place, counted from the front."""
    return key[place >> 3] >> (7 - (place & 7)) & 1


def node_hash(pairs: Iterable[Pair]) -> bytes | None:
    """The hash of the node over some pairs in the order of their keys, or None over no pair.

    One pass with a stack: a node is closed as soon as a key arrives that parts from it further up.

    Raises:
        ProofError: the keys are not in order, or one comes twice.
    """
    stack: list[tuple[bytes, bytes, int]] = []  # key, hash, bits shared with the entry before
    for key, value in pairs:
        shared = shared_bits(stack[-1][0], key) if stack else -1
        if stack and stack[-1][0] >= key:
            raise ProofError("the keys of a trie are not in order", help="Rebuild the index from the log.")
        while len(stack) > 1 and stack[-1][2] > shared:
            _close(stack)
        stack.append((key, leaf_hash(key, value), shared))
    while len(stack) > 1:
        _close(stack)
    return stack[0][1] if stack else None


def _close(stack: list[tuple[bytes, bytes, int]]) -> None:
    _, right, bit = stack.pop()
    key, left, shared = stack.pop()
    stack.append((key, inner_hash(bit, left, right), shared))


def root_hash(pairs: Iterable[Pair]) -> bytes:
    """The root over pairs in the order of their keys."""
    return node_hash(pairs) or EMPTY_ROOT


def search(pairs: Sequence[Pair], key: bytes) -> Found:
    """Where a search for a key ends among pairs in order, of which there is at least one."""
    path: list[Step] = []
    low, high = 0, len(pairs)
    while high - low > 1:
        bit = shared_bits(pairs[low][0], pairs[high - 1][0])
        middle = bisect_left(range(low, high), 1, key=lambda at: bit_of(pairs[at][0], bit)) + low
        if bit_of(key, bit):
            other, low = node_hash(pairs[low:middle]), middle
        else:
            other, high = node_hash(pairs[middle:high]), middle
        assert other is not None, "both sides of an inner node hold a leaf"
        path.append(Step(bit, other))
    return Found(*pairs[low], tuple(reversed(path)))


def check_presence(root: bytes, key: bytes, value: bytes, proof: bytes) -> None:
    """Accept the proof that the key is there with this value.

    Raises:
        ProofError: it does not show that.
    """
    if len(key) != HASH_BYTES or len(value) != HASH_BYTES:
        raise _refused("a key or a value does not have 32 bytes")
    _climb(root, key, Found(key, value, _path(proof)))


def check_absence(root: bytes, key: bytes, proof: bytes) -> None:
    """Accept the proof that the key is not there.

    Raises:
        ProofError: it does not show that.
    """
    if len(key) != HASH_BYTES:
        raise _refused("a key does not have 32 bytes")
    if not proof:
        if root != EMPTY_ROOT:
            raise _refused("an empty proof is given for an index that is not empty")
        return
    if len(proof) < 2 * HASH_BYTES:
        raise _refused("a proof of absence is too short")
    other = Found(proof[:HASH_BYTES], proof[HASH_BYTES : 2 * HASH_BYTES], _path(proof[2 * HASH_BYTES :]))
    if other.key == key:
        raise _refused("a proof of absence shows the key itself")
    _climb(root, key, other)


def _path(proof: bytes) -> tuple[Step, ...]:
    if len(proof) % _STEP:
        raise _refused("a proof has a broken length")
    steps = tuple(Step(proof[at], proof[at + 1 : at + _STEP]) for at in range(0, len(proof), _STEP))
    if any(lower.bit <= upper.bit for lower, upper in pairwise(steps)):
        raise _refused("the bits of a proof do not fall")
    return steps


def _climb(root: bytes, key: bytes, found: Found) -> None:
    node = leaf_hash(found.key, found.value)
    for step in found.path:
        side = bit_of(found.key, step.bit)
        if side != bit_of(key, step.bit):
            raise _refused("a search for the key would leave the shown path")
        node = inner_hash(step.bit, step.sibling, node) if side else inner_hash(step.bit, node, step.sibling)
    if node != root:
        raise _refused("a proof leads to another root")


def _refused(message: str) -> ProofError:
    return ProofError(message, help="Ask for the proof again and compare the root with the one in the log.")
