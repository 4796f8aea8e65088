"""Opening matters, logging their events, and reading the payloads again.

Where the payloads lie in the database of the log, rows and leaf are one transaction. Elsewhere the rows come first,
then the leaf; what ended in between is found by `settle`, which never appends a leaf twice, and which the one program
that writes to the log runs when it starts.
"""

from __future__ import annotations

import threading
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import NamedTuple

from comity.ledger.leaf import Audience, Kind, event_leaf
from comity.ledger.store import Transaction
from comity.matters.errors import CounterTakenError, MattersError, PayloadError
from comity.matters.index import Index, Seen
from comity.matters.key_store import KeyStore
from comity.matters.keys import MAX_COUNTER, Chain, MatterKey, commitment, commits_to, new_matter_name, pad_tags, tag
from comity.matters.log import Log, append_one, read_signs
from comity.matters.payloads import Draft, Event, Payloads, Place, closed, decrypt, encrypt

MAX_REACHED = 100_000  # chains whose end is remembered
_TRIES = 64

Tagged = tuple[Place, bytes]
History = tuple[Event, Audience, bytes]


@dataclass(frozen=True, slots=True)
class Codes:
    """The public codes of an event, from the ledger's closed lists."""

    kind: Kind
    decision: str | None = None
    basis: str | None = None
    org: str | None = None


@dataclass(frozen=True, slots=True)
class Disclosure:
    """What opens the commitment of one audience: the payload and its salt, and no key."""

    audience: Audience
    payload: bytes
    salt: bytes


class NewEvent(NamedTuple):
    """An event that is to be logged: its matter, codes and day, and a payload for each audience.

    The payloads belong to this matter alone and go when it is erased. Further matters that the event concerns (`also`)
    get a tag in the same leaf and no payload: no person's payload may hang on another person's key. After a `last`
    event its matters take no other.
    """

    handle: str
    codes: Codes
    day: date
    payloads: Mapping[Audience, bytes] = MappingProxyType({})
    chain: Chain = Chain.OPEN
    also: Sequence[str] = ()
    last: bool = False

    @property
    def concerned(self) -> tuple[str, ...]:
        """Every matter that it concerns."""
        return (self.handle, *self.also)


