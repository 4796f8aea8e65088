"""An invented county: its people, their bookings, and what outside agencies ask; the same for the same seed.

Nobody here exists. Surnames are made of two plain words, so that nobody is mistaken for somebody.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random

from comity.facts import Ask
from comity.gate.state import Booking, Charge, CourtDate, Person

SEED = 20_170_315
PEOPLE = 320
SHARE_ASKED_ABOUT = 0.6
_FIRST = (
    *("Ada", "Amos", "Bela", "Carmen", "Dario", "Elena", "Farid", "Greta", "Hugo", "Ines", "Jonas", "Kofi", "Lucia"),
    *("Mateo", "Nadia", "Oskar", "Paula", "Quinn", "Rosa", "Samuel", "Tomás", "Uma", "Viktor", "Ximena", "Yusuf"),
)
_BEFORE = ("Lantern", "Copper", "Moon", "Salt", "Thistle", "Ember", "Willow", "Marble", "Paper", "Violet", "Amber")
_AFTER = ("fern", "wick", "hollow", "brook", "down", "quill", "gate", "lark", "stone", "meadow", "bell", "harbor")
_LANGUAGES = (("en", 46), ("es", 34), ("zh-Hans", 6), ("vi", 5), ("tl", 5), ("ko", 4))
_CHARGES = (
    ("Pen. Code 484", "Theft", "misdemeanor", 22),
    ("Veh. Code 23152", "Driving under the influence", "misdemeanor", 20),
    ("Pen. Code 243(e)", "Battery on a partner", "misdemeanor", 14),
    ("Health & Saf. Code 11377", "Possession of a controlled substance", "misdemeanor", 14),
    ("Pen. Code 459", "Burglary", "felony", 10),
    ("Pen. Code 245(a)(4)", "Assault by means likely to cause great harm", "felony", 10),
    ("Pen. Code 211", "Robbery", "felony", 5),
    ("Bus. & Prof. Code 25662", "Alcohol in public under 21", "violation", 5),
)
_ASKED = (
    ("ice_ero", "i247a", "civil_immigration", (Ask.HOLD, Ask.NOTIFY_RELEASE), 46),
    ("ice_ero", "i247a", "civil_immigration", (Ask.HOLD, Ask.NOTIFY_RELEASE, Ask.TRANSFER), 14),
    ("ice_ero", "oral", "civil_immigration", (Ask.SHARE_COURT_DATE,), 10),
    ("ice", "email", "civil_immigration", (Ask.SHARE_CUSTODY_STATUS, Ask.SHARE_PERSONAL_DATA), 8),
    ("ice_ero", "other", "civil_immigration", (Ask.INTERVIEW,), 6),
    ("ice_hsi", "other", "criminal", (Ask.SHARE_CUSTODY_STATUS, Ask.TRANSFER), 6),
    ("usms", "other", "criminal", (Ask.TRANSFER,), 5),
    ("other_state", "other", "criminal", (Ask.NOTIFY_RELEASE,), 5),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """One request that will come in."""

    requester: str
    instrument: str
    purpose: str
    asks: tuple[Ask, ...]
    after: timedelta  # of the booking


@dataclass(frozen=True, slots=True)
class Stay:
    """One person's stay in the county's jail."""

    person: Person
    booking: Booking
    booked_at: datetime
    leaves_at: datetime
    asked: Asked | None
    has_counsel: bool


def stays(today: datetime, *, people: int = PEOPLE, seed: int = SEED) -> Iterator[Stay]:
    """A year of stays up to today, in the order in which people are booked; the last ones are still held."""
    chance = Random(seed)  # noqa: S311 - a story that is told alike twice, not a secret
    begin = today - timedelta(days=365)
    minutes = sorted(chance.randrange(365 * 24 * 60 - 90) for _ in range(people - 6))
    moments = [begin + timedelta(minutes=each) for each in minutes]
    recent = [today - timedelta(hours=hours) for hours in (9, 7, 5, 4, 2, 1)]
    for number, booked_at in enumerate([*moments, *recent], 1):
        yield _stay(chance, number, booked_at.replace(second=0, microsecond=0), is_recent=number > people - 6)


def _stay(chance: Random, number: int, booked_at: datetime, *, is_recent: bool) -> Stay:
    person = Person(
        id=f"person-{number:04d}",
        name=f"{chance.choice(_FIRST)} {chance.choice(_BEFORE)}{chance.choice(_AFTER)}",
        birth_date=date(chance.randrange(1955, 2007), chance.randrange(1, 13), chance.randrange(1, 29)),
        language=chance.choices([code for code, _ in _LANGUAGES], [share for _, share in _LANGUAGES])[0],
    )
    held = timedelta(hours=chance.choice((8, 14, 26, 40, 60, 90, 150, 240)), minutes=chance.randrange(0, 60, 15))
    leaves_at = booked_at + held if not is_recent else booked_at + timedelta(hours=12 + 2 * chance.randrange(6))
    offence, title, grade, _ = chance.choices(_CHARGES, [charge[3] for charge in _CHARGES])[0]
    booking = Booking(
        number=f"B-{55_000 + number}",
        facility="Harbor County Jail",
        booked_at=booked_at,
        arrest_date=booked_at.date(),
        charges=(Charge(offence, title, grade),),
        court_dates=(CourtDate(_court(booked_at), "Harbor Superior Court", f"H{number:05d}"),),
        convictions=_convictions(chance),
        release_due=leaves_at,
        source="harbor-jail",
    )
    asked = _asked(chance) if is_recent or chance.random() < SHARE_ASKED_ABOUT else None
    return Stay(person, booking, booked_at, leaves_at, asked, has_counsel=chance.random() < 0.7)


def _court(booked_at: datetime) -> datetime:
    day = booked_at.astimezone(UTC) + timedelta(days=2)
    return day.replace(hour=17, minute=0)


def _convictions(chance: Random) -> object:
    """What the search of the record shows: often nothing yet, sometimes one offence."""
    throw = chance.random()
    if throw < 0.35:
        return None
    if throw < 0.8:
        return []
    day = date(chance.randrange(2005, 2024), chance.randrange(1, 13), chance.randrange(1, 29)).isoformat()
    offence = chance.choice(("PC 211", "PC 245", "PC 459", "PC 484"))
    return [{"offence": offence, "date": day, "court": "this_state", "grade": "felony", "judgment": True}]


def _asked(chance: Random) -> Asked:
    requester, instrument, purpose, asks, _ = chance.choices(_ASKED, [each[4] for each in _ASKED])[0]
    return Asked(requester, instrument, purpose, asks, timedelta(minutes=chance.randrange(10, 55)))
