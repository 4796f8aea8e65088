"""The law of the office at a moment: the packs at hand, and before them what was adopted, held to what was sealed."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.db import connection

from comity.gate.ordering.law import law_of
from comity.gate.ordering.state import LawOrder, standing
from comity.law import LawLibrary
from comity.store.adopting.files import kept_files
from comity.store.models import Request, Setting
from comity.store.records import DjangoRecords
from comity.store.rows import OFFICE

APPLIED = "law_applied"  # the setting that says under which adopted law open requests were last decided again
# the last to take effect comes last, and so is what is left of its pack; of a repeal, nothing is
_AGREED = (
    "SELECT effective_at, pack, CASE WHEN repeals THEN '' ELSE id END FROM store_laworder "
    "WHERE agreed_at IS NOT NULL AND taken_back_at IS NULL ORDER BY effective_at, id"
)
_ASKED: ContextVar[list[Sequence[tuple[datetime, str, str]]] | None] = ContextVar(
    "law orders that were asked for", default=None
)


@dataclass(frozen=True, slots=True)
class _Read:
    """The law of some orders, and the minute in which it was last held against what was sealed."""

    minute: datetime
    orders: tuple[LawOrder, ...]
    library: LawLibrary


class AdoptedLaw:
    """Which law decides at which moment, for every process alike.

    Which orders are in force is asked of the database each time: one that was agreed to a second ago elsewhere counts.
    Their text is read once, and held against what was sealed again in every minute of the desk's clock.
    """

    def __init__(self, library: LawLibrary, records: DjangoRecords, folder: Path) -> None:
        self.shipped, self._records, self.folder = library, records, folder
        self._kept: dict[tuple[str, ...], _Read] = {}
        self._reading = threading.Lock()

    def at(self, moment: datetime) -> LawLibrary:
        """The law of the office at a moment."""
        orders = self._in_force(moment)
        if not orders:
            return self.shipped
        minute = moment.replace(second=0, microsecond=0)
        kept = self._kept.get(orders)
        if kept is None or kept.minute != minute:
            with self._reading:
                kept = self._kept[orders] = self._read(orders, moment, minute, kept)
        return kept.library

    def drafts(self, files: str) -> Path:
        """The folder of a pack, by the digest of its files.

        Raises:
            ComityError: the files are not here, or not as they were sealed.
        """
        return kept_files(files).lay_out(self.folder)

    def name_at(self, moment: datetime) -> str:
        """A name of the law that was adopted and is in force at a moment; another one where some of it is withheld."""
        orders = self._in_force(moment)
        whole = all(not self.at(moment).withheld(pack) for pack in self.packs_at(moment))
        return " ".join([*orders, *([] if whole else ["withheld"])])

    def packs_at(self, moment: datetime) -> list[str]:
        """The packs that were adopted and are in force at a moment."""
        return sorted(pack for pack, _order in _standing(moment))

    def differs(self, moment: datetime) -> bool:
        """Whether the tables have other orders in force than the record: a row was added, moved or taken away."""
        return {(order.pack, order.id) for order in self._recorded(moment)} != set(_standing(moment))

    def _in_force(self, moment: datetime) -> tuple[str, ...]:
        return tuple(order for _pack, order in _standing(moment))

    def _read(self, orders: tuple[str, ...], moment: datetime, minute: datetime, before: _Read | None) -> _Read:
        """The law of some orders, as the record has them; the same as before where nothing has changed."""
        known = before is not None and len(before.orders) == len(orders)
        found = before.orders if before and known else self._sealed(orders, moment)
        fresh = law_of(self.shipped, found, self.drafts)
        return _Read(minute, found, before.library if before and _alike(before.library, fresh) else fresh)

    def _sealed(self, orders: tuple[str, ...], moment: datetime) -> tuple[LawOrder, ...]:
        # INVARIANT: what the tables say is law only where the record says it too
        return tuple(order for order in self._recorded(moment) if order.id in orders)

    def _recorded(self, moment: datetime) -> list[LawOrder]:
        """The orders in force at a moment, as the record has them."""
        office = Setting.objects.filter(name=OFFICE).values_list("value", flat=True).first() or ""
        return standing(self._records.seen(office).orders.values(), moment)


@contextmanager
def asked_once() -> Iterator[None]:
    """Within, which orders stand is asked once: for a page that tells each decision by the law of its moment."""
    before = _ASKED.set([])
    try:
        yield
    finally:
        _ASKED.reset(before)


def _standing(moment: datetime) -> list[tuple[str, str]]:
    """Each pack that was adopted and is in force, with its order; asked in every transaction of the gate."""
    found = {pack: order for begins, pack, order in _agreed() if begins <= moment}
    return [(pack, order) for pack, order in found.items() if order]


def _agreed() -> Sequence[tuple[datetime, str, str]]:
    asked = _ASKED.get()
    if asked:
        return asked[0]
    with connection.cursor() as cursor:
        cursor.execute(_AGREED)
        # SQLite writes moments of UTC without saying so
        rows = [(begins.replace(tzinfo=begins.tzinfo or UTC), *named) for begins, *named in cursor.fetchall()]
    if asked is not None:
        asked.append(rows)
    return rows


def _alike(one: LawLibrary, other: LawLibrary) -> bool:
    return (one.folders, one.bound, one.why_withheld) == (other.folders, other.bound, other.why_withheld)


def applied() -> str | None:
    """Under which adopted law open requests were last decided again, by its name; None where that was never done."""
    return Setting.objects.filter(name=APPLIED).values_list("value", flat=True).first()


def note_applied(name: str) -> None:
    """Note that it was done."""
    Setting.objects.update_or_create(name=APPLIED, defaults={"value": name})


def with_open_requests() -> Sequence[str]:
    """The matters in which a request is open."""
    found = Request.objects.filter(closed_at__isnull=True).order_by("matter_id")
    return list(found.values_list("matter_id", flat=True).distinct())
