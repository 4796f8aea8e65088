"""Sent at least once, tried more and more rarely, never given up in silence, repeated until opened."""

import smtplib
import socket
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from comity.facts import Ask
from comity.gate import BusyError, commands
from comity.outbox import Message, MessageKind, Outgoing, alarm_at, deliver, repeat_after, retry_after
from comity.outbox.delivering import ALARM_AFTER
from contract.desk import COUNSEL, START, Clock, Desk

DOMAIN = "ledger.harbor.example"


class Post:
    """A sender that keeps what it was given, or fails as often as it is told to."""

    def __init__(self, failures: int = 0) -> None:
        self.failures, self.left = failures, list[Outgoing]()

    def __call__(self, outgoing: Outgoing) -> None:
        if self.failures:
            self.failures -= 1
            raise ConnectionRefusedError("nobody is there")
        self.left.append(outgoing)


def _alert(desk: Desk) -> str:
    handle = desk.open()
    desk.do(commands.AppointCounsel(handle, COUNSEL.name, "Cleo Defence"))
    desk.receive(handle)
    return handle


def test_what_waits_is_sent_once_and_repeated_until_it_is_opened(desk: Desk, rows: Any, clock: Clock) -> None:
    handle, post = _alert(desk), Post()
    for _ in range(5 * 24):
        deliver(rows, post, clock.now, domain=DOMAIN)
        clock.later(hours=1)
    hours = [(each.at - START) / timedelta(hours=1) for each in post.left]
    assert hours == [0, 4, 12, 28, 52, 76, 100]
    desk.do(commands.ReadMatter(handle, "client"), COUNSEL)
    clock.later(days=10)
    assert deliver(rows, post, clock.now, domain=DOMAIN).sent == ()


def test_what_is_no_alert_to_counsel_is_sent_once(desk: Desk, rows: Any, clock: Clock) -> None:
    handle = desk.open()
    desk.do(commands.AskReview(handle, desk.receive(handle).id, "May we?", Ask.HOLD))
    post = Post()
    for _ in range(50):
        deliver(rows, post, clock.now, domain=DOMAIN)
        clock.later(hours=1)
    assert [each.message.kind for each in post.left] == [MessageKind.REVIEW_ASKED]


def test_a_second_try_has_the_same_message_id_and_a_repeat_another(desk: Desk, rows: Any, clock: Clock) -> None:
    _alert(desk)
    seen = list[str]()

    def sent_but_the_line_broke(outgoing: Outgoing) -> None:
        seen.append(outgoing.message_id)
        if len(seen) == 1:
            raise TimeoutError

    for _ in range(3):
        deliver(rows, sent_but_the_line_broke, clock.now, domain=DOMAIN)
        clock.later(hours=5)
    assert seen[0] == seen[1] != seen[2]
    assert all(each.endswith(f"@{DOMAIN}>") for each in seen)


def test_a_message_whose_sending_was_not_noted_is_sent_again_under_the_same_id(desk: Desk, rows: Any) -> None:
    _alert(desk)
    post, killed = Post(), rows.sent
    rows.sent = _killed
    with pytest.raises(KeyboardInterrupt):
        deliver(rows, post, START, domain=DOMAIN)
    rows.sent = killed
    deliver(rows, post, START, domain=DOMAIN)
    assert len(post.left) == 2
    assert post.left[0].message_id == post.left[1].message_id


def _killed(*_: Any) -> None:
    raise KeyboardInterrupt


def test_one_that_fails_stops_no_other(desk: Desk, rows: Any) -> None:
    for _ in range(3):
        _alert(desk)
    done = deliver(rows, Post(failures=1), START, domain=DOMAIN)
    assert (len(done.sent), len(done.failed)) == (2, 1)
    assert done.failed[0][1] == "ConnectionRefusedError: nobody is there"


def test_what_does_not_leave_is_tried_for_ever_and_somebody_is_told_again_and_again(
    desk: Desk, rows: Any, clock: Clock
) -> None:
    _alert(desk)
    post, told = Post(failures=10**6), list[tuple[Message, str]]()
    tries = 0
    for _ in range(7 * 24 * 60):
        done = deliver(rows, post, clock.now, domain=DOMAIN, alarm=lambda *each: told.append(each))
        tries += len(done.failed)
        clock.later(minutes=1)
    assert 7 * 24 < tries < 7 * 24 + 10
    assert len(told) == tries // ALARM_AFTER
    assert told[0][1] == "ConnectionRefusedError: nobody is there"
    post.failures = 0
    clock.later(hours=1)
    assert len(deliver(rows, post, clock.now, domain=DOMAIN).sent) == 1


def test_a_message_that_does_not_leave_is_an_alarm_in_its_matter(desk: Desk, rows: Any, clock: Clock) -> None:
    handle = _alert(desk)
    for _ in range(40):
        deliver(rows, Post(failures=10), clock.now, domain=DOMAIN, alarm=alarm_at(desk.gate))
        clock.later(minutes=1)
    (alarm,) = [each for each in desk.matter(handle).alarms.values() if each.kind == "mail_failing"]
    assert alarm.about == rows.messages[0].id
    told = [message for message in rows.messages if "does not leave" in message.body]
    assert len(told) == 2 * alarm.times <= 2 * 40 // ALARM_AFTER  # two supervisors, and no mail about a mail


