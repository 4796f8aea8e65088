"""Finding persons in the tables: by number, by the beginnings of the words of a name, and by words almost alike."""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet
from rapidfuzz import fuzz, process

from comity.store.models import Matter, NameWord
from comity.store.queries import begins
from comity.store.rows import folded, name_words

MOST_NEAR, CLOSE, MOST_WORDS = 8, 74, 20_000


def persons_like(sought: str) -> QuerySet[Matter]:
    """The bookings of a number, or of a name of which each word begins as one that is sought; the held first."""
    words = name_words(sought)
    named = Q()
    for word in words:
        named &= Q(Exists(NameWord.objects.filter(begins("word", word), matter=OuterRef("pk"))))
    number = begins("booking_number", sought.strip()) | begins("booking_number", sought.strip().upper())
    found: QuerySet[Matter] = Matter.objects.filter(number | named if words else number)
    return found.order_by("-in_custody", "name_key", "-booked_at", "handle")


def names_near(sought: str, *, but: QuerySet[Matter] | None = None) -> list[Matter]:
    """The bookings whose names sound or look almost alike, the nearest first; none for a number."""
    words = [word for word in name_words(sought) if not any(map(str.isdigit, word)) and len(word) > 1]
    if not words:
        return []
    known = list(_words_of_like_length(words))
    near = {
        word for each in words for word, _, _ in process.extract(each, known, scorer=fuzz.ratio, score_cutoff=CLOSE)
    }
    if not near:
        return []
    rows = Matter.objects.filter(Exists(NameWord.objects.filter(matter=OuterRef("pk"), word__in=near)))
    if but is not None:
        rows = rows.exclude(pk__in=but.order_by().values("pk"))
    whole = " ".join(words)
    ranked = [(fuzz.token_sort_ratio(whole, row.name_key), row) for row in rows.order_by("name_key", "handle")[:200]]
    ranked.sort(key=lambda pair: (-pair[0], pair[1].name_key, pair[1].handle))
    return [row for score, row in ranked if score >= CLOSE - 14][:MOST_NEAR]


def _words_of_like_length(words: list[str]) -> QuerySet[NameWord]:
    """The different words of names that begin or end alike, so that no list grows with the city."""
    alike = Q()
    for word in words:
        alike |= begins("word", word[:1]) | Q(word__endswith=word[-2:])
    found: QuerySet[NameWord] = NameWord.objects.filter(alike).values_list("word", flat=True).distinct()
    return found[:MOST_WORDS]


def may_be_same(name: str, birth_date: date | None, person_id: str) -> list[Matter]:
    """The bookings under another person that may be about the same one: an equal or near name, or the same birth."""
    others = Matter.objects.exclude(person_id=person_id)
    exact = list(others.filter(name_key=folded(name)[:200]).order_by("-booked_at", "handle")[:MOST_NEAR])
    near = [row for row in names_near(name) if row.person_id != person_id]
    if birth_date:
        near.sort(key=lambda row: row.birth_date != birth_date)
    return list({row.handle: row for row in [*exact, *near]}.values())[:MOST_NEAR]
