"""Finding the booking that a request is about."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from comity.store.models import Matter
from comity.store.rows import folded
from comity.web.components import day_text, moment_text

MOST = 20


def bookings_like(sought: str) -> list[Matter]:
    """The bookings of a name or a number; those in custody first."""
    words = folded(sought)
    number = Q(booking_number__iexact=sought.strip())
    named = Q(name_key__contains=words)
    rows = Matter.objects.filter(number | named, closed_at=None).order_by("-in_custody", "-booked_at", "handle")
    return list(rows[:MOST])


def booking_words(matter: Matter, now: datetime) -> str:
    """What tells one booking from another."""
    parts = [
        _("born %(day)s") % {"day": day_text(matter.birth_date)} if matter.birth_date else "",
        _("booked %(moment)s") % {"moment": moment_text(matter.booked_at, now)} if matter.booked_at else "",
        _("in custody") if matter.in_custody else _("not held any more"),
        _("release due %(moment)s") % {"moment": moment_text(matter.release_due, now)} if matter.release_due else "",
    ]
    return " · ".join(part for part in parts if part)
