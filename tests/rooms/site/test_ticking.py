"""A tick of the desk's clock: mail leaves by a real server, alarms are raised, one fault keeps nothing back."""

import shutil
import socket
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes
from email.message import Message
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from comity.site.clock import now as machine
from desk_for_tests import opened, signed_in, user_of

__all__ = ["opened", "signed_in"]


class Mailbox:
    """What a mail server has been given."""

    def __init__(self) -> None:
        self.letters: list[Message] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - the library's name
        self.letters.append(message_from_bytes(envelope.content))
        return "250 taken"


@pytest.fixture
def mailbox(settings: Any) -> Iterator[Mailbox]:
    box = Mailbox()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    yield box
    server.stop()


@pytest.fixture
def asked(opened: Any, db: None, settings: Any) -> Any:
    """A request about somebody who has counsel, on a desk whose clock the test turns."""
    from comity.facts import Ask
    from comity.gate import Actor, Role, commands
    from comity.gate.state import Booking, Person

    now = opened.clock()
    turned = SimpleNamespace(now=now)
    settings.COMITY_CLOCK = lambda: turned.now
    counsel = user_of(Role.COUNSEL, "c.defence")
    counsel.email = "counsel@defence.example"
    counsel.save()
    desk = Actor("d.booth", Role.DESK)
    booking = Booking("B-7", booked_at=now - timedelta(hours=2), release_due=now + timedelta(hours=3))
    handle = opened.gate.do(commands.OpenMatter(Person("", "Ana Invented", language="es"), booking), desk).matter.handle
    opened.gate.do(commands.AppointCounsel(handle, "c.defence", "C. Defence"), desk)
    command = commands.ReceiveRequest(handle, "ice_ero", (Ask.HOLD,), now, "i247a", "civil_immigration")
    opened.gate.do(command, desk)
    return SimpleNamespace(desk=opened, handle=handle, turned=turned)


def test_counsel_is_told_by_mail_that_names_nobody_and_told_again_until_the_matter_is_opened(
    asked: Any, mailbox: Mailbox
) -> None:
    from comity.gate import Actor, Role, commands
    from comity.site.ticking import tick_desk

    assert tick_desk(asked.desk).faults == ()
    told = [letter for letter in mailbox.letters if letter["To"] == "counsel@defence.example"]
    assert told
    for letter in told:
        text = letter["Subject"] + letter.get_payload(decode=True).decode()  # type: ignore[union-attr]
        assert "Invented" not in text
        assert "B-7" not in text
    asked.turned.now += timedelta(days=2)
    tick_desk(asked.desk)
    again = [letter for letter in mailbox.letters if letter["To"] == "counsel@defence.example"]
    assert len(again) > len(told)
    asked.desk.gate.do(commands.ReadMatter(asked.handle, "client"), Actor("c.defence", Role.COUNSEL))
    asked.turned.now += timedelta(days=4)
    tick_desk(asked.desk)
    assert len([each for each in mailbox.letters if each["To"] == "counsel@defence.example"]) == len(again)


def test_whoever_chose_spanish_for_the_pages_is_written_to_in_spanish_and_others_as_the_office_writes(
    asked: Any, mailbox: Mailbox, client: Any
) -> None:
    from comity.facts import Ask
    from comity.gate import Actor, Role, commands
    from comity.site.ticking import tick_desk

    tick_desk(asked.desk)
    assert {letter["Content-Language"] for letter in mailbox.letters} == {"en"}
    mailbox.letters.clear()
    client.force_login(user_of(Role.COUNSEL, "c.defence"))
    assert client.post("/language/", {"language": "es", "next": "/"}).status_code == 302
    assert client.post("/language/", {"language": "xx", "next": "/"}).status_code == 302, "no language: none is kept"

    now = asked.turned.now
    command = commands.ReceiveRequest(asked.handle, "ice_ero", (Ask.HOLD,), now, "i247a", "civil_immigration")
    asked.desk.gate.do(command, Actor("d.booth", Role.DESK))
    tick_desk(asked.desk)
    (told,) = mailbox.letters
    assert (told["To"], told["Content-Language"]) == ("counsel@defence.example", "es")
    assert "Este mensaje lo escribió una máquina" in told.get_payload(decode=True).decode()  # type: ignore[union-attr]


def test_a_release_that_comes_near_while_a_request_is_open_raises_an_alarm(asked: Any, mailbox: Mailbox) -> None:
    from comity.site.ticking import tick_desk
    from comity.store.models import Alarm

    tick_desk(asked.desk)
    before = set(Alarm.objects.filter(matter_id=asked.handle).values_list("kind", flat=True))
    asked.turned.now += timedelta(hours=3, minutes=5)
    assert any("alarm" in line for line in tick_desk(asked.desk).lines)
    assert set(Alarm.objects.filter(matter_id=asked.handle).values_list("kind", flat=True)) - before


