"""Django's SQLite, where a writer looks every few milliseconds whether it is its turn.

SQLite keeps no queue. Whoever finds it locked looks again by itself, after a while only every 100 ms; so a clerk sleeps
through the gaps between two batches of an import again and again, for seconds. A gap lasts as long as the next batch
takes to be read, some tens of milliseconds.
"""

from __future__ import annotations

import sqlite3
import time

from django.db import OperationalError
from django.db.backends.sqlite3 import base

_AGAIN = 0.005  # seconds


class DatabaseWrapper(base.DatabaseWrapper):
    """One connection."""

    def _start_transaction_under_autocommit(self) -> None:
        """Begin, within as long as `timeout` says; a transaction that has begun waits as before."""
        patience = float(self.settings_dict["OPTIONS"].get("timeout", 0))
        last = time.monotonic() + patience
        self._wait_by_itself(0)
        try:
            while not self._has_begun(is_last=time.monotonic() >= last):
                time.sleep(_AGAIN)
        finally:
            self._wait_by_itself(patience)

    def _has_begun(self, *, is_last: bool) -> bool:
        try:
            super()._start_transaction_under_autocommit()
        except OperationalError as error:
            if is_last or getattr(error.__cause__, "sqlite_errorcode", 0) & 0xFF != sqlite3.SQLITE_BUSY:
                raise
            return False
        return True

    def _wait_by_itself(self, seconds: float) -> None:
        self.connection.execute(f"PRAGMA busy_timeout={int(seconds * 1000)}").close()
