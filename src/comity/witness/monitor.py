"""The monitor: follows a published log, keeps its own copy, builds it again, compares, and raises alarms.

At each look, in this order:

1. the head: its form, its signatures, its quorum, its age;
2. the head against every head kept from earlier looks; every signed head is kept, the forks too;
3. the hash tiles of what is new against the head's root, level by level;
4. the entries that are public against the tree, and only then into the own copy;
5. the index of tags, built again leaf by leaf, against every index leaf;
6. the head against the witnesses' heads and against heads that other readers have kept.

An entry of the own copy is never changed; that is what makes a rewritten one show.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from comity.ledger import (
    Checkpoint,
    LedgerError,
    LogStore,
    MalformedError,
    Policy,
    QuorumError,
    leaf_hash,
    load_growth,
)
from comity.ledger.leaf import Kind, Leaf
from comity.ledger.policy import FRESH_SECONDS
from comity.ledger.store import TreeReader
from comity.ledger.tree import TILE_WIDTH
from comity.ledger.upkeep import DELAY_SECONDS
from comity.matters import MattersError
from comity.matters.log import read_signs
from comity.witness.alarms import Alarm, AlarmKind, AlarmRaisedError
from comity.witness.client import last_head, voices
from comity.witness.errors import AnswerError, WitnessError
from comity.witness.rebuild import TagTrie, grown
from comity.witness.source import CHECKPOINT, PublishedLog
from comity.witness.wire import SECONDS

GRACE_SECONDS = 600  # how long a head may be at the witnesses before it is shown to readers
CHUNK = 16 * TILE_WIDTH


@dataclass(frozen=True, slots=True)
class Looked:
    """What one look at a log gave."""

    head: Checkpoint | None
    entries: int
    heads: int
    notes: tuple[str, ...]
    alarms: tuple[Alarm, ...]


class Monitor:
    """Watches one published log with a policy, a store for the own copy, and a clock that gives POSIX seconds."""

    def __init__(
        self,
        source: PublishedLog,
        copy: LogStore,
        policy: Policy,
        clock: Callable[[], int],
        *,
        max_age: int = FRESH_SECONDS,
        delay: int = DELAY_SECONDS,
        seconds: float = SECONDS,
    ) -> None:
        self._source, self._copy, self._policy, self._clock = source, copy, policy, clock
        self._max_age, self._delay, self._seconds = max_age, delay, seconds
        self._kept = [(kept.size, Checkpoint.read(kept.note)) for kept in copy.heads()]
        self._growth = load_growth(copy)
        self._reader = TreeReader(copy, lambda: self._growth)
        self._tail: list[bytes] = []  # hashes of entries that are in the tree and not public yet
        self._trie: TagTrie | None = None
        self._covered = self._indexed = 0
        self._alarms: list[Alarm] = []
        self._notes: list[str] = []

    def look(self, *, whole: bool = False, others: Iterable[Checkpoint] = ()) -> Looked:
        """Look at the log once; with `whole`, read again what was read before.

        Raises:
            UnreachableError: the log cannot be read at all.
        """
        self._alarms, self._notes, head = [], [], None
        try:
            head = self._head()
            self._follow(head)
            if whole:
                self._reread()
            self._index()
            self._ask_witnesses(head)
            for other in others:
                self._compare(other, "another reader")
        except AlarmRaisedError as raised:
            self._alarms.append(raised.alarm)
        except MalformedError as error:
            self._alarms.append(Alarm(AlarmKind.MALFORMED, error.message))
        return Looked(head, self._growth.size, len(self._kept), tuple(self._notes), tuple(self._alarms))

    # --- the head -----------------------------------------------------------------------------------------------------

    def _head(self) -> Checkpoint:
        """The head that is shown, if it is signed; it is kept whatever else is wrong with it."""
        head = self._source.head()
        if head is None:
            raise AlarmRaisedError(AlarmKind.MISSING, f"`{CHECKPOINT}` is not published")
        try:
            head.verified(self._policy.log_keys(head.origin))
        except LedgerError as error:
            raise AlarmRaisedError(AlarmKind.UNSIGNED, error.message) from None
        earlier = tuple(self._kept)
        self._keep(head)
        self._check_quorum(head)
        for size, kept in earlier:
            if kept.origin != head.origin:
                raise AlarmRaisedError(AlarmKind.FORK, "the head is of another log than the one that was followed")
            if size == head.size and kept.root != head.root:
                raise AlarmRaisedError(AlarmKind.FORK, f"two heads of {size:,} entries with different roots are signed")
        longest = max((size for size, _ in earlier), default=0)
        if longest > head.size:
            raise AlarmRaisedError(
                AlarmKind.ROLLBACK, f"a head of {longest:,} entries was shown before, and now one of {head.size:,}"
            )
        return head

    def _keep(self, head: Checkpoint) -> None:
        if not any((size, kept.root) == (head.size, head.root) for size, kept in self._kept):
            self._copy.write_head(head.size, self._clock(), bytes(head))
            self._kept.append((head.size, head))

    def _check_quorum(self, head: Checkpoint) -> None:
        try:
            self._policy.accept(head)
        except LedgerError as error:
            self._alarms.append(Alarm(AlarmKind.UNSIGNED, error.message))
            return
        try:
            self._policy.accept(head, now=self._clock(), fresh=self._max_age)
        except QuorumError:
            hours = self._max_age // 3600
            self._alarms.append(Alarm(AlarmKind.STALE, f"no quorum has confirmed the head in the last {hours:,} hours"))

    # --- the tree -----------------------------------------------------------------------------------------------------

    def _follow(self, head: Checkpoint) -> None:
        """Take in what is new: first the hashes, which the head's root covers, then the entries that fit them."""
        begun = self._growth.size
        if head.size < begun:
            raise AlarmRaisedError(
                AlarmKind.ROLLBACK, f"{begun:,} entries were read before, and the head has {head.size:,}"
            )
        new = self._new_hashes(head)
        whole, rows = grown(self._growth, new)
        if whole.root() != head.root:
            raise self._why_other_root(head)
        self._tail = new
        for level, (first, row) in enumerate(rows):
            if level:
                self._check_row(level, first, row)
        self._check_earlier_heads(begun)
        self._take_entries(head)

    def _new_hashes(self, head: Checkpoint) -> list[bytes]:
        """The hashes of the entries after the own copy, from the tiles of level 0."""
        found: list[bytes] = []
        start = self._growth.size
        edge = self._growth.edges[0] if self._growth.edges else ()
        for number in range(start // TILE_WIDTH, -(-head.size // TILE_WIDTH)):
            tile = self._tile(0, number, min(TILE_WIDTH, head.size - number * TILE_WIDTH))
            skip = max(0, start - number * TILE_WIDTH)
            for at, (kept, shown) in enumerate(zip(edge, tile[:skip], strict=False)):
                if kept != shown:
                    first = self._first_rewritten()
                    raise _rewritten(number * TILE_WIDTH + at if first is None else first)
            found += tile[skip:]
        return found

    def _tile(self, level: int, number: int, width: int) -> list[bytes]:
        tile = self._source.hashes(level, number, width)
        if tile is None:
            raise AlarmRaisedError(AlarmKind.MISSING, f"tile {number:,} of level {level} is not published")
        return tile

    def _check_row(self, level: int, first: int, row: list[bytes]) -> None:
        for at in range(0, len(row), TILE_WIDTH):
            expected, number = row[at : at + TILE_WIDTH], first + at // TILE_WIDTH
            if self._tile(level, number, len(expected)) != expected:
                raise AlarmRaisedError(
                    AlarmKind.REWRITTEN, f"tile {number:,} of level {level} is not the one that the entries give"
                )

    def _why_other_root(self, head: Checkpoint) -> AlarmRaisedError:
        """The first entry that was rewritten, where the tiles show one; else it is another log."""
        place = self._first_rewritten()
        if place is not None:
            return _rewritten(place)
        return AlarmRaisedError(
            AlarmKind.FORK, f"the published tiles and earlier entries do not give the signed root at {head.size:,}"
        )

    def _first_rewritten(self) -> int | None:
        for number in range(self._growth.size // TILE_WIDTH):
            own = [leaf_hash(one) for one in self._copy.leaves(number * TILE_WIDTH, (number + 1) * TILE_WIDTH)]
            shown = self._source.hashes(0, number, TILE_WIDTH) or []
            for at, (kept, now) in enumerate(zip(own, shown, strict=False)):
                if kept != now:
                    return number * TILE_WIDTH + at
        return None

    def _check_earlier_heads(self, begun: int) -> None:
        """Heads that reached beyond the own copy can only be compared now."""
        for size, head in self._kept:
            if size >= begun and self._reached(size) and self._root(size) != head.root:
                raise AlarmRaisedError(
                    AlarmKind.FORK, f"the log does not contain the head of {size:,} entries that was shown before"
                )

    def _reached(self, size: int) -> bool:
        return size <= self._growth.size + len(self._tail)

    def _root(self, size: int) -> bytes:
        if size <= self._growth.size:
            return self._reader.root(size)
        return grown(self._growth, self._tail[: size - self._growth.size])[0].root()

    # --- the entries --------------------------------------------------------------------------------------------------

    def _take_entries(self, head: Checkpoint) -> None:
        sizes = sorted({size for size, _ in self._kept}, reverse=True)
        while self._growth.size < head.size:
            number, skip = divmod(self._growth.size, TILE_WIDTH)
            first = number * TILE_WIDTH
            widths = [size - first for size in sizes if 0 < size - first < TILE_WIDTH]
            entries = self._source.entries(number, [min(TILE_WIDTH, head.size - first), *widths])
            if entries is None or len(entries) <= skip:
                break
            self._take(entries[skip : head.size - first])
            if len(entries) < TILE_WIDTH:
                break
        self._check_delay()

    def _take(self, contents: list[bytes]) -> None:
        first = self._growth.size
        for at, (content, hashed) in enumerate(zip(contents, self._tail, strict=False)):
            if leaf_hash(content) != hashed:
                raise _rewritten(first + at)
        growth, tiles = self._growth.extend(contents)
        self._copy.write(first, contents, tiles)
        self._growth = growth
        self._tail = self._tail[len(contents) :]

    def _check_delay(self) -> None:
        due = self._copy.last_head(at=self._clock() - self._delay - GRACE_SECONDS)
        if self._tail:
            self._notes.append(f"{len(self._tail):,} entries are in the tree and not public yet")
        if due is not None and due.size > self._growth.size:
            words = f"the entries after {self._growth.size:,} should be public by now and are not"
            self._alarms.append(Alarm(AlarmKind.MISSING, words))

    def _reread(self) -> None:
        """Read every published entry and full tile again, and hold it against the own copy."""
        for number in range(-(-self._growth.size // TILE_WIDTH)):
            first = number * TILE_WIDTH
            own = self._copy.leaves(first, min(first + TILE_WIDTH, self._growth.size))
            shown = self._source.entries(number, range(len(own), TILE_WIDTH))
            if shown is None:
                raise AlarmRaisedError(AlarmKind.MISSING, f"entry bundle {number:,} is not published any more")
            for at, (kept, now) in enumerate(zip(own, shown, strict=False)):
                if kept != now:
                    raise _rewritten(first + at)
            if len(own) == TILE_WIDTH and self._tile(0, number, TILE_WIDTH) != [leaf_hash(one) for one in own]:
                raise AlarmRaisedError(AlarmKind.REWRITTEN, f"tile {number:,} of level 0 is not what its entries give")

    # --- the index ----------------------------------------------------------------------------------------------------

    def _index(self) -> None:
        """Build the index of tags further, and compare it at every index leaf."""
        if self._trie is None:
            self._trie = TagTrie()
        while self._indexed < self._growth.size:
            contents = self._copy.leaves(self._indexed, min(self._indexed + CHUNK, self._growth.size))
            for place, content in enumerate(contents, self._indexed):
                self._check_index_leaf(place, content)
            self._indexed += len(contents)

    def _check_index_leaf(self, place: int, content: bytes) -> None:
        try:
            if read_signs(content).kind is not Kind.INDEX:
                return
        except MattersError:
            raise AlarmRaisedError(AlarmKind.MALFORMED, f"entry {place:,} is not a leaf of the public form") from None
        fields = Leaf(content).fields()
        size, root = fields["size"], str(fields["root"])
        if not isinstance(size, int) or not self._covered <= size <= place:
            raise AlarmRaisedError(
                AlarmKind.INDEX, f"the index leaf at {place:,} covers less than before, or the future"
            )
        self._cover(size)
        assert self._trie is not None, "it is made before the first leaf"
        if self._trie.root.hex() != root:
            raise AlarmRaisedError(
                AlarmKind.INDEX,
                f"the index leaf at {place:,} has another root than the tags of the first {size:,} entries",
            )

    def _cover(self, size: int) -> None:
        assert self._trie is not None, "it is made before the first leaf"
        while self._covered < size:
            for content in self._copy.leaves(self._covered, min(self._covered + CHUNK, size)):
                if self._trie.add(content) is not None:
                    raise AlarmRaisedError(
                        AlarmKind.INDEX, f"a tag of entry {self._covered:,} stands in an earlier one"
                    )
                self._covered += 1

    # --- others -------------------------------------------------------------------------------------------------------

    def _ask_witnesses(self, head: Checkpoint) -> None:
        for voice in voices(self._policy):
            keys = self._policy.log_keys(head.origin)
            try:
                seen = last_head(voice, head.origin, keys, seconds=self._seconds)
            except AnswerError as error:
                self._alarms.append(Alarm(AlarmKind.MALFORMED, error.message))
                continue
            except WitnessError as error:
                self._notes.append(error.message)
                continue
            if seen is not None and seen.head is not None:
                self._compare(seen.head, f"the witness `{voice.name}`")
                self._check_held_back(seen.head, head, voice.name)

    def _compare(self, other: Checkpoint, who: str) -> None:
        """Hold a head from elsewhere against the tree; one that does not fit is kept as a proof."""
        try:
            other.verified(self._policy.log_keys(other.origin))
        except LedgerError as error:
            self._alarms.append(Alarm(AlarmKind.UNSIGNED, f"the head of {who}: {error.message}"))
            return
        if not self._reached(other.size):
            self._notes.append(f"{who} has a head of {other.size:,} entries, which is not shown here yet")
        elif self._root(other.size) != other.root:
            self._keep(other)
            words = f"{who} has a head of {other.size:,} entries with another root: two logs of this name are signed"
            self._alarms.append(Alarm(AlarmKind.FORK, words))

    def _check_held_back(self, seen: Checkpoint, head: Checkpoint, name: str) -> None:
        if seen.size <= head.size:
            return
        times = [one.at for one in seen.verified(self._policy.witnesses.values()) if one.at is not None]
        if times and self._clock() - max(times) > GRACE_SECONDS:
            words = f"the witness `{name}` signed {seen.size:,} entries long ago, and {head.size:,} are shown here"
            self._alarms.append(Alarm(AlarmKind.STALE, words))


def _rewritten(place: int) -> AlarmRaisedError:
    return AlarmRaisedError(AlarmKind.REWRITTEN, f"entry {place:,} is not the one that was read or signed before")
