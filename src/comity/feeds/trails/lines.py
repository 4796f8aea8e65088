"""A text file with one note in each line, for trying the sweep on; and which trail a file is, by its name."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from comity.feeds.trails.logs import Log, read_log_map
from comity.feeds.trails.mail_child import MailReader
from comity.feeds.trails.mailboxes import Maildir, Mbox
from comity.feeds.trails.pieces import BEGINNING, Piece, Since, Taken, Trail, TrailError
from comity.sweep import Channel, Text

MAX_LINE = 20_000  # characters; a longer line is read in pieces of so many


class Lines:
    """The lines of a text file, all of the moment at which it is read."""

    channel = Channel.NOTE

    def __init__(self, path: Path, at: datetime) -> None:
        self.name, self._path, self._at = path.name, path, at.astimezone(UTC)

    def size(self) -> int:
        """Not known before reading."""
        return 0

    def pieces(self, since: Since = BEGINNING) -> Iterator[Piece]:
        """The lines that say something."""
        with self._path.open(encoding="utf-8-sig", errors="replace") as stream:
            for number, line in enumerate(iter(partial(stream.readline, MAX_LINE), ""), 1):
                if line.strip():
                    where = f"{self.name}, line {number}"
                    yield Piece(where, where, partial(self._taken, line.rstrip("\n"), where))

    def _taken(self, said: str, where: str) -> Taken:
        return Taken(Text(self.channel, where, self._at, said))


def trail_of(path: Path, log_map: Path | None, mail: MailReader, now: datetime) -> Trail:
    """A file or folder as a trail: a Maildir, an mbox file, a CSV log by its map, else a text file.

    Raises:
        TrailError: it is not there, or is a CSV file and there is no map.
        MappingError: the map is not well written.
    """
    if path.is_dir():
        return Maildir(path.name, path, mail)
    if not path.is_file():
        raise TrailError(f"`{path}` is not there", help="Check the path and the permissions.")
    kind = path.suffix.lower()
    if kind == ".csv":
        if log_map is None:
            raise TrailError(f"`{path.name}` needs a map", help="Name one with --map: what each column is.")
        return Log(path.name, [path], read_log_map(log_map))
    return Mbox(path.name, path, mail) if kind in {".mbox", ".mbx"} else Lines(path, now)
