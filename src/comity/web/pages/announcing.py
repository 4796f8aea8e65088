"""Orders of law as they are announced: what is law here from when on, and what was taken back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from comity.store.models import LawOrder
from comity.web.components.moments import day_text

NEWS = timedelta(days=14)  # how long after its day an order is still told on Today


@dataclass(frozen=True, slots=True)
class OrderShown:
    """An order, and where it stands."""

    id: str
    title: str
    day: str
    mark: str
    state: str
    url: str
    public_url: str


def order_shown(row: LawOrder) -> OrderShown:
    """An order for a list."""
    mark, state = _state(row)
    urls = (reverse("law_order", args=[row.id]), reverse("public_order", args=[row.id]))
    return OrderShown(row.id, row.title, day_text(row.day), mark, state, *urls)


def announced() -> list[OrderShown]:
    """Every order that two persons stand behind, the last to take effect first."""
    return [order_shown(row) for row in LawOrder.objects.filter(agreed_at__isnull=False, taken_back_at=None)]


def news() -> list[OrderShown]:
    """Those that are to come or have just come."""
    since = settings.COMITY_CLOCK() - NEWS
    rows = LawOrder.objects.filter(agreed_at__isnull=False, taken_back_at=None, effective_at__gte=since)
    return [order_shown(row) for row in rows.order_by("effective_at")]


def _state(row: LawOrder) -> tuple[str, str]:
    now = settings.COMITY_CLOCK()
    if row.taken_back_at:
        return "none", _("taken back")
    if row.agreed_at is None:
        if now < row.effective_at:
            return "waiting", _("waits for a second person")
        return "none", _("nobody agreed before its day")
    if now < row.effective_at:
        return "waiting", _("will be law")
    later = LawOrder.objects.filter(pack=row.pack, agreed_at__isnull=False, taken_back_at=None)
    if later.filter(effective_at__gt=row.effective_at, effective_at__lte=now).exists():
        return "none", _("was law until another order took its place")
    return "done", _("is law")