def test_a_mail_server_that_is_gone_is_told_and_keeps_no_alarm_back(asked: Any, settings: Any) -> None:
    from comity.site.ticking import tick_desk
    from comity.store.models import Alarm

    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", 9, 2
    asked.turned.now += timedelta(hours=3, minutes=5)
    done = tick_desk(asked.desk)
    assert "did not leave" in done.faults[0]
    assert Alarm.objects.filter(matter_id=asked.handle).exists()


def test_the_watch_folder_is_brought_in_by_the_named_map_and_a_bad_file_is_told(
    asked: Any, settings: Any, mailbox: Mailbox
) -> None:
    from comity.site.ticking import tick_desk
    from comity.store.models import Matter

    folder = settings.COMITY_HOME.watched
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    good = Path(__file__).parents[2] / "samples" / "feeds" / "bookings.csv"
    settings.COMITY_FEED = "comity-csv"
    target = folder / "bookings.csv"
    target.write_bytes(good.read_bytes())
    asked.turned.now = machine() + timedelta(minutes=5)  # it has come to rest, by the machine's time as files have it
    before = Matter.objects.count()
    done = tick_desk(asked.desk)
    assert any("brought in 1 files" in line for line in done.lines), done
    assert Matter.objects.count() > before
    bad = folder / "worse.csv"
    bad.write_text("not,a,booking\n1,2,3\n")
    asked.turned.now += timedelta(minutes=5)
    assert any("worse.csv" in fault for fault in tick_desk(asked.desk).faults)


def test_wrapping_keys_are_a_week_old_at_most_and_erased_ones_leave_with_the_horizon(
    asked: Any, settings: Any, mailbox: Mailbox
) -> None:
    from comity.site.ticking import tick_desk

    keys = asked.desk.records.record.keys
    before = max(each.number for each in keys.wrap.generations())
    asked.turned.now += timedelta(days=8)
    assert any("began wrapping keys" in line for line in tick_desk(asked.desk).lines)
    assert max(each.number for each in keys.wrap.generations()) == before + 1
    assert asked.desk.records.matters([asked.handle])[asked.handle].person.name == "Ana Invented"


def test_whatever_one_part_of_a_tick_meets_the_others_are_done(
    asked: Any, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    from comity.site import ticking
    from comity.store.models import IdempotencyKey

    def _bookings(desk: Any) -> list[str]:
        raise PermissionError("/srv/incoming/Ana Invented.csv")

    monkeypatch.setattr(ticking, "_bookings", _bookings)
    over = asked.turned.now - timedelta(days=2)
    IdempotencyKey.objects.create(id="a" * 64, matter_id="", digest="d", status=200, body="{}", at=over)
    done = ticking.tick_desk(asked.desk)
    assert done.faults == ("bookings failed: PermissionError; the log says where",)
    assert not IdempotencyKey.objects.exists()


def test_a_message_to_counsel_that_does_not_leave_is_an_alarm_in_the_matter(asked: Any, settings: Any) -> None:
    from comity.site.ticking import tick_desk
    from comity.store.models import Alarm

    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", 9, 2
    for _ in range(5):
        assert tick_desk(asked.desk).faults
        asked.turned.now += timedelta(minutes=20)
    assert Alarm.objects.filter(matter_id=asked.handle, kind="mail_failing").exists()


def test_what_is_of_no_use_any_more_is_deleted(asked: Any, mailbox: Mailbox, settings: Any) -> None:
    from django.contrib.sessions.models import Session

    from comity.site.ticking import tick_desk
    from comity.store.models import IdempotencyKey, Upload

    at = asked.turned.now = machine()  # files have the machine's time
    Session.objects.create(session_key="over", session_data="x", expire_date=at + timedelta(hours=8))
    IdempotencyKey.objects.create(id="a" * 64, matter_id=asked.handle, digest="d", status=200, body="{}", at=at)
    file = {"name": "bookings.csv", "mapping": "comity-csv", "size": 3, "sha256": "0" * 64, "report": "{}"}
    Upload.objects.create(id="b" * 16, content=b"Ana", uploaded_at=at, uploaded_by="a.wires", state="waiting", **file)
    taken = settings.COMITY_HOME.watched / "done" / "night.csv"
    taken.parent.mkdir(parents=True, exist_ok=True)
    taken.write_text("Ana")
    tick_desk(asked.desk)
    assert (Session.objects.count(), IdempotencyKey.objects.count(), Upload.objects.count()) == (1, 1, 1)
    assert taken.exists()
    asked.turned.now += timedelta(days=8)
    tick_desk(asked.desk)
    assert (Session.objects.count(), IdempotencyKey.objects.count(), Upload.objects.count()) == (0, 0, 0)
    assert not taken.exists()