class Matters:
    """The matters of one ledger: their keys, their payloads, their tags in the index."""

    def __init__(self, keys: KeyStore, payloads: Payloads, index: Index, log: Log) -> None:
        self.keys, self.payloads, self.index, self.log = keys, payloads, index, log
        self.lock = threading.RLock()
        self._in_flight: set[bytes] = set()
        self._reached: dict[tuple[str, Chain], int] = {}
        self._joined = payloads.are_with_the_log

    def open(self, day: date) -> str:
        """Open a matter and log that; its handle is random and says nothing about anybody."""
        handle = new_matter_name()
        self.keys.add(handle, MatterKey.new())
        self.payloads.add_matters([handle])
        self.record(handle, Codes(Kind.MATTER), day)
        return handle

    def record(
        self,
        handle: str,
        codes: Codes,
        day: date,
        payloads: Mapping[Audience, bytes] | None = None,
        *,
        chain: Chain = Chain.OPEN,
        also: Sequence[str] = (),
        last: bool = False,
    ) -> Event:
        """Log one event of a matter, as `NewEvent` has it.

        Raises:
            MattersError: a matter is closed, or its key is not here.
        """
        return self.record_many([NewEvent(handle, codes, day, payloads or {}, chain, also, last)])[0]

    def record_many(self, events: Sequence[NewEvent]) -> list[Event]:
        """Log events in their order, all of them or none where the payloads lie in the database of the log.

        Elsewhere `settle` completes what ended half-way.

        Raises:
            MattersError: a matter is closed, or its key is not here.
        """
        for _ in range(_TRIES):
            try:
                return self._record(events)
            except CounterTakenError:
                continue
        raise MattersError("the matters are too busy", help="Log the events again in a moment.")

    def _record(self, events: Sequence[NewEvent]) -> list[Event]:
        if self._joined:
            with self.log.transaction() as transaction:
                return self.record_in(transaction, events)
        concerned = _concerned(events)
        drafts = self._drafts(events, self.keys.keys(concerned), self.payloads)
        return _logged(drafts, self._write(drafts, concerned))

    def record_in(
        self, transaction: Transaction, events: Sequence[NewEvent], *, opening: Collection[str] = ()
    ) -> list[Event]:
        """Log events in a transaction of the log's database that somebody else has opened and will commit.

        Rows, payloads and leaves are written in it; the events stand once it is committed. `opening` are matters whose
        keys have been added before and whose books begin here.

        Raises:
            MattersError: a matter is closed, or its key is not here; nothing was written.
            SequencerError: another writer has not ended in time; roll back, and do the whole transaction again.
        """
        rows = self.payloads.inside(transaction)
        rows.add_matters(opening)
        concerned = _concerned(events)
        keys = self.keys.keys(concerned)
        # INVARIANT: first the matters, in one order, then the turn: whoever holds the turn waits for no matter. What is
        # encrypted hangs on the matters alone, so it is done before the turn, which begins with the leaves
        rows.hold_open(concerned)
        drafts = self._drafts(events, keys, rows)
        indexes = self.log.append_in(transaction, [draft.leaf for draft in drafts])
        rows.write(drafts, indexes)
        return _logged(drafts, indexes)

    def histories(
        self, transaction: Transaction | None, handles: Collection[str], *, lock: bool = False
    ) -> dict[str, list[History]]:
        """The open chains of matters: each event with each of its payloads, decrypted, in the order of the counters.

        Matters whose key is erased, sealed or not known are left out, and so are events without a payload. Read in an
        open transaction, its own rows are seen; with `lock`, nobody else logs an event of these matters until its end.
        Payloads are not held against the log here: `read` does that.

        Raises:
            PayloadError: a payload does not decrypt.
        """
        keys = self.keys.live_keys(handles)
        rows = self.payloads if transaction is None else self.payloads.inside(transaction)
        if lock:
            rows.hold(list(keys))
        found: dict[str, list[History]] = {handle: [] for handle in keys}
        for event, audience, sealed in rows.sealed(list(keys), Chain.OPEN):
            handle = event.place.handle
            found[handle].append((event, audience, decrypt(keys[handle], event.place, audience, sealed)))
        return found

    def _drafts(self, events: Sequence[NewEvent], keys: Mapping[str, MatterKey], rows: Payloads) -> list[Draft]:
        tags = self._tags(events, keys, rows)
        return [_draft(event, found, keys[event.handle]) for event, found in zip(events, tags, strict=True)]

    def _tags(self, events: Sequence[NewEvent], keys: Mapping[str, MatterKey], rows: Payloads) -> list[list[Tagged]]:
        """The next free places of each event with their tags.

        After a restore the log can be ahead of the rows; a tag that is in the log is never used again. Where this
        program has seen that a matter's rows reach as far as the log, it looks again only if they are shorter.
        """
        counters = {chain: rows.next_counters(list(keys), chain) for chain in {event.chain for event in events}}
        logged = set[bytes]()
        while True:
            numbers = {chain: dict(found) for chain, found in counters.items()}
            given = [_next_places(event, numbers[event.chain], keys, logged) for event in events]
            unsure = {
                (handle, chain)
                for chain, found in counters.items()
                for handle, number in found.items()
                if self._reached.get((handle, chain), MAX_COUNTER) > number
            }
            taken = self.index.taken([tag for places in given for place, tag in places if place[:2] in unsure])
            if not taken:
                break
            logged |= taken
        if len(self._reached) > MAX_REACHED:
            self._reached.clear()
        for chain, found in numbers.items():
            self._reached |= {(handle, chain): number for handle, number in found.items()}
        return given

    def _write(self, drafts: Sequence[Draft], matters: Mapping[str, bool]) -> range:
        leaves = [draft.leaf.content for draft in drafts]
        self._in_flight.update(leaves)
        try:
            self.payloads.add(drafts, matters)
            indexes = self.log.append([draft.leaf for draft in drafts])
            pairs = zip(drafts, indexes, strict=True)
            self.payloads.settle((place, at) for draft, at in pairs for place in draft.places)
        finally:
            self._in_flight.difference_update(leaves)
        return indexes

    def settle(self) -> int:
        """Bring the leaf of every stored event into the log, once, and say how many were in doubt."""
        with self.lock:
            pending = [event for event in self.payloads.pending() if event.leaf not in self._in_flight]
            seen = Seen(self.index, self.log) if pending else None
            reached: dict[bytes, int] = {}
            for event in pending:
                assert seen is not None
                if event.leaf not in reached:
                    at = seen.place(read_signs(event.leaf).tags[0])
                    reached[event.leaf] = append_one(self.log, event.leaf) if at is None else at
                self.payloads.settle([(event.place, reached[event.leaf])])
            return len(pending)

    def read(self, place: Place, audience: Audience) -> bytes:
        """The payload of one event, decrypted and held against the commitment in the log.

        Raises:
            KeyUnavailableError: the matter is erased or sealed.
            PayloadError: the payload is not the one that was logged.
        """
        return self.disclose(place, audience).payload

    def disclose(self, place: Place, audience: Audience) -> Disclosure:
        """What opens the commitment of one audience to somebody who is given nothing else."""
        key = self.keys.key(place.handle)
        sealed = self.payloads.audiences(place).get(audience)
        if sealed is None:
            raise PayloadError(
                f"event {place.counter} of the matter `{place.handle}` has no payload for `{audience.value}`",
                help="Ask for an audience that the event was logged for; if it was, restore the payload.",
            )
        payload, salt = decrypt(key, place, audience, sealed), key.salt(place.chain, audience, place.counter)
        self._hold_against_log(place, key, audience, commitment(salt, payload))
        return Disclosure(audience, payload, salt)

    def _hold_against_log(self, place: Place, key: MatterKey, audience: Audience, said: bytes) -> None:
        events = self.payloads.events(place.handle, place.chain)
        at = next((event.leaf_index for event in events if event.place == place), None)
        signs = read_signs(self.log.leaf(at).content) if at is not None else None
        is_there = signs is not None and tag(key.tag_key(place.chain), place.counter) in signs.tags
        if signs is None or not is_there or signs.commitments.get(audience) != said:
            raise PayloadError(
                f"the payload of event {place.counter} of the matter `{place.handle}` is not the one that was logged",
                help="Look for who replaced it; the log shows what was committed to.",
            )


