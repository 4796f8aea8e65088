"""A jail in Harbor County that federal agencies asked about people; everybody is invented."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from desk_for_tests import desk, durable, open_desk, opened

open_desk()

__all__ = ["desk", "durable", "opened"]
MARCH = datetime(2025, 3, 3, 18, tzinfo=UTC)


@dataclass
class Year:
    """A desk whose clock the test turns, so that what happens falls into the year before."""

    desk: Any
    gate: Any
    moment: list[datetime]
    number: int = 0

    def do(self, command: Any, role: str = "desk", name: str = "") -> Any:
        from comity.gate import Actor, Role

        return self.gate.do(command, Actor(name or f"{role}-1", Role(role))).matter

    def at(self, **later: int) -> None:
        self.moment[0] += timedelta(**later)

    def asked(self, *asks: str, requester: str = "ice_ero", instrument: str = "i247a", **facts: Any) -> tuple[str, str]:
        """Somebody is booked, and an agency asks: the matter, and the request."""
        from comity.facts import Ask
        from comity.gate import commands
        from comity.gate.state import Booking, Person

        self.number += 1
        booking = Booking(f"B-{self.number}", booked_at=self.moment[0], release_due=self.moment[0] + timedelta(hours=9))
        matter = self.do(
            commands.OpenMatter(Person("", f"Ana Invented-{self.number}"), booking), "system", "feed"
        ).handle
        known = {"detainer": instrument == "i247a", "judicial_warrant": False, **facts}
        command = commands.ReceiveRequest(
            matter,
            requester,
            tuple(Ask(ask) for ask in asks),
            self.moment[0],
            instrument,
            "civil_immigration",
            facts=known,
        )
        return matter, str(list(self.do(command).requests)[-1])

    def overridden(self, matter: str, request: str, ask: str) -> None:
        """Two persons decide for yes, and yes is answered."""
        from comity.facts import Ask
        from comity.gate import commands

        wanted = commands.ProposeOverride(matter, request, Ask(ask), "do", "An order of a court.")
        override = list(self.do(wanted, "supervisor").overrides)[-1]
        self.do(commands.SettleOverride(matter, override, confirm=True), "supervisor", "supervisor-2")
        self.do(commands.AnswerAsk(matter, request, Ask(ask), yes=True), "desk")

    def handed_over(self, matter: str, request: str) -> None:
        from comity.gate import commands

        self.do(commands.Transfer(matter, "ICE", request), "supervisor")


@pytest.fixture
def year(desk: Any) -> Year:
    from comity.gate import Gate
    from comity.site.desk import new_id

    moment = [MARCH]
    desk.records.office()
    gate = Gate(desk.records, desk.law, lambda: moment[0], agency=desk.office.agency, new_id=new_id)
    return Year(desk, gate, moment)


@pytest.fixture
def file(signed_in: Callable[..., Any]) -> Callable[..., str]:
    """Draft a report through its page, and go on as far as asked; gives its name."""

    def on(name: str, *stages: str, corrects: str = "", **more: str) -> str:
        from comity.store.models import Report

        client = signed_in("supervisor")
        query = f"?corrects={corrects}" if corrects else ""
        page = client.get(f"/reports/new/{name}/{query}").content.decode()
        shown = re.search(r'name="shown" value="([0-9a-f]{64})"', page)[1]
        answer = client.post(f"/reports/new/{name}/{query}", {"why": "One was left out.", "shown": shown, **more})
        assert answer.status_code == 302, answer.content.decode()
        row = Report.objects.order_by("-drafted_at", "-id").get(pk=answer["Location"].split("/")[-2])
        for stage in stages:
            client.post(f"/reports/filed/{row.id}/step/", {"stage": stage, "digest": row.digest})
        return str(row.id)

    return on
