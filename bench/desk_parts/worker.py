"""One program of a desk: does what it is told, line by line, and says how long it took.

It works on the home and the database that its surroundings name. `{"do": "import", "count": 500}` is answered with
`{"seconds": …, "processor": …, …}`.
"""

from __future__ import annotations

import gc
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import cycle
from operator import itemgetter
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "comity.site.settings")


def main() -> None:
    """Answer every line."""
    worker = Worker()
    for line in sys.stdin:
        told = json.loads(line)
        said = getattr(worker, told.pop("do"))(**told)
        sys.stdout.write(json.dumps(said) + "\n")
        sys.stdout.flush()


class Worker:
    """The desk, and what is timed on it."""

    def __init__(self) -> None:
        django.setup()
        self._matters: list[str] = []

    def begin(self) -> dict[str, Any]:
        """Bring the tables up."""
        from django.core.management import call_command
        from django.db import connection

        call_command("migrate", verbosity=0, skip_checks=True)
        with connection.cursor() as cursor:
            cursor.execute("SELECT sqlite_version()" if connection.vendor == "sqlite" else "SHOW server_version")
            return {"version": str(cursor.fetchone()[0])}

    def load(self, bookings: int, requests: int) -> dict[str, Any]:
        """Fill the desk."""
        from desk_parts.loading import load

        with _timed() as said:
            load(self._desk(), bookings, requests, _advance)
        return said

    def copy(self, source: str) -> dict[str, Any]:
        """Fill the desk with the rows of another, on SQLite; the tables of the record are there once it is open."""
        from comity.site.desk import postgres_address

        from desk_parts.loading import copy

        address = postgres_address()
        with _timed() as said:
            self._desk()
            copy(Path(source), address)
        return said

    def open(self, count: int, seed: int) -> dict[str, Any]:
        """Bring bookings in, in one transaction."""
        from desk_parts.county import END, FEED, Hands, bookings

        hands, opening = Hands(self._desk(), prefix=f"o{seed}-"), list(bookings(count, seed=seed))
        hands.now = END
        with _timed() as said:
            done = hands.gate.do_all(opening, FEED)
        self._matters = [each.matter.handle for each in done]
        return said

    def bring(self, count: int, lot: int, seed: int) -> dict[str, Any]:
        """Bring many bookings in as `comity import` does: in the order of their names, some in each transaction."""
        from comity.cli.desk.feed import seldom_sweep

        from desk_parts.county import END, FEED, Hands, bookings

        desk = self._desk()
        hands, book = Hands(desk, prefix=f"b{seed}-"), desk.book
        hands.now = END
        ordered = sorted(
            ((book.beginning("bench", each.booking.number), each) for each in bookings(count, seed=seed)),
            key=itemgetter(0),
        )
        before = gc.get_threshold()
        seldom_sweep()
        with _timed() as said, book.many():
            for first in range(0, count, lot):
                beginnings, opening = zip(*ordered[first : first + lot], strict=True)
                hands.gate.do_all(opening, FEED, beginnings=beginnings)
        gc.set_threshold(*before)
        return said

    def command(self, count: int, seed: int) -> dict[str, Any]:
        """Bring many bookings in by `comity import` itself, from a file."""
        from desk_parts.command import bring_in
        from desk_parts.county import bookings

        return bring_in(bookings(count, seed=seed))

    def beside(self, count: int, seed: int) -> dict[str, Any]:
        """How long each act of a clerk takes, in milliseconds, while `comity import` brings many bookings in."""
        from comity.gate.commands import WriteNote
        from comity.store.models import ImportRun

        from desk_parts.command import bring_in
        from desk_parts.county import SUPERVISOR, bookings

        self.open(count=100, seed=seed)
        gate, acts, handles = self._desk().gate, list[float](), cycle(self._matters)
        going, began = ImportRun.objects.filter(finished=False), datetime.now(UTC)

        def act() -> None:
            if not going.filter(at__gte=began).exists():
                return  # the program starts, or reads its file
            with _timed() as said:
                gate.do(WriteNote(next(handles), "Asked for a telephone call."), SUPERVISOR)
            acts.append(said["seconds"] * 1000)

        bring_in(bookings(count, seed=seed + 1), act)
        return {"acts": acts}

    def receive(self, count: int, seed: int) -> dict[str, Any]:
        """Receive requests about bookings of one's own, each in its transaction: recorded, decided, sealed."""
        from desk_parts.county import END, SUPERVISOR, Hands, receive

        hands = Hands(self._desk(), prefix=f"r{seed}-")
        hands.now = END
        with _timed() as said:
            for each in range(count):
                hands.gate.do(receive(self._matters[each % len(self._matters)], END), SUPERVISOR)
        return said

    def plain_open(self, count: int, seed: int) -> dict[str, Any]:
        """The rows of the same bookings by Django alone: objects, `bulk_create`, one transaction, no ledger."""
        from desk_parts.plain import plain_bookings, write_bookings

        rows = plain_bookings(self._desk(), count, seed)
        with _timed() as said:
            write_bookings(rows)
        return said

    def plain_bring(self, count: int, lot: int, seed: int) -> dict[str, Any]:
        """The rows of many bookings by Django alone, some in each transaction, and then taken away again.

        The keys of these matters follow each other, which is what a database likes best.
        """
        from desk_parts.plain import plain_bookings, take_back, write_bookings

        lots = [plain_bookings(self._desk(), lot, seed + each) for each in range(count // lot)]
        with _timed() as said:
            for rows in lots:
                write_bookings(rows)
        for rows in lots:
            take_back(rows)
        return said

    def plain_open_known(self, count: int, seed: int) -> dict[str, Any]:
        """The same, and these are the bookings that requests will be about."""
        from desk_parts.plain import plain_bookings, write_bookings

        rows = plain_bookings(self._desk(), count, seed)
        write_bookings(rows)
        self._matters = [each.handle for each in rows["Matter"]]
        return {}

    def plain_receive(self, count: int, seed: int) -> dict[str, Any]:
        """The rows of the same requests by Django alone, each in its transaction, by the same law, no ledger."""
        from desk_parts.plain import write_request

        desk, handles = self._desk(), self._matters
        with _timed() as said:
            for each in range(count):
                write_request(desk, handles[each % len(handles)], f"p{seed}-{each:08x}")
        return said

    def ask(self, rounds: int) -> dict[str, Any]:
        """Time what pages ask the tables for, in milliseconds."""
        from desk_parts.asking import asked

        self._desk()
        return {"lists": asked(rounds)}

    def check(self) -> dict[str, Any]:
        """Compare every table with the events."""
        from comity.store.rebuild import check

        with _timed() as said:
            found = list(check(self._desk().records))
        return {**said, "differences": len(found), "leaves": self._desk().records.record.log.size}

    def _desk(self) -> Any:
        from comity.store.desk import current

        return current()


@contextmanager
def _timed() -> Iterator[dict[str, Any]]:
    said: dict[str, Any] = {}
    wall, own = perf_counter(), process_time()
    yield said
    said.update(seconds=perf_counter() - wall, processor=process_time() - own)


def _advance(what: str, done: int, of: int) -> None:
    if done == of or done % 10_000 == 0:
        home = Path(os.environ["COMITY_HOME"]).name
        sys.stderr.write(f"bench: {home}: {what} {done:,} of {of:,}\n")


if __name__ == "__main__":
    main()
