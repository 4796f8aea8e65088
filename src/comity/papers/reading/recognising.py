"""Tells which kind of paper each page is, and puts pages together to papers.

A kind is never told by one sign: a number alone, a heading alone or a sentence alone is not enough.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from comity.papers.reading.definitions import Form
from comity.papers.reading.matching import EDGE, HEAD, Finder, number_on
from comity.papers.seeing.page import Page, Place

NUMBER, HEADING, SIGN = 3, 3, 2
ENOUGH = 5  # points: two signs at least, one of them strong
_FEW = 8  # words of three letters and more, below which a page is unreadable
_UNSURE = 0.55  # how sure the reader of an image is of its words on the average, below which a page is unreadable
_PAGE_OF = re.compile(r"\bpage\s*(\d{1,2})\s*of\s*(\d{1,2})\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Kind:
    """What a page was recognised as."""

    form: Form
    confidence: float
    place: Place | None
    is_later: bool = False
    page_number: int = 0  # as printed, or nought


@dataclass(frozen=True, slots=True)
class Sheets:
    """The pages of one paper, in the order of the form."""

    kind: Kind | None
    pages: tuple[Page, ...]


def recognise(page: Page, forms: Iterable[Form]) -> Kind | None:
    """The form of a page, or nothing where the signs are too few."""
    finder, printed = Finder(page), _printed_number(page)
    best: tuple[int, Kind] | None = None
    for form in forms:
        points, kind = _judged(form, finder, printed)
        if kind and points >= ENOUGH and (best is None or points > best[0]):
            best = points, kind
    return best[1] if best else None


def _judged(form: Form, finder: Finder, printed: int) -> tuple[int, Kind | None]:
    page = finder.page
    number = number_on(page, form.number)
    later = finder.any(form.later)
    if (number and printed > 1) or (later and (number or printed > 1 or not finder.any(form.head, above=HEAD))):
        sure = 0.95 if number and later else 0.8
        points = NUMBER * bool(number) + HEADING * bool(later) + SIGN * (printed > 1)
        return points, Kind(form, sure, later.place if later else number, is_later=True, page_number=printed)
    if form.needs and not finder.any(form.needs, above=HEAD):
        return 0, None
    if finder.any(form.unless):
        return 0, None
    head = finder.any(form.head, above=HEAD)
    signs = [match for match in map(finder.first, form.signs) if match]
    points = NUMBER * bool(number) + HEADING * bool(head) + SIGN * len(signs)
    most = NUMBER * bool(form.number) + HEADING + SIGN * len(form.signs)
    place = head.place if head else number or (signs[0].place if signs else None)
    return points, Kind(form, min(1.0, 0.4 + 0.6 * points / most), place, page_number=printed)


def _printed_number(page: Page) -> int:
    """The number that a page has printed in its edge, as in `Page 2 of 3`."""
    for line in page.lines:
        middle = line[0].place.middle / page.height
        found = _PAGE_OF.search(" ".join(word.text for word in line))
        if found and not EDGE < middle < 1 - EDGE:
            return int(found[1])
    return 0


def is_unreadable(page: Page) -> bool:
    """Whether too little of a page can be read to say anything of it."""
    long = [word for word in page.words if sum(map(str.isalpha, word.text)) > 2]
    return len(long) < _FEW or sum(word.confidence for word in long) < _UNSURE * len(long)


def together(pages: Sequence[tuple[Page, Kind | None]]) -> list[Sheets]:
    """Pages put together to papers: later pages join the nearest paper of their form, wherever they lie in the file."""
    firsts = [(page, kind) for page, kind in pages if kind is None or not kind.is_later]
    joined: dict[int, list[tuple[Page, Kind | None]]] = {page.number: [(page, kind)] for page, kind in firsts}
    lone: list[Sheets] = []
    for page, kind in pages:
        if kind is None or not kind.is_later:
            continue
        near = [
            first
            for first, known in firsts
            if known and known.form is kind.form and _has_room(joined[first.number], kind)
        ]
        if not near:
            lone.append(Sheets(kind, (page,)))
            continue
        owner = min(near, key=lambda first: (abs(first.number - page.number), first.number > page.number))
        joined[owner.number].append((page, kind))
    papers = [Sheets(parts[0][1], tuple(page for page, _ in sorted(parts, key=_order))) for parts in joined.values()]
    return sorted([*papers, *lone], key=lambda sheets: sheets.pages[0].number)


def _has_room(parts: list[tuple[Page, Kind | None]], kind: Kind) -> bool:
    return kind.page_number == 0 or all(known is None or known.page_number != kind.page_number for _, known in parts)


def _order(part: tuple[Page, Kind | None]) -> tuple[bool, int, int]:
    page, kind = part
    return bool(kind and kind.is_later), kind.page_number if kind else 0, page.number
