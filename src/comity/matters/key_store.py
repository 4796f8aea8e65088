"""The key store: every matter's wrapped key, in a database of its own, apart from the ledger and the payloads.

Its backups are kept apart as well, and no longer than `generations` states. A key is live, erased or sealed; an erased
one leaves a row that names nothing but the erasure leaf. An erasure under way is kept here too, with its last step.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from enum import Enum, IntEnum

from comity.matters.database import Cell, Database, Row, octets, rows_among, text, whole
from comity.matters.errors import ErasureError, KeyUnavailableError, MattersError
from comity.matters.keys import MatterKey, checked_matter_name
from comity.matters.wrapping import Wrap

_SCHEMA = (
    (
        "CREATE TABLE IF NOT EXISTS matter_key (handle TEXT PRIMARY KEY, state TEXT NOT NULL, "
        "generation {whole} NOT NULL, wrapped {bytes}, court {bytes}, leaf_index {whole}, tag {bytes})"
    ),
    (
        "CREATE TABLE IF NOT EXISTS matter_erasure (handle TEXT PRIMARY KEY, step {whole} NOT NULL,"
        " payload {bytes} NOT NULL, salt {bytes}, horizon {whole})"
    ),
)
MAX_OPENED = 4_096  # unwrapped keys that a program remembers
TABLES = ("matter_key", "matter_erasure")


class State(Enum):
    """What became of a matter's key."""

    LIVE = "live"
    """It is here, wrapped."""

    SEALED = "sealed"
    """Only a court's key opens it."""

    ERASED = "erased"
    """It is destroyed."""


class ErasureStep(IntEnum):
    """The steps of an erasure, each one on the disk before the next begins."""

    REQUESTED = 1
    """Two persons and an order are on record."""

    LOGGED = 2
    """The erasure leaf is in the log, as the last event of the matter."""

    COVERED = 3
    """A checkpoint with a quorum of witnesses covers the leaf."""

    DESTROYED = 4
    """The wrapped key is gone from the tables of the key store."""

    DELETED = 5
    """The key is gone from the files of the key store, and the payloads are deleted."""

    SCRUBBED = 6
    """Deleted rows are gone from the files of both stores."""


@dataclass(frozen=True, slots=True)
class KeyRow:
    """What the key store knows of one matter."""

    handle: str
    state: State
    generation: int
    wrapped: bytes | None
    court: bytes | None
    leaf_index: int | None
    tag: bytes | None


@dataclass(frozen=True, slots=True)
class ErasureRow:
    """An erasure under way: its last step done, what its leaf commits to, and until when backups can undo it."""

    handle: str
    step: ErasureStep
    payload: bytes
    salt: bytes | None
    horizon: int | None


