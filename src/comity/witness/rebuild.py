"""Building again what a log publishes: the tree from hashes, and the index of tags leaf by leaf."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from comity.ledger import Growth
from comity.ledger.tree import TILE_WIDTH, perfect_root
from comity.matters.log import leaf_hash, read_signs
from comity.matters.trie import EMPTY_ROOT, KEY_BITS, bit_of, inner_hash, shared_bits
from comity.matters.trie import leaf_hash as tag_hash

Rows = list[tuple[int, list[bytes]]]


def grown(growth: Growth, hashes: Sequence[bytes]) -> tuple[Growth, Rows]:
    """A tree with the hashes of further leaves, and each level's new row with the number of its first tile."""
    edges, rows, new, level = list(growth.edges), Rows(), list(hashes), 0
    while new:
        if level == len(edges):
            edges.append(())
        row = [*edges[level], *new]
        rows.append((growth.size >> 8 * (level + 1), row))
        full = len(row) // TILE_WIDTH
        new = [perfect_root(row[at * TILE_WIDTH : (at + 1) * TILE_WIDTH]) for at in range(full)]
        edges[level] = tuple(row[full * TILE_WIDTH :])
        level += 1
    return Growth(growth.size + len(hashes), tuple(edges)), rows


@dataclass(frozen=True, slots=True)
class _Node:
    bit: int
    key: bytes
    hash: bytes
    left: _Node | None = None
    right: _Node | None = None


class TagTrie:
    """The index of tags in memory, built leaf by leaf as the log should have built it."""

    def __init__(self) -> None:
        self._root: _Node | None = None
        self.taken: set[bytes] = set()

    @property
    def root(self) -> bytes:
        """The root over all tags so far."""
        return self._root.hash if self._root else EMPTY_ROOT

    def add(self, content: bytes) -> bytes | None:
        """Take in the tags of a leaf; returns one that was there before, if there is such a one."""
        value = leaf_hash(content)
        for tag in read_signs(content).tags:
            if tag in self.taken:
                return tag
            self.taken.add(tag)
            self._root = _put(self._root, _Node(KEY_BITS, tag, tag_hash(tag, value)))
        return None


def _put(node: _Node | None, new: _Node) -> _Node:
    if node is None:
        return new
    differs = shared_bits(new.key, node.key)
    if differs < node.bit:
        left, right = (node, new) if bit_of(new.key, differs) else (new, node)
        return _Node(differs, new.key, inner_hash(differs, left.hash, right.hash), left, right)
    assert node.left is not None, "an inner node has two sides"
    assert node.right is not None, "an inner node has two sides"
    if bit_of(new.key, node.bit):
        left, right = node.left, _put(node.right, new)
    else:
        left, right = _put(node.left, new), node.right
    return _Node(node.bit, node.key, inner_hash(node.bit, left.hash, right.hash), left, right)
