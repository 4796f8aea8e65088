"""The law of the office at a moment: the packs at hand, and before them what was adopted, held to what was sealed."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from django.db.models import Q

from comity.gate.ordering.law import law_of
from comity.gate.ordering.state import standing
from comity.law import LawLibrary
from comity.store.adopting.files import kept_files
from comity.store.models import LawOrder, Request, Setting
from comity.store.records import DjangoRecords
from comity.store.rows import OFFICE

APPLIED = "law_applied"  # the setting that says under which adopted law open requests were last decided again
_IN_FORCE = Q(agreed_at__isnull=False, taken_back_at__isnull=True)


class AdoptedLaw:
    """Which law decides at which moment, for every process alike.

    Which orders are in force is asked of the database each time: one that was agreed to a second ago elsewhere counts.
    Their text is read once, and held against what was sealed again in every minute of the desk's clock.
    """

    def __init__(self, library: LawLibrary, records: DjangoRecords, folder: Path) -> None:
        self.shipped, self._records, self.folder = library, records, folder
        self._kept: dict[tuple[str, ...], tuple[datetime, LawLibrary]] = {}
        self._reading = threading.Lock()

    def at(self, moment: datetime) -> LawLibrary:
        """The law of the office at a moment."""
        orders = self._in_force(moment)
        if not orders:
            return self.shipped
        minute = moment.replace(second=0, microsecond=0)
        looked, library = self._kept.get(orders, (None, None))
        if library is None or looked != minute:
            with self._reading:
                library = self._read(orders, moment, library)
                self._kept[orders] = (minute, library)
        return library

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
        found = LawOrder.objects.filter(_IN_FORCE, effective_at__lte=moment).values_list("pack", flat=True)
        return sorted(set(found))

    def _in_force(self, moment: datetime) -> tuple[str, ...]:
        found = LawOrder.objects.filter(_IN_FORCE, effective_at__lte=moment).order_by("effective_at", "id")
        return tuple(dict(found.values_list("pack", "id")).values())

    def _read(self, orders: tuple[str, ...], moment: datetime, before: LawLibrary | None) -> LawLibrary:
        """The law of some orders, as the record has them; the same as before where nothing has changed."""
        office = Setting.objects.filter(name=OFFICE).values_list("value", flat=True).first() or ""
        sealed = self._records.seen(office).orders
        # INVARIANT: what the tables say is law only where the record says it too
        found = [order for order in standing(sealed.values(), moment) if order.id in orders]
        fresh = law_of(self.shipped, found, self.drafts)
        return before if before is not None and _alike(before, fresh) else fresh


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
