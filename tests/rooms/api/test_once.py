"""Asked twice, done once: whoever else comes with the same key, whatever stops the server in between."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from comity.gate import Role, commands
from contract.programs import BOOTH, PDF, Program, seed, token
from desk_for_tests import now

Make = Callable[..., Program]
NOTE = {"text": "Asked for a lawyer."}
AT_ONCE = 8


def asked(desk: Any) -> dict[str, Any]:
    received = desk.clock().isoformat()
    return {"requester": "ice_ero", "asks": ["hold"], "received_at": received, "instrument": "i247a"}


def notes(desk: Any, matter: str) -> int:
    return len(desk.records.matters([matter])[matter].notes)


def test_the_same_request_again_has_the_same_answer_and_does_nothing_more(
    matter: str, desk: Any, program: Make
) -> None:
    booth = program(Role.DESK)
    first = booth.post(f"/matters/{matter}/notes", NOTE, key="k")
    again = booth.post(f"/matters/{matter}/notes", NOTE, key="k")
    assert (first.status_code, first.content) == (again.status_code, again.content)
    assert "Idempotent-Replayed" not in first.headers
    assert again.headers["Idempotent-Replayed"] == "true"
    assert notes(desk, matter) == 1


@pytest.mark.parametrize(
    ("address", "body"), [("notes", {"text": "Another note."}), ("facts", {"name": "detainer", "value": True})]
)
def test_a_key_stands_for_one_request_and_no_other(
    address: str, body: dict[str, object], matter: str, desk: Any, program: Make
) -> None:
    booth = program(Role.DESK)
    booth.post(f"/matters/{matter}/notes", NOTE, key="k")
    other = booth.post(f"/matters/{matter}/{address}", body, key="k")
    assert other.status_code == 422
    assert other.json()["type"] == "urn:comity:problem:key-reused"
    assert notes(desk, matter) == 1


def test_two_programs_may_have_one_key_and_so_may_two_roles(matter: str, desk: Any, program: Make) -> None:
    for caller in (program(Role.DESK, "one"), program(Role.DESK, "two"), program(Role.LEGAL, "one")):
        assert caller.post(f"/matters/{matter}/notes", NOTE, key="k").status_code == 200
    assert notes(desk, matter) == 3


def test_a_new_token_of_the_same_program_has_its_answers(matter: str, desk: Any, program: Make) -> None:
    before = program(Role.DESK, "one").post(f"/matters/{matter}/notes", NOTE, key="k")
    after = program(Role.DESK, "one").post(f"/matters/{matter}/notes", NOTE, key="k")
    assert after.content == before.content
    assert notes(desk, matter) == 1


def test_after_a_day_a_key_is_free_again(matter: str, desk: Any, program: Make, settings: Any) -> None:
    booth = program(Role.DESK)
    booth.post(f"/matters/{matter}/notes", NOTE, key="k")
    settings.COMITY_CLOCK = lambda: now() + timedelta(hours=24, seconds=1)
    assert booth.post(f"/matters/{matter}/notes", NOTE, key="k").status_code == 200
    assert notes(desk, matter) == 2


def test_what_was_refused_keeps_no_key(seeded: Any, program: Make) -> None:
    supervisor = program(Role.SUPERVISOR)
    body = {"request": seeded.open_request, "ask": "hold", "yes": True, "told": "by e-mail"}
    assert supervisor.post(f"/matters/{seeded.matter}/answers", body, key="k").status_code == 409
    settled = commands.SettleOverride(seeded.matter, seeded.override, confirm=True)
    seeded.do(settled, by=type(BOOTH)("t.overall", Role.SUPERVISOR))
    assert supervisor.post(f"/matters/{seeded.matter}/answers", body, key="k").status_code == 200


@pytest.mark.parametrize("key", ["", "a" * 201, "with space", "ä"])
def test_a_key_that_is_none_is_refused(key: str, matter: str, program: Make) -> None:
    booth = program(Role.DESK)
    headers = {**booth.headers(), "Idempotency-Key": key}
    path = f"/api/v1/matters/{matter}/notes"
    response = booth.client.post(path, NOTE, content_type="application/json", headers=headers)
    assert response.status_code == 422
    assert response.json()["errors"][0]["where"] == "header"


def test_a_paper_put_in_again_is_the_same_however_its_form_is_wrapped(matter: str, program: Make) -> None:
    booth = program(Role.DESK)
    first = booth.upload(f"/matters/{matter}/papers", PDF + b"more", key="k")
    again = booth.upload(f"/matters/{matter}/papers", PDF + b"more", key="k")
    other = booth.upload(f"/matters/{matter}/papers", PDF + b"other", key="k")
    assert first.content == again.content
    assert (first.status_code, other.status_code) == (200, 422)


def test_a_server_that_stops_within_an_act_leaves_nothing_and_the_same_key_does_it(
    matter: str, desk: Any, program: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    from comity.store.models import IdempotencyKey

    booth, records = program(Role.DESK), desk.records

    def stop(changes: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(records, "watchers", [*records.watchers, stop])
    with pytest.raises(KeyboardInterrupt):
        booth.post(f"/matters/{matter}/notes", NOTE, key="k")
    monkeypatch.undo()
    assert not IdempotencyKey.objects.exists()
    assert notes(desk, matter) == 0
    assert booth.post(f"/matters/{matter}/notes", NOTE, key="k").status_code == 200
    assert notes(desk, matter) == 1


def at_once(number: int, work: Callable[[int], Any]) -> list[Any]:
    """The same in many threads, each with a connection of its own, none before all are there."""
    from django.db import connections

    gate = threading.Barrier(number)

    def one(which: int) -> Any:
        gate.wait()
        try:
            return work(which)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(number) as pool:
        return list(pool.map(one, range(number)))


def test_many_that_come_with_one_key_at_once_are_answered_alike_and_it_is_done_once(
    durable: Any, tally: Callable[..., None]
) -> None:
    from django.test import Client

    here, secret = seed(durable), token(durable, Role.DESK)
    body = asked(durable)

    def come(which: int) -> Any:
        response = Program(Client(), secret).post(f"/matters/{here.matter}/requests", body, key="one-key")
        return response.status_code, response.content, response.headers.get("Idempotent-Replayed")

    answers = at_once(AT_ONCE, come)
    assert {status for status, _, _ in answers} == {200}
    assert len({content for _, content, _ in answers}) == 1
    assert sorted(str(again) for _, _, again in answers) == ["None", *["true"] * (AT_ONCE - 1)]
    assert len(durable.records.matters([here.matter])[here.matter].requests) == 3
    tally("programs at once", AT_ONCE)


def test_of_many_that_answer_one_ask_at_once_one_wins_and_the_others_are_told_who(durable: Any) -> None:
    from django.test import Client

    here = seed(durable)
    secrets = [token(durable, Role.DESK, f"booth-{number}") for number in range(AT_ONCE)]
    body = {"request": here.open_request, "ask": "hold", "yes": False, "told": "by e-mail"}

    def come(which: int) -> Any:
        return Program(Client(), secrets[which]).post(f"/matters/{here.matter}/answers", body)

    answers = at_once(AT_ONCE, come)
    assert sorted(response.status_code for response in answers) == [200, *[409] * (AT_ONCE - 1)]
    answered = durable.records.matters([here.matter])[here.matter].requests[here.open_request].answers
    winner = next(answer.by for ask, answer in answered.items() if ask.value == "hold")
    late = [response.json() for response in answers if response.status_code == 409]
    assert all(winner in problem["detail"] for problem in late)
    assert {problem["type"] for problem in late} == {"urn:comity:problem:already-done"}