class KeyStore:
    """The wrapped keys of all matters."""

    def __init__(self, database: Database, wrap: Wrap) -> None:
        if any(name == "matter_event" or name.startswith("ledger_") for name in database.tables()):
            raise MattersError(
                "the keys may not lie in the database of the payloads or of the ledger",
                help="Give the key store a database of its own, so that no backup holds both.",
            )
        self.database, self.wrap = database, wrap
        self._opened = _OpenedKeys(wrap)
        database.create(*_SCHEMA)

    def add(self, handle: str, key: MatterKey) -> None:
        """Wrap and store the key of a new matter."""
        self.add_many([(handle, key)])

    def add_many(self, pairs: Iterable[tuple[str, MatterKey]]) -> None:
        """Wrap and store the keys of new matters, all or none of them."""
        query = "INSERT INTO matter_key (handle, state, generation, wrapped) VALUES (?, ?, ?, ?)"
        new = [(handle, key, self.wrap.wrap(key.secret, checked_matter_name(handle))) for handle, key in pairs]
        live, number = State.LIVE.value, self.wrap.generation_of
        self.database.run_many(query, [(handle, live, number(blob), blob) for handle, _, blob in new])
        self._opened.remember(new)

    def key(self, handle: str) -> MatterKey:
        """The key of a matter.

        Raises:
            KeyUnavailableError: it is erased, sealed, or was never here.
            WrapError: it does not open.
        """
        return self.keys([handle])[handle]

    def keys(self, handles: Collection[str]) -> dict[str, MatterKey]:
        """The keys of some matters.

        Raises:
            KeyUnavailableError: one is erased, sealed, or was never here.
            WrapError: one does not open.
        """
        wanted = dict.fromkeys(handles)
        found = self.live_keys(wanted)
        if missing := [handle for handle in wanted if handle not in found]:
            row = self.row(missing[0])
            raise KeyUnavailableError(
                f"the key of the matter `{missing[0]}` is not here: {row.state.value if row else 'not known'}",
                help="An erased key does not come back; a sealed one needs the court's key.",
            )
        return found

    def live_keys(self, handles: Collection[str]) -> dict[str, MatterKey]:
        """The keys of those of some matters whose key is here.

        Raises:
            WrapError: one does not open.
        """
        wanted = list(dict.fromkeys(handles))
        query = "SELECT handle, wrapped FROM matter_key WHERE state = ? AND handle IN ({wanted})"
        rows = {row[0]: row[1] for row in rows_among(self.database, query, wanted, State.LIVE.value)}
        if len(rows) < len(wanted):
            for handle in wanted:
                checked_matter_name(handle)
        return self._opened.keys((handle, rows.get(handle)) for handle in wanted)

    def row(self, handle: str) -> KeyRow | None:
        """What is known of one matter."""
        rows = self.database.rows(f"{_KEYS} WHERE handle = ?", checked_matter_name(handle))
        return _key_row(rows[0]) if rows else None

    def all_rows(self) -> Iterator[KeyRow]:
        """What is known of every matter."""
        return (_key_row(row) for row in self.database.rows(f"{_KEYS} ORDER BY handle"))

    def live_before(self, generation: int, limit: int) -> list[KeyRow]:
        """Some live keys that an older generation wraps."""
        query = f"{_KEYS} WHERE state = ? AND generation < ? ORDER BY handle LIMIT ?"
        return [_key_row(row) for row in self.database.rows(query, State.LIVE.value, generation, limit)]

    def rewrap(self, row: KeyRow) -> None:
        """Wrap a live key with the newest generation; a key that was erased meanwhile stays so."""
        blob = self.wrap.wrap(self.wrap.unwrap(octets(row.wrapped), row.handle), row.handle)
        query = "UPDATE matter_key SET wrapped = ?, generation = ? WHERE handle = ? AND wrapped = ?"
        self.database.run(query, blob, self.wrap.generation_of(blob), row.handle, row.wrapped)

    def destroy(self, handle: str, leaf_index: int, tag: bytes) -> None:
        """Drop the wrapped key and keep where its erasure leaf stands."""
        query = (
            "UPDATE matter_key SET state = ?, wrapped = NULL, court = NULL, leaf_index = ?, tag = ? WHERE handle = ?"
        )
        self.database.run(query, State.ERASED.value, leaf_index, tag, handle)

    def hand_to_court(self, handle: str, court: bytes) -> None:
        """Drop the wrapped key and keep what only the court can open."""
        query = "UPDATE matter_key SET state = ?, wrapped = NULL, court = ? WHERE handle = ?"
        self.database.run(query, State.SEALED.value, court, handle)

    def take_back(self, handle: str, key: MatterKey) -> None:
        """Wrap and store a key that a court has opened."""
        blob = self.wrap.wrap(key.secret, handle)
        query = (
            "UPDATE matter_key SET state = ?, generation = ?, wrapped = ?, court = NULL WHERE handle = ? AND state = ?"
        )
        self.database.run(query, State.LIVE.value, self.wrap.generation_of(blob), blob, handle, State.SEALED.value)

    def erasure(self, handle: str) -> ErasureRow | None:
        """The erasure of a matter that is under way or whose certificate is not yet handed out."""
        rows = self.database.rows(f"{_ERASURES} WHERE handle = ?", checked_matter_name(handle))
        return _erasure_row(rows[0]) if rows else None

    def erasures(self) -> list[ErasureRow]:
        """Every erasure of which something is still to be done."""
        return [_erasure_row(row) for row in self.database.rows(f"{_ERASURES} ORDER BY handle")]

    def request(self, handle: str, payload: bytes, step: ErasureStep = ErasureStep.REQUESTED) -> None:
        """Begin an erasure.

        Raises:
            ErasureError: one is under way.
        """
        query = "INSERT INTO matter_erasure (handle, step, payload) VALUES (?, ?, ?) ON CONFLICT DO NOTHING"
        if not self.database.run(query, handle, int(step), payload):
            raise ErasureError(f"the matter `{handle}` is already being erased", help="Go on with that erasure.")

    def note_step(self, handle: str, step: ErasureStep) -> None:
        """Note the last step that an erasure has done."""
        self.database.run("UPDATE matter_erasure SET step = ? WHERE handle = ?", int(step), handle)

    def note_proof(self, handle: str, salt: bytes, horizon: int) -> None:
        """Keep what the certificate needs and what the key will no longer give."""
        self.database.run("UPDATE matter_erasure SET salt = ?, horizon = ? WHERE handle = ?", salt, horizon, handle)

    def forget_erasure(self, handle: str) -> None:
        """Drop the order and the names of an erasure that is over."""
        self.database.run("DELETE FROM matter_erasure WHERE handle = ?", handle)

    def scrub(self) -> None:
        """Make what was deleted unreadable in the database's files."""
        self.database.scrub(*TABLES)


