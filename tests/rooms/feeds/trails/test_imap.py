"""Mail on a server: a real IMAP server in a process of its own, over a Maildir of invented mail."""

import mailbox
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pymap.backend.maildir.users import PasswordsFile, UsersFile
from pysasl.hashing import BuiltinHash

from comity.feeds.trails.imap import Imap, Server
from comity.feeds.trails.mail_child import MailReader
from comity.feeds.trails.pieces import Since, TrailError
from rooms.feeds.trails.conftest import letter

Put = Callable[..., Path]
USER, WORD = "sweep", "seven gulls"


class Served:
    """A server of mailboxes that runs on this machine, once it answers."""

    def __init__(self, base: Path, port: int) -> None:
        command = [Path(sys.executable).with_name("pymap"), "--host", "127.0.0.1", "--port", str(port), "--no-tls"]
        self.port, self.path = port, base / USER
        self.process = subprocess.Popen([*command, "maildir", base], stderr=subprocess.DEVNULL)
        for _ in range(200):
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
            except OSError:
                time.sleep(0.05)
            else:
                return
        raise AssertionError("the server of mailboxes does not answer")

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    base = tmp_path / "served"
    base.mkdir()
    box = mailbox.Maildir(base / USER)
    box.add(bytes(letter("first")))
    box.add_folder("Old").add(bytes(letter("Awaiting a call from ICE")))
    (base / UsersFile.FILE_NAME).write_text(f"{USER}:x::::{USER}:\n")
    (base / PasswordsFile.FILE_NAME).write_text(f"{USER}:{BuiltinHash(rounds=1_000).hash(WORD)}:::::::\n")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    found = Served(base, port)
    yield found
    found.stop()


@pytest.fixture
def box(served: Served, put: Put, reader: MailReader) -> Callable[..., Imap]:
    def of(*folders: str, word: str = WORD) -> Imap:
        place = Server("127.0.0.1", served.port, USER, put("imap.secret", word), folders or ("INBOX",), is_plain=True)
        return Imap("front desk", place, reader)

    return of


def test_every_folder_is_read_and_no_message_is_marked_as_seen(served: Served, box: Callable[..., Imap]) -> None:
    pieces = list(box("INBOX", "Old").pieces())
    assert [each.where for each in pieces] == ["INBOX, message 1", "Old, message 1"]
    assert served.process.poll() is None


def test_messages_are_read_in_whatever_order_and_known_again(served: Served, box: Callable[..., Imap]) -> None:
    found = {}
    for piece in box("INBOX", "Old", "INBOX").pieces():
        found[piece.key] = piece.take().text
    assert [text.body.split("\n")[1] for text in found.values()] == ["first", "Awaiting a call from ICE"]
    mailbox.Maildir(served.path).add(bytes(letter("second")))
    again = [each.key for each in box("INBOX", "Old").pieces()]
    assert set(found) <= set(again)
    assert len(again) == len(found) + 1
    flags = [file.name.partition(":2,")[2] for part in ("cur", "new") for file in (served.path / part).iterdir()]
    assert not any("S" in each for each in flags)


def test_a_message_of_a_folder_that_was_left_is_read_from_that_folder(box: Callable[..., Imap]) -> None:
    opened = box("INBOX", "Old").pieces()
    first, second = next(opened), next(opened)
    assert "Awaiting" in second.take().text.body
    assert "first" in first.take().text.body


def test_a_wrong_password_or_folder_and_a_server_that_is_gone_are_told(
    served: Served, box: Callable[..., Imap]
) -> None:
    with pytest.raises(TrailError, match="does not let us in"):
        list(box(word="wrong").pieces())
    with pytest.raises(TrailError, match="no folder `Nowhere`"):
        list(box("Nowhere").pieces())
    pieces = box().pieces()
    piece = next(pieces)
    served.stop()
    with pytest.raises(TrailError, match="went away") as gone:
        piece.take()
    assert gone.value.is_passing
    with pytest.raises(TrailError, match="does not let us in"):
        list(box().pieces())


@pytest.mark.parametrize("host", ["mail.harbor.example", "192.0.2.7"])
def test_no_password_is_sent_over_a_network_in_clear(host: str) -> None:
    with pytest.raises(TrailError, match="password in clear"):
        Server(host, 143, USER, Path("x"), ("INBOX",), is_plain=True)


def test_only_what_came_after_the_last_message_that_was_read_is_asked_for(
    served: Served, box: Callable[..., Imap]
) -> None:
    first = list(box("INBOX", "Old").pieces())
    since = Since(first[-1].mark())
    assert list(box("INBOX", "Old").pieces(since)) == []
    mailbox.Maildir(served.path).add(bytes(letter("second")))
    opened = box("INBOX", "Old").pieces(since)
    assert "second" in next(opened).take().text.body
    assert list(opened) == []
    other = Since(since.mark.replace("[", "[9"))  # the server has numbered everything anew
    assert len(list(box("INBOX", "Old").pieces(other))) == 3
