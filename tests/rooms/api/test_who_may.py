"""Whose each address is: every role at every one; whoever it is not for is refused, and that stands on record."""

from collections.abc import Callable
from typing import Any

import pytest

from comity.api.tokens import ANY
from comity.api.version import api, document
from comity.gate import Actor, Role
from contract.programs import PDF, V1, Program, Seeded

Make = Callable[..., Program]
CASE = {
    "at": "2017-03-15T09:40",
    "agency": "us-ny-nyc/nypd",
    "request": {"from": "ice", "asks": ["hold"], "purpose": "civil_immigration"},
    "facts": {"detainer": True, "judicial_warrant": False},
}


def doors() -> dict[str, tuple[str, str, str]]:
    """Every operation, with its method, its address, and the permission that its door asks for."""
    found = {}
    for router in api._get_bound_routers():
        for path, view in router.path_operations.items():
            for operation in view.operations:
                permission = operation.auth_callbacks[0].permission if operation.auth_callbacks else ""
                found[operation.operation_id] = (operation.methods[0].lower(), path, permission)
    return found


DOORS = doors()


def bodies(here: Seeded) -> dict[str, Any]:
    """For every operation that takes a body one with which it can be done."""
    open_one, first = {"request": here.open_request}, {"request": here.request}
    person, now = {"id": "", "name": "Ben Invented"}, here.desk.clock().isoformat()
    asked = {"requester": "ice_ero", "asks": ["share_court_date"], "received_at": now, "instrument": "oral"}
    fact = {"name": "release_date_public", "value": False, "paper": "the roster"}
    return {
        "open_matter": {"person": person, "booking": {"number": "B-2"}},
        "change_records": {"booking": {"number": "B-1", "facility": "South"}},
        "merge_persons": {"person": {"id": "p-known", "name": "Ana Invented"}},
        "record_visit": {"requester": "ice_ero", "ask": "interview", "let_in": False},
        "record_court_date": {"court_date": {"at": now, "court": "Invented Court"}},
        "start_hold": first,
        "end_hold": {"hold": here.hold, "why": "The judge withdrew the order."},
        "release": {},
        "transfer": {"to": "the other facility"},
        "receive_request": asked,
        "add_paper": {**open_one, "paper": {"name": "late.pdf", "sha256": here.paper.sha256, "size": here.paper.size}},
        "decide": open_one,
        "establish_fact": fact,
        "dispute_fact": fact,
        "ask_review": {**open_one, "question": "May we say so?", "ask": "notify_release"},
        "give_review": {"review": here.review, "verdict": "", "opinion": "It is not."},
        "propose_override": {**open_one, "ask": "notify_release", "verdict": "do_not", "reason": "An order."},
        "answer_ask": {**open_one, "ask": "hold", "yes": False, "told": "by e-mail"},
        "close_request": {**open_one, "why": "The requester took it back."},
        "disclose": {"what": "the day of release", "to": "ICE"},
        "give_notice": {
            **open_one,
            "kind": "request_copy",
            "to": "person",
            "language": "en",
            "sha256": "ab" * 32,
            "channel": "hand",
        },
        "confirm_notice": {"notice": here.notice, "how": "signed for"},
        "finish_duty": {"duty": here.duty, "how": "by hand"},
        "confirm_alarm": {"alarm": here.alarm},
        "write_note": {"text": "Asked for a lawyer."},
        "appoint_counsel": {"user": "e.new", "name": "Edna Invented"},
        "withdraw_counsel": {"user": "program:counsel"},
        "close_matter": {"why": ""},
        "decide_case": CASE,
        "add_webhook": {"url": "https://receiver.example/comity"},
        "renew_secret": {},
    }


# What cannot be done in the seeded matter as it is, though the role may: the state stands against it.
NOT_NOW = {"add_paper": 409, "start_hold": 409, "close_request": 409, "close_matter": 409}


def ask(here: Seeded, program: Program, name: str) -> Any:
    method, path, _ = DOORS[name]
    ids = {"matter": here.matter, "asked": here.request, "sha256": here.paper.sha256, "webhook": webhook(here)}
    address = path.format(**{key: value for key, value in ids.items() if f"{{{key}}}" in path})
    if name == "put_paper":
        return program.upload(address, PDF)
    if method == "delete":
        return program.delete(address)
    if method == "post":
        return program.post(address, bodies(here)[name])
    return program.get(address, **({"booking": "B-1"} if name == "find_matters" else {}))


def webhook(here: Seeded) -> str:
    from comity.store.hooks import add_endpoint, endpoints_now

    known = endpoints_now()
    if known:
        return str(known[0].id)
    return str(add_endpoint("https://other.example/", [], by="a.wires", at=here.desk.clock())[0].id)


def may(role: Role, permission: str) -> bool:
    from comity.web.access import PERMISSIONS

    return permission in {"", ANY} or role in PERMISSIONS[permission]


def test_the_table_is_whole() -> None:
    described = {
        operation["operationId"]: method for path in document()["paths"].values() for method, operation in path.items()
    }
    assert set(described) == set(DOORS)
    assert {name for name, (method, _, _) in DOORS.items() if method == "post"} - {"put_paper"} == set(_BODIES)
    assert [name for name, (_, _, permission) in DOORS.items() if not permission] == ["read_health"]


