"""Finding the booking that a request is about."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from comity.gate import Actor
from comity.store.desk import current
from comity.store.finding import find, noted
from comity.store.models import Matter
from comity.web.components import day_text, due_text, moment_text

MOST = 20


def bookings_like(sought: str, by: Actor) -> list[tuple[Matter, bool]]:
    """The bookings of a name or a number, those in custody first; then, marked, those of a name almost alike.

    It stands in the record of each who found them.
    """
    found = find(sought, most=MOST)
    rows = [*((matter, False) for matter in found.matters), *((matter, True) for matter in found.near)]
    shown = noted(current(), [matter.handle for matter, _ in rows], by, "about whom")
    return [(matter, is_near) for matter, is_near in rows if matter.handle in shown]


def booking_words(matter: Matter, now: datetime, *, is_near: bool = False) -> str:
    """What tells one booking from another."""
    parts = [
        _("a name almost alike") if is_near else "",
        _("born %(day)s") % {"day": day_text(matter.birth_date)} if matter.birth_date else "",
        _("booked %(moment)s") % {"moment": moment_text(matter.booked_at, now)} if matter.booked_at else "",
        _("in custody") if matter.in_custody else _("not held any more"),
        _("release due %(moment)s") % {"moment": due_text(matter.release_due, now)} if matter.release_due else "",
    ]
    return " · ".join(part for part in parts if part)
