"""Records over Django: events with their leaves in the ledger, and the tables, in one transaction of one database."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import cast

from django.db import connection, transaction

from comity.gate import Actor, Change, Event, EventKind, NotFoundError, Role, event_bytes, fold, read_event
from comity.gate.bodies import written
from comity.gate.events import happened
from comity.gate.fold import after
from comity.gate.ports import Clock
from comity.gate.state import Matter, Person
from comity.ledger import Transaction
from comity.matters import MatterKey, Matters, NewEvent, new_matter_name
from comity.store.models import Series, Setting
from comity.store.rows import OFFICE
from comity.store.tables import write_changes

Watcher = Callable[[Sequence[Change]], None]


class DjangoRecords:
    """The records of one desk, over SQLite or PostgreSQL.

    `watchers` are called with what is written, inside the transaction: whatever they write is written with it or not
    at all.
    """

    def __init__(self, matters: Matters, clock: Clock, *, watchers: Sequence[Watcher] = ()) -> None:
        self.record, self.clock, self.watchers = matters, clock, watchers

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing; inside another transaction, a part of that."""
        with transaction.atomic(savepoint=False):
            yield

    def matters(self, handles: Iterable[str]) -> Mapping[str, Matter]:
        """The states of some matters; inside a transaction nobody else changes them until it ends.

        Raises:
            NotFoundError: one is not known, is erased or is sealed.
        """
        wanted = list(dict.fromkeys(handles))
        if not wanted:
            return {}
        locked = connection.in_atomic_block
        found = self.record.histories(_raw() if locked else None, wanted, lock=locked)
        states = {}
        for handle in wanted:
            payloads = [payload for _, _, payload in found.get(handle, ())]
            if not payloads:
                raise NotFoundError(
                    "this matter is not here", help="It may have been erased or sealed; look for the person again."
                )
            states[handle] = fold(handle, (read_event(handle, payload) for payload in payloads))
        return states

    def history(self, handle: str) -> list[tuple[Event, int | None]]:
        """The events of a matter, each with its place in the ledger."""
        found = self.record.histories(None, [handle]).get(handle, ())
        return [(read_event(handle, payload), kept.leaf_index) for kept, _, payload in found]

    def begin(self, count: int) -> Sequence[str]:
        """Keys for new matters, and their handles."""
        pairs = [(new_matter_name(), MatterKey.new()) for _ in range(count)]
        self.record.keys.add_many(pairs)
        return [handle for handle, _ in pairs]

    def write(self, changes: Sequence[Change]) -> None:
        """Write tables, then events and leaves: the turn at the ledger is taken last and kept shortest."""
        write_changes(changes)
        for watcher in self.watchers:
            watcher(changes)
        opening = [change.after.handle for change in changes if change.opens]
        self.record.record_in(_raw(), [_new(event) for change in changes for event in change.events], opening=opening)

    def office(self) -> str:
        """The handle of the office's own matter; it is opened when first asked for."""
        kept = Setting.objects.filter(name=OFFICE).values_list("value", flat=True).first()
        if kept:
            return kept
        (handle,) = self.begin(1)
        with self.transaction():
            setting, made = Setting.objects.get_or_create(name=OFFICE, defaults={"value": handle})
            if made:
                self._open_office(handle)
        return cast("str", setting.value)

    def _open_office(self, handle: str) -> None:
        body = {"agency": "", "person": written(Person(OFFICE, OFFICE))}
        opened = happened(EventKind.MATTER_OPENED, handle, at=self.clock(), by=Actor(OFFICE, Role.SYSTEM), body=body)
        before = Matter(handle)
        self.write([Change(before, (opened,), after(before, opened))])

    def next_number(self, series: str) -> int:
        """The next number of a series."""
        Series.objects.get_or_create(name=series, defaults={"last": 0})
        row = Series.objects.select_for_update().get(name=series)
        row.last += 1
        row.save(update_fields=["last"])
        return cast("int", row.last)


def _raw() -> Transaction:
    """Django's own connection to the database, inside its transaction."""
    connection.ensure_connection()
    return cast("Transaction", connection.connection)


def _new(event: Event) -> NewEvent:
    return NewEvent(event.handle, event.codes, event.at.date(), {event.audience: event_bytes(event)})
