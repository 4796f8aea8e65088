"""The desk of a demonstration: an invented county is told once, witnessed, and served on this machine until stopped."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import datetime
from types import TracebackType
from typing import Self

from django.conf import settings
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application
from django.db import transaction

from comity.gate import Gate
from comity.site.demo.around import tell_around
from comity.site.demo.county import PEOPLE, stays
from comity.site.demo.witnesses import served_witnesses
from comity.site.demo.year import Count, Year
from comity.site.desk import clock, new_id
from comity.site.rounds.counting import count_published
from comity.site.sealing import opened_sealer, signing_keys
from comity.store.desk import current
from comity.store.models import Matter
from comity.witness import Sealer

ROUND_SECONDS = 10
Advance = Callable[[int, int], None]


class Demonstration:
    """A desk with its three witnesses, as long as the block lasts."""

    def __init__(self) -> None:
        self._stack = ExitStack()
        self.sealer: Sealer

    def __enter__(self) -> Self:
        folder = settings.COMITY_HOME.folder / "witnesses"
        folder.mkdir(mode=0o700, exist_ok=True)
        policy = self._stack.enter_context(served_witnesses(folder, signing_keys(), lambda: int(clock().timestamp())))
        settings.COMITY_HOME.policy.write_text(policy, "utf-8")
        self.sealer = self._stack.enter_context(opened_sealer())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def tell(self, advance: Advance) -> Iterator[str]:
        """Tell the invented year, seal it, and say what it came to."""
        if settings.COMITY_SET_BACK:
            weeks, until = settings.COMITY_SET_BACK.days // 7, settings.COMITY_OFFICE.law_until
            yield (
                f"The law written down here ends on {until}, and that day is past. So the county's clock is set back "
                f"by {weeks} weeks: its day is {clock().date()}."
            )
        if count := tell_year(advance):
            yield (
                f"{count.bookings} invented people were booked into Harbor County Jail in a year. Outside agencies "
                f"made {count.requests} requests; {count.no} asks were answered with no and {count.yes} with yes."
            )
            yield from tell_around(current(), settings.COMITY_HOME.folder, clock())
        sealed = self.sealer.seal()
        self._publish()
        yield f"The record: {sealed.words} (an inspector and two other counties)."
        yield f"Read again, row by row: {'whole' if self.sealer.log.audit().whole else 'DAMAGED'}."

    def _publish(self) -> None:
        """Show every entry at once: what is invented need not wait a day."""
        folder = settings.COMITY_HOME.folder / "published"
        self.sealer.log.export(folder, int(clock().timestamp()), delay=0)
        count_published(self.sealer.log)

    def serve(self, host: str, port: int) -> None:
        """Serve the pages until interrupted; beside them, let the clock tick and the record be sealed."""
        from comity.site.ticking import tick_desk  # noqa: PLC0415 - Django has to be up

        stopped = threading.Event()

        def rounds() -> None:
            while not stopped.wait(ROUND_SECONDS):
                tick_desk(current())
                self.sealer.seal()
                self._publish()

        server = ThreadedWSGIServer((host, port), _Quiet)
        server.set_app(get_wsgi_application())
        threading.Thread(target=rounds, daemon=True).start()
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            pass
        finally:
            stopped.set()
            server.server_close()


def tell_year(advance: Advance) -> Count | None:
    """Tell the invented year to an empty desk; does nothing where it was told before."""
    if Matter.objects.exists():
        return None
    desk, moment = current(), [clock()]

    def set_clock(at: datetime) -> None:
        moment[0] = at

    gate = Gate(desk.records, desk.law, lambda: moment[0], agency=desk.office.agency, new_id=new_id)
    year = Year(gate, set_clock, clock())
    with transaction.atomic():
        for begun in year.tell(stays(clock())):
            advance(begun, PEOPLE)
    return year.count


class _Quiet(WSGIRequestHandler):
    """Addresses of pages name matters; a demonstration shows nobody a log of them."""

    def log_message(self, format: str, *args: object) -> None:
        """Keep silent."""