class _OpenedKeys:
    """Keys that were unwrapped lately, so that the wrapping key is not asked each time.

    INVARIANT: it is asked only with the wrapped bytes that the database holds now, and never answers for a generation
    that was destroyed; a matter that is found erased or sealed is forgotten.
    """

    def __init__(self, wrap: Wrap) -> None:
        self._wrap = wrap
        self._lock = threading.Lock()
        self._keys: OrderedDict[str, tuple[bytes, MatterKey]] = OrderedDict()

    def keys(self, rows: Iterable[tuple[str, Cell]]) -> dict[str, MatterKey]:
        """The keys of those matters that have wrapped bytes; the others are forgotten."""
        there = {generation.number for generation in self._wrap.generations()}
        found = {}
        with self._lock:
            for handle, wrapped in rows:
                if wrapped is None:
                    self._keys.pop(handle, None)
                else:
                    found[handle] = self._key(handle, octets(wrapped), there)
            self._let_go()
        return found

    def remember(self, keys: Iterable[tuple[str, MatterKey, bytes]]) -> None:
        """Keep keys that were just wrapped, each with its wrapped bytes: their first events follow at once."""
        with self._lock:
            self._keys.update((handle, (wrapped, key)) for handle, key, wrapped in keys)
            self._let_go()

    def _let_go(self) -> None:
        while len(self._keys) > MAX_OPENED:
            self._keys.popitem(last=False)

    def _key(self, handle: str, wrapped: bytes, there: Collection[int]) -> MatterKey:
        known = self._keys.get(handle)
        if known is None or known[0] != wrapped or self._wrap.generation_of(wrapped) not in there:
            known = self._keys[handle] = wrapped, MatterKey(self._wrap.unwrap(wrapped, handle))
        self._keys.move_to_end(handle)
        return known[1]


_KEYS = "SELECT handle, state, generation, wrapped, court, leaf_index, tag FROM matter_key"
_ERASURES = "SELECT handle, step, payload, salt, horizon FROM matter_erasure"


def _key_row(row: Row) -> KeyRow:
    handle, state, generation, wrapped, court, leaf_index, tag = row
    spot = None if leaf_index is None else whole(leaf_index)
    return KeyRow(
        text(handle), State(text(state)), whole(generation), _bytes(wrapped), _bytes(court), spot, _bytes(tag)
    )


def _erasure_row(row: Row) -> ErasureRow:
    handle, step, payload, salt, horizon = row
    until = None if horizon is None else whole(horizon)
    return ErasureRow(text(handle), ErasureStep(whole(step)), octets(payload), _bytes(salt), until)


def _bytes(cell: Cell) -> bytes | None:
    return None if cell is None else octets(cell)
