"""The events of matters and their encrypted payloads, as rows beside the ledger.

Where they lie in the database of the log, an event and its leaf come in one transaction. Elsewhere the event comes
first, and `pending` finds those whose leaf may not have reached the log. A closed matter takes no event.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from cryptography.exceptions import InvalidTag

from comity.ledger.leaf import Audience, Leaf
from comity.ledger.store import Transaction
from comity.matters.database import Database, OpenTransaction, Row, octets, rows_among, text, whole
from comity.matters.errors import CounterTakenError, MattersError, PayloadError
from comity.matters.keys import Chain, MatterKey, counter_bytes

# INVARIANT: the nonce is the event's counter, which no other event of the chain has. GCM-SIV because a restored backup
# can repeat a counter, and then it shows only whether the two payloads are equal.
_NONCE_START = bytes(4)
_SCHEMA = (
    "CREATE TABLE IF NOT EXISTS matter_book (handle TEXT PRIMARY KEY, closed {whole} NOT NULL)",
    # where the log is beside, a leaf is not kept twice; sealed payloads lie in their event's row
    (
        "CREATE TABLE IF NOT EXISTS matter_event (handle TEXT NOT NULL, chain TEXT NOT NULL, counter {whole} NOT NULL,"
        " leaf {bytes}, leaf_index {whole}, sealed {bytes} NOT NULL, PRIMARY KEY (handle, chain, counter))"
    ),
)
_BOOK_COLUMNS, _COLUMNS = ("text", "whole"), ("text", "text", "whole", "bytes", "whole", "bytes")
TABLES = ("matter_event", "matter_book")
_AUDIENCES = {
    audience: bytes([number])
    for number, audience in enumerate((Audience.PUBLIC, Audience.COUNSEL, Audience.OVERSIGHT, Audience.SEALED), 1)
}
_NUMBERED = {number[0]: audience for audience, number in _AUDIENCES.items()}
_LENGTH_BYTES = 4
_BOUND = {
    (chain, audience): f"comity/payload/v1\0{chain.value}\0{audience.value}\0".encode()
    for chain in Chain
    for audience in Audience
}


class Place(NamedTuple):
    """Where an event stands: its matter, its chain and its counter there."""

    handle: str
    chain: Chain
    counter: int


class Draft(NamedTuple):
    """An event as it is to be stored: its leaf, its encrypted payloads, and its place in each matter it concerns.

    The payloads belong to the first place.
    """

    places: tuple[Place, ...]
    leaf: Leaf
    sealed: Mapping[Audience, bytes]


class Event(NamedTuple):
    """One stored event: its place, its leaf, and the index of the leaf once that is known."""

    place: Place
    leaf: bytes
    leaf_index: int | None


class Payloads:
    """The events and payloads of one ledger."""

    def __init__(self, database: Database, *, inside: bool = False) -> None:
        self.database = database
        self._is_beside = inside
        if inside:
            return
        if "matter_key" in database.tables():
            raise MattersError(
                "payloads may not lie in the database of the keys",
                help="Give the key store a database of its own, so that no backup holds both.",
            )
        database.create(*_SCHEMA)

    def inside(self, transaction: Transaction) -> Payloads:
        """The same rows, written in a transaction of the log that is open."""
        return Payloads(OpenTransaction(transaction), inside=True)

    @property
    def are_with_the_log(self) -> bool:
        """Whether they lie in the database of the log, so that one transaction can hold both."""
        return "ledger_entry" in self.database.tables()

    def add_matters(self, handles: Iterable[str]) -> None:
        """Begin the books of matters; those that are there stay as they are."""
        with self.database.transaction():
            self.database.insert("matter_book", _BOOK_COLUMNS, [(handle, 0) for handle in handles])

    def add(self, drafts: Sequence[Draft], matters: Mapping[str, bool]) -> None:
        """Store events of matters before their leaves are in the log; all or none.

        Raises:
            CounterTakenError: another writer has used a counter meanwhile.
            MattersError: a matter is closed.
        """
        with self.database.transaction():
            self.hold_open(matters)
            self.write(drafts)

    def write(self, drafts: Sequence[Draft], indexes: Sequence[int] | None = None) -> None:
        """Write the rows of events in an open transaction, and where their leaves stand if that is known.

        Raises:
            CounterTakenError: another writer has used a counter meanwhile.
        """
        rows, names = list[Row](), {chain: chain.value for chain in Chain}
        for at, (places, leaf, sealed) in enumerate(drafts):
            copy, index = (leaf.content, None) if indexes is None else (None, indexes[at])
            packed = _packed(sealed)
            for handle, chain, counter in places:
                rows.append((handle, names[chain], counter, copy, index, packed))
                packed = b""
        if self.database.insert("matter_event", _COLUMNS, rows) != len(rows):
            raise CounterTakenError(
                "a counter of a matter is taken",
                help="Log the events again; they get the next counters.",
            )

    def hold_open(self, matters: Mapping[str, bool]) -> None:
        """Hold matters until the end of the transaction, and close those that are to take no event after it.

        Raises:
            MattersError: one is closed.
        """
        if shut := matters.keys() - self.hold(list(matters)):
            raise closed(min(shut))
        ended = [(handle,) for handle, last in matters.items() if last]
        if ended:
            self.database.run_many("UPDATE matter_book SET closed = 1 WHERE handle = ?", ended)

    def hold(self, handles: Sequence[str]) -> set[str]:
        """Lock the books of matters until the end of the transaction, in one order; returns those that are open."""
        query = "SELECT handle FROM matter_book WHERE closed = 0 AND handle IN ({wanted}) ORDER BY handle {lock}"
        return {text(row[0]) for row in rows_among(self.database, query, sorted(set(handles)))}

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
        return [_event(row) for row in self.database.rows(f"{self._events} WHERE {where}")]

    def events(self, handle: str, chain: Chain) -> list[Event]:
        """The events of one chain of a matter, in order."""
        where = "handle = ? AND chain = ? ORDER BY counter"
        return [_event(row) for row in self.database.rows(f"{self._events} WHERE {where}", handle, chain.value)]

    def sealed(self, handles: Sequence[str], chain: Chain) -> Iterator[tuple[Event, Audience, bytes]]:
        """The encrypted payloads of one chain of some matters, each with its event, matter by matter in order."""
        query = f"{self._events} WHERE chain = ? AND handle IN ({{wanted}}) ORDER BY handle, counter"
        for row in rows_among(self.database, query, handles, chain.value):
            event = _event(row)
            yield from ((event, audience, sealed) for audience, sealed in _unpacked(octets(row[5])).items())

    @property
    def _events(self) -> str:
        beside = "coalesce(leaf, (SELECT entry.leaf FROM ledger_entry AS entry WHERE entry.idx = leaf_index))"
        self._is_beside = self._is_beside or self.are_with_the_log
        leaf = beside if self._is_beside else "leaf"
        return f"SELECT handle, chain, counter, {leaf}, leaf_index, sealed FROM matter_event"  # noqa: S608 - no text from outside

    def next_counters(self, handles: Sequence[str], chain: Chain) -> dict[str, int]:
        """The counter after the last stored one, for each of some matters."""
        last = "SELECT max(counter) FROM matter_event AS event WHERE event.handle = book.handle AND chain = ?"
        query = f"SELECT handle, coalesce(({last}), -1) + 1 FROM matter_book AS book WHERE handle IN ({{wanted}})"  # noqa: S608 - no text from outside
        found = {text(row[0]): whole(row[1]) for row in rows_among(self.database, query, handles, chain.value)}
        return {handle: found.get(handle, 0) for handle in handles}

    def audiences(self, place: Place) -> dict[Audience, bytes]:
        """The encrypted payloads of one event."""
        query = "SELECT sealed FROM matter_event WHERE handle = ? AND chain = ? AND counter = ?"
        rows = self.database.rows(query, *_key(place))
        return _unpacked(octets(rows[0][0])) if rows else {}

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


def _event(row: Row) -> Event:
    handle, chain, counter, leaf, leaf_index, _ = row
    place = Place(text(handle), Chain(text(chain)), whole(counter))
    return Event(place, octets(leaf), None if leaf_index is None else whole(leaf_index))


def _packed(sealed: Mapping[Audience, bytes]) -> bytes:
    """Encrypted payloads as one: for each its audience's number, its length in four bytes, and itself."""
    packed = b""
    for audience, content in sorted(sealed.items()):
        packed += _AUDIENCES[audience] + len(content).to_bytes(_LENGTH_BYTES) + content
    return packed


