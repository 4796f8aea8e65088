"""The desk of a demonstration: an invented county is told once, then served on this machine until somebody stops it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from django.conf import settings
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application
from django.db import transaction

from comity.gate import Gate
from comity.site.clock import now
from comity.site.demo.county import PEOPLE, stays
from comity.site.demo.witnesses import served_witnesses
from comity.site.demo.year import Count, Year
from comity.site.desk import clock, new_id
from comity.site.sealing import opened_sealer, signing_keys
from comity.store.desk import current
from comity.store.models import Matter
from comity.witness import Sealed

ROUND_SECONDS = 10
Advance = Callable[[int, int], None]


def tell_year(advance: Advance) -> Count | None:
    """Tell the invented year to an empty desk; does nothing where it was told before."""
    if Matter.objects.exists():
        return None
    desk, moment = current(), [clock()]

    def set_clock(at: datetime) -> None:
        moment[0] = at

    gate = Gate(desk.records, desk.library, lambda: moment[0], agency=desk.office.agency, new_id=new_id)
    year = Year(gate, set_clock, clock())
    with transaction.atomic():
        for begun in year.tell(stays(clock())):
            advance(begun, PEOPLE)
    return year.count


@contextmanager
def witnessed() -> Iterator[Callable[[], Sealed]]:
    """Serve three witnesses and give what seals the record before them."""
    folder = settings.COMITY_HOME.folder / "witnesses"
    folder.mkdir(mode=0o700, exist_ok=True)
    with served_witnesses(folder, signing_keys(), lambda: int(now().timestamp())) as policy:
        settings.COMITY_HOME.policy.write_text(policy, "utf-8")
        with opened_sealer() as sealer:
            yield sealer.seal


def serve(host: str, port: int, every_round: Callable[[], object]) -> None:
    """Serve the pages until interrupted; beside them, let the clock tick and the record be sealed."""
    stopped = threading.Event()

    def rounds() -> None:
        while not stopped.wait(ROUND_SECONDS):
            every_round()

    server = ThreadedWSGIServer((host, port), _Quiet)
    server.set_app(get_wsgi_application())
    threading.Thread(target=rounds, daemon=True).start()
    try:
        server.serve_forever()
    finally:
        stopped.set()
        server.server_close()


class _Quiet(WSGIRequestHandler):
    """Addresses of pages name matters; a demonstration shows nobody a log of them."""

    def log_message(self, format: str, *args: object) -> None:
        """Keep silent."""
