"""Who asked for what is not their role's, the newest first: read from the lots that a page shows, and no others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import overload

from django.db import connection

from comity.gate import EventKind
from comity.store.models import Setting
from comity.store.oversight.findings import Setup
from comity.store.records import REFUSALS, DjangoRecords


class Refusals(Sequence[Setup]):
    """Every refusal on record, as a list that is read when it is cut."""

    def __init__(self, records: DjangoRecords) -> None:
        self._records = records
        kept = Setting.objects.filter(name__startswith=REFUSALS).order_by("-name").values_list("value", flat=True)
        counts = _counts(list(kept))
        self._lots = [(handle, counts[handle]) for handle in kept if counts.get(handle)]

    def __len__(self) -> int:
        """How many there are."""
        return sum(count for _handle, count in self._lots)

    @overload
    def __getitem__(self, which: int) -> Setup: ...
    @overload
    def __getitem__(self, which: slice) -> list[Setup]: ...
    def __getitem__(self, which: int | slice) -> Setup | list[Setup]:
        """One of them, or some in a row."""
        wanted = range(len(self))[which]
        if isinstance(wanted, int):
            return next(self._between(wanted, wanted + 1))
        found = list(self._between(min(wanted, default=0), max(wanted, default=-1) + 1))
        return [found[at - min(wanted)] for at in wanted]

    def _between(self, first: int, end: int) -> Iterator[Setup]:
        begins = 0
        for handle, count in self._lots:
            if begins < end and first < begins + count:
                yield from self._of_lot(handle)[max(0, first - begins) : end - begins]
            begins += count

    def _of_lot(self, handle: str) -> list[Setup]:
        found = [
            Setup(event.at, event.by.name, event.by.role.value, str(event.body["what"]), str(event.body["value"]), leaf)
            for event, leaf in self._records.history(handle)
            if event.kind is EventKind.REFUSED
        ]
        return found[::-1]


def _counts(handles: list[str]) -> dict[str, int]:
    """The refusals of each lot: its events, without the first, by which it was opened."""
    if not handles:
        return {}
    marks = ", ".join(["%s"] * len(handles))
    query = f"SELECT handle, count(*) FROM matter_event WHERE handle IN ({marks}) GROUP BY handle"  # noqa: S608 - marks
    with connection.cursor() as cursor:
        cursor.execute(query, handles)
        return {str(handle): int(count) - 1 for handle, count in cursor.fetchall()}
