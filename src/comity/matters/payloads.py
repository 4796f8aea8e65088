"""The events of matters and their encrypted payloads, as rows beside the ledger.

Where they lie in the database of the log, an event and its leaf come in one transaction. Elsewhere the event comes
first, and `pending` finds those whose leaf may not have reached the log. A closed matter takes no event.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV

from comity.ledger.leaf import Audience
from comity.ledger.store import Transaction
from comity.matters.database import Database, OpenTransaction, Row, octets, rows_among, text, whole
from comity.matters.errors import CounterTakenError, MattersError, PayloadError
from comity.matters.keys import Chain, MatterKey, counter_bytes

# INVARIANT: a key encrypts one payload, so one nonce serves; GCM-SIV because a restored backup can repeat a counter,
# and then it shows only whether the two payloads are equal.
_NONCE = bytes(12)
_SCHEMA = (
    "CREATE TABLE IF NOT EXISTS matter_book (handle TEXT PRIMARY KEY, closed {whole} NOT NULL)",
    (
        "CREATE TABLE IF NOT EXISTS matter_event (handle TEXT NOT NULL, chain TEXT NOT NULL, counter {whole} NOT NULL,"
        " leaf {bytes} NOT NULL, leaf_index {whole}, PRIMARY KEY (handle, chain, counter))"
    ),
    (
        "CREATE TABLE IF NOT EXISTS matter_payload (handle TEXT NOT NULL, chain TEXT NOT NULL, "
        "counter {whole} NOT NULL, audience TEXT NOT NULL, sealed {bytes} NOT NULL,"
        " PRIMARY KEY (handle, chain, counter, audience))"
    ),
)
TABLES = ("matter_event", "matter_payload", "matter_book")


@dataclass(frozen=True, slots=True)
class Place:
    """Where an event stands: its matter, its chain and its counter there."""

    handle: str
    chain: Chain
    counter: int


@dataclass(frozen=True, slots=True)
class Draft:
    """An event as it is to be stored: its leaf, its encrypted payloads, and its place in each matter it concerns.

    The payloads belong to the first place. After the last event, the matters take no other.
    """

    places: tuple[Place, ...]
    leaf: bytes
    sealed: Mapping[Audience, bytes]
    last: bool = False


@dataclass(frozen=True, slots=True)
class Event:
    """One stored event: its place, its leaf, and the index of the leaf once that is known."""

    place: Place
    leaf: bytes
    leaf_index: int | None


class Payloads:
    """The events and payloads of one ledger."""

    def __init__(self, database: Database, *, create: bool = True) -> None:
        self.database = database
        if not create:
            return
        if "matter_key" in database.tables():
            raise MattersError(
                "payloads may not lie in the database of the keys",
                help="Give the key store a database of its own, so that no backup holds both.",
            )
        database.create(*_SCHEMA)

    def inside(self, transaction: Transaction) -> Payloads:
        """The same rows, written in a transaction of the log that is open."""
        return Payloads(OpenTransaction(transaction), create=False)

    @property
    def are_with_the_log(self) -> bool:
        """Whether they lie in the database of the log, so that one transaction can hold both."""
        return "ledger_entry" in self.database.tables()

    def add_matter(self, handle: str) -> None:
        """Begin the book of a matter."""
        self.database.run("INSERT INTO matter_book (handle, closed) VALUES (?, 0) ON CONFLICT DO NOTHING", handle)

    def add(self, drafts: Sequence[Draft], indexes: Sequence[int | None] | None = None) -> None:
        """Store events with their encrypted payloads, and where their leaves stand if that is known; all or none.

        Raises:
            CounterTakenError: another writer has used a counter meanwhile.
            MattersError: a matter is closed.
        """
        known = indexes or [None] * len(drafts)
        with self.database.transaction():
            self._see_open(drafts)
            self._add_events(
                (*_key(place), draft.leaf, at)
                for draft, at in zip(drafts, known, strict=True)
                for place in draft.places
            )
            self.database.run_many(
                "INSERT INTO matter_payload (handle, chain, counter, audience, sealed) VALUES (?, ?, ?, ?, ?)",
                (
                    (*_key(draft.places[0]), audience.value, sealed)
                    for draft in drafts
                    for audience, sealed in draft.sealed.items()
                ),
            )

    def hold(self, handles: Sequence[str]) -> set[str]:
        """Lock the books of matters until the end of the transaction, in one order; returns those that are open."""
        query = "SELECT handle FROM matter_book WHERE closed = 0 AND handle IN ({wanted}) ORDER BY handle {lock}"
        return {text(row[0]) for row in rows_among(self.database, query, sorted(set(handles)))}

    def _see_open(self, drafts: Iterable[Draft]) -> None:
        # The rows are locked, so that no event slips in behind the last one.
        closing: dict[str, bool] = {}
        for draft in drafts:
            for place in draft.places:
                if closing.get(place.handle):
                    raise _closed(place.handle)
                closing[place.handle] = draft.last
        if shut := closing.keys() - self.hold(list(closing)):
            raise _closed(min(shut))
        ended = [(handle,) for handle, last in closing.items() if last]
        if ended:
            self.database.run_many("UPDATE matter_book SET closed = 1 WHERE handle = ?", ended)

    def _add_events(self, rows: Iterable[Row]) -> None:
        rows = list(rows)
        query = "INSERT INTO matter_event VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"
        if self.database.run_many(query, rows) != len(rows):
            raise CounterTakenError(
                "a counter of a matter is taken",
                help="Log the events again; they get the next counters.",
            )

    def reopen(self, handle: str) -> None:
        """Let a matter take events again."""
        self.database.run("UPDATE matter_book SET closed = 0 WHERE handle = ?", handle)

    def settle(self, found: Iterable[tuple[Place, int]]) -> None:
        """Note at which index the leaf of each of these events stands."""
        query = "UPDATE matter_event SET leaf_index = ? WHERE handle = ? AND chain = ? AND counter = ?"
        self.database.run_many(query, [(leaf_index, *_key(place)) for place, leaf_index in found])

    def pending(self) -> list[Event]:
        """The events of which it is not known whether their leaf is in the log, in the order of their matters."""
        where = "leaf_index IS NULL ORDER BY handle, chain, counter"
        return [_event(row) for row in self.database.rows(f"{_EVENTS} WHERE {where}")]

    def events(self, handle: str, chain: Chain) -> list[Event]:
        """The events of one chain of a matter, in order."""
        where = "handle = ? AND chain = ? ORDER BY counter"
        return [_event(row) for row in self.database.rows(f"{_EVENTS} WHERE {where}", handle, chain.value)]

    def sealed(self, handles: Sequence[str], chain: Chain) -> Iterator[tuple[Event, Audience, bytes]]:
        """The encrypted payloads of one chain of some matters, each with its event, matter by matter in order."""
        query = (
            "SELECT event.handle, event.chain, event.counter, event.leaf, event.leaf_index, audience, sealed "
            "FROM matter_payload AS payload JOIN matter_event AS event ON event.handle = payload.handle "
            "AND event.chain = payload.chain AND event.counter = payload.counter "
            "WHERE payload.chain = ? AND payload.handle IN ({wanted}) ORDER BY 1, 3, 6"
        )
        for *event, audience, sealed in rows_among(self.database, query, handles, chain.value):
            yield _event(tuple(event)), Audience(text(audience)), octets(sealed)

    def next_counter(self, handle: str, chain: Chain) -> int:
        """The counter after the last stored one."""
        return self.next_counters([handle], chain)[handle]

    def next_counters(self, handles: Sequence[str], chain: Chain) -> dict[str, int]:
        """The counter after the last stored one, for each of some matters."""
        last = "SELECT max(counter) FROM matter_event AS event WHERE event.handle = book.handle AND chain = ?"
        query = f"SELECT handle, coalesce(({last}), -1) + 1 FROM matter_book AS book WHERE handle IN ({{wanted}})"  # noqa: S608 - no text from outside
        found = {text(row[0]): whole(row[1]) for row in rows_among(self.database, query, handles, chain.value)}
        return {handle: found.get(handle, 0) for handle in handles}

    def audiences(self, place: Place) -> dict[Audience, bytes]:
        """The encrypted payloads of one event."""
        query = "SELECT audience, sealed FROM matter_payload WHERE handle = ? AND chain = ? AND counter = ?"
        return {Audience(text(name)): octets(sealed) for name, sealed in self.database.rows(query, *_key(place))}

    def known(self) -> frozenset[str]:
        """The matters of which anything is stored here."""
        query = " UNION ".join(f"SELECT handle FROM {table}" for table in TABLES)  # noqa: S608 - names of our own
        return frozenset(text(row[0]) for row in self.database.rows(query))

    def delete(self, handle: str) -> None:
        """Delete everything that is stored of a matter."""
        with self.database.transaction():
            for table in TABLES:
                self.database.run(f"DELETE FROM {table} WHERE handle = ?", handle)  # noqa: S608 - names of our own

    def scrub(self) -> None:
        """Make what was deleted unreadable in the database's files."""
        self.database.scrub(*TABLES)


