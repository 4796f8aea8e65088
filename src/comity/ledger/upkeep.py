"""What keeps a log whole: the export for readers, the audit, copies, and the way back after a loss."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from comity.ledger.checkpoint import Checkpoint
from comity.ledger.errors import ForkError, LeafError, LedgerError, RollbackError, StoreError
from comity.ledger.keys import VerifierKey
from comity.ledger.leaf import read_leaf
from comity.ledger.policy import Policy
from comity.ledger.store import Head, LogStore, TreeReader, damaged, load_growth
from comity.ledger.tiles import CHECKPOINT, ENTRIES, StaticFolder, levels, tile_path, write_bundle
from comity.ledger.tree import TILE_WIDTH, FullTile, Growth

DELAY_SECONDS = 24 * 60 * 60  # entry bundles are public a day after their head was signed
CHUNK = 16 * TILE_WIDTH
MAX_FINDINGS = 100


# --- export -----------------------------------------------------------------------------------------------------------


def export(
    store: LogStore, reader: TreeReader, folder: StaticFolder, checkpoint: Checkpoint, public: Head | None
) -> None:
    """Write what a folder lacks for a checkpoint: old enough entries, tiles, and last the checkpoint itself.

    Raises:
        DamageError: the tiles do not give the checkpoint's root.
    """
    if reader.root(checkpoint.size) != checkpoint.root:
        raise damaged("the stored tree does not give the root of the checkpoint")

    def bundle(number: int, width: int) -> bytes:
        contents = store.leaves(number * TILE_WIDTH, number * TILE_WIDTH + width)
        if len(contents) != width:
            raise damaged(f"leaves are missing in entry bundle {number:,}")
        return write_bundle(contents)

    folder.write_row(ENTRIES, min(public.size, checkpoint.size) if public else 0, bundle)
    for level, count in levels(checkpoint.size):
        folder.write_row(level, count, partial(_tile, store, reader, level))
    folder.write(CHECKPOINT, bytes(checkpoint))
    for row in (ENTRIES, *(str(level) for level, _ in levels(checkpoint.size))):
        folder.drop_partial(row)


def _tile(store: LogStore, reader: TreeReader, level: int, number: int, width: int) -> bytes:
    tile = store.tile(level, number)
    if tile is not None:
        return tile.hashes[: width * 32]
    return b"".join(reader.hashes(level, number * TILE_WIDTH, number * TILE_WIDTH + width))


def newest_head(store: LogStore, policy: Policy | None) -> Checkpoint | None:
    """The newest kept head; with a policy, the newest that has a quorum."""
    for head in store.heads(newest_first=True):
        checkpoint = Checkpoint.read(head.note)
        if policy is None or _has_quorum(checkpoint, policy):
            return checkpoint
    return None


def _has_quorum(checkpoint: Checkpoint, policy: Policy) -> bool:
    try:
        return bool(policy.accept(checkpoint))
    except LedgerError:
        return False


# --- audit ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Audit:
    """What a full audit has read, and what does not fit."""

    size: int
    root: bytes
    tiles: int
    heads: int
    findings: tuple[str, ...]

    @property
    def whole(self) -> bool:
        """Whether everything fits."""
        return not self.findings


def audit(store: LogStore, keys: Sequence[VerifierKey], *, forms: bool = False) -> Audit:
    """Read every leaf, tile and head of a store, and hold them against each other and the keys that may have signed.

    Every line under a head has to be by one of the keys: a line that fell out of its key's name would go unseen.
    """
    return _Auditor(store, keys, forms).run()


class _Auditor:
    def __init__(self, store: LogStore, keys: Sequence[VerifierKey], forms: bool) -> None:
        self._store, self._keys, self._forms = store, keys, forms
        self._findings: list[str] = []
        self._tiles = [0] * 8

    def run(self) -> Audit:
        heads = sorted(self._store.heads(), key=lambda head: head.size)
        growth, size = Growth(), self._store.size()
        count, waiting = len(heads), list(heads)
        while waiting and waiting[0].size == 0:
            self._head(waiting.pop(0), growth)
        while growth.size < size:
            last = min(growth.size + CHUNK, size, *(head.size for head in waiting[:1] if head.size > growth.size))
            contents = self._store.leaves(growth.size, last)
            if len(contents) < last - growth.size:
                self._find(f"leaf {growth.size + len(contents):,} is missing")
                break
            growth = self._rows(growth, contents)
            while waiting and waiting[0].size == growth.size:
                self._head(waiting.pop(0), growth)
        for head in waiting:
            self._find(f"the head at {head.size:,} is beyond the leaves")
        for level, number in enumerate(self._tiles):
            there = self._store.tile_count(level)  # others may have written meanwhile: no more than the leaves give now
            if not number <= there <= max(number, self._store.size() >> 8 * (level + 1)):
                self._find(f"level {level} has a wrong number of tiles")
        return Audit(growth.size, growth.root(), sum(self._tiles), count, tuple(self._findings))

    def _rows(self, growth: Growth, contents: list[bytes]) -> Growth:
        grown, tiles = growth.extend(contents)
        for tile in tiles:
            self._tiles[tile.level] += 1
            if self._store.tile(tile.level, tile.number) != tile:
                self._find(f"tile {tile.number:,} of level {tile.level} does not fit its leaves")
        if self._forms:
            for index, content in enumerate(contents, growth.size):
                self._form(index, content)
        return grown

    def _form(self, index: int, content: bytes) -> None:
        try:
            read_leaf(content)
        except LeafError as error:
            self._find(f"leaf {index:,}: {error.message}")

    def _head(self, head: Head, growth: Growth) -> None:
        try:
            checkpoint = Checkpoint.read(head.note)
            if len(checkpoint.verified(self._keys)) != len(checkpoint.signatures):
                self._find(f"the head at {head.size:,} has a line of an unknown key")
        except LedgerError as error:
            self._find(f"the head at {head.size:,}: {error.message}")
            return
        if (checkpoint.size, checkpoint.root) != (growth.size, growth.root()):
            self._find(f"the head at {head.size:,} does not fit the leaves")

    def _find(self, finding: str) -> None:
        if len(self._findings) < MAX_FINDINGS:
            self._findings.append(finding)


# --- comparing with what others have seen -----------------------------------------------------------------------------


def compare_head(head: Checkpoint, origin: str, size: int, root_at: Callable[[int], bytes]) -> None:
    """Refuse a head from outside that this log, of a size, does not contain.

    Raises:
        RollbackError: the head is longer than this log.
        ForkError: it has another origin, or another root at its size.
    """
    if head.origin != origin:
        raise ForkError(f"`{head.origin[:60]}` is another log", help="Compare with heads of this log only.")
    if head.size > size:
        raise RollbackError(
            f"a head of {head.size:,} leaves has been seen, and this log has {size:,}",
            help="Fetch the missing leaves from the published files or a mirror before anything is written.",
        )
    if root_at(head.size) != head.root:
        raise ForkError(
            f"another log of this name has been seen at {head.size:,} leaves",
            help="Keep both heads as proof, tell the inspector, and restore the log that the witnesses have seen.",
        )


# --- copies and the way back ------------------------------------------------------------------------------------------


def copy_log(source: LogStore, target: LogStore) -> int:
    """Copy a log with its heads into an empty store of any kind; tiles are computed anew. Returns its size.

    Raises:
        StoreError: the target is not empty.
        DamageError: a leaf is missing, or the tiles of the copy are not those of the source.
    """
    if target.size():
        raise StoreError("the store to copy into is not empty", help="Give the name of a new store.")
    heads, size, growth = list(source.heads()), source.size(), Growth()
    while growth.size < size:
        contents = source.leaves(growth.size, min(growth.size + CHUNK, size))
        if not contents:
            raise damaged(f"leaf {growth.size:,} is missing")
        grown, tiles = growth.extend(contents)
        _require_same(source, tiles)
        target.write(growth.size, contents, tiles)
        growth = grown
    for head in heads:
        target.write_head(head.size, head.at, head.note)
    return size


def _require_same(store: LogStore, tiles: Sequence[FullTile]) -> None:
    for tile in tiles:
        if store.tile(tile.level, tile.number) != tile:
            raise damaged(f"tile {tile.number:,} of level {tile.level} does not fit its leaves")


def refill(store: LogStore, folder: StaticFolder, checkpoint: Checkpoint) -> int:
    """Append the leaves that a restored log lacks, from published bundles; returns how many.

    The checkpoint is the highest that the caller has accepted under the policy. Nothing is written unless the leaves,
    with those already there, give exactly its root.

    Raises:
        RollbackError: the bundles do not reach so far yet.
        ForkError: they, or the leaves already there, belong to another log.
    """
    start = load_growth(store)
    growth = start
    for contents in _missing(folder, start.size, checkpoint.size):
        growth, _ = growth.extend(contents)
    if growth.size != checkpoint.size or growth.root() != checkpoint.root:
        raise ForkError(
            "the published leaves do not lead to the checkpoint",
            help="Try another mirror; keep this one as it is, for the inspector.",
        )
    growth = start
    for contents in _missing(folder, start.size, checkpoint.size):
        grown, tiles = growth.extend(contents)
        store.write(growth.size, contents, tiles)
        growth = grown
    return growth.size - start.size


def _missing(folder: StaticFolder, first: int, last: int) -> Iterator[list[bytes]]:
    while first < last:
        number, skip = divmod(first, TILE_WIDTH)
        width = min(TILE_WIDTH, last - number * TILE_WIDTH)
        contents = folder.bundle(number, width)
        if contents is None:
            raise RollbackError(
                f"`{tile_path(ENTRIES, number, width)}` is not published",
                help="Try a mirror that has the entries, or wait until the delay has passed.",
            )
        yield contents[skip:]
        first = number * TILE_WIDTH + width
