"""A desk in front of any records: invented people, a clock that the test turns, and short words for long commands."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from comity.facts import Ask
from comity.gate import Actor, Done, Gate, Role, commands
from comity.gate.state import Booking, Charge, Matter, Paper, Person, Request
from comity.law import LawLibrary

LIBRARY = LawLibrary()
START = datetime(2026, 11, 20, 17, 0, tzinfo=UTC)  # Friday, 9 a.m. in California, noon in New York

DESK = Actor("d.booth", Role.DESK)
OTHER_DESK = Actor("o.booth", Role.DESK)
LEGAL = Actor("l.clause", Role.LEGAL)
OTHER_LEGAL = Actor("m.clause", Role.LEGAL)
SUPERVISOR = Actor("s.overall", Role.SUPERVISOR)
OTHER_SUPERVISOR = Actor("t.overall", Role.SUPERVISOR)
COUNSEL = Actor("c.defence", Role.COUNSEL)
INSPECTOR = Actor("i.look", Role.INSPECTOR)
POLICY = Actor("p.count", Role.POLICY)
ADMINISTRATOR = Actor("a.wires", Role.ADMINISTRATOR)
SYSTEM = Actor("clock", Role.SYSTEM)
ACTORS = {actor.role: actor for actor in (DESK, LEGAL, SUPERVISOR, COUNSEL, INSPECTOR, POLICY, ADMINISTRATOR, SYSTEM)}
PAPER = Paper("detainer.pdf", "ab" * 32, 1_000, "application/pdf")

# Facts under which Californian law forbids a hold, and those under which New York City's law commands one.
CALIFORNIA = {"physical_custody": True, "judicial_warrant": False}


@dataclass
class Clock:
    """A clock that stands still until it is turned."""

    now: datetime = START

    def __call__(self) -> datetime:
        return self.now

    def later(self, **span: float) -> datetime:
        self.now += timedelta(**span)
        return self.now


@dataclass
class Desk:
    """A gate over some records."""

    records: Any
    clock: Clock = field(default_factory=Clock)
    agency: str = "us-ca/sheriff"
    erase: Callable[[Matter], None] | None = None
    seal: Callable[[Matter], None] | None = None
    law: Any = LIBRARY
    drafts: Any = None
    numbers: Any = field(default_factory=count)

    def __post_init__(self) -> None:
        self.gate = Gate(
            self.records,
            self.law,
            self.clock,
            agency=self.agency,
            new_id=lambda: f"id{next(self.numbers):06d}",
            erase=self.erase,
            seal=self.seal,
            drafts=self.drafts,
        )

    def do(self, command: Any, by: Actor = DESK) -> Done:
        return self.gate.do(command, by)

    def matter(self, handle: str) -> Matter:
        return self.records.matters([handle])[handle]  # type: ignore[no-any-return]

    def request(self, handle: str, request: str) -> Request:
        return self.matter(handle).requests[request]

    def open(self, *, agency: str = "", name: str = "Ana Invented", language: str = "es", **booking: Any) -> str:
        given = {"number": "B-1", "booked_at": START - timedelta(days=1), **booking}
        opened = commands.OpenMatter(Person("", name, language=language), Booking(**given), agency)
        return self.do(opened).matter.handle

    def receive(self, handle: str, *asks: Ask, by: Actor = DESK, **given: Any) -> Request:
        given = {
            "requester": "ice_ero",
            "instrument": "i247a",
            "purpose": "civil_immigration",
            "received_at": self.clock.now - timedelta(minutes=5),
            **given,
        }
        done = self.do(commands.ReceiveRequest(handle, asks=asks or (Ask.HOLD,), **given), by)
        return list(done.matter.requests.values())[-1]

    def answer(self, handle: str, request: str, ask: Ask, yes: bool, by: Actor = DESK) -> Done:
        return self.do(commands.AnswerAsk(handle, request, ask, yes, "by e-mail"), by)

    def establish(self, handle: str, by: Actor = DESK, request: str = "", **facts: object) -> Done:
        given = [commands.EstablishFact(handle, name, value, "the file", request) for name, value in facts.items()]
        return self.gate.do_all(given, by)[-1]

    def zone(self) -> ZoneInfo:
        return ZoneInfo(LIBRARY.pack(self.agency.partition("/")[0]).calendar.zone)


def charges(*offences: str) -> tuple[Charge, ...]:
    return tuple(Charge(offence, f"An offence under {offence}", "felony") for offence in offences)
