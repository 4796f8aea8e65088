"""Mail as files: one mbox file, or a Maildir with its folders. Nothing in them is changed."""

from __future__ import annotations

import hashlib
import json
import mailbox
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import BinaryIO

from comity.feeds.trails.mail_child import MAX_MESSAGE, MailReader
from comity.feeds.trails.pieces import BEGINNING, Piece, Since, Taken, TrailError
from comity.sweep import Channel, Text

_FROM = b"From "
_WINDOW = 4_096  # bytes by which the part that was read is known again
_LINE = 1 << 20  # bytes of one line that are looked at together
_HELP = "Check the path and the permissions."
_LARGE = "Look at it in the mail program; everything else was read."


class Mbox:
    """The messages of one mbox file, each known by a digest of all its bytes."""

    channel = Channel.MAIL

    def __init__(self, name: str, path: Path, reader: MailReader) -> None:
        self.name, self._path, self._reader = name, path, reader

    def size(self) -> int:
        """Not known before reading."""
        return 0

    def pieces(self, since: Since = BEGINNING) -> Iterator[Piece]:
        """The messages, in the order of the file; where the part that was read is as it was, those after it.

        Raises:
            TrailError: the file is not there, or is no mbox file.
        """
        try:
            stream = self._path.open("rb")
        except OSError as error:
            raise TrailError(f"`{self._path.name}` cannot be opened: {error.strerror}", help=_HELP) from None
        with stream:
            begin = _read_before(stream, since)
            stream.seek(begin)
            after = f" after byte {begin:,}" if begin else ""
            for number, (raw, digest, size) in enumerate(_messages(stream.readline, self._path.name), 1):
                where = f"{self._path.name}, message {number}{after}"
                mark = partial(_mark, self._path, begin + size, since)
                yield Piece(digest, where, partial(_taken, self._reader, raw, digest, None), mark)


def _read_before(stream: BinaryIO, since: Since) -> int:
    """Where the part ends that was read before; nought where the file is another now, or ended within a message."""
    offset, _, digest = since.mark.partition(":")
    if not offset.isdigit() or since.digest(_around(stream, int(offset))) != digest:
        return 0
    stream.seek(int(offset))
    return int(offset) if stream.read(len(_FROM)) in (b"", _FROM) else 0


def _mark(path: Path, end: int, since: Since) -> str:
    with path.open("rb") as stream:
        return f"{end}:{since.digest(_around(stream, end))}"


def _around(stream: BinaryIO, end: int) -> bytes:
    """What stands at the beginning and the end of the first bytes of a file."""
    stream.seek(0)
    head = stream.read(min(_WINDOW, end))
    stream.seek(max(0, end - _WINDOW))
    return head + stream.read(min(_WINDOW, end))


def _messages(readline: Callable[[int], bytes], name: str) -> Iterator[tuple[bytes | None, str, int]]:
    """Each message with its digest and where it ends; one that is too large comes without its bytes."""
    held: list[bytes] = []
    size, digest, begun, after_blank, end = 0, hashlib.sha256(), False, True, 0
    while line := readline(_LINE):
        if line.startswith(_FROM) and after_blank:
            if begun:
                yield _whole(held, size), digest.hexdigest(), end
            held, size, digest, begun = [], 0, hashlib.sha256(), True
        elif begun:
            digest.update(line)
            size += len(line)
            if size <= MAX_MESSAGE:
                held.append(line[1:] if line.startswith(b">From ") else line)
        elif line.strip():
            raise TrailError(f"`{name}` is no mbox file", help="Its first line begins with `From `; name another kind.")
        after_blank = not line.strip()
        end += len(line)
    if begun:
        yield _whole(held, size), digest.hexdigest(), end


def _whole(held: list[bytes], size: int) -> bytes | None:
    return b"".join(held) if size <= MAX_MESSAGE else None


class Maildir:
    """The messages of a Maildir and of the folders in it, each known by the name that was given it on delivery."""

    channel = Channel.MAIL

    def __init__(self, name: str, path: Path, reader: MailReader) -> None:
        self.name, self._path, self._reader = name, path, reader

    def size(self) -> int:
        """The messages in all folders."""
        return sum(len(list(part.iterdir())) for box in self._boxes() for part in _parts(box))

    def pieces(self, since: Since = BEGINNING) -> Iterator[Piece]:
        """The messages of one folder after another, each by name; folders in which nothing has moved are left out.

        Raises:
            TrailError: it is no Maildir.
        """
        before = json.loads(since.mark) if since.mark else {}
        marks = dict[str, str]()
        for box in self._boxes():
            folder = "" if box == self._path else box.name
            # INVARIANT: a folder counts as still once it was listed after its last change, and not in the same moment
            moved = ":".join(str(part.stat().st_mtime_ns) for part in _parts(box))
            was = before.get(folder, "")
            marks[folder] = f"{moved} still" if was.removesuffix(" still") == moved else moved
            if was == f"{moved} still":
                continue
            files = sorted(file for part in _parts(box) for file in part.iterdir() if not file.name.startswith("."))
            mark = partial(json.dumps, {**before, **marks}, sort_keys=True)
            for file in files:
                unique = file.name.partition(":")[0]
                where = f"{folder or 'inbox'}, {unique}"
                yield Piece(f"{folder}/{unique}", where, partial(self._read, file), mark if file == files[-1] else str)

    def _boxes(self) -> list[Path]:
        if not all((self._path / part).is_dir() for part in ("cur", "new")):
            raise TrailError(f"`{self._path.name}` is no Maildir", help="Name the folder that holds `cur` and `new`.")
        made = mailbox.Maildir(self._path, create=False)
        return [self._path, *(self._path / f".{folder}" for folder in sorted(made.list_folders()))]

    def _read(self, file: Path) -> Taken:
        try:
            with file.open("rb") as stream:
                raw = stream.read(MAX_MESSAGE + 1)
                at = datetime.fromtimestamp(file.stat().st_mtime, UTC)
        except OSError as error:
            raise TrailError(f"this message cannot be opened: {error.strerror}", help=_HELP, is_passing=True) from None
        return _taken(self._reader, raw, file.name.partition(":")[0], at)


def _parts(box: Path) -> Iterator[Path]:
    for part in ("cur", "new"):
        if (box / part).is_dir():
            yield box / part


def _taken(reader: MailReader, raw: bytes | None, key: str, arrived: datetime | None) -> Taken:
    """A message as a text; one without a date has that of its arrival, and without either cannot be placed."""
    if raw is None:
        raise TrailError("this message is too large", help=_LARGE)
    found = reader.read(raw)
    at = datetime.fromisoformat(found.at) if found.at else arrived
    if at is None:
        raise TrailError("this message has no date", help="Look at it in the mail program; when it was is not known.")
    text = Text(Channel.MAIL, found.id or key, at, found.body, "", "", found.sender, found.receivers)
    return Taken(text, found.left_out)


taken_mail = _taken
