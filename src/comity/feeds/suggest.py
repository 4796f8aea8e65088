"""Who may be the same person: by names that sound alike on paper, and by birth dates. It only proposes."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from rapidfuzz import fuzz

from comity.gate.state import Person

AT_LEAST = 80.0
_NO_DATE, _NEAR_DATE, _OTHER_DATE = -5.0, -8.0, -40.0


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A person who may be the same; somebody has to look, and to merge the two or not."""

    person: Person
    score: float  # of 100
    why: str


def suggest(person: Person, candidates: Iterable[Person], *, at_least: float = AT_LEAST) -> list[Suggestion]:
    """The candidates who may be this person, best first."""
    name = plain(person.name)
    found = [
        _compared(person, name, each) for each in candidates if each.id != person.id or not (each.id and person.id)
    ]
    likely = [each for each in found if each.score >= at_least]
    return sorted(likely, key=lambda each: (-each.score, each.person.name, each.person.id))


def plain(name: str) -> str:
    """A name without case, accents, hyphens and commas, so that only its letters are compared."""
    letters = unicodedata.normalize("NFKD", name.casefold())
    kept = "".join(sign if sign.isalnum() else " " for sign in letters if not unicodedata.combining(sign))
    return " ".join(kept.split())


def _compared(person: Person, name: str, other: Person) -> Suggestion:
    alike = max(fuzz.token_sort_ratio(name, plain(other.name)), 0.95 * fuzz.token_set_ratio(name, plain(other.name)))
    less, words = _dates(person.birth_date, other.birth_date)
    return Suggestion(other, round(max(0.0, alike + less), 1), f"names alike to {alike:.0f} of 100; {words}")


def _dates(one: date | None, other: date | None) -> tuple[float, str]:
    if one is None or other is None:
        return _NO_DATE, "a birth date is not known"
    if one == other:
        return 0.0, "the same birth date"
    if (one.year, one.month, one.day) == (other.year, other.day, other.month):
        return _NEAR_DATE, "birth dates with day and month exchanged"
    differing = sum(a != b for a, b in zip(one.isoformat(), other.isoformat(), strict=True))
    if differing == 1:
        return _NEAR_DATE, "birth dates that differ in one figure"
    return _OTHER_DATE, "other birth dates"
