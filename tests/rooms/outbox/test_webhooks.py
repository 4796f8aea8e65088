"""Webhooks arrive, signed so that the standard's own library takes them, and say nothing about a person."""

import http.server
import json
import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from comity.facts import Ask
from comity.gate import Event, EventKind, commands
from comity.gate.events import happened
from comity.outbox import (
    RETRIES,
    TOLD,
    Endpoint,
    Hooks,
    NewHook,
    OutboxError,
    WaitingHook,
    check_address,
    deliver_hooks,
    hook_id,
    new_secret,
    payload,
    post,
    signed,
    wants,
)
from comity.outbox.posting import _must_be_public
from contract.desk import COUNSEL, LEGAL, START, SUPERVISOR, Clock, Desk


def _day(desk: Desk) -> list[Event]:
    handle = desk.open(name="Xochitl Quispe-Inventada", release_due=START + timedelta(hours=1))
    desk.do(commands.AppointCounsel(handle, COUNSEL.name, "Cleo Defence"))
    asks = (Ask.HOLD, Ask.TRANSFER)
    request = desk.receive(handle, *asks, officer="Officer Invented", words="Hold Quispe.").id
    review = next(iter(desk.do(commands.AskReview(handle, request, "Quispe?", Ask.HOLD)).matter.reviews))
    desk.do(commands.GiveReview(handle, review, "do_not", "Quispe is not on the list."), LEGAL)
    desk.answer(handle, request, Ask.HOLD, False)
    desk.do(commands.Disclose(handle, "where Quispe is", "Officer Invented", request, Ask.HOLD))
    desk.do(commands.WriteNote(handle, "Quispe called."))
    desk.do(commands.ReadMatter(handle, "person"))
    desk.do(commands.Transfer(handle, "ICE", request), SUPERVISOR)
    return list(desk.records.history(handle))


def test_a_payload_says_what_happened_by_kind_and_number(desk: Desk) -> None:
    handle = desk.open()
    request = desk.receive(handle)
    done = desk.answer(handle, request.id, Ask.HOLD, False)
    told = json.loads(payload(done.events[0], done.matter) or "")
    assert told == {
        "type": "answered",
        "timestamp": "2026-11-20T17:00:00+00:00",
        "data": {"matter": handle, "request": request.id, "number": "2026-0001", "code": "hold/no"},
    }


def test_no_payload_says_anything_about_a_person(desk: Desk) -> None:
    events = _day(desk)
    matter = desk.matter(events[0].handle)
    told = [text for event in events if (text := payload(event, matter))]
    assert len(told) == len([event for event in events if event.kind in TOLD]) > 8
    for text in told:
        for word in ("Xochitl", "Quispe", "Inventada", "B-1", "Officer", "Cleo", COUNSEL.name, "d.booth"):
            assert word not in text
        assert set(json.loads(text)["data"]) <= {"matter", "request", "number", "code"}


def test_readings_notes_and_erasures_are_told_to_nobody(desk: Desk) -> None:
    events = _day(desk)
    matter = desk.matter(events[0].handle)
    for event in events:
        if event.kind in {EventKind.READ, EventKind.NOTED}:
            assert payload(event, matter) is None
            assert not wants((), event)
    assert not {EventKind.ERASURE_ORDERED, EventKind.ERASURE_APPROVED, EventKind.SETUP_CHANGED} & TOLD


def test_that_a_law_ends_is_told_by_its_code(desk: Desk) -> None:
    first = _day(desk)[0]
    agreed = happened(EventKind.LAW_SETTLED, first.handle, at=START, by=LEGAL, body={}, decision="law/repeal-agreed")
    told = json.loads(payload(agreed, desk.matter(first.handle)) or "")
    assert (told["type"], told["data"]["code"]) == ("law_settled", "law/repeal-agreed")


def test_every_payload_about_a_request_has_its_number(desk: Desk) -> None:
    events = _day(desk)
    matter = desk.matter(events[0].handle)
    about = {EventKind.REQUEST_RECEIVED, EventKind.DECIDED, EventKind.ANSWERED, EventKind.DISCLOSED}
    about |= {EventKind.TRANSFERRED, EventKind.REVIEW_ASKED}
    for event in events:
        if event.kind in about:
            assert json.loads(payload(event, matter) or "")["data"]["number"] == "2026-0001"


def test_an_endpoint_is_told_of_what_it_chose_or_of_all(desk: Desk) -> None:
    answered = next(event for event in _day(desk) if event.kind is EventKind.ANSWERED)
    assert wants((), answered)
    assert wants(["answered", "disclosed"], answered)
    assert not wants(["disclosed"], answered)


