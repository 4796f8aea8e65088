"""What a database's error means: others were writing, the connection was lost, or the database cannot be used."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from enum import Enum

import django.db
import psycopg

from comity.ledger import SequencerError
from comity.ledger import StoreError as LogStoreError
from comity.matters import CounterTakenError, StoreFailureError


class Outage(Enum):
    """Why something was not written or read."""

    BUSY = "busy"  # others were writing: done again at once, it can succeed
    WAITED = "waited"  # others have been writing for as long as one waits
    LOST = "lost"  # the connection broke: on a new one it can succeed
    BROKEN = "broken"  # no room, no rights, no database


_BUSY_STATES = frozenset({"40P01", "40001"})  # deadlock, serialisation
_WAITED_STATE = "55P03"  # a lock was not had in time
_LOST_STATES = ("08", "57P")  # connection exceptions; the server shuts down or starts up
_FAILURES = (
    *(django.db.OperationalError, django.db.InterfaceError, LogStoreError, StoreFailureError),
    *(psycopg.OperationalError, psycopg.InterfaceError, sqlite3.OperationalError),
)


def outage(error: BaseException) -> Outage | None:
    """What an error of a database means, or None where it is an error of another kind."""
    causes = list(_causes(error))
    if any(_has_waited(each) for each in causes):
        return Outage.WAITED
    if any(_is_busy(each) for each in causes):
        return Outage.BUSY
    if any(_is_lost(each) for each in causes):
        return Outage.LOST
    return Outage.BROKEN if any(isinstance(each, _FAILURES) for each in causes) else None


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__


def _has_waited(error: BaseException) -> bool:
    if isinstance(error, psycopg.Error):
        return error.sqlstate == _WAITED_STATE
    code = getattr(error, "sqlite_errorcode", 0) if isinstance(error, sqlite3.Error) else 0
    return bool(code & 0xFF in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})


def _is_busy(error: BaseException) -> bool:
    if isinstance(error, psycopg.Error):
        return error.sqlstate in _BUSY_STATES
    return isinstance(error, SequencerError | CounterTakenError)


def _is_lost(error: BaseException) -> bool:
    if not isinstance(error, psycopg.OperationalError | psycopg.InterfaceError):
        return False
    return error.sqlstate is None or error.sqlstate.startswith(_LOST_STATES)


def answers(look: Callable[[], object]) -> bool:
    """Whether a connection answers; one that was lost says so the first time and is made anew the second."""
    for _ in range(2):
        try:
            look()
        except Exception as error:
            if outage(error) is None:
                raise
        else:
            return True
    return False
