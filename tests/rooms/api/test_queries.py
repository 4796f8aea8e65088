"""However much there is, an address asks the database the same number of questions."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comity.facts import Ask
from comity.gate import Role, commands
from contract.programs import BOOTH, Program, Seeded, seed

Make = Callable[..., Program]
MORE = 6


def asked(call: Callable[[], Any]) -> int:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        response = call()
    assert response.status_code == 200, response.content
    return len(queries)


def fill(here: Seeded) -> None:
    """More matters, and more of everything in this one."""
    for number in range(MORE):
        seed(here.desk, f"B-{number + 10}")
        here.do(commands.WriteNote(here.matter, f"Note {number}."))
        received = here.desk.clock()
        here.do(commands.ReceiveRequest(here.matter, "ice_ero", (Ask.SHARE_COURT_DATE,), received, "oral"), BOOTH)


@pytest.mark.parametrize(
    "address",
    [
        "/today",
        "/deadlines",
        "/matters?booking=B-1",
        "/laws",
        "/matters/{matter}",
        "/matters/{matter}/requests/{request}",
    ],
)
def test_reading_asks_a_constant_number_of_questions(address: str, seeded: Seeded, program: Make, tally: Any) -> None:
    reader = program(Role.SUPERVISOR)
    path = address.format(matter=seeded.matter, request=seeded.request)
    reader.get(path)  # the first use of a token is noted
    before = asked(lambda: reader.get(path))
    fill(seeded)
    assert asked(lambda: reader.get(path)) <= before + (2 if "{matter}" in address else 0)
    assert before < 40
    tally("addresses whose questions were counted")


def test_a_program_that_looks_a_booking_up_has_read_of_the_person(seeded: Seeded, program: Make) -> None:
    def looks() -> list[str]:
        return [each.page for each in seeded.desk.records.matters([seeded.matter])[seeded.matter].readings]

    before = looks()
    found = program(Role.DESK, "front office").get("/matters", booking="B-1").json()["matters"]
    assert seeded.matter in {each["matter"] for each in found}
    assert looks() == [*before, "api search"]


def test_an_act_asks_a_constant_number_of_questions(seeded: Seeded, program: Make) -> None:
    booth = program(Role.DESK)
    path = f"/matters/{seeded.matter}/notes"
    booth.post(path, {"text": "first"})
    before = asked(lambda: booth.post(path, {"text": "second"}))
    fill(seeded)
    assert asked(lambda: booth.post(path, {"text": "third"})) <= before + 2


def test_lists_go_on_where_they_end(seeded: Seeded, program: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    from comity.api import lists

    fill(seeded)
    monkeypatch.setattr(lists, "PAGE", 5)
    reader, seen, page = program(Role.DESK), [], 1
    while True:
        told = reader.get("/today", page=page).json()
        seen += [each["request"] for each in told["requests"]]
        if not told["more"]:
            break
        page += 1
    assert len(seen) == len(set(seen)) == 2 + MORE * 3
    assert reader.get("/today", page=99).json()["requests"] == []
    assert reader.get("/today", page=0).status_code == 422
