"""Finding persons by number or name among all bookings, and proposing names that are almost alike.

A name is found by the beginnings of its words, in any order, without case or accents. Names almost alike are proposed
and never taken: a person decides whether it is the one.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q, QuerySet
from rapidfuzz import fuzz, process

from comity.store.models import Matter, NameWord, Request
from comity.store.queries import begins
from comity.store.rows import name_words

MOST = 50
NEAR = 8  # proposals
CLOSE = 66  # of 100: how alike two words must be
_MOST_WORDS = 20_000
# letters that are heard or written one for another at the beginning of a name
_ALIKE = ("ckqsxz", "bvw", "gjhxy", "iyjeu", "fp", "nm", "ao", "dt", "lr")


@dataclass(frozen=True, slots=True)
class Found:
    """The bookings found, those of held persons first, and others whose names are almost alike."""

    matters: tuple[Matter, ...]
    near: tuple[Matter, ...]


def find(sought: str, *, most: int = MOST) -> Found:
    """Bookings by booking number, request number or name; at most six queries."""
    wanted = _by_number(sought) | _by_words(name_words(sought))
    if not wanted:
        return Found((), ())
    rows = Matter.objects.filter(wanted).order_by("-in_custody", "-booked_at", "handle")
    matters = tuple(rows[:most])
    return Found(matters, _near(sought, but={row.handle for row in matters}) if len(matters) < NEAR else ())


def _by_number(sought: str) -> Q:
    number = sought.strip()
    if not any(sign.isdigit() for sign in number):
        return Q()
    spellings = {number, number.upper(), number.lower()}
    by_booking = Q()
    for spelling in sorted(spellings):
        by_booking |= begins("booking_number", spelling)
    return by_booking | Q(pk__in=Request.objects.filter(number=number).values("matter"))


def _by_words(words: list[str]) -> Q:
    wanted = Q()
    for word in words:
        wanted &= Q(pk__in=NameWord.objects.filter(begins("word", word)).values("matter"))
    return wanted


def _near(sought: str, *, but: set[str]) -> tuple[Matter, ...]:
    """Bookings whose names are almost alike, the nearest first; none for a number."""
    words = [word for word in name_words(sought) if len(word) > 2 and not any(map(str.isdigit, word))]
    if not words:
        return ()
    known = list(_words_alike(words))
    near = {
        found for word in words for found, _, _ in process.extract(word, known, scorer=fuzz.ratio, score_cutoff=CLOSE)
    }
    rows = Matter.objects.filter(pk__in=NameWord.objects.filter(word__in=near).values("matter"))
    ranked = [(_likeness(words, row.name), row) for row in rows.order_by("-booked_at", "handle")[:400]]
    ranked.sort(key=lambda pair: -pair[0])
    return tuple(row for score, row in ranked if score >= CLOSE and row.handle not in but)[:NEAR]


def _likeness(words: list[str], name: str) -> float:
    """How alike each word that is sought is to the nearest of the name, on the average."""
    there = name_words(name)
    return sum(max(fuzz.ratio(word, other) for other in there) for word in words) / len(words) if there else 0.0


def _words_alike(words: list[str]) -> QuerySet[NameWord]:
    """The different words of names that begin with the same letter as one of these, or one that is heard like it."""
    letters = {word[0] for word in words}
    letters |= {other for letter in letters for alike in _ALIKE if letter in alike for other in alike}
    wanted = Q()
    for letter in sorted(letters):
        wanted |= begins("word", letter)
    found: QuerySet[NameWord] = NameWord.objects.filter(wanted).values_list("word", flat=True).distinct()
    return found[:_MOST_WORDS]
