"""The desk as pages, feeds and the clock find it: the gate with its records, opened once in each process."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, cast

from django.conf import settings
from django.utils.module_loading import import_string

from comity.gate import Clock, Gate
from comity.law import LawLibrary
from comity.store.adopting.law import AdoptedLaw
from comity.store.courts.erasing import Erasing
from comity.store.courts.sealing import Sealings
from comity.store.import_book import DjangoImportBook
from comity.store.papers import Papers
from comity.store.records import DjangoRecords


class Office(Protocol):
    """The office that runs the desk."""

    name: str
    agency: str
    telephone: str
    address: tuple[str, ...]
    zone: str
    languages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Desk:
    """One office's desk."""

    gate: Gate
    records: DjangoRecords
    law: AdoptedLaw
    office: Office
    clock: Clock
    papers: Papers
    book: DjangoImportBook
    erasing: Erasing
    sealing: Sealings

    @property
    def library(self) -> LawLibrary:
        """The law of this moment."""
        return self.law.at(self.clock())


_OPENING = threading.Lock()
_OPEN: dict[str, Desk] = {}


def current() -> Desk:
    """The desk of this process; the setting `COMITY_DESK` names the function that opens it."""
    if "desk" not in _OPEN:
        with _OPENING:
            if "desk" not in _OPEN:
                _OPEN["desk"] = cast("Callable[[], Desk]", import_string(settings.COMITY_DESK))()
    return _OPEN["desk"]


def forget() -> None:
    """Close the desk and open it anew when it is next asked for: for tests, and before a fork."""
    if found := _OPEN.pop("desk", None):
        found.records.close()
