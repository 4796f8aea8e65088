"""People who are held now, each with one thing that somebody has done or waits for; and what the sweep found."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from comity.facts import Ask
from comity.gate import Actor, Role, commands, tick
from comity.gate.findings.commands import ExplainFinding, RaiseFinding
from comity.gate.findings.state import Seen
from comity.gate.state import Booking, Charge, CourtDate, Person
from comity.gate.visiting.commands import RecordVisit
from comity.store.desk import Desk
from comity.store.models import Matter, Request

from desk_parts.county import FEED, SUPERVISOR, Names

EACH = 16  # people of each kind in a large county
FINDINGS = 240
LARGE = 20_000  # bookings; a smaller county has less of everything
CLERK, LEGAL = Actor("d.overall", Role.DESK), Actor("l.overall", Role.LEGAL)
SECOND, LAWYER = Actor("s.second", Role.SUPERVISOR), Actor("bench-counsel", Role.COUNSEL)
SWEEP, CLOCK = Actor("sweep", Role.SYSTEM), Actor("clock", Role.SYSTEM)
SOURCE = "bench-extras"
WORDS = "Awaiting a call from ICE re the one in intake, told them we would ring back."

Thing = Callable[[Desk, str, str], None]


def some(number: int) -> int:
    """As many as a large county has, or fewer in a smaller one, of each kind at least two."""
    return max(2, round(number * min(1, Matter.objects.count() / LARGE)))


def held(desk: Desk) -> None:
    """Open them, have an agency ask about each, and let each kind of thing happen."""
    names = Names(7)
    for number in range(some(EACH) * len(THINGS)):
        handle = booked(desk, names(), number)
        request = asked(desk, handle)
        THINGS[number % len(THINGS)](desk, handle, request)


def booked(desk: Desk, name: str, number: int, *, prefix: str = "B-8") -> str:
    """Somebody was booked five hours ago, and is released in some days."""
    now = desk.clock()
    booking = Booking(
        f"{prefix}{number:07d}",
        facility="North Annex",
        booked_at=now - timedelta(hours=5),
        charges=(Charge("PC 484", "Petty theft", "misdemeanor"),),
        court_dates=(CourtDate(now + timedelta(days=3), "Superior Court"),),
        release_due=now + timedelta(hours=6 + number % 200),
        source=SOURCE,
    )
    return desk.gate.do(commands.OpenMatter(Person("", name), booking), FEED).matter.handle


def asked(desk: Desk, handle: str) -> str:
    """An agency asks to hold the person, and to be told of the release: the request."""
    facts = {"detainer": True, "judicial_warrant": False}
    asks = (Ask.HOLD, Ask.NOTIFY_RELEASE, Ask.INTERVIEW)
    at = desk.clock() - timedelta(minutes=20)
    command = commands.ReceiveRequest(handle, "ice_ero", asks, at, "i247a", "civil_immigration", facts=facts)
    return list(desk.gate.do(command, CLERK).matter.requests)[-1]


def _hold(desk: Desk, handle: str, request: str) -> None:
    """Two persons have decided to hold, and the hold runs."""
    wanted = commands.ProposeOverride(handle, request, Ask.HOLD, "do", "A court has ordered it.")
    override = list(desk.gate.do(wanted, SUPERVISOR).matter.overrides)[-1]
    desk.gate.do(commands.SettleOverride(handle, override, confirm=True), SECOND)
    desk.gate.do(commands.AnswerAsk(handle, request, Ask.HOLD, yes=True, told="fax"), CLERK)
    desk.gate.do(commands.StartHold(handle, request), CLERK)


def _review(desk: Desk, handle: str, request: str) -> None:
    desk.gate.do(commands.AskReview(handle, request, "Is this a judge's warrant?", Ask.HOLD), CLERK)


def _override(desk: Desk, handle: str, request: str) -> None:
    wanted = commands.ProposeOverride(handle, request, Ask.HOLD, "do", "The order is on its way.")
    desk.gate.do(wanted, LEGAL)


def _dispute(desk: Desk, handle: str, request: str) -> None:
    _counsel(desk, handle, request)
    desk.gate.do(commands.DisputeFact(handle, "detainer", value=False, request=request), LAWYER)


def _counsel(desk: Desk, handle: str, _request: str) -> None:
    desk.gate.do(commands.AppointCounsel(handle, LAWYER.name, "C. Bench"), SUPERVISOR)


def _visit(desk: Desk, handle: str, request: str) -> None:
    coming = RecordVisit(handle, "ice_ero", Ask.INTERVIEW, let_in=False, officer="Officer 12", request=request)
    desk.gate.do(coming, CLERK)


def _disclosed(desk: Desk, handle: str, request: str) -> None:
    desk.gate.do(commands.Disclose(handle, "the time of release", "ICE", request), CLERK)


def _alarm(desk: Desk, handle: str, _request: str) -> None:
    """What is due at once was not done in time: the clock rings."""
    due = desk.clock() - timedelta(minutes=1)
    desk.gate.do(commands.EstablishFact(handle, "release_due", due.isoformat(), "the booking system"), CLERK)
    tick(desk.gate, [handle])


def _erasure(desk: Desk, handle: str, _request: str) -> None:
    desk.gate.do(commands.OrderErasure(handle, f"Superior Court of Harbor, no. {handle[:4]}"), LEGAL)


def _nothing(_desk: Desk, _handle: str, _request: str) -> None:
    """What was asked is open, and that is all; letters and papers are added to some."""


THINGS: tuple[Thing, ...] = (
    *(_hold, _review, _override, _dispute, _counsel, _visit, _disclosed, _alarm, _erasure),
    *(_nothing, _nothing),
)


def found(desk: Desk) -> None:
    """The sweep has found contacts, most of them with people who were asked about; some are explained."""
    known = list(Matter.objects.filter(pk__in=Request.objects.values("matter")).order_by("pk")[: some(FINDINGS)])
    for number, matter in enumerate(known):
        handle = matter.pk if number % 5 else ""
        raised = desk.gate.do(RaiseFinding(_seen(desk, number), handle), SWEEP).matter
        if number % 3 == 0:
            why = "The officer was told to write."
            desk.gate.do(ExplainFinding(raised.handle, f"bench-{number}", "around", why), SUPERVISOR)


def _seen(desk: Desk, number: int) -> Seen:
    return Seen(
        id=f"bench-{number}",
        source="jail mail",
        channel="mail",
        text=f"<bench-{number}@jail.example>",
        at=desk.clock() - timedelta(hours=number),
        act="waiting_for",
        way="from_them",
        agency="ice",
        rule="waiting",
        says="somebody waits for the agency",
        knowledge="did_not_know",
        excerpt=WORDS,
        end=24,
    )
