"""Counting a report now, and holding each of its numbers against the log."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import Http404

from comity.reports import Counted, Entry, Held, Layout, ReportError, count_report, held_against, owed_by
from comity.store.desk import current
from comity.store.models import Report
from comity.store.reporting import counts
from comity.store.reporting.entries import entries as entries_of
from comity.web.pages.edition import edition

Place = tuple[str, int, int]  # of a number: its figure, row and column


@dataclass(frozen=True, slots=True)
class Now:
    """A report as it is counted now, with the entries that it was counted from."""

    counted: Counted
    entries: Sequence[Entry]

    def value(self) -> dict[str, object]:
        """Its figures, with the places that people fill in empty."""
        return self.counted.value(zone(), {}, counts.covered().size)

    def held(self) -> dict[Place, Held]:
        """Each of its numbers, held against the log; what is public is asked once, and so is each entry."""
        begins, ends = self.counted.begins.isoformat(), self.counted.ends.isoformat()
        public = counts.counts(begins, ends) if edition().until > self.counted.ends else None
        leaf = cache(_leaf)
        return {
            (figure.id, at, across): held_against(cell, counting, self.entries, leaf, public)
            for figure in self.counted.layout.figures
            for at, across, counting in figure.cells
            if (cell := self.counted.cells.get((figure.id, at, across))) is not None
        }


def _leaf(at: int) -> bytes | None:
    return next(iter(current().records.record.log.store.leaves(at, at + 1)), None)


def layouts() -> list[Layout]:
    """The reports that this office owes; none where a layout cannot be read would be worse than saying so.

    Raises:
        ReportError: one cannot be read.
    """
    library, name = current().library, settings.COMITY_OFFICE.agency
    return owed_by(library.binding(name), library.agency(name))


def layout_named(name: str) -> Layout:
    """One of them.

    Raises:
        Http404: this office does not owe it.
    """
    try:
        return next(each for each in layouts() if each.name == name)
    except (StopIteration, ReportError) as error:
        raise Http404 from error


def count_now(layout: Layout, begins: date, ends: date, about: Sequence[str] | None = None) -> Now:
    """Count a report from the records as they are now; `about`: the matters, where they have been asked for before."""
    desk = current()
    found = entries_of(desk.records, begins, ends, about)
    return Now(count_report(layout, found, begins, ends, desk.library), found)


def zone() -> ZoneInfo:
    """The clock of the office."""
    return ZoneInfo(settings.COMITY_OFFICE.zone)


def filed_report(name: str) -> Report:
    """A report that was filed.

    Raises:
        Http404: there is none of that name.
    """
    found = Report.objects.filter(pk=name).first()
    if found is None:
        raise Http404
    return found
