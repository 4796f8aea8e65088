"""What a desk holds beside bookings and requests: some hundreds of holds, letters, reviews, findings, orders of courts.

The gate's own verbs make them, and the desk's own pages where people do it there. Each part is added once: a note in
the home says which are there, so that a county that is kept is filled only with what it lacks.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import islice
from time import perf_counter
from typing import Any

from comity.gate import Gate
from comity.ledger import Policy
from comity.site.demo.county import stays
from comity.site.demo.witnesses import served_witnesses
from comity.site.demo.year import Year
from comity.site.desk import clock, new_id
from comity.site.rounds.counting import count_published
from comity.site.sealing import opened_sealer, signing_keys
from comity.store.desk import Desk
from django.conf import settings
from django.db import transaction

from desk_parts import extras_courts, extras_gate, extras_pages
from desk_parts.extras_gate import some
from desk_parts.extras_pages import Enter

STAYS = 400  # people of a second, smaller county, whose year is told moment by moment: two in three are asked about
LOT = 10  # of them in one transaction
NOTE = "extras.json"


def add(desk: Desk, enter: Enter) -> None:
    """Add what is not there yet; `enter` gives a browser in which somebody of a role has signed in."""
    note = settings.COMITY_HOME.folder / NOTE
    done: dict[str, float] = json.loads(note.read_text()) if note.exists() else {}
    for name, part in _parts(desk, enter).items():
        if name not in done:
            began = perf_counter()
            part()
            done[name] = round(perf_counter() - began, 1)
            note.write_text(json.dumps(done))
            sys.stderr.write(f"bench: {settings.COMITY_HOME.folder.name}: {name}, {done[name]} s\n")


def _parts(desk: Desk, enter: Enter) -> dict[str, Callable[[], Any]]:
    return {
        "a year": lambda: _a_year(desk),
        "people held": lambda: extras_gate.held(desk),
        "what was found": lambda: extras_gate.found(desk),
        "set-up": lambda: extras_pages.set_up(enter),
        "letters and papers": lambda: extras_pages.letters_and_papers(enter),
        "a seal": lambda: _sealed(desk),
        "orders of courts": lambda: extras_courts.ordered(desk),
        "what courts ordered": lambda: _done_for_courts(desk),
        "reports": lambda: extras_pages.reports(enter),
        "law": lambda: extras_pages.law(enter),
    }


def _a_year(desk: Desk) -> None:
    moment = [desk.clock()]

    def set_clock(at: datetime) -> None:
        moment[0] = at

    gate = Gate(desk.records, desk.law, lambda: moment[0], agency=desk.office.agency, new_id=new_id)
    told = Year(gate, set_clock, desk.clock()).tell(stays(desk.clock(), people=some(STAYS)))
    begun = True
    while begun:
        with transaction.atomic():  # not all in one: each act reads again what its transaction has logged so far
            begun = bool(list(islice(told, LOT)))


def _done_for_courts(desk: Desk) -> None:
    """What courts ordered is over once it is sealed; then some of it is to be opened again."""
    _sealed(desk)
    desk.erasing.resume(desk.records)
    desk.sealing.resume(desk.records)
    extras_courts.opening_ordered(desk)


def _sealed(desk: Desk) -> None:
    """The record sealed with witnesses, shown and counted."""
    home = settings.COMITY_HOME
    with _witnessed() as policy, opened_sealer() as sealer:
        desk.records.record.log._policy = policy  # noqa: SLF001 - the desk was opened before there were witnesses
        sealer.seal()
        sealer.log.export(home.folder / "published", int(desk.clock().timestamp()), delay=0)
        count_published(sealer.log)


@contextmanager
def _witnessed() -> Iterator[Any]:
    """Witnesses that sign while the block lasts; afterwards the office has none again, so that no page warns of it."""
    folder, path = settings.COMITY_HOME.folder / "witnesses", settings.COMITY_HOME.policy
    folder.mkdir(mode=0o700, exist_ok=True)
    with served_witnesses(folder, signing_keys(), lambda: int(clock().timestamp())) as policy:
        path.write_text(policy, "utf-8")
        try:
            yield Policy.read(policy.encode())
        finally:
            path.unlink()
