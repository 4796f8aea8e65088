"""Records over Django: events with their leaves in the ledger, and the tables, in one transaction of one database."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from typing import cast

from django.db import connection, transaction

from comity.base import ComityError
from comity.gate import Actor, BusyError, Change, Event, EventKind, NotFoundError, Role, event_bytes, fold, read_event
from comity.gate.bodies import written
from comity.gate.events import happened
from comity.gate.fold import after
from comity.gate.ports import Clock
from comity.gate.sealing.state import is_gone
from comity.gate.state import Matter, Person
from comity.ledger import LogStore, Transaction
from comity.matters import History, MatterKey, Matters, NewEvent, new_matter_name
from comity.store.errors import UnavailableError
from comity.store.models import Finding, Setting
from comity.store.outages import Outage, answers, outage
from comity.store.rows import OFFICE
from comity.store.writing.tables import write_changes

Watcher = Callable[[Sequence[Change]], None]


class DjangoRecords:
    """The records of one desk, over SQLite or PostgreSQL.

    `watchers` are called with what is written, inside the transaction: whatever they write is written with it or not
    at all.
    """

    def __init__(self, matters: Matters, clock: Clock, *, watchers: Sequence[Watcher] = ()) -> None:
        self.record, self.clock, self.watchers = matters, clock, list(watchers)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing; inside another transaction, a part of that, which can fail alone.

        Raises:
            BusyError: others were writing, or the connection was lost before anything could be durable.
            UnavailableError: the database cannot be used now.
        """
        if connection.in_atomic_block:
            with transaction.atomic():
                yield
            return
        before_commit = True
        try:
            with transaction.atomic():
                yield
                before_commit = False
        except Exception as error:
            if said := self._said(error, before_commit=before_commit):
                raise said from error
            raise

    def _said(self, error: Exception, *, before_commit: bool) -> Exception | None:
        """What an error of the database is for whoever asked; None for an error of another kind."""
        match outage(error):
            case None:
                return None
            case Outage.BUSY:
                return BusyError("others were writing at the same time", help="Do this again in a moment.")
            case Outage.WAITED:
                return UnavailableError(
                    "others have been writing for too long", help="Nothing was done; do this again in a minute."
                )
            case Outage.LOST if self.wake() and before_commit:
                return BusyError("the connection to the database was lost", help="Do this again in a moment.")
        return UnavailableError(
            f"the database cannot be used now: {_first_line(error)}",
            help="Nothing that was shown as done is lost; look whether this was done when the database is back.",
        )

    def wake(self) -> bool:
        """Make connections anew that were lost; says whether the databases answer."""
        if not connection.in_atomic_block:
            connection.errors_occurred = True
            connection.close_if_unusable_or_obsolete()
        beside, apart = self.record.payloads.database, self.record.keys.database
        looks = (connection.ensure_connection, partial(beside.rows, _LOOK), partial(apart.rows, _LOOK), self._size)
        return all(answers(look) for look in looks)

    def _size(self) -> int:
        return self.record.log.size

    def matters(self, handles: Iterable[str]) -> Mapping[str, Matter]:
        """The states of some matters; inside a transaction nobody else changes them until it ends.

        Raises:
            NotFoundError: one is not known, is erased or is sealed.
        """
        wanted = list(dict.fromkeys(handles))
        if any(not _HANDLE.fullmatch(handle) for handle in wanted):
            raise _not_here()
        found = self.states(wanted)
        if len(found) != len(wanted) or (not connection.in_atomic_block and any(map(is_gone, found.values()))):
            raise _not_here()
        return found

    def states(self, handles: Sequence[str]) -> dict[str, Matter]:
        """The states of those of some matters that are here: not erased, not sealed."""
        if not handles:
            return {}
        found = self._histories(handles)
        told = {handle: _events_of(found.get(handle, ())) for handle in handles}
        return {
            handle: fold(handle, (read_event(handle, payload) for payload in payloads))
            for handle, payloads in told.items()
            if payloads
        }

    def seen(self, handle: str) -> Matter:
        """The state of a matter as it stands; others may change it meanwhile."""
        inside = _raw() if connection.in_atomic_block else None
        found = self.record.histories(inside, [handle]) if handle else {}
        return fold(handle, (read_event(handle, payload) for payload in _events_of(found.get(handle, ()))))

    def _histories(self, handles: Sequence[str]) -> Mapping[str, Sequence[History]]:
        if connection.in_atomic_block:
            return self.record.histories(_raw(), handles, lock=True)
        try:
            return self.record.histories(None, handles)
        except ComityError as error:
            if outage(error) is None:
                raise
            if not self.wake():
                raise self._said(error, before_commit=True) or error from error
            return self.record.histories(None, handles)

    def histories(self, handles: Sequence[str]) -> Iterator[tuple[str, list[tuple[Event, int | None]]]]:
        """The events of many matters, read some hundreds of matters at a time; of one that is not here, none."""
        for first in range(0, len(handles), _AT_A_TIME):
            found = self._histories(handles[first : first + _AT_A_TIME])
            for handle in handles[first : first + _AT_A_TIME]:
                yield handle, _told(handle, found.get(handle, ()))

    def history(self, handle: str) -> list[tuple[Event, int | None]]:
        """The events of a matter, each with its place in the ledger."""
        return _told(handle, self._histories([handle]).get(handle, ()))

    def begin(self, count: int, *, beginnings: Sequence[str] = ()) -> Sequence[str]:
        """Keys for new matters, and their handles, each with the beginning that is given for it."""
        pairs = [(new_matter_name(first), MatterKey.new()) for first in beginnings or [""] * count]
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
        return self._of_office(OFFICE)

    def refusals(self) -> str:
        """The handle of the lot in which refusals are recorded now; a full one is followed by another."""
        return self._lot(REFUSALS)

    def finding(self, seen: str) -> str:
        """The handle of the matter in which a finding about nobody who is known stands; empty: it is not on record."""
        rows = Finding.objects.filter(seen=seen, is_about_nobody=True)
        return str(rows.values_list("matter_id", flat=True).first() or "")

    def undecided(self, matter: str) -> int:
        """How many findings are proposed to be about a person, and nobody has decided yet."""
        return Finding.objects.filter(about_id=matter).count()

    def _lot(self, series: str) -> str:
        last = Setting.objects.filter(name__startswith=series).order_by("-name").first()
        if last is not None and not _is_full(last.value):
            return last.value
        number = int(last.name.removeprefix(series)) + 1 if last else 1
        return self._of_office(f"{series}{number:08}")

    def _of_office(self, name: str) -> str:
        """A matter of the office's own, by the name of the setting that keeps its handle."""
        kept = Setting.objects.filter(name=name).values_list("value", flat=True).first()
        if kept:
            return kept
        (handle,) = self.begin(1)
        with self.transaction():
            setting, made = Setting.objects.get_or_create(name=name, defaults={"value": handle})
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
        with connection.cursor() as cursor:
            cursor.execute(_NEXT, [series])
            return int(cursor.fetchone()[0])

    def close(self) -> None:
        """Let go of the databases."""
        for part in (self.record.keys.database, self.record.payloads.database):
            part.close()
        cast("LogStore", self.record.log.store).close()


