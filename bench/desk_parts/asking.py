"""How long the tables take to answer what pages ask, over the loaded county."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from time import perf_counter

from comity.store import finding, queries
from comity.store.desk import current
from comity.store.models import Matter, Request
from comity.web.pages.custody.deadlines.due import deadlines_at

from desk_parts.county import END

LISTS: dict[str, Callable[[], object]] = {
    "today: open requests with asks and duties": lambda: list(queries.today()[:50]),
    "deadlines of three days": lambda: deadlines_at(END),
    "matters the clock has to look at": lambda: queries.watched(END + timedelta(hours=1))[:500],
    "waiting for legal": lambda: list(queries.waiting_for_legal()[:50]),
    "overrides waiting": lambda: list(queries.overrides_waiting()[:50]),
    "letters not known to have arrived": lambda: list(queries.notices_unconfirmed()[:50]),
    "a lawyer's clients": lambda: list(queries.of_counsel("c.defence")),
    "records by hand of fifty names": lambda: list(finding.alike_by_hand(_brought())),
    "newest requests": lambda: list(Request.objects.order_by("-received_at", "id")[:50]),
    "find: a booking number": lambda: finding.find("B-10100042"),
    "find: a rare name": lambda: finding.find("noran perustley"),
    "find: the commonest name": lambda: finding.find("ana"),
    "find: a name misspelt": lambda: finding.find("Kwarona Lusquist"),
    "one matter, from its events": lambda: current().records.matters([_one()]),
}


def asked(rounds: int) -> dict[str, list[float]]:
    """The milliseconds of each list, round by round."""
    times: dict[str, list[float]] = {name: [] for name in LISTS}
    for _ in range(rounds):
        for name, ask in LISTS.items():
            before = perf_counter()
            ask()
            times[name].append((perf_counter() - before) * 1000)
    return times


def _brought() -> list[Matter]:
    """Some bookings of a source, as a list of fifty shows them."""
    return list(Matter.objects.exclude(source="").order_by("handle")[:50])


def _one() -> str:
    return str(Request.objects.order_by("-received_at", "id").values_list("matter_id", flat=True)[0])
