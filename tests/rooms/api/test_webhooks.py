"""Other programs are told what happens: signed, in the gate's own transaction, nothing personal, nowhere inside."""

import json
import threading
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, tzinfo
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from comity.gate import Role, commands
from comity.gate.state import Booking, Person
from contract.programs import BOOTH, CLAUSE, OVERALL, Program
from desk_for_tests import now

Make = Callable[..., Program]


class Receiver(ThreadingHTTPServer):
    """A program on this machine that is told what happens."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Taking)
        self.taken: list[tuple[dict[str, str], str]] = []
        self.status = 200
        self.location = ""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/comity"

    def verified(self, secret: str) -> list[Any]:
        return [Webhook(secret).verify(body, headers) for headers, body in self.taken]


class _Taking(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.server.taken.append(({key.lower(): value for key, value in self.headers.items()}, body))
        self.send_response(self.server.status)
        if self.server.location:
            self.send_header("Location", self.server.location)
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        pass


class _AtTheDesk(datetime):
    """Moments for the library that checks, which asks for the present one itself."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:
        return now().astimezone(tz)


@pytest.fixture
def receiver(monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    monkeypatch.setattr("standardwebhooks.webhooks.datetime", _AtTheDesk)
    server = Receiver()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(autouse=True)
def _in_a_demonstration(settings: Any) -> None:
    settings.COMITY_DEMO = True


@pytest.fixture
def wires(program: Make) -> Program:
    return program(Role.ADMINISTRATOR)


def begin(desk: Any) -> str:
    opened = commands.OpenMatter(Person("", "Ana Invented"), Booking("B-77"))
    return str(desk.gate.do(opened, BOOTH).matter.handle)


def added(wires: Program, url: str, *kinds: str) -> Any:
    response = wires.post("/webhooks", {"url": url, "kinds": list(kinds)})
    assert response.status_code == 200, response.content
    return response.json()


def tell(desk: Any) -> int:
    from comity.api.hooks import tell_hooks

    return tell_hooks(desk)


def test_what_happens_is_told_and_the_receiver_can_check_who_said_so(
    desk: Any, wires: Program, receiver: Receiver
) -> None:
    made = added(wires, receiver.url)
    handle = begin(desk)
    assert tell(desk) == 1
    (told,) = receiver.verified(made["secret"])
    assert (told["type"], told["data"]) == ("matter_opened", {"matter": handle})
    with pytest.raises(WebhookVerificationError):
        receiver.verified("whsec_" + "A" * 43 + "=")
    assert tell(desk) == 0, "what arrived is told once"


def test_nothing_that_is_told_says_whom_it_is_about(seeded: Any, wires: Program, receiver: Receiver) -> None:
    added(wires, receiver.url)
    do = seeded.do
    do(commands.WriteNote(seeded.matter, "Ana Invented asked for a lawyer."))
    do(commands.GiveReview(seeded.matter, seeded.review, "do_not", "The paper is no judge's."), CLAUSE)
    do(commands.EstablishFact(seeded.matter, "release_date_public", value=False, paper="the roster"))
    do(commands.Disclose(seeded.matter, "Ana's address", "ICE"))
    assert tell(seeded.desk) > 0
    kinds = {json.loads(body)["type"] for _, body in receiver.taken}
    assert {"reviewed", "fact_established", "disclosed"} <= kinds
    assert "noted" not in kinds
    whole = " ".join(body for _, body in receiver.taken)
    for word in ("Ana", "Invented", "B-1", "PC 459", "judge's", "address", "roster", "booth"):
        assert word not in whole


def test_an_address_is_told_only_of_the_kinds_it_chose(desk: Any, wires: Program, receiver: Receiver) -> None:
    added(wires, receiver.url, "released")
    handle = begin(desk)
    assert tell(desk) == 0
    desk.gate.do(commands.Release(handle), BOOTH)
    assert tell(desk) == 1


def test_what_the_gate_takes_back_is_told_to_nobody(desk: Any, wires: Program, receiver: Receiver) -> None:
    from django.db import transaction

    added(wires, receiver.url)
    with transaction.atomic():
        begin(desk)
        transaction.set_rollback(True)
    assert tell(desk) == 0


def test_while_a_secret_is_renewed_both_sign_and_after_a_day_the_new_one_alone(
    desk: Any, wires: Program, receiver: Receiver, settings: Any
) -> None:
    made = added(wires, receiver.url)
    renewed = wires.post(f"/webhooks/{made['id']}/secret").json()
    assert renewed["secret"] != made["secret"]
    begin(desk)
    assert tell(desk) == 1
    assert len(receiver.verified(made["secret"])) == len(receiver.verified(renewed["secret"])) == 1
    receiver.taken.clear()

    from comity.store.hooks.sealed import opened
    from comity.store.models import WebhookEndpoint

    row = WebhookEndpoint.objects.get(id=made["id"])
    later = desk.clock() + timedelta(days=1)
    assert opened(row.secret, row.id).at(later) == (renewed["secret"],)


def test_a_secret_is_shown_once_and_kept_encrypted(desk: Any, wires: Program, receiver: Receiver) -> None:
    from comity.store.hooks.sealed import opened
    from comity.store.models import IdempotencyKey, WebhookEndpoint

    made = added(wires, receiver.url)
    assert made["secret"] not in wires.get("/webhooks").content.decode()
    row = WebhookEndpoint.objects.get(id=made["id"])
    assert made["secret"] not in row.secret
    assert len(row.secret) <= 200
    assert opened(row.secret, row.id).newest == made["secret"]
    assert not any(made["secret"] in kept.body for kept in IdempotencyKey.objects.all())


def test_a_secret_under_another_secret_file_signs_nothing_and_is_tried_again(
    desk: Any, wires: Program, receiver: Receiver, settings: Any
) -> None:
    from comity.store.models import WebhookDelivery

    added(wires, receiver.url)
    begin(desk)
    settings.SECRET_KEY = "another office's"
    assert tell(desk) == 0
    assert receiver.taken == []
    row = WebhookDelivery.objects.get()
    assert row.next_at > desk.clock()
    assert "cannot be read" in row.said


def test_a_receiver_that_is_away_is_tried_again_later(
    desk: Any, wires: Program, receiver: Receiver, settings: Any
) -> None:
    made = added(wires, receiver.url)
    begin(desk)
    receiver.status = 503
    assert tell(desk) == 0
    assert wires.get("/webhooks").json()["webhooks"][0]["waiting"] == 1
    assert tell(desk) == 0, "not again at once"
    receiver.status = 200
    settings.COMITY_CLOCK = lambda: now() + timedelta(seconds=10)
    assert tell(desk) == 1
    assert receiver.taken[0][0]["webhook-id"] == receiver.taken[-1][0]["webhook-id"]
    assert wires.get("/webhooks").json()["webhooks"][0] | {"arrived_at": ""} == {
        "id": made["id"],
        "url": receiver.url,
        "kinds": [],
        "created_at": wires.get("/webhooks").json()["webhooks"][0]["created_at"],
        "created_by": "program:administrator",
        "waiting": 0,
        "arrived_at": "",
    }


def test_a_receiver_that_is_gone_ends_its_webhook(desk: Any, wires: Program, receiver: Receiver) -> None:
    added(wires, receiver.url)
    begin(desk)
    receiver.status = 410
    tell(desk)
    assert wires.get("/webhooks").json()["webhooks"] == []


def test_no_redirect_is_followed(desk: Any, wires: Program, receiver: Receiver) -> None:
    other = Receiver()
    try:
        added(wires, receiver.url)
        begin(desk)
        receiver.status, receiver.location = 307, other.url
        assert tell(desk) == 0
        assert other.taken == []
    finally:
        other.server_close()


@pytest.mark.parametrize(
    "url",
    [
        "http://receiver.example/comity",
        "https://10.0.0.1/",
        "https://169.254.169.254/latest/meta-data/",
        "https://[::1]/",
        "https://[::ffff:10.0.0.1]/",
        "https://printer.local/",
        "https://localhost/",
        "https://user:secret@receiver.example/",
        "https://receiver.example/#part",
        "https://receiver.example:0/",
    ],
)
def test_an_address_inside_the_office_or_in_plain_text_is_refused(wires: Program, url: str) -> None:
    response = wires.post("/webhooks", {"url": url})
    assert response.status_code == 422
    assert response.json()["help"]


def test_outside_a_demonstration_not_even_this_machine_is_told(
    desk: Any, wires: Program, receiver: Receiver, settings: Any
) -> None:
    added(wires, receiver.url)
    settings.COMITY_DEMO = False
    assert wires.post("/webhooks", {"url": receiver.url + "/2"}).status_code == 422
    begin(desk)
    assert tell(desk) == 0
    assert receiver.taken == []


def test_an_office_may_open_its_own_net(wires: Program, settings: Any) -> None:
    settings.COMITY_DEMO, settings.COMITY_WEBHOOK_PRIVATE = False, True
    assert wires.post("/webhooks", {"url": "https://10.0.0.1/comity"}).status_code == 200
    assert wires.post("/webhooks", {"url": "http://10.0.0.1/comity"}).status_code == 422


def test_the_same_address_is_added_once_and_an_ended_one_is_told_nothing(
    desk: Any, wires: Program, receiver: Receiver
) -> None:
    made = added(wires, receiver.url)
    assert wires.post("/webhooks", {"url": receiver.url}).status_code == 409
    begin(desk)
    ended = wires.delete(f"/webhooks/{made['id']}")
    assert ended.json() == {"id": made["id"]}
    assert wires.delete(f"/webhooks/{made['id']}").status_code == 404
    assert tell(desk) == 0
    added(wires, receiver.url)


def test_every_change_of_a_webhook_stands_on_record(desk: Any, wires: Program, receiver: Receiver) -> None:
    made = added(wires, receiver.url)
    wires.post(f"/webhooks/{made['id']}/secret")
    wires.delete(f"/webhooks/{made['id']}")
    said = [event.body["what"] for event, _ in desk.records.history(desk.records.office()) if "what" in event.body]
    assert said == ["webhook added", "webhook secret renewed", "webhook ended"]


def test_what_waits_about_an_erased_matter_is_gone(durable: Any, desk: Any, wires: Program, receiver: Receiver) -> None:
    added(wires, receiver.url)
    handle = begin(desk)
    desk.gate.do(commands.OrderErasure(handle, "Order 12 of the Invented Court"), CLAUSE)
    desk.gate.do(commands.ApproveErasure(handle), OVERALL)
    assert tell(desk) == 0
    assert receiver.taken == []


def test_what_nobody_takes_for_days_is_given_up_and_stands_on_record(
    desk: Any, wires: Program, receiver: Receiver, settings: Any
) -> None:
    from comity.outbox import RETRIES

    added(wires, receiver.url)
    begin(desk)
    receiver.status, passed = 500, timedelta()
    for wait in (timedelta(), *RETRIES):
        passed += wait + timedelta(seconds=1)
        settings.COMITY_CLOCK = lambda at=passed: now() + at
        tell(desk)
    assert len(receiver.taken) == 1 + len(RETRIES)
    last = [event.body for event, _ in desk.records.history(desk.records.office())][-1]
    assert last["what"] == "webhook given up"
    settings.COMITY_CLOCK = lambda: now() + timedelta(days=60)
    tell(desk)
    from comity.store.models import WebhookDelivery

    assert not WebhookDelivery.objects.exists()


def test_the_clock_of_the_desk_tells_programs(desk: Any, wires: Program, receiver: Receiver) -> None:
    from comity.site.ticking import tick_desk

    added(wires, receiver.url)
    begin(desk)
    assert "told other programs 1 times" in tick_desk(desk).lines
