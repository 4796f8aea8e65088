"""Writing in turn: leaves in a transaction that somebody else has opened and will commit.

Several programs share one log without a sequencer: whoever writes is the sequencer until the end of the transaction.
Nothing is remembered of a transaction but what its rows say, so there is nothing to call after a commit or a rollback.

>>> import sqlite3
>>> from datetime import date
>>> from pathlib import Path
>>> from tempfile import TemporaryDirectory
>>> from comity.ledger import Appender, Kind, SqliteStore, event_leaf
>>> with TemporaryDirectory() as folder:
...     place = Path(folder, "desk.sqlite")
...     appender = Appender(SqliteStore(place))
...     desk = sqlite3.connect(place, isolation_level=None)
...     done = desk.execute("CREATE TABLE request(id INTEGER PRIMARY KEY)"), desk.execute("BEGIN IMMEDIATE")
...     done = desk.execute("INSERT INTO request VALUES(1)")
...     print(appender.append_in(desk, [event_leaf(Kind.REQUEST, date(2026, 11, 22), tags=[bytes(32)])]))
...     done = desk.execute("COMMIT"), desk.close()
...     print(appender.size)
...     appender.store.close()
range(0, 1)
1
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from comity.ledger.checkpoint import Checkpoint
from comity.ledger.errors import StoreError
from comity.ledger.leaf import Leaf
from comity.ledger.policy import Policy
from comity.ledger.store import LogStore, Transaction, TreeReader, load_growth
from comity.ledger.tree import Growth
from comity.ledger.upkeep import newest_head

MAX_FOLLOWED = 1_024  # leaves of others that are hashed again; after more, the edge of the tree is read instead

_Edge = tuple[Growth, bytes]  # a tree that is durable, and its last leaf


class Appender:
    """Appends to a log in turn with others; without signer and clock, for any number of threads."""

    def __init__(self, store: LogStore, *, policy: Policy | None = None) -> None:
        self.store = store
        self._policy = policy
        self._own = threading.RLock()
        self._edge: _Edge = (Growth(), b"")
        self._reader = TreeReader(store, lambda: self._edge[0])
        self._catch_up()

    @property
    def size(self) -> int:
        """How many leaves are durable."""
        return self.store.size()

    def append_in(self, transaction: Transaction, leaves: Sequence[Leaf]) -> range:
        """Write leaves in an open transaction, anybody's, which is the only writer of the log from here to its end.

        Their indexes hold once it is committed.

        Raises:
            SequencerError: another writer has not ended in time; roll back, and do the transaction again.
            StoreError: the rows were refused; let the transaction fail.
        """
        contents = [leaf.content for leaf in leaves]
        self.store.take_turn(transaction)
        # INVARIANT: growth comes from rows alone. What is committed is read beside the transaction; what follows in it
        # are its own leaves, written before. A memory of these could outlive a rollback that nobody has told us of.
        durable = self._catch_up()
        growth, _ = durable.extend(self.store.leaves_in(transaction, durable.size))
        grown, tiles = growth.extend(contents)
        self.store.write_in(transaction, growth.size, contents, tiles)
        return range(growth.size, grown.size)

    def append(self, leaves: Sequence[Leaf]) -> range:
        """Write leaves durably, in a transaction of their own."""
        with self.transaction() as transaction:
            return self.append_in(transaction, leaves)

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """A transaction on a connection of the log's own; the turn is taken with the first leaf, not before."""
        with self._own, self.store.transaction(turn=False) as transaction:
            yield transaction

    def leaf(self, index: int) -> Leaf:
        """One leaf that is durable, as it is stored.

        Raises:
            StoreError: there is none.
        """
        contents = self.store.leaves(index, index + 1)
        if not contents:
            raise StoreError(f"there is no leaf {index:,}", help=f"Ask for a leaf below {self.size:,}.")
        return Leaf(contents[0])

    def inclusion(self, index: int, size: int) -> tuple[bytes, ...]:
        """The proof that a leaf is in the tree of a size."""
        if not 0 <= index < size <= self._catch_up().size:
            raise StoreError(f"the log has not had {size:,} leaves", help="Ask for sizes that the log has reached.")
        return self._reader.inclusion(index, size)

    def newest(self) -> Checkpoint | None:
        """The newest kept head; with a policy, the newest that has a quorum."""
        return newest_head(self.store, self._policy)

    def _catch_up(self) -> Growth:
        """The tree as it is durable now."""
        growth, last = self._edge
        first = max(growth.size - 1, 0)
        contents = self.store.leaves(first, first + MAX_FOLLOWED)
        if growth.size and (not contents or contents[0] != last):
            # the rows are others than before: a backup was put back
            self._reader = TreeReader(self.store, lambda: self._edge[0])
            self._edge = _read_edge(self.store)
        elif len(contents) == MAX_FOLLOWED:
            self._edge = _read_edge(self.store)
        elif new := contents[growth.size - first :]:
            self._edge = growth.extend(new)[0], new[-1]
        return self._edge[0]


def _read_edge(store: LogStore) -> _Edge:
    growth = load_growth(store)
    return growth, store.leaves(growth.size - 1, growth.size)[0] if growth.size else b""
