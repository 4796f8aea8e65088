"""What a witness remembers: the whole last head that it signed of each log, and heads that prove misconduct.

Checking a head and keeping it is one transaction of the database: two requests at once, two processes, or a witness
that is killed in between can never lead to two signatures that do not follow each other.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from comity.ledger import Checkpoint
from comity.witness.errors import MemoryFailureError

KEPT_REFUSALS = 1_000
_TABLES = """
CREATE TABLE IF NOT EXISTS witnessed(origin TEXT PRIMARY KEY, note BLOB NOT NULL, at INTEGER NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS refused(
    number INTEGER PRIMARY KEY AUTOINCREMENT, origin TEXT NOT NULL, at INTEGER NOT NULL, request BLOB NOT NULL) STRICT;
"""


@dataclass(frozen=True, slots=True)
class Judging:
    """One log, while its next head is judged: nobody else can change its row until this is over."""

    origin: str
    latest: Checkpoint | None
    at: int
    _database: sqlite3.Connection

    def keep(self, head: Checkpoint, at: int) -> None:
        """Keep a signed head; it is on the disk when the judging is over, and no line may leave before."""
        query = "INSERT OR REPLACE INTO witnessed VALUES(?, ?, ?)"
        self._database.execute(query, (self.origin, bytes(head), at))

    def keep_refused(self, request: bytes, at: int) -> None:
        """Keep a request that its log has signed and that does not follow: it may prove misconduct."""
        self._database.execute("INSERT INTO refused(origin, at, request) VALUES(?, ?, ?)", (self.origin, at, request))
        query = "DELETE FROM refused WHERE number <= (SELECT max(number) FROM refused) - ?"
        self._database.execute(query, (KEPT_REFUSALS,))


class WitnessMemory:
    """A witness's memory in one SQLite file."""

    def __init__(self, path: Path, *, wait_seconds: float = 10.0) -> None:
        self._lock = threading.Lock()
        with _said():
            self._database = sqlite3.connect(path, timeout=wait_seconds, isolation_level=None, check_same_thread=False)
            # FULL, said openly: NORMAL may lose the last head at a power cut, after its signature has left
            self._database.executescript(
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA fullfsync=ON; PRAGMA trusted_schema=OFF;"
                + _TABLES
            )

    @contextmanager
    def judging(self, origin: str) -> Iterator[Judging]:
        """Hold a log's row from the check to the end of the commit."""
        with self._lock, _said():
            self._database.execute("BEGIN IMMEDIATE")
            try:
                latest, at = self._row(origin)
                yield Judging(origin, latest, at, self._database)
                self._database.execute("COMMIT")
            except BaseException:
                if self._database.in_transaction:
                    self._database.execute("ROLLBACK")
                raise

    def latest(self, origin: str) -> Checkpoint | None:
        """The last head that was signed of a log."""
        with self._lock, _said():
            return self._row(origin)[0]

    def refused(self, origin: str) -> list[bytes]:
        """The requests of a log that did not follow, oldest first."""
        with self._lock, _said():
            rows = self._database.execute("SELECT request FROM refused WHERE origin = ? ORDER BY number", (origin,))
            return [bytes(row[0]) for row in rows]

    def _row(self, origin: str) -> tuple[Checkpoint | None, int]:
        row = self._database.execute("SELECT note, at FROM witnessed WHERE origin = ?", (origin,)).fetchone()
        return (Checkpoint.read(row[0]), int(row[1])) if row else (None, 0)

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._database.close()


@contextmanager
def _said() -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise MemoryFailureError(
            f"the memory of the witness failed: {' '.join(str(error).split())}",
            help="Check the file, its disk and its rights; until then nothing is signed.",
        ) from error
