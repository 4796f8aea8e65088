"""While very many rows are written: what the database does better for many at once than for one act of a clerk."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from django.db import DatabaseError, connection, connections

_CACHE = "-65536"  # 64 MB: index pages that one batch has read serve the next
_PAGES = "32000"  # of the write-ahead log, 128 MB: where nobody has moved them into the file, the writer does
_EVERY = 0.2  # seconds between two looks of the thread that moves them
_MOVE = "PRAGMA wal_checkpoint(PASSIVE)"  # waits for nobody, and nobody waits for it
NAME = "pages into the file"  # of that thread


@contextmanager
def many_rows() -> Iterator[None]:
    """SQLite keeps more pages, and another thread moves its write-ahead log into the file; commits are as durable.

    At the end the rest is moved, so that no clerk's next act has to. PostgreSQL has a program of its own for that.
    """
    if connection.vendor != "sqlite":
        yield
        return
    before = {name: _told(f"PRAGMA {name}") for name in ("cache_size", "wal_autocheckpoint")}
    _told(f"PRAGMA cache_size={_CACHE}")
    _told(f"PRAGMA wal_autocheckpoint={_PAGES}")
    try:
        with _moving():
            yield
    finally:
        with suppress(DatabaseError):  # what ended the import is said, and not that the disk is still full
            for name, value in before.items():
                _told(f"PRAGMA {name}={value}")
            if not connection.in_atomic_block:
                _told(_MOVE)


@contextmanager
def _moving() -> Iterator[None]:
    """Beside the writer, move pages of the write-ahead log into the file, as commits bring them."""
    ended = threading.Event()
    thread = threading.Thread(target=_move, args=(ended,), name=NAME, daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def _move(ended: threading.Event) -> None:
    try:
        while not ended.wait(_EVERY):
            with suppress(DatabaseError):  # what it leaves, the writer moves
                _told(_MOVE)
    finally:
        connections.close_all()  # that of this thread


def _told(pragma: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(pragma)
        row = cursor.fetchone()
        return int(row[0]) if row else 0