_EVENTS = "SELECT handle, chain, counter, leaf, leaf_index FROM matter_event"


def _event(row: Row) -> Event:
    handle, chain, counter, leaf, leaf_index = row
    place = Place(text(handle), Chain(text(chain)), whole(counter))
    return Event(place, octets(leaf), None if leaf_index is None else whole(leaf_index))


def _key(place: Place) -> tuple[str, str, int]:
    return place.handle, place.chain.value, place.counter


def _closed(handle: str) -> MattersError:
    return MattersError(
        f"the matter `{handle}` takes no further event",
        help="It is being erased or sealed, or was never opened; open a new matter.",
    )


def encrypt(key: MatterKey, place: Place, audience: Audience, payload: bytes) -> bytes:
    """A payload under the key of its place and audience, AES-256-GCM-SIV, bound to both."""
    cipher = AESGCMSIV(key.encryption_key(place.chain, audience, place.counter))
    return cipher.encrypt(_NONCE, payload, _bound(place, audience))


def decrypt(key: MatterKey, place: Place, audience: Audience, sealed: bytes) -> bytes:
    """The payload again.

    Raises:
        PayloadError: the bytes are not those that were stored at this place.
    """
    cipher = AESGCMSIV(key.encryption_key(place.chain, audience, place.counter))
    try:
        return cipher.decrypt(_NONCE, sealed, _bound(place, audience))
    except (InvalidTag, ValueError) as error:
        raise PayloadError(
            f"the payload of event {place.counter} of the matter `{place.handle}` does not decrypt",
            help="Restore this payload from a backup, and look for who changed it.",
        ) from error


def _bound(place: Place, audience: Audience) -> bytes:
    parts = f"comity/payload/v1\0{place.handle}\0{place.chain.value}\0{audience.value}\0"
    return parts.encode() + counter_bytes(place.counter)
