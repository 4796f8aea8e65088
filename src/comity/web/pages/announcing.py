"""Orders of law as they are announced: what is law here from when to when, and what was taken back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from comity.store.models import LawOrder
from comity.web.components.moments import day_text

NEWS = timedelta(days=14)  # how long after its day an order is still told on Today


@dataclass(frozen=True, slots=True)
class OrderShown:
    """An order, and where it stands."""

    id: str
    pack: str
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
    return OrderShown(row.id, row.pack, row.title, day_text(row.day), mark, state, *urls)


@dataclass(frozen=True, slots=True)
class Layer:
    """A version of the office's own law, with the days on which it is in force."""

    pack: str
    title: str
    first: str
    last: str  # empty where nothing ends it yet
    url: str  # of its order, for everybody


def announced() -> list[OrderShown]:
    """Every order that two persons stand behind, the last to take effect first."""
    return [order_shown(row) for row in _agreed()]


def news() -> list[OrderShown]:
    """Those that are to come or have just come."""
    since = settings.COMITY_CLOCK() - NEWS
    return [order_shown(row) for row in _agreed().filter(effective_at__gte=since).order_by("effective_at")]


def layers() -> list[Layer]:
    """Every version of the office's own law that was, is or will be in force, the last first."""
    return [
        Layer(row.pack, row.title, day_text(row.day), _last(row), reverse("public_order", args=[row.id]))
        for row in _agreed().filter(repeals=False)
    ]


def layer_in_force() -> LawOrder | None:
    """The order by which the office has its own law now."""
    row = _agreed().filter(effective_at__lte=settings.COMITY_CLOCK()).first()
    return None if row is None or row.repeals else row


def _agreed() -> QuerySet[LawOrder]:
    return LawOrder.objects.filter(agreed_at__isnull=False, taken_back_at=None)


def _last(row: LawOrder) -> str:
    """The last day of a law: that before the next order of its pack, which changes or ends it."""
    later = _agreed().filter(pack=row.pack, effective_at__gt=row.effective_at).order_by("effective_at").first()
    return day_text(later.day - timedelta(days=1)) if later else ""


def _state(row: LawOrder) -> tuple[str, str]:
    begun = settings.COMITY_CLOCK() >= row.effective_at
    if row.taken_back_at:
        return "none", _("taken back")
    if row.agreed_at is None:
        waits = _("its end waits for a second person") if row.repeals else _("waits for a second person")
        return ("none", _("nobody agreed before its day")) if begun else ("waiting", waits)
    if row.repeals:
        return ("none", _("is law no more")) if begun else ("waiting", _("will be law no more"))
    return _of_law(begun, _last(row), over=layer_in_force() != row)


def _of_law(begun: bool, last: str, *, over: bool) -> tuple[str, str]:
    if not begun:
        return "waiting", _("will be law until %(day)s") % {"day": last} if last else _("will be law")
    if over:
        return "none", _("was law until %(day)s") % {"day": last}
    return "done", _("is law until %(day)s") % {"day": last} if last else _("is law")
