"""The log: one sequencer that makes leaves durable, gives proofs, and has heads signed.

Rules it keeps:

1. An index is given only after its leaf, and the tiles it finishes, are durable in one transaction.
2. Many callers share one commit: whoever comes first writes for all who wait (group commit, no waiting for more).
3. Before a head is signed, the rows are read back and the tree is computed again from them.
4. The signer gets a proof, not trust; the head is kept before it is given out.
5. If anybody outside has seen a longer or another log, nothing is written or signed until the log is made whole.
6. After any failed commit the rows decide what was written.
7. Where others write as well, each in turn, their rows are taken in by computing the tree again from them.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from comity.ledger.checkpoint import Checkpoint, Cosignature
from comity.ledger.errors import (
    ClockError,
    ForkError,
    LedgerError,
    QuorumError,
    RollbackError,
    SequencerError,
    StoreError,
)
from comity.ledger.keys import VerifierKey
from comity.ledger.leaf import Leaf
from comity.ledger.policy import Policy
from comity.ledger.queue import MAX_BATCH, CommitQueue
from comity.ledger.receipt import Receipt
from comity.ledger.store import LogStore, Transaction, TreeReader, damaged, load_growth
from comity.ledger.tiles import StaticFolder
from comity.ledger.tree import Growth
from comity.ledger.upkeep import DELAY_SECONDS, Audit, audit, compare_head, export, newest_head
from comity.ledger.witness import Signer

CHECK_ROWS = 4_096  # rows read back at a time
CLOCK_SLACK = 60  # seconds by which a clock may be corrected backwards

Clock = Callable[[], int]


class Log:
    """One log over a store, with a signer and a clock that gives POSIX seconds."""

    def __init__(
        self,
        store: LogStore,
        signer: Signer,
        clock: Clock,
        *,
        policy: Policy | None = None,
        heads: Iterable[Checkpoint] = (),
        retired: Iterable[VerifierKey] = (),
    ) -> None:
        self.store = store
        self.origin = signer.origin
        self.refusal: LedgerError | None = None
        self._signer, self._clock, self._policy = signer, clock, policy
        self._own = (*signer.keys, *retired)
        self._writing = threading.RLock()
        self._publishing = threading.Lock()
        self._queue = CommitQueue(self._commit)
        self._doubt = False
        self._pending: Growth | None = None
        self._growth = self._checked = load_growth(store)
        self._reader = TreeReader(store, lambda: self._growth)
        self.guard(heads)

    @property
    def keys(self) -> tuple[VerifierKey, ...]:
        """The public keys with which the log signs now."""
        return self._signer.keys

    @property
    def known_keys(self) -> tuple[VerifierKey, ...]:
        """Every key whose lines may stand under a kept head: the log's own, retired ones too, and its witnesses'."""
        return (*self._own, *(self._policy.witnesses.values() if self._policy else ()))

    @property
    def size(self) -> int:
        """How many leaves are durable."""
        return self._growth.size if self.store.exclusive else self.store.size()

    # --- writing ------------------------------------------------------------------------------------------------------

    def append(self, leaves: Sequence[Leaf]) -> range:
        """Write leaves durably; returns their indexes once a power cut cannot take them back.

        Raises:
            StoreError: nothing of this was logged.
            RollbackError, ForkError: the log is not the one that others have seen.
        """
        return self._queue.append([leaf.content for leaf in leaves])

    def _commit(self, contents: list[bytes]) -> int:
        with self._writing:
            self._be_sure()
            first = self._growth.size
            grown, tiles = self._growth.extend(contents)
            try:
                self.store.write(first, contents, tiles)
            except SequencerError:
                # INVARIANT: a log has no gaps, so whoever has not seen its newest leaf asks for an index that is taken
                self._doubt = True
                if not self.catch_up():
                    raise
                with self.transaction() as transaction:  # others may be fast again; now nobody comes in between
                    return self._write_in(transaction, contents).start
            except BaseException:
                self._doubt = True
                if not self._was_written(first, contents):
                    raise
            self._growth = grown
            return first

    def _was_written(self, first: int, contents: list[bytes]) -> bool:
        """Whether a commit that failed has reached the disk all the same."""
        try:
            self._be_sure()
        except LedgerError:
            return False
        return bool(contents) and self.store.leaves(first, first + len(contents)) == contents

    def catch_up(self) -> bool:
        """Take in what other writers have made durable, its tree computed again; says whether there was anything.

        Raises:
            DamageError: their rows and tiles do not fit, or rows are gone.
        """
        if self.store.exclusive:
            return False
        with self._writing:
            size, seen = self.store.size(), self._growth
            if size < seen.size:
                raise damaged(f"the log has {size:,} leaves and had {seen.size:,}")
            self._growth = self._followed(seen, size)
            return size > seen.size

    def _be_sure(self) -> None:
        """Refuse if others have seen another log; after a failure, look at what is there."""
        if self.refusal is not None:
            raise self.refusal
        if self._doubt:
            self.store.recover()
            self._growth = load_growth(self.store)
            self._doubt = False

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """A transaction of the log's database, for business rows and `append_in`; nobody else writes meanwhile."""
        with self._writing:
            self._be_sure()
            try:
                with self.store.transaction() as transaction:
                    if not self.store.exclusive and self.store.leaves_in(transaction, self._growth.size):
                        self.catch_up()
                    self._pending = self._growth
                    yield transaction
                self._growth = self._pending
            except BaseException:
                self._doubt = True
                raise
            finally:
                self._pending = None

    def append_in(self, transaction: Transaction, leaves: Sequence[Leaf]) -> range:
        """Write leaves in an open `transaction` of this log; their indexes hold once it is committed.

        Raises:
            StoreError: the rows were refused; let the transaction fail.
        """
        return self._write_in(transaction, [leaf.content for leaf in leaves])

    def _write_in(self, transaction: Transaction, contents: list[bytes]) -> range:
        if self._pending is None:
            raise StoreError("no transaction of the log is open", help="Write within `with log.transaction()`.")
        first = self._pending.size
        grown, tiles = self._pending.extend(contents)
        self.store.write_in(transaction, first, contents, tiles)
        self._pending = grown  # the log itself grows when the transaction has been committed
        return range(first, grown.size)

    def drain(self, limit: int = MAX_BATCH) -> range:
        """Move the oldest posted leaves from the inbox into the log, exactly once; returns their indexes."""
        with self.transaction() as transaction:
            posted = self.store.take(transaction, limit)
            indexes = self._write_in(transaction, [content for _, content in posted])
            self.store.settle(transaction, [ticket for ticket, _ in posted], indexes.start)
        return indexes

    # --- heads --------------------------------------------------------------------------------------------------------

    def publish(self) -> Checkpoint:
        """Sign the head of what is durable, after the new rows have been read back.

        Raises:
            DamageError: the rows do not give the tree that is in memory.
            ClockError: the clock stands before the last head.
            RefusedError: the signer will not sign.
        """
        with self._publishing:
            with self._writing:
                self._be_sure()
                self.catch_up()
                growth = self._growth
            at = self._time()
            self._read_back(growth)
            checkpoint = Checkpoint(self.origin, growth.size, growth.root())
            latest = self._signer.latest()
            self._compare(latest, growth.size)
            old_size = latest.size if latest else 0
            proof = self.consistency(old_size, growth.size)
            signed = checkpoint.signed(self._signer.sign(old_size, proof, checkpoint, at))
            signed.verified(self._signer.keys)
            self._keep(signed, at)
        return signed

    def keep(self, checkpoint: Checkpoint) -> tuple[Cosignature, ...]:
        """Keep a head with the witnesses' cosignatures, and return those; lines of unknown keys are left out.

        Raises:
            SignatureError: a signature is wrong.
            RollbackError, ForkError: it is not a head of this log.
        """
        found = checkpoint.verified(self.known_keys)
        self._compare(checkpoint)
        known = {(key.name, key.id) for key in self.known_keys}
        lines = tuple(line for line in checkpoint.signatures if (line.name, line.key_id) in known)
        self._keep(replace(checkpoint, signatures=lines), self._time())
        return found

    def _keep(self, checkpoint: Checkpoint, at: int) -> None:
        with self._writing:
            self._be_sure()
            try:
                self.store.write_head(checkpoint.size, at, bytes(checkpoint))
            except BaseException:
                self._doubt = True
                raise

    def _time(self) -> int:
        now, last = self._clock(), self.store.last_head()
        if last is None or now >= last.at:
            return now
        if now >= last.at - CLOCK_SLACK:
            return last.at
        raise ClockError(
            f"the clock stands {last.at - now:,} seconds before the last signed head",
            help="Set the clock right; until then the log accepts leaves and signs nothing.",
        )

    def _read_back(self, growth: Growth) -> None:
        """Compute the tree again from the rows that are stored, and compare: a flipped bit must not be signed."""
        seen = self._followed(self._checked, growth.size)
        if seen != growth:
            raise damaged("the stored rows do not give the tree that is in memory")
        self._checked = seen

    def _followed(self, seen: Growth, size: int) -> Growth:
        """The tree after the stored rows up to a size, if the stored tiles are those that the rows give."""
        while seen.size < size:
            last = min(seen.size + CHECK_ROWS, size)
            contents = self.store.leaves(seen.size, last)
            if len(contents) != last - seen.size:
                raise damaged(f"rows are missing after leaf {seen.size + len(contents):,}")
            seen, tiles = seen.extend(contents)
            for tile in tiles:
                if self.store.tile(tile.level, tile.number) != tile:
                    raise damaged(f"tile {tile.number} of level {tile.level} is not the one that its rows give")
        return seen

    def guard(self, heads: Iterable[Checkpoint]) -> None:
        """Compare the log with heads from outside: witnesses, the published folder, the signer, its own last one.

        What does not fit is kept as `refusal`, and stops all writing and signing.
        """
        last = self.store.last_head()
        own = [Checkpoint.read(last.note)] if last else []
        self.refusal = None
        try:
            for head in [*own, *heads]:
                head.verified(self._own)
                self._compare(head)
            self._compare(self._signer.latest())
        except (RollbackError, ForkError) as error:
            self.refusal = error

    def _compare(self, head: Checkpoint | None, size: int | None = None) -> None:
        if head is not None:
            if head.size > self._growth.size:
                self.catch_up()
            compare_head(head, self.origin, self._growth.size if size is None else size, self._reader.root)

    # --- reading ------------------------------------------------------------------------------------------------------

    def leaf(self, index: int) -> Leaf:
        """One leaf, as it is stored."""
        contents = self.store.leaves(index, index + 1)
        if not contents:
            raise StoreError(f"there is no leaf {index:,}", help=f"Ask for a leaf below {self.size:,}.")
        return Leaf(contents[0])

    def root(self, size: int) -> bytes:
        """The root that the log had at a size."""
        return self._reader.root(self._reached(size))

    def inclusion(self, index: int, size: int) -> tuple[bytes, ...]:
        """The proof that a leaf is in the tree of a size."""
        self._reached(index + 1, size)
        return self._reader.inclusion(index, size)

    def consistency(self, old: int, new: int) -> tuple[bytes, ...]:
        """The proof that the tree of one size begins that of another."""
        self._reached(old, new)
        return self._reader.consistency(old, new)

    def receipt(self, index: int, checkpoint: Checkpoint) -> Receipt:
        """The receipt of a leaf under a checkpoint with a quorum; without one there is no receipt.

        Raises:
            QuorumError: there is no policy, or the checkpoint does not satisfy it.
        """
        if self._policy is None:
            raise QuorumError(
                "the log has no policy to ask for cosignatures", help="Open the log with its policy file."
            )
        self._policy.accept(checkpoint)
        self._compare(checkpoint)
        return Receipt(index, self.inclusion(index, checkpoint.size), checkpoint, self.leaf(index).content)

    def newest(self) -> Checkpoint | None:
        """The newest kept head; with a policy, the newest that has a quorum."""
        return newest_head(self.store, self._policy)

    def _reached(self, low: int, high: int | None = None) -> int:
        high = low if high is None else high
        if high > self._growth.size:
            self.catch_up()
        if not 0 <= low <= high <= self._growth.size:
            raise StoreError(
                f"the log has {self._growth.size:,} leaves, and these are asked for: {low:,}, {high:,}",
                help="Ask for sizes that the log has reached.",
            )
        return high

    def audit(self, *, forms: bool = False) -> Audit:
        """Check every row, tile and head against each other; with `forms`, every leaf's form too."""
        return audit(self.store, self.known_keys, forms=forms)

    def export(self, folder: Path, now: int, *, delay: int = DELAY_SECONDS) -> Checkpoint | None:
        """Write what is new into a folder that any web server can serve; entries follow after the delay.

        Raises:
            QuorumError: there is a policy, and no head with a quorum yet.
            RollbackError, ForkError: the folder shows a longer or another log.
        """
        checkpoint = self.newest()
        if checkpoint is None:
            raise QuorumError("no head is fit to be published", help="Publish a head and collect its cosignatures.")
        static = StaticFolder(folder)
        shown = static.checkpoint()
        if shown is not None:
            self._compare(shown, checkpoint.size)
        export(self.store, self._reader, static, checkpoint, self.store.last_head(at=now - delay))
        return checkpoint

    def close(self) -> None:
        """Give up the log."""
        self.store.close()