def test_an_alarm_that_cannot_be_raised_now_keeps_no_other_back_and_is_raised_at_the_next_try(
    desk: Desk, rows: Any, clock: Clock
) -> None:
    handles = [_alert(desk) for _ in range(3)]
    raised, busy = list[str](), {handles[0]}
    alarm = alarm_at(desk.gate)

    def told(message: Message, why: str) -> None:
        if message.matter in busy:
            raise BusyError("others were writing at the same time", help="Do this again in a moment.")
        alarm(message, why)
        raised.append(message.matter)

    while not raised:
        done = deliver(rows, Post(failures=9), clock.now, domain=DOMAIN, alarm=told)
        clock.later(minutes=1)
    assert sorted(raised) == sorted(handles[1:])
    assert len(done.failed) == 3
    assert "nor could that be put on record (BusyError)" in done.failed[0][1]
    busy.clear()
    deliver(rows, Post(failures=9), clock.now, domain=DOMAIN, alarm=told)
    assert handles[0] in raised
    assert any(each.kind == "mail_failing" for each in desk.matter(handles[0]).alarms.values())


def test_a_matter_that_is_gone_needs_no_alarm(desk: Desk) -> None:
    gone = Message("m", "c@defence.example", "c", "s", "b", MessageKind.ALARM, "0" * 32)
    alarm_at(desk.gate)(gone, "nobody is there")


def test_waiting_grows_and_has_an_end() -> None:
    retries = [retry_after(n) for n in range(1, 100)]
    repeats = [repeat_after(n) for n in range(1, 100)]
    assert retries == sorted(retries)
    assert repeats == sorted(repeats)
    assert (retries[0], retries[-1]) == (timedelta(minutes=1), timedelta(hours=1))
    assert (repeats[0], repeats[-1]) == (timedelta(hours=4), timedelta(days=1))


class Mailbox:
    """A real mail server's box; it may refuse."""

    def __init__(self) -> None:
        self.letters: list[Any] = []
        self.refuses = False
        self.port = 0

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - the server's own name
        if self.refuses:
            return "451 try again later"
        self.letters.append((envelope.rcpt_tos, message_from_bytes(envelope.content, policy=default)))
        return "250 taken"


@pytest.fixture
def mailbox() -> Iterator[Any]:
    box = Mailbox()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    box.port = port
    yield box
    controller.stop()


@pytest.fixture
def by_smtp(mailbox: Any) -> Any:
    """A sender through Django's own SMTP backend, as the site makes one."""
    from desk_for_tests import open_desk

    open_desk()
    from django.core.mail import EmailMessage
    from django.core.mail.backends.smtp import EmailBackend

    def send(outgoing: Outgoing) -> None:
        message = outgoing.message
        backend = EmailBackend(host="127.0.0.1", port=mailbox.port, timeout=5)
        headers = {**outgoing.headers, "Message-ID": outgoing.message_id}
        letter = EmailMessage(
            message.subject, message.body, "desk@harbor.example", [message.to], headers=headers, connection=backend
        )
        letter.send()

    return send


def test_an_alert_arrives_at_a_real_mail_server(desk: Desk, rows: Any, mailbox: Any, by_smtp: Any) -> None:
    _alert(desk)
    assert len(deliver(rows, by_smtp, START, domain=DOMAIN).sent) == 1
    ((to, letter),) = mailbox.letters
    assert to == ["c.defence@defence.example"]
    assert letter["Subject"] == "A federal agency asked about a client of yours"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["Content-Language"] == "en"
    assert letter.get_content().startswith("A federal agency asked about a client of yours. Sign in to read it.")


def test_spanish_arrives_as_it_was_written(desk: Desk, rows: Any, mailbox: Any, by_smtp: Any) -> None:
    handle = desk.open()
    desk.do(commands.AppointCounsel(handle, "e.new", "Eve Defence"))
    desk.receive(handle)
    deliver(rows, by_smtp, START, domain=DOMAIN)
    ((_, letter),) = mailbox.letters
    assert letter["Subject"] == "Una agencia federal preguntó por un cliente suyo"
    assert "Inicie sesión para leerlo." in letter.get_content()


def test_a_mail_server_that_refuses_is_asked_again_under_the_same_id(
    desk: Desk, rows: Any, mailbox: Any, by_smtp: Any, clock: Clock
) -> None:
    _alert(desk)
    mailbox.refuses = True
    done = deliver(rows, by_smtp, START, domain=DOMAIN)
    assert done.failed[0][1].startswith(smtplib.SMTPDataError.__name__)
    mailbox.refuses = False
    clock.later(minutes=1)
    assert len(deliver(rows, by_smtp, clock.now, domain=DOMAIN).sent) == 1
    assert mailbox.letters[0][1]["Message-ID"].startswith("<")


def test_a_mail_server_that_is_away_loses_nothing(desk: Desk, rows: Any, by_smtp: Any, mailbox: Any) -> None:
    _alert(desk)
    mailbox.port = 1
    done = deliver(rows, by_smtp, START, domain=DOMAIN)
    assert "ConnectionRefusedError" in done.failed[0][1]
    assert len(rows.due(START + timedelta(minutes=1))) == 1