def test_an_event_has_one_name_at_an_endpoint_and_another_at_the_next(desk: Desk) -> None:
    first, second = _day(desk)[:2]
    names = [hook_id(first, "a"), hook_id(first, "a"), hook_id(first, "b"), hook_id(second, "a")]
    assert names[0] == names[1]
    assert len(set(names)) == 3
    assert all(name.startswith("msg_") for name in names)


class Queue:
    """Payloads that are kept, in memory."""

    def __init__(self, *endpoints: Endpoint) -> None:
        self.known, self.kept = endpoints, dict[str, NewHook]()

    def endpoints(self) -> tuple[Endpoint, ...]:
        return self.known

    def enqueue(self, hooks: Sequence[NewHook], at: datetime) -> None:
        for hook in hooks:
            self.kept.setdefault(hook.id, hook)

    def drop(self, matter: str) -> None:
        self.kept = {key: hook for key, hook in self.kept.items() if hook.matter != matter}


def test_each_program_is_told_of_what_it_wants_once(desk: Desk) -> None:
    queue = Queue(Endpoint("all"), Endpoint("answers", ("answered",)))
    desk.records.watchers.append(Hooks(queue))
    _day(desk)
    told = [(hook.endpoint, json.loads(hook.body)["type"]) for hook in queue.kept.values()]
    assert [kind for endpoint, kind in told if endpoint == "answers"] == ["answered"]
    assert {"matter_opened", "request_received", "answered", "transferred"} <= {kind for _, kind in told}
    assert not {"read", "noted"} & {kind for _, kind in told}


def test_nothing_waits_for_a_program_about_a_matter_that_is_erased(desk: Desk) -> None:
    queue = Queue(Endpoint("all"))
    desk.records.watchers.append(Hooks(queue))
    kept = desk.open()
    gone = _day(desk)[0].handle
    desk.do(commands.OrderErasure(gone, "order 26-0001"), LEGAL)
    desk.do(commands.ApproveErasure(gone), SUPERVISOR)
    assert {hook.matter for hook in queue.kept.values()} == {kept}


class Rows:
    """Payloads that wait, in memory."""

    def __init__(self, *waiting: WaitingHook) -> None:
        self.waiting = {hook.id: (hook, START) for hook in waiting}
        self.said: list[tuple[str, str]] = []
        self.disabled: list[str] = []

    def due(self, at: datetime) -> list[WaitingHook]:
        return [hook for hook, moment in self.waiting.values() if moment <= at]

    def arrived(self, id: str, at: datetime, said: str) -> None:
        del self.waiting[id]
        self.said.append(("arrived", said))

    def failed(self, id: str, at: datetime, again_at: datetime | None, said: str) -> None:
        hook, _ = self.waiting.pop(id)
        self.said.append(("failed", said))
        if again_at:
            self.waiting[id] = (replace(hook, tried=hook.tried + 1), again_at)

    def disable(self, id: str, at: datetime, said: str) -> None:
        del self.waiting[id]
        self.disabled.append(id)


class Receiver(http.server.BaseHTTPRequestHandler):
    """Another program, which checks what it gets with the library of the standard."""

    secret = ""
    status = 204
    taken: list[Any] = []  # noqa: RUF012 - set anew for each test

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        try:
            self.taken.append(Webhook(self.secret).verify(body, dict(self.headers)))
            status = self.status
        except WebhookVerificationError:
            status = 401
        self.send_response(status)
        self.send_header("location", "http://127.0.0.1:1/elsewhere")
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture
def receiver() -> Iterator[Any]:
    Receiver.secret, Receiver.status, Receiver.taken = new_secret(), 204, []
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    Receiver.url = f"http://127.0.0.1:{server.server_port}/comity?of=harbor"  # type: ignore[attr-defined]
    yield Receiver
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def hook(desk: Desk, receiver: Any) -> WaitingHook:
    event = _day(desk)[2]
    return WaitingHook(
        hook_id(event, "a"), receiver.url, receiver.secret, payload(event, desk.matter(event.handle)) or ""
    )


LOCALLY = partial(post, local=True)


def _now() -> datetime:
    return datetime.now(UTC)  # the library that checks asks the clock itself


def test_a_payload_arrives_and_is_taken_by_the_standards_own_library(hook: WaitingHook, receiver: Any) -> None:
    rows = Rows(hook)
    assert deliver_hooks(rows, LOCALLY, _now()) == 1
    assert rows.said == [("arrived", "204")]
    assert receiver.taken == [json.loads(hook.body)]


