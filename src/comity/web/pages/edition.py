"""What is public now: which years, their tables with small counts hidden, and how far the published log goes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import cast

from django.conf import settings
from django.core.cache import cache
from django.http import Http404

from comity.ledger import DELAY_SECONDS, Checkpoint, StaticFolder
from comity.reports import YearShown, finished_months, threshold_of, year_shown, years_in
from comity.store.desk import current
from comity.store.reporting import counts

KEPT_SECONDS = 600
SHARED = {"Cache-Control": f"public, max-age={KEPT_SECONDS}", "X-Robots-Tag": "all"}


@dataclass(frozen=True, slots=True)
class Edition:
    """The published log as far as it is counted, and the years that can be shown of it."""

    size: int
    until: date  # every entry of the days before this one is public
    years: tuple[int, ...]

    def months(self, year: int) -> int:
        """How many months of a year are over."""
        return finished_months(year, self.until)


def published() -> StaticFolder:
    """The folder of the published log."""
    return StaticFolder(settings.COMITY_HOME.folder / "published")


def edition() -> Edition:
    """What is public now; the counts of the years are kept for ten minutes at most."""
    reach = counts.covered()
    until = _public_until(reach.at)
    key = f"public:years:{reach.size}:{until}"
    years = cast("tuple[int, ...] | None", cache.get(key))
    if years is None:
        years = tuple(year for year in years_in(counts.counts()) if finished_months(year, until))
        cache.set(key, years, KEPT_SECONDS)
    return Edition(reach.size, until, years)


def shown_of(edition: Edition, year: int) -> YearShown:
    """The tables of a year.

    Raises:
        Http404: nothing of it is public.
    """
    if year not in edition.years:
        raise Http404
    key = f"public:year:{edition.size}:{edition.until}:{year}"
    shown = cast("YearShown | None", cache.get(key))
    if shown is None:
        threshold = threshold_of(current().library.binding(settings.COMITY_OFFICE.agency))
        of_year = counts.counts(f"{year}-01-01", f"{year}-12-31")
        shown = year_shown(of_year, year, months=edition.months(year), threshold=threshold)
        cache.set(key, shown, KEPT_SECONDS)
    return shown


def checkpoint() -> tuple[Checkpoint, str] | None:
    """The head of the published log, and its text as it is signed."""
    head, content = published().checkpoint(), published().read("checkpoint")
    return (head, content.decode()) if head and content else None


def _public_until(counted_at: int) -> date:
    """The first day of which some entries may not be public yet: entries follow a day after their head is signed."""
    late = 0 if settings.COMITY_DEMO else DELAY_SECONDS
    return (datetime.fromtimestamp(counted_at, UTC) - timedelta(seconds=late)).date()
