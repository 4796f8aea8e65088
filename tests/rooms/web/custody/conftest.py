"""A desk with a person at it: the person, the paper and the people are invented."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from desk_for_tests import desk, durable, open_desk, opened, user_of

open_desk()

__all__ = ["desk", "durable", "opened"]
NAME, NUMBER = "Elena Inventada-Rojas", "B-55102"


@dataclass
class Scene:
    """One desk, and short ways to have something happen at it."""

    desk: Any
    handles: list[str] = field(default_factory=list)

    @property
    def now(self) -> datetime:
        return self.desk.clock()

    def actor(self, role: str = "desk", name: str = "") -> Any:
        from comity.gate import Actor, Role

        return Actor(name or f"{role}-1", Role(role))

    def do(self, command: Any, role: str = "desk", name: str = "") -> Any:
        return self.desk.gate.do(command, self.actor(role, name))

    def state(self, handle: str) -> Any:
        return self.desk.records.matters([handle])[handle]

    def open(
        self,
        name: str = NAME,
        number: str = NUMBER,
        *,
        due: timedelta | None = timedelta(hours=2),
        language: str = "es",
        born: date | None = date(1988, 5, 4),
        person: str = "",
        agency: str = "",
    ) -> str:
        from comity.gate import commands
        from comity.gate.state import Booking, Charge, CourtDate, Person

        booking = Booking(
            number,
            facility="North Annex",
            booked_at=self.now - timedelta(hours=5),
            charges=(Charge("PC 484", "Petty theft", "misdemeanor"), Charge("PC 459")),
            court_dates=(CourtDate(self.now + timedelta(days=3), "Harbor Superior Court", "H00017"),),
            release_due=self.now + due if due else None,
        )
        done = self.do(commands.OpenMatter(Person(person, name, born, language), booking, agency))
        handle: str = done.matter.handle
        self.handles.append(handle)
        return handle

    def receive(self, matter: str, *asks: str, facts: dict[str, object] | None = None, **more: Any) -> str:
        from comity.facts import Ask
        from comity.gate import commands

        given = {"requester": "ice_ero", "instrument": "i247a", "purpose": "civil_immigration", **more}
        command = commands.ReceiveRequest(
            matter,
            asks=tuple(Ask(ask) for ask in asks or ("hold", "notify_release")),
            received_at=self.now,
            facts={"detainer": True, "judicial_warrant": False} if facts is None else facts,
            **given,
        )
        return str(list(self.do(command).matter.requests)[-1])

    def notice(self, matter: str, asked: str, *, to: str = "person", kind: str = "request_copy") -> str:
        """A letter that somebody gave, of which only the fingerprint is known here."""
        from comity.gate import commands

        command = commands.GiveNotice(matter, asked, kind, to, "es", "ab" * 32, "hand")
        return str(list(self.do(command).matter.notices)[-1])


@pytest.fixture(autouse=True)
def _names_are_known_at_once(opened: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The words of names are looked up anew for each search, not remembered for minutes."""
    from comity.store.names import known

    monkeypatch.setattr(known, "LONGEST", 0.0)


@pytest.fixture
def scene(desk: Any) -> Scene:
    """The desk, with nobody at it."""
    return Scene(desk)


@pytest.fixture
def page(signed_in: Callable[..., Any]) -> Callable[..., str]:
    """The text of a page as a role sees it, its status checked."""

    def read(url: str, role: str = "desk", *, status: int = 200, name: str = "") -> str:
        answer = signed_in(role, name=name).get(url)
        assert answer.status_code == status, answer.content.decode()[:2000]
        return str(answer.content.decode())

    return read


@pytest.fixture
def find(signed_in: Callable[..., Any]) -> Callable[..., str]:
    """The text of the page on which a role finds what it has looked for."""

    def search(sought: str, role: str = "desk", *, url: str = "/persons/") -> str:
        client = signed_in(role)
        answer = client.post(url, {"q": sought}, follow=True)
        assert answer.status_code == 200
        return str(answer.content.decode())

    return search


@pytest.fixture
def lawyer(db: None) -> Any:
    """A lawyer who has an account."""
    user = user_of("counsel", "c.lantern")
    user.first_name, user.last_name = "Carmen", "Lanternfern"
    user.save()
    return user