REFUSALS = "refusals:"  # how the names of the settings begin that keep lots
LOT = 200  # the events that a lot has at most
_AT_A_TIME = 400  # matters whose events are read at once
_HANDLE = re.compile(r"[0-9a-f]{32}")
# how the gate writes an event; sealing and erasing log leaves of their own in the same chain
_EVENT = re.compile(rb'\{"at":"[^"]{25}","body":')
_LOOK = "SELECT 1"
# one statement: who comes second waits for the row until the first has ended, and then counts on from what that left
_NEXT = (
    "INSERT INTO store_series (name, last) VALUES (%s, 1) "
    "ON CONFLICT (name) DO UPDATE SET last = store_series.last + 1 RETURNING last"
)


def _is_full(handle: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM matter_event WHERE handle = %s", [handle])
        return int(cursor.fetchone()[0]) >= LOT


def _told(handle: str, found: Sequence[History]) -> list[tuple[Event, int | None]]:
    return [(read_event(handle, each[2]), each[0].leaf_index) for each in found if _EVENT.match(each[2])]


def _events_of(found: Sequence[History]) -> list[bytes]:
    return [payload for _, _, payload in found if _EVENT.match(payload)]


def _not_here() -> NotFoundError:
    return NotFoundError(
        "this matter is not here", help="It may have been erased or sealed; look for the person again."
    )


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:200]


def _raw() -> Transaction:
    """Django's own connection to the database, inside its transaction."""
    connection.ensure_connection()
    return cast("Transaction", connection.connection)


def _new(event: Event) -> NewEvent:
    return NewEvent(event.handle, event.codes, event.at.date(), {event.audience: event_bytes(event)})
