"""The laws that can be chosen in the lab, and those of the office."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.utils import timezone

from comity.law import Agency, LawError, Pack
from comity.store.desk import current
from comity.web.components.moments import day_text
from comity.web.pages.requests.sentences import phrases_of


@dataclass(frozen=True, slots=True)
class Unread:
    """A pack that is at hand and cannot be read."""

    name: str
    why: str


def packs() -> tuple[list[Pack], list[Unread]]:
    """Every pack at hand, by name; and those that cannot be read, with why."""
    library = current().library
    read, unread = [], []
    for name in library.names():
        try:
            read.append(library.pack(name))
        except LawError as error:
            unread.append(Unread(name, error.message))
    return read, unread


def pack_choices() -> list[tuple[str, str]]:
    """The packs, as a form offers them."""
    return [(pack.name, f"{title_of(pack)} ({pack.name})") for pack in packs()[0]]


def agency_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """The agencies, below the packs that bind them."""
    return [
        (title_of(pack), [(each.name, f"{agency_title(pack, each)} ({each.name})") for each in pack.agencies.values()])
        for pack in packs()[0]
        if pack.agencies
    ]


def title_of(pack: Pack) -> str:
    """The name of a law in the language of the page."""
    return phrases_of(pack)(pack.title)


def agency_title(pack: Pack, agency: Agency) -> str:
    """The name of an agency of a law in the language of the page."""
    return phrases_of(pack)(agency.title)


def own_agency() -> str:
    """The agency of the office."""
    return str(settings.COMITY_OFFICE.agency)


def own_pack() -> str:
    """The pack of the office."""
    return current().library.binding(own_agency()).name


def days_words(pack: Pack) -> tuple[str, str]:
    """The first day whose law a pack holds, and the last; no last one if it is open."""
    known = pack.known
    return day_text(known.first), day_text(known.last) if known.last else ""


def today() -> date:
    """The day at the office."""
    return timezone.localtime(settings.COMITY_CLOCK()).date()
