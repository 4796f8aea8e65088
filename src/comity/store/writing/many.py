"""While very many rows are written: what the database does better for many at once than for one act of a clerk."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from django.db import DatabaseError, connection

_CACHE = "-65536"  # 64 MB: index pages that one batch has read serve the next
_PAGES = "8000"  # of the write-ahead log, 32 MB: a page that every batch changes is written to the file once for many


@contextmanager
def many_rows() -> Iterator[None]:
    """SQLite keeps more pages and moves its write-ahead log into the file more rarely; every commit is as durable.

    At the end the log is moved, so that no clerk's next act has to. PostgreSQL has a program of its own for that.
    """
    if connection.vendor != "sqlite":
        yield
        return
    before = {name: _told(f"PRAGMA {name}") for name in ("cache_size", "wal_autocheckpoint")}
    _told(f"PRAGMA cache_size={_CACHE}")
    _told(f"PRAGMA wal_autocheckpoint={_PAGES}")
    try:
        yield
    finally:
        with suppress(DatabaseError):  # what ended the import is said, and not that the disk is still full
            for name, value in before.items():
                _told(f"PRAGMA {name}={value}")
            if not connection.in_atomic_block:
                _told("PRAGMA wal_checkpoint(PASSIVE)")


def _told(pragma: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(pragma)
        row = cursor.fetchone()
        return int(row[0]) if row else 0
