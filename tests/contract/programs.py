"""Programs in front of the desk: a token for each role, and an invented person about whom something was asked."""

import json
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from typing import Any

from comity.facts import Ask
from comity.gate import Actor, Role, commands
from comity.gate.state import Booking, Charge, Person

V1 = "/api/v1"
PDF = b"%PDF-1.7\nan invented paper\n"
BOOTH, CLAUSE = Actor("d.booth", Role.DESK), Actor("l.clause", Role.LEGAL)
OVERALL, OTHER = Actor("s.overall", Role.SUPERVISOR), Actor("t.overall", Role.SUPERVISOR)
HELD = {"physical_custody": True, "judicial_warrant": False}  # under these, Californian law forbids a hold

REFUSED: list[tuple[Actor | None, str, str]] = []


def record(actor: Actor | None, permission: str, path: str) -> None:
    """Whoever records refusals."""
    REFUSED.append((actor, permission, path))


def token(desk: Any, role: Role, name: str = "") -> str:
    """The secret of a new token."""
    from comity.store.tokens import issue_token

    at = desk.clock()
    return issue_token(name or role.value, role, by="a.wires", at=at, expires_at=at + timedelta(days=30))[1]


@dataclass
class Program:
    """A program that calls the API in one role."""

    client: Any
    secret: str
    keys: Any = field(default_factory=count)

    def headers(self, key: str = "") -> dict[str, str]:
        return {"Authorization": f"Bearer {self.secret}", "Idempotency-Key": key or f"key-{next(self.keys)}"}

    def get(self, path: str, **query: Any) -> Any:
        return self.client.get(f"{V1}{path}", query, headers=self.headers())

    def post(self, path: str, body: Any = None, *, key: str = "") -> Any:
        content = body if isinstance(body, bytes | str) else json.dumps(body or {})
        return self.client.post(f"{V1}{path}", content, content_type="application/json", headers=self.headers(key))

    def delete(self, path: str) -> Any:
        return self.client.delete(f"{V1}{path}", headers=self.headers())

    def upload(self, path: str, content: bytes = PDF, *, name: str = "paper.pdf", key: str = "") -> Any:
        from django.core.files.uploadedfile import SimpleUploadedFile

        paper = SimpleUploadedFile(name, content, "application/pdf")
        return self.client.post(f"{V1}{path}", {"paper": paper}, headers=self.headers(key))


@dataclass
class Seeded:
    """A matter in which there is one of everything, and the ids of it."""

    desk: Any
    matter: str
    request: str
    open_request: str
    review: str
    override: str
    notice: str
    duty: str
    alarm: str
    hold: str
    paper: Any

    def do(self, command: Any, by: Actor = BOOTH) -> Any:
        return self.desk.gate.do(command, by)


def book(desk: Any, number: str = "B-1") -> str:
    """An invented person in custody; the matter's handle."""
    booking = Booking(number, "North", desk.clock() - timedelta(days=1), charges=(Charge("PC 459"),))
    opened = desk.gate.do(commands.OpenMatter(Person("", "Ana Invented", language="es"), booking), BOOTH)
    return str(opened.matter.handle)


def seed(desk: Any, number: str = "B-1") -> Seeded:
    """An invented person in custody; two requests; a question, an override, a letter, a duty, an alarm, a hold."""
    now, do, matter = desk.clock(), desk.gate.do, book(desk, number)
    paper = desk.papers.keep(matter, "detainer.pdf", PDF, media_type="application/pdf")
    asked = commands.ReceiveRequest(
        matter,
        "ice_ero",
        (Ask.HOLD, Ask.NOTIFY_RELEASE),
        now - timedelta(minutes=5),
        "i247a",
        "civil_immigration",
        papers=(paper,),
        facts=HELD,
    )
    first = list(do(asked, BOOTH).matter.requests)[-1]
    second = list(do(asked, BOOTH).matter.requests)[-1]
    hold = _held(desk, matter, first)
    do(commands.AskReview(matter, second, "Is this a judge's paper?"), BOOTH)
    do(commands.ProposeOverride(matter, second, Ask.HOLD, "do", "A judge telephoned."), OVERALL)
    letter = commands.GiveNotice(matter, second, "request_copy", "counsel", "en", "ab" * 32, "hand")
    do(letter, BOOTH)
    alarm = commands.RaiseAlarm(matter, "release:1", "release", second, "Release is near.")
    do(alarm, Actor("clock", Role.SYSTEM))
    state = do(commands.AppointCounsel(matter, "program:counsel", "Cora Invented"), BOOTH).matter
    duty = next(each.id for each in state.duties.values() if each.request == second and each.active)
    return Seeded(
        desk,
        matter,
        request=first,
        open_request=second,
        review=next(iter(state.reviews)),
        override=list(state.overrides)[-1],
        notice=next(iter(state.notices)),
        duty=duty,
        alarm="release:1",
        hold=hold,
        paper=paper,
    )


def _held(desk: Any, matter: str, request: str) -> str:
    """A hold that runs, because two persons overrode the law."""
    do = desk.gate.do
    overridden = do(commands.ProposeOverride(matter, request, Ask.HOLD, "do", "A judge telephoned."), OVERALL).matter
    do(commands.SettleOverride(matter, next(iter(overridden.overrides)), confirm=True), OTHER)
    do(commands.AnswerAsk(matter, request, Ask.HOLD, yes=True, told="by e-mail"), BOOTH)
    return str(next(iter(do(commands.StartHold(matter, request), BOOTH).matter.holds)))
