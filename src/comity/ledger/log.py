"""The log: one sequencer that makes leaves durable, gives proofs, and has heads signed.

Rules it keeps:

1. An index is given only after its leaf, and the tiles it finishes, are durable in one transaction.
2. Many callers share one commit: whoever comes first writes for all who wait (group commit, no waiting for more).
3. Before a head is signed, the rows are read back and the tree is computed again from them.
4. The signer gets a proof, not trust; the head is kept before it is given out.
5. If anybody outside has seen a longer or another log, nothing is written or signed until the log is made whole.
6. After any failed commit the rows decide what was written.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from comity.ledger.checkpoint import Checkpoint, Cosignature
from comity.ledger.errors import ClockError, ForkError, LedgerError, QuorumError, RollbackError, StoreError
from comity.ledger.keys import VerifierKey
from comity.ledger.leaf import Leaf
from comity.ledger.policy import Policy
from comity.ledger.receipt import Receipt
from comity.ledger.store import LogStore, Transaction, TreeReader, damaged, load_growth
from comity.ledger.tiles import StaticFolder
from comity.ledger.tree import Growth
from comity.ledger.upkeep import DELAY_SECONDS, Audit, audit, compare_head, export
from comity.ledger.witness import Signer

MAX_BATCH = 1_000  # leaves that share a commit, unless one caller brings more
CHECK_ROWS = 4_096  # rows read back at a time
CLOCK_SLACK = 60  # seconds by which a clock may be corrected backwards

Clock = Callable[[], int]


class _Request:
    """Some leaves that wait for a commit."""

    __slots__ = ("contents", "fault", "first", "turn")

    def __init__(self, contents: list[bytes]) -> None:
        self.contents = contents
        self.first: int | None = None
        self.fault: BaseException | None = None
        self.turn: threading.Event | None = None  # for those who do not lead


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
        self._door = threading.Lock()
        self._queue: deque[_Request] = deque()
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
        return self._growth.size

    # --- writing ------------------------------------------------------------------------------------------------------

    def append(self, leaves: Sequence[Leaf]) -> range:
        """Write leaves durably; returns their indexes once a power cut cannot take them back.

        Raises:
            StoreError: nothing of this was logged.
            RollbackError, ForkError: the log is not the one that others have seen.
        """
        request = _Request([leaf.content for leaf in leaves])
        with self._door:
            self._queue.append(request)
            if self._queue[0] is not request:
                request.turn = threading.Event()
        if request.turn is not None:
            request.turn.wait()
        if request.first is None and request.fault is None:
            self._lead()
        if request.fault is not None:
            raise request.fault
        assert request.first is not None
        return range(request.first, request.first + len(request.contents))

    def _lead(self) -> None:
        """Write for everybody who waits, then hand over to the next."""
        with self._writing:
            batch = self._batch()
            contents = [content for request in batch for content in request.contents]
            fault, first = None, 0
            try:
                first = self._commit(contents)
            except BaseException as error:  # noqa: BLE001 - everybody who waits has to hear of it
                fault = error
        with self._door:
            for request in batch:
                self._queue.popleft()
                request.first, request.fault = (None, fault) if fault else (first, None)
                first += len(request.contents)
            following = [*batch[1:], *list(self._queue)[:1]]
        for request in following:
            if request.turn is not None:
                request.turn.set()

    def _batch(self) -> list[_Request]:
        with self._door:
            batch, count = [self._queue[0]], len(self._queue[0].contents)
            for request in list(self._queue)[1:]:
                count += len(request.contents)
                if count > MAX_BATCH:
                    break
                batch.append(request)
        return batch

    def _commit(self, contents: list[bytes]) -> int:
        self._be_sure()
        first = self._growth.size
        grown, tiles = self._growth.extend(contents)
        try:
            self.store.write(first, contents, tiles)
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
            self._pending = self._growth
            try:
                with self.store.transaction() as transaction:
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
        seen = self._checked
        while seen.size < growth.size:
            last = min(seen.size + CHECK_ROWS, growth.size)
            contents = self.store.leaves(seen.size, last)
            if len(contents) != last - seen.size:
                raise damaged(f"rows are missing after leaf {seen.size + len(contents):,}")
            seen, tiles = seen.extend(contents)
            for tile in tiles:
                if self.store.tile(tile.level, tile.number) != tile:
                    raise damaged(f"tile {tile.number} of level {tile.level} is not the one that its rows give")
        if seen != growth:
            raise damaged("the stored rows do not give the tree that is in memory")
        self._checked = seen

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
            compare_head(head, self.origin, self.size if size is None else size, self._reader.root)

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
        for head in self.store.heads(newest_first=True):
            checkpoint = Checkpoint.read(head.note)
            if self._policy is None or self._has_quorum(checkpoint, self._policy):
                return checkpoint
        return None

    def _has_quorum(self, checkpoint: Checkpoint, policy: Policy) -> bool:
        try:
            return bool(policy.accept(checkpoint))
        except LedgerError:
            return False

    def _reached(self, low: int, high: int | None = None) -> int:
        high = low if high is None else high
        if not 0 <= low <= high <= self.size:
            raise StoreError(
                f"the log has {self.size:,} leaves, and these are asked for: {low:,}, {high:,}",
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
