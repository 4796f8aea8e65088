"""Plans what a source adds to the bookings of another one: days in court, releases, transfers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from comity.feeds.batches import Batch
from comity.feeds.mapper import Added
from comity.feeds.ports import ImportBook
from comity.gate.commands import RecordCourtDate, Release, Transfer


class AddingPlanner:
    """Plans batches for one source that adds to another."""

    def __init__(self, adds_to: str, book: ImportBook) -> None:
        self._adds_to, self._book = adds_to, book

    def plan(self, found: Sequence[Added]) -> Batch:
        """The commands for some bookings, each of which was brought in from the other source."""
        batch = Batch()
        bookings = self._book.entries(self._adds_to, [each.key for each in found])
        for each in found:
            entry = bookings[each.key]
            batch.commands += [RecordCourtDate(entry.matter, day) for day in each.court_dates]
            if end := each.end:
                ended = Transfer(entry.matter, end.to, at=end.at) if end.to else Release(entry.matter, end.at)
                batch.commands.append(ended)
            batch.entries[each.key] = replace(entry, digest=each.digest)
            batch.changed.add(each.key)
        return batch
