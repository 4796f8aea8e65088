"""The index: every tag of the log with the hash of its leaf, as rows with proofs, its root published in the same log.

Keys are the tags, padding included; the value of each is the leaf hash of the one leaf that carries it. Rows lie in
SQL. The upper levels of the trie lie in memory over 2^18 buckets of keys, whose hashes are stored, so that opening the
index does not read the rows. They stand exactly at the last published size, so that every proof fits its root.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import count

from comity.ledger.leaf import Kind, record_leaf
from comity.matters.database import Database, Row, octets, rows_among, whole
from comity.matters.errors import TagIndexError
from comity.matters.keys import tag
from comity.matters.log import Log, append_one, contents, leaf_hash, read_signs
from comity.matters.trie import (
    EMPTY_ROOT,
    KEY_BITS,
    Found,
    Pair,
    Step,
    bit_of,
    inner_hash,
    node_hash,
    root_hash,
    search,
)

DEPTH = 18  # at ten million tags, some forty keys to a bucket
LOOK_AHEAD = 16
_CHUNK = 10_000
_TRIES = 8
_SET_BUCKET = (
    "INSERT INTO tag_bucket (bucket, hash) VALUES (?, ?) ON CONFLICT (bucket) DO UPDATE SET hash = excluded.hash"
)
_SCHEMA = (
    "CREATE TABLE IF NOT EXISTS tag_index (tag {bytes} PRIMARY KEY, leaf {bytes} NOT NULL, at {whole} NOT NULL)",
    "CREATE TABLE IF NOT EXISTS tag_bucket (bucket {whole} PRIMARY KEY, hash {bytes} NOT NULL)",
    (
        "CREATE TABLE IF NOT EXISTS tag_published (id {whole} PRIMARY KEY, covered {whole} NOT NULL,"
        " root {bytes} NOT NULL, leaf {bytes} NOT NULL, leaf_index {whole})"
    ),
)


@dataclass(frozen=True, slots=True)
class Published:
    """The newest published state: how many leaves it covers, its root, and where its leaf stands in the log."""

    covered: int
    root: bytes
    leaf: bytes
    leaf_index: int


@dataclass(frozen=True, slots=True)
class Link:
    """One event of a chain in the log: its counter, its tag, and the index of its leaf."""

    counter: int
    tag: bytes
    at: int


@dataclass(slots=True)
class _Levels:
    """The upper levels of the trie, by node, and how many leaves of the log are in them."""

    nodes: list[bytes | None]
    covered: int


class Index:
    """The tags of one log."""

    def __init__(self, database: Database, *, depth: int = DEPTH) -> None:
        self._database, self._depth = database, depth
        self._held: _Levels | None = None  # read when first asked for: most programs never prove a tag
        database.create(*_SCHEMA)

    @property
    def root(self) -> bytes:
        """The root over the rows."""
        return self._nodes[1] or EMPTY_ROOT

    @property
    def covered(self) -> int:
        """How many leaves of the log are in the rows."""
        return self._levels.covered

    @property
    def _levels(self) -> _Levels:
        if self._held is None:
            self._held = self._read()
        return self._held

    @property
    def _nodes(self) -> list[bytes | None]:
        return self._levels.nodes

    def reach(self) -> int:
        """How many leaves of the log are in the rows now, whichever program has taken them in."""
        stored = self._stored()
        return whole(stored[0]) if stored else 0

    def published(self) -> Published | None:
        """The newest state whose leaf is in the log, or None before the first; another program may have stored it."""
        rows = self._database.rows("SELECT covered, root, leaf, leaf_index FROM tag_published")
        if rows and (whole(rows[0][0]), rows[0][1]) != (self.covered, self.root):
            self._held = None
        if not rows or rows[0][3] is None:
            return None
        return Published(whole(rows[0][0]), octets(rows[0][1]), octets(rows[0][2]), whole(rows[0][3]))

    def publish(self, log: Log, day: date) -> Published:
        """Take in what the log has got since, and append the leaf that names the new root.

        A state that was stored but not yet published, because the program ended between the two, is published first
        and alone.

        Raises:
            TagIndexError: a tag stands twice in the log, or the log is shorter than the index.
        """
        self.published()  # as far as another program has come
        left_over = self._unpublished()
        if not left_over:
            self._take_in(log, day)
        leaf = octets(self._database.rows("SELECT leaf FROM tag_published")[0][0])
        at = self._find(log, leaf) if left_over else None
        at = append_one(log, leaf) if at is None else at
        self._database.run("UPDATE tag_published SET leaf_index = ?", at)
        return Published(self.covered, self.root, leaf, at)

    def place(self, tag: bytes) -> int | None:
        """The index of the leaf that carries a tag, or None where the rows have no such tag."""
        rows = self._database.rows("SELECT at FROM tag_index WHERE tag = ?", tag)
        return whole(rows[0][0]) if rows else None

    def taken(self, tags: Sequence[bytes]) -> set[bytes]:
        """Those of some tags that the rows have."""
        query = "SELECT tag FROM tag_index WHERE tag IN ({wanted})"
        return {octets(row[0]) for row in rows_among(self._database, query, tags)}

    def prove(self, tag: bytes) -> bytes:
        """The proof, under the published root, that the tag is there or that it is not."""
        if self._nodes[1] is None:
            return b""
        node, upper = 1, list[Step]()
        for bit in range(self._depth):
            side = bit_of(tag, bit)
            if self._nodes[2 * node + side] is None:
                side ^= 1  # the trie has no node where one side is empty, so a search goes on down the other
            elif (other := self._nodes[2 * node + 1 - side]) is not None:
                upper.append(Step(bit, other))
            node = 2 * node + side
        low = search(self._bucket(node - (1 << self._depth)), tag)
        return Found(low.key, low.value, low.path + tuple(reversed(upper))).proof(tag)

    def audit(self, log: Log) -> None:
        """Read all rows and the log again, and compare them with the published root.

        Raises:
            TagIndexError: the rows are not those of the log, or their root is another than the published one.
        """
        published = self.published()
        stored = self._database.rows("SELECT tag, leaf FROM tag_index ORDER BY tag")
        rows = [(octets(tag), octets(leaf)) for tag, leaf in stored]
        if rows != sorted((tag, leaf) for tag, leaf, _ in tags_of(log, 0, self.covered)):
            raise _broken("the rows of the index are not the tags of the log")
        if root_hash(rows) != self.root or (published and published.root != self.root):
            raise _broken("the index has another root than the one in the log")
        if published and log.leaf(published.leaf_index).content != published.leaf:
            raise _broken("the leaf of the index is not in the log")

    def _take_in(self, log: Log, day: date) -> None:
        end = log.size
        if end < self.covered:
            raise _broken("the log is shorter than the index")
        # INVARIANT: rows, bucket hashes and the new state come in one transaction, or memory is read anew.
        try:
            with self._database.transaction():
                for first in range(self.covered, end, _CHUNK):
                    self._insert(list(tags_of(log, first, min(first + _CHUNK, end))))
                self._store(end, day)
        except BaseException:
            self._held = None
            raise
        self._levels.covered = end

    def _insert(self, found: list[tuple[bytes, bytes, int]]) -> None:
        query = "INSERT INTO tag_index (tag, leaf, at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING"
        if self._database.run_many(query, found) != len(found):
            raise _broken("a tag stands twice in the log")
        self._refresh({int.from_bytes(tag, "big") >> (KEY_BITS - self._depth) for tag, _, _ in found})

    def _refresh(self, buckets: set[int]) -> None:
        base = 1 << self._depth
        hashes = [(bucket, node_hash(self._bucket(bucket))) for bucket in sorted(buckets)]
        for bucket, hashed in hashes:
            self._nodes[base + bucket] = hashed
        self._database.run_many(_SET_BUCKET, hashes)
        _raise_nodes(self._nodes, self._depth, {base + bucket for bucket in buckets})

    def _store(self, covered: int, day: date) -> None:
        leaf = record_leaf(Kind.INDEX, day, size=covered, root=self.root.hex())
        self._database.run("DELETE FROM tag_published")
        query = "INSERT INTO tag_published (id, covered, root, leaf) VALUES (0, ?, ?, ?)"
        self._database.run(query, covered, self.root, leaf.content)

    def _read(self) -> _Levels:
        before, nodes = self._stored(), self._read_nodes()
        for _ in range(_TRIES):
            if (now := self._stored()) == before:
                break  # nobody has stored another state while the levels were read
            before, nodes = now, self._read_nodes()
        if before and octets(before[1]) != (nodes[1] or EMPTY_ROOT):
            raise _broken("the stored levels of the index do not lead to its root")
        return _Levels(nodes, whole(before[0]) if before else 0)

    def _stored(self) -> Row | None:
        rows = self._database.rows("SELECT covered, root FROM tag_published")
        return rows[0] if rows else None

    def _read_nodes(self) -> list[bytes | None]:
        nodes: list[bytes | None] = [None] * (2 << self._depth)
        base = 1 << self._depth
        stored = {
            base + whole(at): octets(hashed)
            for at, hashed in self._database.rows("SELECT bucket, hash FROM tag_bucket")
        }
        for node, hashed in stored.items():
            nodes[node] = hashed
        _raise_nodes(nodes, self._depth, set(stored))
        return nodes

    def _unpublished(self) -> bool:
        return bool(self._database.rows("SELECT id FROM tag_published WHERE leaf_index IS NULL"))

    def _find(self, log: Log, leaf: bytes) -> int | None:
        return next((at for at, content in contents(log, self.covered, log.size) if content == leaf), None)

    def _bucket(self, bucket: int) -> list[Pair]:
        shift = KEY_BITS - self._depth
        low, high = (bucket << shift).to_bytes(32, "big"), ((bucket + 1 << shift) - 1).to_bytes(32, "big")
        query = "SELECT tag, leaf FROM tag_index WHERE tag BETWEEN ? AND ? ORDER BY tag"
        return [(octets(tag), octets(leaf)) for tag, leaf in self._database.rows(query, low, high)]


class Seen:
    """Where tags stand in the whole log: the rows of the index, and what came after them."""

    def __init__(self, index: Index, log: Log) -> None:
        self._index = index
        # a program that only looks has not seen how far the one that seals has come since
        self._after = {tag: at for tag, _, at in tags_of(log, index.reach(), log.size)}

    def place(self, tag: bytes) -> int | None:
        """The index of the leaf that carries a tag, or None where the log has no such tag."""
        at = self._after.get(tag)
        return self._index.place(tag) if at is None else at

    def chain(self, tag_key: bytes) -> Iterator[Link]:
        """The events of one chain that are in the log, past gaps of up to sixteen counters."""
        missed = 0
        for counter in count():
            found = tag(tag_key, counter)
            at = self.place(found)
            missed = missed + 1 if at is None else 0
            if at is not None:
                yield Link(counter, found, at)
            elif missed > LOOK_AHEAD:
                return


def tags_of(log: Log, first: int, end: int) -> Iterator[tuple[bytes, bytes, int]]:
    """The tags of a part of the log, each with the hash and the index of its leaf."""
    for at, raw in contents(log, first, end):
        hashed = leaf_hash(raw)
        yield from ((tag, hashed, at) for tag in read_signs(raw).tags)


def rebuilt_root(leaves: Iterable[bytes]) -> bytes:
    """The root that the index over these leaves must have; a monitor compares it with the published one."""
    pairs = sorted((tag, leaf_hash(raw)) for raw in leaves for tag in read_signs(raw).tags)
    return root_hash(pairs)


def _raise_nodes(nodes: list[bytes | None], depth: int, touched: set[int]) -> None:
    for bit in range(depth - 1, -1, -1):
        touched = {node >> 1 for node in touched}
        for node in touched:
            left, right = nodes[2 * node], nodes[2 * node + 1]
            nodes[node] = inner_hash(bit, left, right) if left and right else left or right


def _broken(message: str) -> TagIndexError:
    return TagIndexError(
        message, help="Audit the ledger, then delete the tables of the index and let it be built again."
    )
