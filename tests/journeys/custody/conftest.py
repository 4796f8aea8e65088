"""A county's jail with a person in it, as the journeys of persons, deadlines and letters find it; all is invented."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from desk_for_tests import open_desk, opened, signed_in, user_of

open_desk()

from journeys.desk.conftest import durable, look, sit  # noqa: E402 - the same desk and browser, once Django is up

__all__ = ["durable", "look", "opened", "signed_in", "sit"]
Make = Callable[..., Any]


@pytest.fixture(autouse=True)
def _names_are_known_at_once(opened: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The words of names are looked up anew for each search, not remembered for minutes."""
    from comity.store.names import known

    monkeypatch.setattr(known, "LONGEST", 0.0)


@pytest.fixture
def act(opened: Any, durable: None) -> Make:
    """Have somebody do something at the desk: `act(commands.Release(handle), "desk")`."""
    from comity.gate import Actor, Role

    def do(command: Any, role: str = "desk", name: str = "") -> Any:
        return opened.gate.do(command, Actor(name or f"{role}-1", Role(role))).matter

    return do


@pytest.fixture
def held(opened: Any, act: Make) -> Make:
    """Have somebody booked in, with charges, a day in court and a language."""
    from comity.gate import commands
    from comity.gate.state import Booking, Charge, CourtDate, Person

    def book(
        name: str, number: str, *, due: timedelta = timedelta(hours=2), language: str = "es", agency: str = ""
    ) -> str:
        now = opened.clock()
        booking = Booking(
            number,
            facility="North Annex",
            booked_at=now - timedelta(hours=9),
            charges=(Charge("PC 484", "Petty theft", "misdemeanor"), Charge("PC 459", "Burglary", "felony")),
            court_dates=(CourtDate(now + timedelta(days=3), "Harbor Superior Court", "H00017"),),
            release_due=now + due,
            source="harbor-jail",
            notes=("Brought in at night.",),
        )
        person = Person("", name, date(1988, 5, 4), language)
        return str(act(commands.OpenMatter(person, booking, agency), "system", "feed").handle)

    return book


@pytest.fixture
def asked(opened: Any, act: Make) -> Make:
    """Have an agency ask about somebody."""
    from comity.facts import Ask
    from comity.gate import commands

    def ask(handle: str, *asks: str, **more: Any) -> str:
        facts = {"detainer": True, "judicial_warrant": False}
        given = {"requester": "ice_ero", "instrument": "i247a", "purpose": "civil_immigration", "facts": facts, **more}
        wanted = tuple(Ask(each) for each in asks or ("hold", "notify_release"))
        matter = act(commands.ReceiveRequest(handle, asks=wanted, received_at=opened.clock(), **given))
        return str(list(matter.requests)[-1])

    return ask


@pytest.fixture
def lawyer(durable: None) -> Any:
    """A lawyer with an account."""
    user = user_of("counsel", "c.lantern")
    user.first_name, user.last_name = "Carmen", "Lanternfern"
    user.save()
    return user


@pytest.fixture
def later(settings: Any) -> Make:
    """Set the desk's clock on."""
    begun = settings.COMITY_CLOCK

    def move(by: timedelta) -> None:
        settings.COMITY_CLOCK = lambda: begun() + by

    return move


@pytest.fixture
def on_hold(held: Make, asked: Make, act: Make) -> Make:
    """Have somebody kept past release, in a place whose law commands it and limits it."""
    from comity.facts import Ask
    from comity.gate import commands

    def keep(name: str, number: str) -> tuple[str, Any]:
        handle = held(name, number, due=timedelta(hours=1), agency="us-tx/sheriff")
        facts = {"detainer": True, "physical_custody": True, "proof_of_status_shown": False}
        request = asked(handle, "hold", facts=facts)
        act(commands.AnswerAsk(handle, request, Ask.HOLD, yes=True, told="telephone"))
        return handle, act(commands.StartHold(handle, request)).hold_of(request)

    return keep
