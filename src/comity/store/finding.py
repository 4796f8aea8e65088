"""Finding persons by number or name among all bookings, and proposing names that are almost alike.

A name is found by the beginnings of its words, in any order, without case or accents. Names almost alike are proposed
and never taken: a person decides whether it is the one.
"""

from __future__ import annotations

from dataclasses import dataclass
from time import monotonic

from django.db.models import Q
from rapidfuzz import fuzz, process

from comity.store.models import Matter, NameWord, Request
from comity.store.queries import begins
from comity.store.rows import name_words

MOST = 50
NEAR = 8  # proposals
CLOSE = 66  # of 100: how alike two words must be
WORDS_KEPT = 600.0  # seconds for which a program remembers which words there are
_MOST_CANDIDATES = 2_000  # of one search; whoever finds more has to say more
_NEAR_WORDS = 12  # for each word


@dataclass(frozen=True, slots=True)
class Found:
    """The bookings found, those of held persons first, and others whose names are almost alike."""

    matters: tuple[Matter, ...]
    near: tuple[Matter, ...]


def find(sought: str, *, most: int = MOST) -> Found:
    """Bookings by booking number, request number or name; at most six queries."""
    handles = {*_by_number(sought), *_by_words(name_words(sought))}
    rows = Matter.objects.filter(pk__in=handles).order_by("-in_custody", "-booked_at", "handle")
    matters = tuple(rows[:most]) if handles else ()
    return Found(matters, _near(sought, but=handles) if len(matters) < NEAR else ())


def _by_number(sought: str) -> list[str]:
    number = sought.strip()
    if not any(sign.isdigit() for sign in number):
        return []
    wanted = Q()
    for spelling in sorted({number, number.upper(), number.lower()}):
        wanted |= begins("booking_number", spelling)
    booked = Matter.objects.filter(wanted).order_by("booking_number").values_list("pk", flat=True)
    asked = Request.objects.filter(number=number).values_list("matter_id", flat=True)
    return [*booked[:_MOST_CANDIDATES], *asked[:MOST]]


def _by_words(words: list[str]) -> list[str]:
    return _of_words([begins("word", word) for word in words])


def _of_words(wanted: list[Q]) -> list[str]:
    """The matters in whose names there is a word of each kind; the longest kind is looked up, the others narrow it."""
    if not wanted:
        return []
    found = NameWord.objects.filter(wanted[0])
    for other in wanted[1:]:
        found = found.filter(matter_id__in=NameWord.objects.filter(other).values("matter_id"))
    return list(found.order_by().values_list("matter_id", flat=True).distinct()[:_MOST_CANDIDATES])


def _near(sought: str, *, but: set[str]) -> tuple[Matter, ...]:
    """Bookings whose names are almost alike, the nearest first; none for a number."""
    words = [word for word in name_words(sought) if len(word) > 2 and not any(map(str.isdigit, word))]
    alike = [Q(word__in=near) for word in words if (near := _words_like(word))]
    if not words or len(alike) != len(words):
        return ()
    rows = Matter.objects.filter(pk__in=[handle for handle in _of_words(alike) if handle not in but])
    ranked = [(_likeness(words, row.name), row) for row in rows.order_by("-in_custody", "-booked_at", "handle")[:400]]
    ranked.sort(key=lambda pair: -pair[0])
    return tuple(row for score, row in ranked if score >= CLOSE)[:NEAR]


def _likeness(words: list[str], name: str) -> float:
    """How alike each word that is sought is to the nearest of the name, on the average."""
    there = name_words(name)
    return sum(max(fuzz.ratio(word, other) for other in there) for word in words) / len(words) if there else 0.0


def _words_like(word: str) -> list[str]:
    found = process.extract(word, _known_words(), scorer=fuzz.ratio, score_cutoff=CLOSE, limit=_NEAR_WORDS)
    return [near for near, _, _ in found]


_known: list[tuple[float, list[str]]] = []


def _known_words() -> list[str]:
    """The different words of all names, as they were some minutes ago."""
    now = monotonic()
    if not _known or now - _known[0][0] > WORDS_KEPT:
        words = list(NameWord.objects.order_by().values_list("word", flat=True).distinct())
        _known[:] = [(now, words)]
    return _known[0][1]
