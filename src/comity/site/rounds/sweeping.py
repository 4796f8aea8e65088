"""The sweep of this desk: its notes, and what `sweep.yaml` in its home names besides."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import cast

from django.conf import settings

from comity.base import ComityError
from comity.feeds.trails.mail_child import MailReader
from comity.feeds.trails.ports import SweepBook
from comity.feeds.trails.sources import FILE, Trails, read_sources
from comity.feeds.trails.sweeping import Progress, Sweep, Swept
from comity.store.desk import Desk
from comity.store.models import Setting
from comity.store.oversight.sweep_book import DjangoSweepBook
from comity.sweep import Phrases, phrases_for, read_phrases, rules_for, together

EVERY = timedelta(minutes=15)  # how often the clock sweeps
PHRASES = "phrases.yaml"  # in the home: the office's own
_LAST = "sweep last"


def sweep_desk(desk: Desk, progress_of: Callable[[str], Progress] = lambda name: lambda done, of: None) -> list[Swept]:
    """Read what nobody has read yet; `progress_of` gives what is told how far a source has come.

    Raises:
        ComityError: `sweep.yaml` or a file of phrases is not well written; nothing was read.
    """
    path = settings.COMITY_HOME.folder / FILE
    with MailReader() as reader:
        trails = read_sources(path, reader) if path.is_file() else Trails((), {})
        sweep = Sweep(
            desk.gate, cast("SweepBook", DjangoSweepBook(desk.records)), rules_for(phrases_of(desk), _own(trails))
        )
        swept = [sweep.notes(progress_of("notes"))]
        swept += [sweep.trail(each, progress_of(each.name)) for each in trails.trails]
    Setting.objects.update_or_create(name=_LAST, defaults={"value": desk.clock().isoformat()})
    return swept


def is_due(desk: Desk) -> bool:
    """Whether the clock has to sweep: `sweep.yaml` is there, and the last sweep is some time ago."""
    if not (settings.COMITY_HOME.folder / FILE).is_file():
        return False
    last = last_swept()
    return last is None or desk.clock() - last >= EVERY


def last_swept() -> datetime | None:
    """When the last sweep ended."""
    said = Setting.objects.filter(name=_LAST).values_list("value", flat=True).first()
    return datetime.fromisoformat(said) if said else None


def phrases_of(desk: Desk) -> Phrases:
    """The phrases of every place, with those of the packs that bind the office, and the office's own."""
    found = phrases_for(desk.library.binding(settings.COMITY_OFFICE.agency))
    path = settings.COMITY_HOME.folder / PHRASES
    return together([found, read_phrases(path, above=found)]) if path.is_file() else found


def _own(trails: Trails) -> Phrases:
    return Phrases(addresses=trails.addresses)


def refused(swept: list[Swept]) -> ComityError | None:
    """What could not be read, as the clock tells it."""
    faults = [fault for each in swept for fault in each.faults]
    if not faults:
        return None
    number = sum(each.refused for each in swept)
    return ComityError(
        f"{number} texts could not be read for the sweep; the first: {faults[0]}",
        help="Run `comity sweep` to see which.",
    )
