"""A county of invented people: bookings of a year, and what outside agencies asked about some of them.

What is timed goes through the gate.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import count

from comity.facts import Ask
from comity.gate import Actor, Gate, Role, commands
from comity.gate.state import Booking, Charge, CourtDate, Person
from comity.store.desk import Desk

BEGIN, END = datetime(2026, 1, 5, 8, tzinfo=UTC), datetime(2026, 11, 20, 17, tzinfo=UTC)
HELD_DAYS = 3.5  # on the average; some two thousand are held at the end
FEED, SUPERVISOR = Actor("feed", Role.SYSTEM), Actor("s.overall", Role.SUPERVISOR)
FACTS = {"physical_custody": True, "judicial_warrant": False}

_OFFENCES = ("PC 459", "PC 245", "PC 242", "PC 484", "PC 487", "VC 23152", "VC 10851", "HS 11377", "PC 273.5", "PC 415")
_FIRST = ("An", "Bel", "Cor", "Dar", "El", "Far", "Gil", "Hen", "Is", "Jo", "Kar", "Lu", "Mar", "Nor", "Ol", "Per")
_MIDDLE = ("a", "e", "i", "o", "u", "ia", "ea", "io", "an", "en", "in", "on", "ar", "er", "is", "us")
_LAST = ("bridge", "field", "quist", "ova", "escu", "rojas", "vega", "moor", "stone", "wald", "ley", "ton", "by", "kin")


class Names:
    """Invented names, some more often than others, as names are."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)

    def __call__(self) -> str:
        """The next one."""
        return f"{self._word(_FIRST, _MIDDLE)} {self._word(_FIRST, _MIDDLE, _LAST)} Invented"

    def _word(self, *parts: Sequence[str]) -> str:
        return "".join(part[int(len(part) * self._random.random() ** 1.6)] for part in parts)


class Hands:
    """A gate whose clock and whose next names are in our hands."""

    def __init__(self, desk: Desk, *, prefix: str = "b") -> None:
        self.now, self._prefix, self._numbers = BEGIN, prefix, count()
        self.gate = Gate(desk.records, desk.library, lambda: self.now, agency=desk.office.agency, new_id=self._new)

    def _new(self) -> str:
        return f"{self._prefix}{next(self._numbers):012x}"


def bookings(number: int, *, seed: int = 1, first: int = 0) -> Iterator[commands.OpenMatter]:
    """Bookings in the order of their days."""
    chance, names = random.Random(seed), Names(seed)
    step = (END - BEGIN) / max(number, 1)
    for each in range(number):
        booked = (BEGIN + step * each).replace(microsecond=0)
        due = booked + timedelta(hours=round(chance.expovariate(1 / (HELD_DAYS * 24))) + 2)
        charges = tuple(
            Charge(chance.choice(_OFFENCES), grade="misdemeanor") for _ in range(chance.choice((1, 1, 2, 3)))
        )
        court = (CourtDate(booked + timedelta(days=1), "Superior Court"),) if chance.random() < 0.3 else ()
        person = Person(f"person-{seed}-{first + each}", names(), language=chance.choice(("en", "en", "es")))
        number_ = f"B-{seed}{first + each:07d}"
        yield commands.OpenMatter(
            person,
            Booking(
                number_,
                booked_at=booked,
                charges=charges,
                court_dates=court,
                release_due=due,
                released_at=due if due < END else None,
                source="bench",
            ),
        )


def receive(handle: str, now: datetime) -> commands.ReceiveRequest:
    """A request to hold a person."""
    at = now - timedelta(minutes=5)
    return commands.ReceiveRequest(handle, "ice_ero", (Ask.HOLD,), at, "i247a", "civil_immigration", facts=FACTS)
