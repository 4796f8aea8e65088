"""What is wrong with what was sent is told as a problem: where, and what to do; nothing is done by halves."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comity.gate import Role
from contract.programs import PDF, V1, Program

Make = Callable[..., Program]
ASKED = {
    "requester": "ice_ero",
    "asks": ["hold"],
    "received_at": "2026-11-16T09:05:00-08:00",
    "instrument": "i247a",
}
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)


def problem(response: Any, status: int, word: str) -> dict[str, Any]:
    assert response.status_code == status, response.content
    assert response.headers["Content-Type"] == "application/problem+json"
    told: dict[str, Any] = response.json()
    assert told["type"] == f"urn:comity:problem:{word}"
    assert told["detail"]
    assert told["help"].endswith((".", "?"))
    return told


def places(told: dict[str, Any]) -> list[str]:
    return [each["at"] for each in told["errors"]]


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"requester": "fbi-ish"}, "/requester"),
        ({"asks": []}, "/asks"),
        ({"asks": ["hold", "sing"]}, "/asks/1"),
        ({"asks": "hold"}, "/asks"),
        ({"received_at": 1_700_000_000}, "/received_at"),
        ({"received_at": "2026-11-20T09:05:00"}, "/received_at"),
        ({"received_at": "yesterday"}, "/received_at"),
        ({"words": "a" * 4_001}, "/words"),
        ({"words": "a\x00b"}, "/words"),
        ({"officer": 12}, "/officer"),
        ({"papers": [{"name": "x", "sha256": "ab", "size": 1}]}, "/papers/0/sha256"),
        ({"papers": [{"name": "x", "sha256": "ab" * 32, "size": "1"}]}, "/papers/0/size"),
        ({"facts": {"nationality": "x"}}, "/facts/nationality/[key]"),
        ({"facts": ["detainer"]}, "/facts"),
        ({"made/up": 1}, "/made~1up"),
    ],
)
def test_what_is_in_the_wrong_form_is_named_by_its_place(
    change: dict[str, object], place: str, matter: str, program: Make
) -> None:
    response = program(Role.DESK).post(f"/matters/{matter}/requests", {**ASKED, **change})
    assert place in places(problem(response, 422, "not-usable"))


@pytest.mark.parametrize(
    "change",
    [
        {"received_at": "2999-01-01T00:00:00Z"},
        {"received_at": "0001-01-01T00:00:00Z"},
        {"received_at": "1801-01-01T00:00:00+14:00"},
        {"asks": ["hold", "hold"]},
        {"facts": {"detainer": "perhaps"}},
        {"facts": {"detainer": {"value": True}}},
        {"facts": {"requester": "ice"}},
        {"facts": {"arrest_date": "9999-99-99"}},
        {"facts": {"convictions": [{"offence": "x", "made_up": 1}]}},
        {"facts": {"convictions": {"known": [{"offence": "x"}] * 501}}},
    ],
)
def test_what_the_gate_cannot_use_is_told_with_what_to_do(
    change: dict[str, object], matter: str, desk: Any, program: Make
) -> None:
    before = desk.records.matters([matter])[matter].events
    response = program(Role.DESK).post(f"/matters/{matter}/requests", {**ASKED, **change})
    problem(response, 422, "not-usable")
    assert desk.records.matters([matter])[matter].events == before


@pytest.mark.parametrize(
    "body", [b"{", b"\xff\xfe", b'{"text": "\\ud800"}', b'{"text": NaN}', b"[" * 100_000, b"nul", b'{"a":1e999}']
)
def test_what_is_no_json_is_refused(body: bytes, matter: str, program: Make) -> None:
    response = program(Role.DESK).post(f"/matters/{matter}/notes", body)
    assert response.status_code in {400, 422}
    problem(response, response.status_code, "cannot-be-read" if response.status_code == 400 else "not-usable")


def test_a_body_of_another_type_is_refused_unread(matter: str, program: Make) -> None:
    booth = program(Role.DESK)
    for kind in ("text/plain", "application/x-www-form-urlencoded", "application/xml", ""):
        path = f"{V1}/matters/{matter}/notes"
        response = booth.client.post(path, json.dumps({"text": "x"}), content_type=kind, headers=booth.headers())
        problem(response, 415, "not-json")


def test_a_huge_body_is_refused_before_it_is_read(desk: Any, program: Make) -> None:
    class Unread:
        def read(self, size: int = -1) -> bytes:
            raise AssertionError("nobody reads this")

        readline = read

    from django.core.handlers.wsgi import WSGIRequest
    from django.urls import resolve

    for size, path in (
        ("1000001", "/matters"),
        (str(25 * 1024 * 1024 + 100_001), f"/matters/{'0' * 32}/papers"),
        ("200001", "/decisions"),
    ):
        environ = {
            "REQUEST_METHOD": "POST",
            "PATH_INFO": f"{V1}{path}",
            "CONTENT_LENGTH": size,
            "wsgi.input": Unread(),
            "CONTENT_TYPE": "application/json",
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
        }
        http = WSGIRequest(environ)
        http.resolver_match = found = resolve(http.path)
        answer = found.func(http, **found.kwargs)
        assert (answer.status_code, json.loads(answer.content)["status"]) == (413, 413)


def test_a_paper_is_what_it_is_and_not_what_it_is_called(matter: str, program: Make) -> None:
    booth, address = program(Role.DESK), f"/matters/{matter}/papers"
    for content in (b"<script>alert(1)</script>", b"MZ\x90\x00", b"", b"PK\x03\x04"):
        problem(booth.upload(address, content), 422, "not-usable")
    kept = booth.upload(address, PDF + b"more", name="../../etc/pass\x07wd.pdf").json()
    assert kept["name"] == "passwd.pdf"
    assert booth.get(f"{address}/{kept['sha256']}").status_code == 404, "no request names it yet"
    asked = {**ASKED, "papers": [kept]}
    assert booth.post(f"/matters/{matter}/requests", asked).status_code == 200
    read = booth.get(f"{address}/{kept['sha256']}")
    assert read.content == PDF + b"more"
    assert read.headers["Content-Disposition"] == "attachment"
    assert read.headers["X-Content-Type-Options"] == "nosniff"


def test_a_paper_that_was_not_put_in_cannot_be_named(matter: str, program: Make) -> None:
    missing = [{"name": "made-up.pdf", "sha256": "cd" * 32, "size": 5}]
    booth = program(Role.DESK)
    response = booth.post(f"/matters/{matter}/requests", {**ASKED, "papers": missing})
    problem(response, 422, "not-usable")


@pytest.mark.parametrize(
    "text",
    ["'; DROP TABLE store_matter; --", "<script>alert(1)</script>", "{{ 7*7 }}", "%s%n", "\u202eevil", "💥", "${x}"],
)
def test_what_looks_like_a_command_is_a_text_like_any_other(text: str, matter: str, program: Make) -> None:
    booth = program(Role.DESK)
    assert booth.post(f"/matters/{matter}/notes", {"text": text}).status_code == 200
    assert booth.get(f"/matters/{matter}").json()["notes"][-1]["text"] == text
    assert booth.get("/matters", booking=text).json() == {"matters": []}


@pytest.mark.parametrize("handle", ["0" * 32, "x", "0" * 31, "%00", "..", "A" * 32, "'", "0" * 500])
def test_a_matter_that_is_not_there_is_not_found(handle: str, desk: Any, program: Make) -> None:
    booth = program(Role.DESK)
    problem(booth.get(f"/matters/{handle}"), 404, "not-found")
    problem(booth.post(f"/matters/{handle}/notes", {"text": "x"}), 404, "not-found")


def test_ids_that_lead_nowhere_are_not_found(matter: str, program: Make) -> None:
    caller = program(Role.SUPERVISOR)
    at = f"/matters/{matter}"
    for path, body in (
        ("/decisions", {"request": "nope"}),
        ("/finished-duties", {"duty": "nope", "how": ""}),
        ("/confirmed-alarms", {"alarm": "nope"}),
        ("/ended-holds", {"hold": "nope", "why": "x"}),
    ):
        problem(caller.post(at + path, body), 404, "not-found")
    problem(caller.get(f"{at}/requests/nope"), 404, "not-found")


@pytest.mark.parametrize("path", ["/nope", "/matters/x/nope", "/../v2", "", "/"])
def test_an_address_that_leads_nowhere_is_a_problem_too(path: str, client: Any, desk: Any) -> None:
    problem(client.get(f"/api/v1{path}"), 404, "not-found")
    problem(client.post(f"/api/v2{path}"), 404, "not-found")


def test_the_office_itself_is_no_matter(desk: Any, program: Make) -> None:
    booth, office = program(Role.DESK), desk.records.office()
    problem(booth.post(f"/matters/{office}/notes", {"text": "x"}), 404, "not-found")
    problem(booth.get(f"/matters/{office}"), 404, "not-found")


@pytest.mark.parametrize("verb", ["requests", "facts", "answers", "records", "court-dates", "notices", "release"])
def test_whatever_json_is_sent_the_answer_is_no_fault(
    verb: str, seeded: Any, program: Make, tally: Callable[..., None]
) -> None:
    booth = program(Role.DESK)

    @settings(max_examples=40, suppress_health_check=list(HealthCheck), deadline=None)
    @given(ANYTHING)
    def send(body: object) -> None:
        response = booth.post(f"/matters/{seeded.matter}/{verb}", json.dumps(body))
        assert response.status_code in {200, 409, 422}, (repr(body), response.content)
        tally("bodies of any kind")

    send()


def test_a_case_that_cannot_be_decided_is_told_why(desk: Any, program: Make) -> None:
    caller = program(Role.POLICY)
    case = {"at": "2017-03-15T09:40", "agency": "us-ny-nyc/nypd", "request": {"from": "ice", "asks": ["hold"]}}
    assert caller.post("/decisions", case).status_code == 200
    for change in (
        {"agency": "us-xx/nobody"},
        {"at": "1066-10-14"},
        {"at": "9999-12-31T23:59"},
        {"request": {"asks": []}},
        {"facts": {"made_up": True}},
        {"request": {"from": "ice", "asks": ["hold"]}, "facts": {"requester": "ice"}},
    ):
        problem(caller.post("/decisions", {**case, **change}), 422, "not-usable")


def test_no_problem_repeats_what_was_sent(matter: str, program: Make, caplog: pytest.LogCaptureFixture) -> None:
    booth = program(Role.DESK)
    body = {"person": {"id": "", "name": "Zoe Secretname", "birth_date": "Zoe"}, "booking": {"number": 3}}
    for response in (
        booth.post("/matters", body),
        booth.post("/matters", json.dumps(body)[:-5]),
        booth.post(f"/matters/{matter}/requests", {**ASKED, "officer": {"Zoe": "Secretname"}}),
    ):
        assert b"Zoe" not in response.content
        assert b"Secretname" not in response.content
    assert "Zoe" not in caplog.text


def test_when_the_database_is_gone_a_program_is_told_when_to_come_again(
    matter: str, program: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.db import OperationalError

    from comity.store.models import ApiToken, IdempotencyKey

    booth = program(Role.DESK)

    def gone(*args: Any, **kwargs: Any) -> None:
        raise OperationalError("the disk is full of Ana Invented")

    for model in (IdempotencyKey, ApiToken):
        monkeypatch.setattr(model.objects, "filter", gone)
        response = booth.post(f"/matters/{matter}/notes", {"text": "x"})
        problem(response, 503, "not-available")
        assert int(response.headers["Retry-After"]) > 0
        assert b"Ana" not in response.content
        monkeypatch.undo()


def test_a_ledger_that_does_not_answer_is_unwell(client: Any, desk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    assert client.get(f"{V1}/health").json() == {"database": True, "ledger": True}
    monkeypatch.setattr(type(desk.records), "wake", lambda self: False)
    response = client.get(f"{V1}/health")
    problem(response, 503, "not-available")
    assert response.headers["Retry-After"] == "30"


def test_a_name_in_a_query_that_means_nothing_is_refused(matter: str, program: Make) -> None:
    booth = program(Role.DESK)
    for path in ("/today?pgae=2", "/matters?booking=B-1&state=open", "/laws?day=2026-11-20", "/deadlines?page=1"):
        told = problem(booth.get(path), 422, "not-usable")
        assert [each["where"] for each in told["errors"]] == ["query"]
    problem(booth.post(f"/matters/{matter}/notes?dry=1", {"text": "x"}), 422, "not-usable")
    for day in ("2026-13-01", "yesterday", "20261120", ""):
        problem(booth.get(f"/laws?on={day}"), 422, "not-usable")
    assert booth.get("/laws?on=1066-10-14").json()["packs"][0]["in_force"] == 0


def test_a_method_that_an_address_does_not_take_is_a_problem_too(matter: str, program: Make) -> None:
    booth = program(Role.DESK)
    for method, path, allowed in (
        ("put", f"/matters/{matter}", "GET"),
        ("get", f"/matters/{matter}/notes", "POST"),
        ("delete", "/openapi.json", "GET, HEAD"),
        ("patch", "/today", "GET"),
    ):
        response = getattr(booth.client, method)(f"{V1}{path}", headers=booth.headers())
        problem(response, 405, "not-this-way")
        assert response.headers["Allow"] == allowed
