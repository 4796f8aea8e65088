"""A desk with a request at it: the person, the paper and the people are invented."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest

from desk_for_tests import desk, open_desk, opened

open_desk()

__all__ = ["desk", "opened"]
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

    def open(self, name: str = NAME, number: str = NUMBER, *, due: timedelta | None = timedelta(hours=2)) -> str:
        from comity.gate import commands
        from comity.gate.state import Booking, Person

        booking = Booking(number, booked_at=self.now - timedelta(hours=5), release_due=self.now + due if due else None)
        handle: str = self.do(commands.OpenMatter(Person("", name), booking)).matter.handle
        self.handles.append(handle)
        return handle

    def receive(self, *asks: str, matter: str = "", facts: dict[str, object] | None = None, **more: Any) -> Any:
        from comity.facts import Ask
        from comity.gate import commands

        handle = matter or self.open()
        given = {"requester": "ice_ero", "instrument": "i247a", "purpose": "civil_immigration", **more}
        command = commands.ReceiveRequest(
            handle,
            asks=tuple(Ask(ask) for ask in asks or ("hold", "notify_release")),
            received_at=self.now,
            facts={"detainer": True, "judicial_warrant": False} if facts is None else facts,
            **given,
        )
        state = self.do(command).matter
        return Asked(handle, list(state.requests)[-1], self)


@dataclass
class Asked:
    """A request of the scene."""

    matter: str
    id: str
    scene: Scene

    @property
    def url(self) -> str:
        return f"/matters/{self.matter}/requests/{self.id}/"

    @property
    def state(self) -> Any:
        return self.scene.desk.records.matters([self.matter])[self.matter]

    @property
    def request(self) -> Any:
        return self.state.requests[self.id]


@pytest.fixture
def scene(desk: Any) -> Scene:
    """The desk, with nobody at it."""
    return Scene(desk)


@pytest.fixture
def page(signed_in: Callable[..., Any]) -> Callable[..., str]:
    """The text of a page as a role sees it, its status checked."""

    def read(url: str, role: str = "desk", *, status: int = 200) -> str:
        answer = signed_in(role).get(url)
        assert answer.status_code == status, answer.content.decode()[:2000]
        return str(answer.content.decode())

    return read