def _concerned(events: Sequence[NewEvent]) -> dict[str, bool]:
    """Every matter that these events concern, and whether it takes no event after them."""
    closing: dict[str, bool] = {}
    for event in events:
        for handle in event.concerned:
            if closing.get(handle):
                raise closed(handle)
            closing[handle] = event.last
    return closing


def _next_places(
    event: NewEvent, counters: dict[str, int], keys: Mapping[str, MatterKey], logged: Collection[bytes]
) -> list[Tagged]:
    """The places that an event gets, with their tags."""
    if event.also and len(set(event.concerned)) != len(event.concerned):
        raise MattersError("an event names a matter twice", help="Name each matter that it concerns once.")
    places, chain = list[Tagged](), event.chain
    for handle in event.concerned:
        counter, key = counters[handle], keys[handle]
        while (found := key.tag(chain, counter)) in logged:
            counter += 1
        places.append((Place(handle, chain, counter), found))
        counters[handle] = counter + 1
    return places


def _draft(event: NewEvent, tagged: Sequence[Tagged], key: MatterKey) -> Draft:
    place, codes = tagged[0][0], event.codes
    said, sealed = {}, {}
    for audience, payload in event.payloads.items():
        said[audience] = commitment(key.salt(place.chain, audience, place.counter), payload)
        sealed[audience] = encrypt(key, place, audience, payload)
    leaf = event_leaf(
        codes.kind,
        event.day,
        tags=pad_tags([tag for _, tag in tagged]),
        commitments=said,
        decision=codes.decision,
        basis=codes.basis,
        org=codes.org,
    )
    return Draft(tuple(place for place, _ in tagged), leaf, sealed)


def _logged(drafts: Sequence[Draft], indexes: Sequence[int]) -> list[Event]:
    return [Event(places[0], leaf.content, at) for (places, leaf, _), at in zip(drafts, indexes, strict=True)]


def opens(said: bytes, disclosure: Disclosure) -> bool:
    """Whether a disclosure opens a commitment."""
    return commits_to(said, disclosure.salt, disclosure.payload)
