"""Mail on a server: IMAP, read-only, message by message. Over a network only with TLS; without it on this machine."""

from __future__ import annotations

import imaplib
import json
import re
import ssl
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from ipaddress import ip_address
from pathlib import Path

from comity.feeds.trails.mail_child import MAX_MESSAGE, MailReader
from comity.feeds.trails.mailboxes import taken_mail
from comity.feeds.trails.pieces import BEGINNING, Piece, Since, Taken, TrailError
from comity.sweep import Channel

_TIMEOUT = 30  # seconds for one answer of the server
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")
_HELP = "Check the server, the user and the password file; what was read stays read."
_FAILURES = (imaplib.IMAP4.error, OSError, EOFError)


@dataclass(frozen=True, slots=True)
class Server:
    """Where a mailbox is, and how to come in."""

    host: str
    port: int
    user: str
    password_file: Path
    folders: tuple[str, ...]
    is_plain: bool = False  # without TLS; only on this machine

    def __post_init__(self) -> None:
        """Refuse to send a password over a network in clear."""
        if self.is_plain and not _is_here(self.host):
            raise TrailError(
                f"`{self.host}` is not this machine, and would be sent the password in clear",
                help="Write `encryption: tls`.",
            )


class Imap:
    """The messages of some folders, each known by its folder, the folder's validity and its number there."""

    channel = Channel.MAIL

    def __init__(self, name: str, server: Server, reader: MailReader) -> None:
        self.name, self._server, self._reader = name, server, reader

    def size(self) -> int:
        """Not known before the server is asked."""
        return 0

    def pieces(self, since: Since = BEGINNING) -> Iterator[Piece]:
        """The messages of one folder after another, by number; those after the last that was read.

        Raises:
            TrailError: the server does not answer, or does not let us in.
        """
        try:
            opened = _Opened(_box(self._server), self._reader)
        except _FAILURES as error:
            raise TrailError(f"the mail server does not let us in: {error}", help=_HELP) from None
        try:
            read: dict[str, list[int]] = json.loads(since.mark) if since.mark else {}
            for folder in self._server.folders:
                yield from opened.pieces(folder, read)
        finally:
            _leave(opened.box)


def _box(server: Server) -> imaplib.IMAP4:
    password = server.password_file.read_text().strip()
    box: imaplib.IMAP4
    if server.is_plain:
        box = imaplib.IMAP4(server.host, server.port, timeout=_TIMEOUT)
    else:
        context = ssl.create_default_context()
        box = imaplib.IMAP4_SSL(server.host, server.port, ssl_context=context, timeout=_TIMEOUT)
    try:
        box.login(server.user, password)
    except _FAILURES:
        box.shutdown()
        raise
    return box


class _Opened:
    """A server that has let us in; a message may be read after another folder was looked into."""

    def __init__(self, box: imaplib.IMAP4, reader: MailReader) -> None:
        self.box, self._reader, self._folder = box, reader, ""

    def pieces(self, folder: str, read: dict[str, list[int]]) -> Iterator[Piece]:
        """What is new in a folder; `read` has the validity and the last number of each, and is kept up."""
        try:
            validity = self._select(folder)
            before, last = read.get(folder, [validity, 0])
            last = last if before == validity else 0
            _, said = self.box.uid("SEARCH", f"UID {last + 1}:*")
        except _FAILURES as error:
            raise TrailError(f"the mail server went away: {error}", help=_HELP, is_passing=True) from None
        for number in sorted(map(int, b" ".join(part for part in said if part).split())):
            if number > last:  # a server names its last message even if that is before
                key = f"{folder}/{validity}/{number}"
                read[folder] = [validity, number]
                mark = partial(json.dumps, dict(read), sort_keys=True)
                yield Piece(key, f"{folder}, message {number}", partial(self._read, folder, number, key), mark)

    def _select(self, folder: str) -> int:
        """Look into a folder, to read and not to change; gives its validity."""
        answer, _ = self.box.select(_quoted(folder), readonly=True)
        if answer != "OK":
            raise TrailError(f"the server has no folder `{folder}`", help="Correct `folders`.")
        self._folder = folder
        return _number(self.box.response("UIDVALIDITY")[1])

    def _read(self, folder: str, number: int, key: str) -> Taken:
        try:
            if folder != self._folder:
                self._select(folder)
            _, sized = self.box.uid("FETCH", str(number), "(RFC822.SIZE INTERNALDATE)")
            said = b" ".join(part if isinstance(part, bytes) else part[0] for part in sized if part)
            size = _SIZE.search(said)
            if size is None:
                raise TrailError("this message is gone", help="Somebody has moved or deleted it meanwhile.")
            if int(size[1]) > MAX_MESSAGE:
                return taken_mail(self._reader, None, key, None)
            arrived = imaplib.Internaldate2tuple(said)
            _, parts = self.box.uid("FETCH", str(number), "(BODY.PEEK[])")
        except _FAILURES as error:
            raise TrailError(f"the mail server went away: {error}", help=_HELP, is_passing=True) from None
        raw = next((part[1] for part in parts if isinstance(part, tuple)), b"")
        at = datetime.fromtimestamp(time.mktime(arrived), UTC) if arrived else None
        return taken_mail(self._reader, raw, key, at)


def _number(said: list[bytes | None]) -> int:
    found = said[0] if said and said[0] else b"0"
    return int(found) if found.isdigit() else 0


def _quoted(folder: str) -> str:
    return '"' + folder.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _is_here(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _leave(box: imaplib.IMAP4) -> None:
    try:
        box.logout()
    except _FAILURES:
        box.shutdown()
