"""Records in memory, as plain as they can be and honest: what is kept is bytes, and every state is folded from them."""

import hashlib
import secrets
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime

from comity.gate import (
    Actor,
    Change,
    Event,
    EventKind,
    NotFoundError,
    Role,
    after,
    event_bytes,
    fold,
    read_event,
)
from comity.gate.bodies import written
from comity.gate.events import happened
from comity.gate.state import Matter, Person
from comity.ledger import Leaf, event_leaf

Watcher = Callable[[Sequence[Change]], None]


class MemoryRecords:
    """Matters as lists of event bytes, with their leaves; one writer at a time, all or nothing."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self.clock = clock
        self.events: dict[str, tuple[bytes, ...]] = {}
        self.leaves: tuple[Leaf, ...] = ()
        self.tables: dict[str, Matter] = {}  # as the gate handed them over
        self.series: dict[str, int] = {}
        self.began: set[str] = set()
        self.watchers: list[Watcher] = []
        self._office = ""
        self.lot, self._lots = 200, tuple[str, ...]()
        self._lock, self._depth = threading.RLock(), 0

    @contextmanager
    def transaction(self) -> Iterator[None]:
        with self._lock:
            kept = (dict(self.events), self.leaves, dict(self.tables), dict(self.series), self._office, self._lots)
            self._depth += 1
            try:
                yield
            except BaseException:
                self.events, self.leaves, self.tables, self.series, self._office, self._lots = kept
                raise
            finally:
                self._depth -= 1

    def matters(self, handles: Iterable[str]) -> Mapping[str, Matter]:
        wanted = list(handles)
        for handle in wanted:
            if not self.events.get(handle):
                raise NotFoundError("this matter is not here", help="Look for the person again.")
        return {handle: fold(handle, self.history(handle)) for handle in wanted}

    def history(self, handle: str) -> list[Event]:
        return [read_event(handle, payload) for payload in self.events[handle]]

    def begin(self, count: int, *, beginnings: Sequence[str] = ()) -> Sequence[str]:
        handles = [first + secrets.token_hex(16)[len(first) :] for first in beginnings or [""] * count]
        self.began |= set(handles)
        return handles

    def write(self, changes: Sequence[Change]) -> None:
        assert self._depth, "the gate writes outside a transaction"
        for change in changes:
            handle, before = change.after.handle, self.events.get(change.after.handle, ())
            assert handle in self.began, "the gate writes to a matter that has no key"
            assert change.before.events == len(before), "somebody else wrote in between"
            self.events[handle] = (*before, *map(event_bytes, change.events))
            self.leaves = (*self.leaves, *(_leaf(event) for event in change.events))
            self.tables[handle] = change.after
        for watcher in self.watchers:
            watcher(changes)

    def office(self) -> str:
        if not self._office:
            self._office = self._opened_by_office()
        return self._office

    def finding(self, seen: str) -> str:
        for matter in self.tables.values():
            if matter.is_of_office and not matter.is_given and seen in matter.findings:
                return matter.handle
        return ""

    def undecided(self, matter: str) -> int:
        found = (each for other in self.tables.values() for each in other.findings.values())
        return sum(each.about is not None and each.about.matter == matter for each in found)

    def refusals(self) -> str:
        if not self._lots or len(self.events[self._lots[-1]]) >= self.lot:
            self._lots = (*self._lots, self._opened_by_office())
        return self._lots[-1]

    def _opened_by_office(self) -> str:
        (handle,) = self.begin(1)
        body = {"agency": "", "person": written(Person("office", "office"))}
        system = Actor("office", Role.SYSTEM)
        opened = happened(EventKind.MATTER_OPENED, handle, at=self.clock(), by=system, body=body)
        before = Matter(handle)
        with self.transaction():
            self.write([Change(before, (opened,), after(before, opened))])
        return handle

    def next_number(self, series: str) -> int:
        self.series[series] = self.series.get(series, 0) + 1
        return self.series[series]

    def erase(self, matter: Matter) -> None:
        del self.events[matter.handle], self.tables[matter.handle]


def _leaf(event: Event) -> Leaf:
    """The public entry of an event: a code that the ledger would not take fails here as well."""
    digest = hashlib.sha256(event_bytes(event)).digest()
    codes = event.codes
    return event_leaf(
        codes.kind,
        event.at.date(),
        tags=[digest],
        commitments={event.audience: digest},
        decision=codes.decision,
        basis=codes.basis,
        org=codes.org,
    )
