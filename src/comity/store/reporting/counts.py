"""Counts of the published log, kept so that a page does not read the log again.

They hold what the published entries say and no more: no entry counts before anybody can read it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from django.db import connection, transaction

from comity.reports import Codes, Counts, counted
from comity.store.errors import StoreError
from comity.store.models import CodeCount, Setting

Leaves = Callable[[int, int], Sequence[bytes]]  # the entries from one index to before another

LOT = 4_096
_NAME = "counts"
_ADD = (
    "INSERT INTO store_codecount (day, basis, decision, kind, org, number) VALUES (%s, %s, %s, %s, %s, %s) "
    "ON CONFLICT (day, kind, decision, basis, org) DO UPDATE SET number = store_codecount.number + excluded.number"
)


@dataclass(frozen=True, slots=True)
class Covered:
    """How far the counts go: the number of entries they are of, and when they were made."""

    size: int = 0
    at: int = 0  # POSIX seconds


def covered() -> Covered:
    """How far the counts go."""
    kept = Setting.objects.filter(name=_NAME).values_list("value", flat=True).first()
    return Covered(**json.loads(kept)) if kept else Covered()


def bring_up(leaves: Leaves, size: int, at: int) -> int:
    """Take in the entries up to a size that are not counted yet; says how many those were.

    Raises:
        StoreError: entries are missing, or more have been counted than there are.
        ReportError: one cannot be counted; nothing was changed.
    """
    with transaction.atomic():
        Setting.objects.get_or_create(name=_NAME, defaults={"value": json.dumps({"size": 0, "at": 0})})
        kept = Setting.objects.select_for_update().get(name=_NAME)  # who comes second counts on from there
        first = int(json.loads(kept.value)["size"])
        if size < first:
            raise StoreError(
                f"{first:,} entries are counted, and {size:,} are published", help="Count again from the beginning."
            )
        _add(counted(_entries(leaves, first, size)))
        kept.value = json.dumps({"size": size, "at": at})
        kept.save()
    return size - first


def recount(leaves: Leaves, size: int, at: int) -> None:
    """Forget the counts, and make them again from the first entry on."""
    with transaction.atomic():
        CodeCount.objects.all().delete()
        Setting.objects.filter(name=_NAME).delete()
        bring_up(leaves, size, at)


def counts(first: str = "", last: str = "9999") -> Counts:
    """The counts of a span of days, both included."""
    rows = CodeCount.objects.filter(day__gte=first, day__lte=last)
    found = rows.values_list("day", "basis", "decision", "kind", "org", "number")
    return {Codes(*codes): number for *codes, number in found}


def _entries(leaves: Leaves, first: int, last: int) -> Iterator[bytes]:
    return chain.from_iterable(_lots(leaves, first, last))


def _lots(leaves: Leaves, first: int, last: int) -> Iterable[Sequence[bytes]]:
    for at in range(first, last, LOT):
        found = leaves(at, min(at + LOT, last))
        if len(found) != min(at + LOT, last) - at:
            raise StoreError(f"entries after {at + len(found):,} are missing", help="Check the log before you count.")
        yield found


def _add(more: Counts) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(_ADD, [(*codes, number) for codes, number in sorted(more.items())])
