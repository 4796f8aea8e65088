"""Fills a desk that is empty with the county: a year of bookings, and what was asked about some of them.

Events, leaves, payloads and rows are written as always, in large transactions. The gate has told the life of one
request; those that are loaded are that life again, about other people at other times.
"""

from __future__ import annotations

import json
import random
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
from comity.facts import Ask
from comity.gate import Change, Event, EventKind, after, commands
from comity.gate.bodies import written
from comity.gate.events import happened
from comity.gate.state import Matter
from comity.store.desk import Desk

from desk_parts.county import BEGIN, END, FEED, SUPERVISOR, Hands, bookings, receive

LOT_OF_BOOKINGS, LOT_OF_REQUESTS = 1_000, 500
STILL_OPEN = 300  # requests about which something is left to do, at the end

Advance = Callable[[str, int, int], None]


def load(desk: Desk, number: int, requests: int, advance: Advance) -> None:
    """Fill a desk that is empty."""
    handles = list[str]()
    for lot in _lots(list(bookings(number)), LOT_OF_BOOKINGS):
        names = desk.records.begin(len(lot))
        pairs = zip(names, lot, strict=True)
        _write(desk, [_opened(desk, handle, command) for handle, command in pairs])
        handles += names
        advance("bookings", len(handles), number)
    life, chance, done = Life(desk), random.Random(2), 0
    held = handles[-max(len(handles) // 100, 1) :]
    for lot in _lots(range(requests), LOT_OF_REQUESTS):
        asked = {chance.choice(held if each >= requests - STILL_OPEN else handles): each for each in lot}
        states = desk.records.states(list(asked))
        _write(desk, [life.again(states[handle], each, requests) for handle, each in asked.items()])
        done += len(lot)
        advance("requests", done, requests)


def _lots(values: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    return (values[first : first + size] for first in range(0, len(values), size))


def _write(desk: Desk, changes: list[Change]) -> None:
    with desk.records.transaction():
        desk.records.write(changes)


def _opened(desk: Desk, handle: str, command: commands.OpenMatter) -> Change:
    said = {"agency": desk.office.agency, "person": written(command.person), "booking": written(command.booking)}
    at = command.booking.booked_at or END
    event = happened(EventKind.MATTER_OPENED, handle, at=at, by=FEED, body=said)
    return Change(Matter(handle), (event,), after(Matter(handle), event))


class Life:
    """The life of one request, as the gate has told it: received, decided, answered with no, closed."""

    def __init__(self, desk: Desk) -> None:
        hands = Hands(desk, prefix="life")
        hands.now = END
        handle = hands.gate.do(next(bookings(1, seed=99)), FEED).matter.handle
        received = hands.gate.do(receive(handle, END), SUPERVISOR)
        self._id = next(iter(received.matter.requests))
        self._number = received.matter.requests[self._id].number
        answer = commands.AnswerAsk(handle, self._id, Ask.HOLD, yes=False, told="by fax")
        close = commands.CloseRequest(handle, self._id, "The papers went out.")
        ended = hands.gate.do_all([answer, close], SUPERVISOR)
        self._beginning, self._end = received.events, [event for done in ended for event in done.events]

    def again(self, matter: Matter, number: int, of: int) -> Change:
        """The same about another person, at another moment of the year."""
        at = (BEGIN + (END - BEGIN) * (number + 1) / of).replace(microsecond=0)
        told = [*self._beginning, *(self._end if number < of - STILL_OPEN else ())]
        events = tuple(self._at(event, matter.handle, number, at) for event in told)
        state = matter
        for event in events:
            state = after(state, event)
        return Change(matter, events, state)

    def _at(self, event: Event, handle: str, number: int, at: datetime) -> Event:
        text = json.dumps(event.body).replace(self._id, f"b{number:015x}").replace(self._number, f"2026-{number:05d}")
        for moment, then in ((END, at), (END - timedelta(minutes=5), at - timedelta(minutes=5))):
            text = text.replace(moment.isoformat(), then.isoformat())
        return Event(event.kind, handle, at, event.by, json.loads(text), event.codes)


# --- the same county on another database ------------------------------------------------------------------------------


def copy(source: Path, address: str) -> None:
    """Copy every row of a loaded SQLite file into a PostgreSQL database whose tables are there and empty."""
    with sqlite3.connect(source) as file, psycopg.connect(address) as server:
        file.text_factory = bytes
        names = [row[0].decode() for row in file.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for name in names:
            if name.startswith(("store_", "matter_", "ledger_")):
                _copy_table(file, server, name)
    with psycopg.connect(address, autocommit=True) as server:
        server.execute("VACUUM ANALYZE")


def _copy_table(file: sqlite3.Connection, server: psycopg.Connection[Any], name: str) -> None:
    columns = [row[1].decode() for row in file.execute(f'PRAGMA table_info("{name}")')]
    kinds = dict(server.execute(_KINDS, [name]).fetchall())
    listed = ", ".join(f'"{column}"' for column in columns)
    how = [_CELLS.get(kinds[column], _same) for column in columns]
    with server.cursor().copy(f'COPY "{name}" ({listed}) FROM STDIN'.encode()) as into:
        for row in file.execute(f'SELECT {listed} FROM "{name}"'):  # noqa: S608 - our names
            into.write_row([None if cell is None else make(cell) for make, cell in zip(how, row, strict=True)])


_KINDS = "SELECT column_name::text, data_type::text FROM information_schema.columns WHERE table_name = %s"


def _same(cell: Any) -> Any:
    return cell.decode() if isinstance(cell, bytes) else cell


_CELLS: dict[str, Callable[[Any], Any]] = {
    "boolean": bool,
    "bytea": lambda cell: cell,
    "timestamp with time zone": lambda cell: f"{cell.decode()}+00",
}