@pytest.mark.parametrize("wrong", ["secret", "body", "old"])
def test_what_is_not_ours_or_old_is_not_taken(hook: WaitingHook, receiver: Any, wrong: str) -> None:
    headers = signed(hook, _now() - timedelta(minutes=6) if wrong == "old" else _now())
    if wrong == "secret":
        headers = signed(replace(hook, secret=new_secret()), _now())
    body = hook.body.replace("2026", "2027") if wrong == "body" else hook.body
    assert LOCALLY(hook.url, body.encode(), headers) == 401
    assert receiver.taken == []


def test_a_redirect_is_not_followed(hook: WaitingHook, receiver: Any) -> None:
    receiver.status = 307
    rows = Rows(hook)
    assert deliver_hooks(rows, LOCALLY, _now()) == 0
    assert rows.said == [("failed", "the reply was 307")]


def test_a_receiver_that_wants_nothing_more_is_told_nothing_more(hook: WaitingHook, receiver: Any) -> None:
    receiver.status = 410
    rows, told = Rows(hook), list[str]()
    deliver_hooks(rows, LOCALLY, _now(), alarm=lambda hook, said: told.append(said))
    assert rows.disabled == [hook.id]
    assert told == ["the reply was 410"]


def test_a_receiver_that_is_away_is_tried_for_three_days_and_then_somebody_is_told(hook: WaitingHook) -> None:
    clock, told = Clock(), list[str]()
    rows = Rows(replace(hook, url="http://127.0.0.1:1/"))
    for _ in range(5 * 24 * 4):
        deliver_hooks(rows, LOCALLY, clock.now, alarm=lambda hook, said: told.append(said))
        clock.later(minutes=15)
    assert len(rows.said) == 1 + len(RETRIES)
    assert len(told) == 1
    assert told[0].startswith("ConnectionRefusedError")
    assert timedelta(days=3) < sum(RETRIES, timedelta()) < timedelta(days=4)


def test_a_second_try_has_the_same_name(hook: WaitingHook) -> None:
    first, second = signed(hook, START), signed(replace(hook, tried=3), START + timedelta(hours=1))
    assert first["webhook-id"] == second["webhook-id"] == hook.id
    assert first["webhook-signature"] != second["webhook-signature"]


def test_one_that_fails_stops_no_other(hook: WaitingHook, receiver: Any) -> None:
    away = replace(hook, id="msg_away", url="http://127.0.0.1:1/")
    assert deliver_hooks(Rows(away, hook), LOCALLY, _now()) == 1
    assert len(receiver.taken) == 1


@pytest.mark.parametrize(
    "url",
    [
        "",
        "receiver.example",
        "ftp://receiver.example/",
        "http://receiver.example/",
        "http://localhost/",
        "https://localhost/",
        "https://intranet/",
        "https://printer.local/",
        "https://db.internal/",
        "https://127.0.0.1/",
        "https://10.0.0.7/",
        "https://169.254.169.254/latest",
        "https://[::1]/",
        "https://[fd00::1]/",
        "https://user:password@receiver.example/",
        "https://receiver.example/#part",
        "https://receiver.example:99999/",
        "https://receiver.example/ two",
        "https://receiver.example/\r\nx: y",
        "https://receiver.example/" + "x" * 2_000,
    ],
)
def test_nothing_is_sent_unencrypted_or_into_a_network(url: str) -> None:
    with pytest.raises(OutboxError):
        check_address(url)
    with pytest.raises(OutboxError):
        post(url, b"{}", {})


@pytest.mark.parametrize("url", ["https://receiver.example/comity", "https://hooks.city.example:8443/a?b=c"])
def test_a_public_address_is_taken(url: str) -> None:
    check_address(url)


@pytest.mark.parametrize("peer", ["127.0.0.1", "10.1.2.3", "192.168.0.9", "169.254.169.254", "::1", "fd00::7"])
def test_a_public_name_that_leads_into_a_network_is_sent_nothing(peer: str) -> None:
    with pytest.raises(OutboxError, match="leads into a private network"):
        _must_be_public(peer, may_be_near=False)
    _must_be_public(peer, may_be_near=True)


def test_secrets_are_long_and_never_the_same() -> None:
    found = {new_secret() for _ in range(100)}
    assert len(found) == 100
    assert all(each.startswith("whsec_") and len(each) > 40 for each in found)