_BODIES = (
    *("open_matter", "change_records", "merge_persons", "record_court_date", "start_hold", "end_hold", "release"),
    *("record_visit", "receive_request", "decide", "establish_fact", "dispute_fact", "ask_review", "give_review"),
    *("propose_override", "answer_ask", "close_request", "disclose", "give_notice", "add_paper", "transfer"),
    *("confirm_notice", "finish_duty", "confirm_alarm", "write_note", "appoint_counsel", "withdraw_counsel"),
    *("close_matter", "decide_case", "add_webhook", "renew_secret"),
)


@pytest.mark.parametrize("name", DOORS)
def test_every_role_at_every_address(
    name: str, seeded: Seeded, program: Make, refused: Any, tally: Callable[..., None]
) -> None:
    from django.db import transaction

    webhook(seeded)
    for role in Role:
        with transaction.atomic():
            knock(name, role, seeded, program(role), refused)
            transaction.set_rollback(True)  # each role finds the matter as it was
        refused.clear()
        tally("roles at addresses")


def knock(name: str, role: Role, seeded: Seeded, caller: Program, refused: Any) -> None:
    permission = DOORS[name][2]
    response = ask(seeded, caller, name)
    if may(role, permission):
        is_supervisors = name == "close_request" and role is Role.SUPERVISOR  # who says why
        assert response.status_code == (200 if is_supervisors else NOT_NOW.get(name, 200)), response.content
        assert refused == []
        return
    assert response.status_code == 403, response.content
    assert response.json()["type"] == "urn:comity:problem:not-allowed"
    assert response.json()["help"]
    ((actor, recorded, where),) = refused
    assert (actor, recorded) == (Actor(f"program:{role.value}", role), permission)
    assert where.startswith(V1)


@pytest.mark.parametrize("name", [name for name, (_, path, _) in DOORS.items() if "{matter}" in path])
def test_a_lawyer_who_is_not_counsel_is_told_of_a_matter_as_of_one_that_does_not_exist(
    name: str, seeded: Seeded, program: Make, refused: Any
) -> None:
    stranger = program(Role.COUNSEL, "stranger")
    told = ask(seeded, stranger, name)
    seeded.matter = "0" * 32
    of_none = ask(seeded, stranger, name)
    assert told.status_code == of_none.status_code == 404
    assert told.content == of_none.content
    assert len(refused) == 2


def test_counsel_is_not_told_what_is_the_offices_alone(seeded: Seeded, program: Make) -> None:
    from comity.gate import commands

    seeded.do(commands.WriteNote(seeded.matter, "A note of the office."))
    told = program(Role.COUNSEL).get(f"/matters/{seeded.matter}").json()
    assert (told["notes"], told["reviews"]) == ([], {})
    assert told["requests"][seeded.request]["answers"]["hold"]["yes"] is True
    staff = program(Role.DESK).get(f"/matters/{seeded.matter}").json()
    assert staff["notes"]
    assert staff["reviews"]


def test_no_program_is_the_second_person_of_an_override(seeded: Seeded, program: Make) -> None:
    from comity.gate import NotAllowedError, commands
    from comity.store.desk import current

    settled = {"override": seeded.override, "confirm": True}
    asked = program(Role.LEGAL, "two").post(f"/matters/{seeded.matter}/settled-overrides", settled)
    assert asked.status_code == 404, "the API has no such act"
    command = commands.SettleOverride(seeded.matter, seeded.override, confirm=True)
    with pytest.raises(NotAllowedError, match="a program cannot be the second person"):
        current().gate.do(command, Actor("program:two", Role.LEGAL))


def test_every_read_of_a_persons_record_is_recorded(seeded: Seeded, program: Make) -> None:
    reader = program(Role.INSPECTOR)
    addresses = (
        f"/matters/{seeded.matter}",
        f"/matters/{seeded.matter}/requests/{seeded.request}",
        f"/matters/{seeded.matter}/papers/{seeded.paper.sha256}",
    )
    for number, address in enumerate(addresses, 1):
        assert reader.get(address).status_code == 200
        readings = seeded.desk.records.matters([seeded.matter])[seeded.matter].readings
        assert [(each.by, each.page) for each in readings] == [("program:inspector", "api")] * number


def test_lists_name_nobody(seeded: Seeded, program: Make) -> None:
    reader = program(Role.SUPERVISOR)
    for address in ("/today", "/deadlines", "/matters?booking=B-1"):
        told = reader.get(address)
        assert told.status_code == 200
        assert b"Invented" not in told.content


def test_a_refusal_stands_in_the_record_itself(seeded: Seeded, program: Make, settings: Any) -> None:
    settings.COMITY_RECORD_REFUSAL = "comity.web.access.recording.record_refusal"
    lot = seeded.desk.records.refusals()
    program(Role.POLICY).get(f"/matters/{seeded.matter}")
    program(Role.POLICY).get("/today")
    said = [event.body for event, _ in seeded.desk.records.history(lot) if "what" in event.body]
    assert [each["what"] for each in said[-2:]] == ["read_matter", "read_today"]
    assert said[-1]["value"] == f"program:policy as policy: {V1}/today"