def _unpacked(packed: bytes) -> dict[Audience, bytes]:
    found, at = dict[Audience, bytes](), 0
    while at < len(packed):
        first = at + 1 + _LENGTH_BYTES
        end = first + int.from_bytes(packed[at + 1 : first])
        if packed[at] not in _NUMBERED or end > len(packed):
            raise PayloadError(
                "a row of payloads is not in the form in which this program writes it",
                help="Restore it from a backup, and look for who changed it.",
            )
        found[_NUMBERED[packed[at]]] = packed[first:end]
        at = end
    return found


def _key(place: Place) -> tuple[str, str, int]:
    return place.handle, place.chain.value, place.counter


def closed(handle: str) -> MattersError:
    """The error for an event of a matter that takes none."""
    return MattersError(
        f"the matter `{handle}` takes no further event",
        help="It is being erased or sealed, or was never opened; open a new matter.",
    )


def encrypt(key: MatterKey, place: Place, audience: Audience, payload: bytes) -> bytes:
    """A payload under the key of its chain and audience, AES-256-GCM-SIV, bound to its place."""
    nonce = _NONCE_START + counter_bytes(place.counter)
    return key.cipher(place.chain, audience).encrypt(nonce, payload, _bound(place, audience))


def decrypt(key: MatterKey, place: Place, audience: Audience, sealed: bytes) -> bytes:
    """The payload again.

    Raises:
        PayloadError: the bytes are not those that were stored at this place.
    """
    nonce = _NONCE_START + counter_bytes(place.counter)
    try:
        return key.cipher(place.chain, audience).decrypt(nonce, sealed, _bound(place, audience))
    except (InvalidTag, ValueError) as error:
        raise PayloadError(
            f"the payload of event {place.counter} of the matter `{place.handle}` does not decrypt",
            help="Restore this payload from a backup, and look for who changed it.",
        ) from error


def _bound(place: Place, audience: Audience) -> bytes:
    return _BOUND[place.chain, audience] + place.handle.encode()
