"""The hash tree of RFC 6962: how it is hashed, how it grows, how its proofs are made and checked.

Verification follows RFC 9162 sections 2.1.3.2 and 2.1.4.2 line by line. A tree is kept as tlog-tiles keeps it: at each
tile level a row of hashes, cut into tiles of 256; only the last, unfinished tile of each level is held in memory.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce

from comity.ledger.errors import ProofError

HASH_BYTES = 32
TILE_WIDTH = 256

_sha256 = hashlib.sha256
EMPTY_ROOT = _sha256(b"").digest()

Range = tuple[int, int]


def leaf_hash(content: bytes) -> bytes:
    """The hash of a leaf; the prefix keeps it apart from that of a node."""
    return _sha256(b"\x00" + content).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of an inner node."""
    return _sha256(b"\x01" + left + right).digest()


def rows_above(hashes: Sequence[bytes]) -> list[Sequence[bytes]]:
    """A row of hashes and every row above it, up to the single hash of a perfect tree."""
    rows = [hashes]
    while len(rows[-1]) > 1:
        pairs = iter(rows[-1])
        rows.append([_sha256(b"\x01" + left + right).digest() for left, right in zip(pairs, pairs, strict=True)])
    return rows


def perfect_root(hashes: Sequence[bytes]) -> bytes:
    """The root over 1, 2, 4, 8, ... hashes."""
    while len(hashes) > 1:
        pairs = iter(hashes)
        hashes = [_sha256(b"\x01" + left + right).digest() for left, right in zip(pairs, pairs, strict=True)]
    return hashes[0]


def join_peaks(peaks: Sequence[bytes]) -> bytes:
    """The root over perfect trees of falling size, from left to right."""
    return reduce(lambda right, left: node_hash(left, right), reversed(peaks)) if peaks else EMPTY_ROOT


@dataclass(frozen=True, slots=True)
class FullTile:
    """A tile that is finished: its place, its 256 hashes, and the hash over them."""

    level: int
    number: int
    hashes: bytes
    root: bytes


@dataclass(frozen=True, slots=True)
class Growth:
    """A tree's right edge: all that is needed to append and to give the root; never changed, only followed."""

    size: int = 0
    edges: tuple[tuple[bytes, ...], ...] = ()

    def extend(self, contents: Iterable[bytes]) -> tuple[Growth, list[FullTile]]:
        """The tree after these leaves, and the tiles that they finish."""
        hashes = [_sha256(b"\x00" + content).digest() for content in contents]
        size, level = self.size + len(hashes), 0
        if self.edges and len(self.edges[0]) + len(hashes) < TILE_WIDTH:  # no tile is finished, as most often
            return Growth(size, (self.edges[0] + tuple(hashes), *self.edges[1:])), []
        edges, tiles = list(self.edges), list[FullTile]()
        while hashes:
            if level == len(edges):
                edges.append(())
            row = [*edges[level], *hashes]
            first = self.size >> 8 * (level + 1)
            finished = len(row) // TILE_WIDTH
            tiles += [
                _finish(level, first + at, row[at * TILE_WIDTH : (at + 1) * TILE_WIDTH]) for at in range(finished)
            ]
            edges[level] = tuple(row[finished * TILE_WIDTH :])
            hashes = [tile.root for tile in tiles[len(tiles) - finished :]]
            level += 1
        return Growth(size, tuple(edges)), tiles

    def root(self) -> bytes:
        """The root of the whole tree."""
        return join_peaks([peak for edge in reversed(self.edges) for peak in _peaks(edge)])


def _finish(level: int, number: int, hashes: list[bytes]) -> FullTile:
    return FullTile(level, number, b"".join(hashes), perfect_root(hashes))


def _peaks(edge: Sequence[bytes]) -> list[bytes]:
    peaks, at = [], 0
    for height in range(7, -1, -1):
        if len(edge) >> height & 1:
            peaks.append(perfect_root(edge[at : at + (1 << height)]))
            at += 1 << height
    return peaks


def _split(size: int) -> int:
    return 1 << (size - 1).bit_length() - 1


def inclusion_ranges(index: int, size: int) -> list[Range]:
    """The ranges of leaves whose roots prove a leaf, from the leaf upwards (RFC 6962 section 2.1.1)."""
    low, high, ranges = 0, size, []
    while high - low > 1:
        middle = low + _split(high - low)
        if index < middle:
            ranges.append((middle, high))
            high = middle
        else:
            ranges.append((low, middle))
            low = middle
    return ranges[::-1]


def consistency_ranges(old: int, new: int) -> list[Range]:
    """The ranges of leaves whose roots prove that one tree begins another (RFC 6962 section 2.1.2)."""
    if old in {0, new}:
        return []
    low, high, whole, ranges = 0, new, True, list[Range]()
    while old < high:
        middle = low + _split(high - low)
        if old <= middle:
            ranges.append((middle, high))
            high = middle
        else:
            ranges.append((low, middle))
            low, whole = middle, False
    return ([] if whole else [(low, high)]) + ranges[::-1]


def check_inclusion(index: int, size: int, leaf: bytes, proof: Sequence[bytes], root: bytes) -> None:
    """Check that a leaf, by its hash, stands at an index of a tree.

    Raises:
        ProofError: it does not, or the proof has a wrong length.
    """
    _require(0 <= index < size and _are_hashes([leaf, root, *proof]), "the inclusion proof has impossible parts")
    at, last, found = index, size - 1, leaf
    for part in proof:
        _require(last > 0, "the inclusion proof is too long")
        if at & 1 or at == last:
            found = node_hash(part, found)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            found = node_hash(found, part)
        at, last = at >> 1, last >> 1
    _require(last == 0, "the inclusion proof is too short")
    _require(found == root, "the inclusion proof leads to another root")


def check_consistency(old: int, new: int, proof: Sequence[bytes], old_root: bytes, new_root: bytes) -> None:
    """Check that the first leaves of a tree are exactly those of an older one.

    Raises:
        ProofError: they are not, or the proof has a wrong length.
    """
    _require(
        0 <= old <= new and _are_hashes([old_root, new_root, *proof]), "the consistency proof has impossible parts"
    )
    if old in {0, new}:
        expected = EMPTY_ROOT if old == 0 else new_root
        _require(not proof and old_root == expected, "the two trees are not the same")
        return
    _require(bool(proof), "the consistency proof is empty")
    path = [old_root, *proof] if old & (old - 1) == 0 else list(proof)
    at, last = old - 1, new - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    older = newer = path[0]
    for part in path[1:]:
        _require(last > 0, "the consistency proof is too long")
        if at & 1 or at == last:
            older, newer = node_hash(part, older), node_hash(part, newer)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            newer = node_hash(newer, part)
        at, last = at >> 1, last >> 1
    _require(last == 0, "the consistency proof is too short")
    _require(older == old_root and newer == new_root, "the consistency proof leads to other roots")


def _are_hashes(parts: Iterable[bytes]) -> bool:
    return all(len(part) == HASH_BYTES for part in parts)


def _require(holds: bool, fault: str) -> None:
    if not holds:
        raise ProofError(fault, help="Ask the log for a new proof, and tell the inspector if it fails again.")
