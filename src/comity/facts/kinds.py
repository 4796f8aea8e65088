"""What a fact is: its name, kind, question, and who can say it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from types import MappingProxyType


class Kind(Enum):
    """The type of a fact's value."""

    YES_NO = "yes_no"  # true or false
    CHOICE = "choice"  # one of a closed list of words
    COUNT = "count"  # a whole number within declared bounds
    DATE = "date"  # a calendar day
    MOMENT = "moment"  # a day and a time, local to the place
    TEXT = "text"  # a code, compared for equality only (record fields)
    RECORDS = "records"  # a list of records of one type


class Role(Enum):
    """Who can establish a fact."""

    DESK = "desk"  # the booking desk, from the paper or the booking system
    LEGAL = "legal"  # a legal reviewer, by reading a paper or a record
    SUPERVISOR = "supervisor"  # a supervisor, by an act of their own
    COUNSEL = "counsel"  # the person's lawyer (enters as disputed until confirmed)


class AgencyKind(Enum):
    """What sort of body is asked; norms bind agencies by name or by kind."""

    POLICE = "police"  # city, county or campus police
    SHERIFF = "sheriff"  # an elected or appointed sheriff's office
    JAIL = "jail"  # whoever runs a local jail or lock-up
    PRISON = "prison"  # a state corrections department
    PROBATION = "probation"  # supervises people on probation
    PAROLE = "parole"  # supervises people on parole or community custody
    PROSECUTOR = "prosecutor"  # a prosecutor's office
    COURT = "court"  # judges, court staff, court security
    SCHOOL = "school"  # schools, school boards and school police
    HEALTH = "health"  # public hospitals and clinics
    CITY_AGENCY = "city_agency"  # any body of a city
    COUNTY_AGENCY = "county_agency"  # any body of a county
    STATE_AGENCY = "state_agency"  # any body of a state
    CONTRACTOR = "contractor"  # a private body acting for a public one
    IMMIGRATION_AUTHORITY = "immigration_authority"  # ICE, CBP and the like, bound by federal rules
    ATTORNEY_GENERAL = "attorney_general"  # a state's attorney general
    LEGISLATURE = "legislature"  # a body that makes rules (laws on policies bind it)


@dataclass(frozen=True, slots=True)
class Fact:
    """One entry of the closed vocabulary."""

    name: str
    kind: Kind
    question: str  # asked of a person, in plain words
    says: str  # the statement, as it reads in an explanation
    established_by: tuple[Role, ...]
    source: str  # the paper or record that shows it
    effort: int = 2  # 1: on the desk now · 2: in a system at hand · 3: needs another office
    choices: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    minimum: int = 0
    maximum: int = 0
    fields: Mapping[str, Fact] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """A closed list of facts; no law may speak of any other."""

    facts: Mapping[str, Fact]

    @classmethod
    def of(cls, facts: Iterable[Fact]) -> Vocabulary:
        """Build from entries; a name given twice is refused with `ValueError`."""
        table: dict[str, Fact] = {}
        for fact in facts:
            if fact.name in table:
                raise ValueError(f"fact `{fact.name}` is listed twice")
            table[fact.name] = fact
        return cls(MappingProxyType(table))

    def __contains__(self, name: str) -> bool:
        return name in self.facts

    def __getitem__(self, name: str) -> Fact:
        return self.facts[name]


def yes_no(name: str, question: str, says: str, by: tuple[Role, ...], source: str, effort: int = 2) -> Fact:
    """A fact that is true or false."""
    return Fact(name, Kind.YES_NO, question, says, by, source, effort)


def choice(
    name: str, question: str, says: str, by: tuple[Role, ...], source: str, choices: dict[str, str], effort: int = 1
) -> Fact:
    """A fact that is one word of a closed list, each word with its meaning."""
    return Fact(name, Kind.CHOICE, question, says, by, source, effort, MappingProxyType(dict(choices)))


def count(
    name: str, question: str, says: str, by: tuple[Role, ...], source: str, minimum: int, maximum: int, effort: int = 2
) -> Fact:
    """A whole number between `minimum` and `maximum`, both included."""
    return Fact(name, Kind.COUNT, question, says, by, source, effort, minimum=minimum, maximum=maximum)


def date(name: str, question: str, says: str, by: tuple[Role, ...], source: str, effort: int = 2) -> Fact:
    """A calendar day."""
    return Fact(name, Kind.DATE, question, says, by, source, effort)


def moment(name: str, question: str, says: str, by: tuple[Role, ...], source: str, effort: int = 2) -> Fact:
    """A day and a time, local to the place."""
    return Fact(name, Kind.MOMENT, question, says, by, source, effort)


def text(name: str, question: str, says: str, by: tuple[Role, ...], source: str, effort: int = 2) -> Fact:
    """A code or a word; only ever a field of a record."""
    return Fact(name, Kind.TEXT, question, says, by, source, effort)


def records(
    name: str, question: str, says: str, by: tuple[Role, ...], source: str, fields: Iterable[Fact], effort: int = 3
) -> Fact:
    """A list of records; the list may be complete, known in part, or unknown."""
    table = MappingProxyType({entry.name: entry for entry in fields})
    return Fact(name, Kind.RECORDS, question, says, by, source, effort, fields=table)
