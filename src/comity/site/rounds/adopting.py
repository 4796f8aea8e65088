"""Deciding open requests again once other law is in force, and telling that some of it cannot be used."""

from __future__ import annotations

from comity.base import ComityError
from comity.gate.ordering.commands import ApplyNewLaw
from comity.gate.tick import CLOCK
from comity.store.adopting.law import applied, note_applied, with_open_requests
from comity.store.desk import Desk


def apply_adopted(desk: Desk) -> list[str]:
    """Decide again, once, whatever is open, if the adopted law is not what it was at the last tick.

    Raises:
        ComityError: law that was adopted cannot be used, or some requests could not be decided.
    """
    if desk.law.differs(desk.clock()):  # before anything is decided again under law that nobody ordered
        raise ComityError(
            "the table of adopted law is not what the record says",
            help="Run `comity rebuild --check`, find out who changed it, and make the tables again: `comity rebuild`.",
        )
    name = desk.law.name_at(desk.clock())
    lines = [] if name == (applied() or "") else _apply(desk, name)
    for pack in desk.law.packs_at(desk.clock()):
        if why := desk.library.withheld(pack):
            raise ComityError(why, help="Until then whatever this law would decide is for legal.")
    return lines


def _apply(desk: Desk, name: str) -> list[str]:
    handles, again, failed = with_open_requests(), 0, list[Exception]()
    for handle in handles:
        try:
            again += len(desk.gate.do(ApplyNewLaw(handle), CLOCK).events)
        except Exception as error:  # noqa: BLE001 - whatever it is, the next person's request does not wait for it
            failed.append(error)
    if failed:
        raise ComityError(
            f"{len(failed)} matters could not be decided under the law now in force; the first: {failed[0]}",
            help="The others were; these are tried again at the next tick.",
        )
    note_applied(name)
    return [f"decided {again} requests again under other law"]
