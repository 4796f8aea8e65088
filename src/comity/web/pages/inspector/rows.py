"""The lines of each list: what the page shows, and what the CSV has. No line names the person whom it is about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from comity.store.models import Disclosure, Duty, Hold, Matter, Override, Reading, Visit
from comity.store.oversight.findings import Setup, numbers_of
from comity.web.pages.custody.words import addressee_words, page_words, visit_words
from comity.web.pages.inspector.words import role_words, setup_words
from comity.web.pages.requests.answer import address
from comity.web.pages.requests.sentences import marked, phrases
from comity.web.pages.requests.words import agency_words, ask_words, short_verdict

Value = str | datetime | bool | int | None


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of the page: words or a moment, where it leads, and what is wrong with it."""

    words: str = ""
    at: datetime | None = None
    url: str = ""
    late: str = ""
    is_english: bool = False
    of_sweep: bool = False  # its page is open only to those who see what the sweep found


@dataclass(frozen=True, slots=True)
class Line:
    """One line."""

    cells: tuple[Cell, ...]
    plain: tuple[Value, ...]


def _request(matter: str, request: str, number: str) -> Cell:
    if not number:
        return Cell(_("the record"), url=reverse("person", kwargs={"matter": matter}))
    return Cell(number, url=address(matter, request))


def overrides(found: Sequence[Override]) -> list[Line]:
    """Overrides."""
    numbers = numbers_of(each.request_id for each in found)
    return [_override(each, numbers.get(each.request_id, "")) for each in found]


def _override(each: Override, number: str) -> Line:
    settled = Cell(_("waits for a second person"))
    if each.settled_at:
        word = _("agreed: %(by)s") if each.confirmed else _("not agreed: %(by)s")
        settled = Cell(word % {"by": each.settled_by}, each.settled_at)
    wanted = short_verdict(each.ask, each.verdict) or {"do": _("Yes"), "do_not": _("No")}.get(
        each.verdict, each.verdict
    )
    cells = (
        _request(each.matter_id, each.request_id, number),
        Cell(ask_words(each.ask)),
        Cell(wanted),
        Cell(each.proposed_by, each.proposed_at),
        settled,
    )
    plain = (number, each.ask, each.verdict, each.proposed_by, each.proposed_at)
    return Line(cells, (*plain, each.settled_by, each.settled_at, each.confirmed))


def duties(found: Sequence[Duty]) -> list[Line]:
    """Duties not done."""
    return [
        Line(
            (
                _request(each.matter_id, each.request_id, each.request.number),
                Cell(marked(f"{phrases().said(each.says)} ({each.citation})")),
                Cell(at=each.due, late=_("late")),
            ),
            (each.request.number, each.ref, each.citation, each.due),
        )
        for each in found
    ]


def releases(found: Sequence[Matter]) -> list[Line]:
    """Late releases."""
    return [
        Line(
            (
                Cell(each.handle[:8], url=reverse("person", kwargs={"matter": each.handle})),
                Cell(at=each.release_due),
                Cell(at=each.released_at) if each.released_at else Cell(_("still held"), late=_("late")),
            ),
            (each.handle, each.release_due, each.released_at),
        )
        for each in found
    ]


def holds(found: Sequence[Hold]) -> list[Line]:
    """Holds past their end."""
    numbers = numbers_of(each.request_id for each in found)
    return [
        Line(
            (
                _request(each.matter_id, each.request_id, numbers.get(each.request_id, "")),
                Cell(each.citation, is_english=True),
                Cell(at=each.ends),
                Cell(at=each.ended_at) if each.ended_at else Cell(_("runs"), late=_("late")),
            ),
            (numbers.get(each.request_id, ""), each.citation, each.ends, each.ended_at),
        )
        for each in found
    ]


def disclosures(found: Sequence[Disclosure]) -> list[Line]:
    """What was told without ground."""
    numbers = numbers_of(each.request_id for each in found)
    return [
        Line(
            (
                _request(each.matter_id, each.request_id, numbers.get(each.request_id, "")),
                Cell(agency_words(addressee_words(each.to))),
                Cell(at=each.at),
                Cell(each.by),
            ),
            (numbers.get(each.request_id, ""), each.to, each.at, each.by),
        )
        for each in found
    ]


def visits(found: Sequence[Visit]) -> list[Line]:
    """Who was let in without ground."""
    numbers = numbers_of(each.request_id for each in found)
    return [
        Line(
            (
                _request(each.matter_id, each.request_id, numbers.get(each.request_id, "")),
                Cell(agency_words(each.requester)),
                Cell(visit_words(each.ask)),
                Cell(at=each.at),
                Cell(each.decided_by),
            ),
            (numbers.get(each.request_id, ""), each.requester, each.ask, each.at, each.decided_by),
        )
        for each in found
    ]


def readings(found: Sequence[Reading]) -> list[Line]:
    """Who read what."""
    return [
        Line(
            (
                Cell(each.by),
                Cell(role_words(each.role)),
                Cell(page_words(each.page)),
                Cell(at=each.at),
                Cell(each.matter_id[:8], url=_read_page(each), of_sweep=_is_finding(each)),
            ),
            (each.by, each.role, each.page, each.at, each.matter_id),
        )
        for each in found
    ]


def _read_page(reading: Reading) -> str:
    """Where what was read stands: a finding, which may be about nobody who is known, or the person's page."""
    if _is_finding(reading):
        return reverse("finding", args=[reading.matter_id, reading.page.partition(" ")[2]])
    return reverse("person", kwargs={"matter": reading.matter_id})


def _is_finding(reading: Reading) -> bool:
    return reading.page.startswith("finding ")


def set_up(found: Sequence[Setup]) -> list[Line]:
    """Changes of the desk."""
    return [
        Line(
            (Cell(at=each.at), Cell(each.by), Cell(f"{setup_words(each.what)}: {each.value}"), _entry(each)),
            (each.at, each.by, each.role, each.what, each.value, each.leaf),
        )
        for each in found
    ]


def refusals(found: Sequence[Setup]) -> list[Line]:
    """Who asked for what is not theirs."""
    return [
        Line(
            (Cell(at=each.at), Cell(f"{each.what}: {each.value}", is_english=True), _entry(each)),
            (each.at, each.what, each.value, each.leaf),
        )
        for each in found
    ]


def _entry(each: Setup) -> Cell:
    if each.leaf is None:
        return Cell()
    return Cell(f"{each.leaf}", url=reverse("entry", kwargs={"index": each.leaf}))
