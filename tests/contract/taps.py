"""Taps on a database: something happens before any statement of Django's own connection, and so of a transaction."""

import os
import signal
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from django.db import connection

Before = Callable[[str], None]
_BEFORE: list[Before] = []


class _Tapped:
    """Mixed into a kind of cursor: says each statement before it is run."""

    def execute(self, query: Any, *words: Any, **named: Any) -> Any:
        _say(query)
        return super().execute(query, *words, **named)  # type: ignore[misc]

    def executemany(self, query: Any, *words: Any, **named: Any) -> Any:
        _say(query)
        return super().executemany(query, *words, **named)  # type: ignore[misc]


class _SqliteConnection(sqlite3.Connection):
    def cursor(self, factory: Any = sqlite3.Cursor) -> Any:
        return super().cursor(type("Tapped", (_Tapped, factory), {}))

    def commit(self) -> None:
        _say("COMMIT")
        super().commit()


def _say(query: Any) -> None:
    text = query.decode() if isinstance(query, bytes) else str(query)
    for before in tuple(_BEFORE):
        before(text)


@contextmanager
def tapped(before: Before) -> Iterator[None]:
    """Call a function before each statement, on a connection made for it."""
    connection.close()
    _BEFORE.append(before)
    try:
        with _on_sqlite() if connection.vendor == "sqlite" else _on_postgres():
            yield
    finally:
        _BEFORE.remove(before)
        connection.close()


@contextmanager
def _on_sqlite() -> Iterator[None]:
    options = connection.settings_dict["OPTIONS"]
    options["factory"] = _SqliteConnection
    try:
        yield
    finally:
        del options["factory"]


@contextmanager
def _on_postgres() -> Iterator[None]:
    kept = psycopg.Cursor.execute, psycopg.Cursor.executemany, psycopg.Connection.commit

    def is_django(raw: Any) -> bool:
        return raw is connection.connection

    def execute(self: Any, query: Any, *words: Any, **named: Any) -> Any:
        if is_django(self.connection):
            _say(query)
        return kept[0](self, query, *words, **named)

    def executemany(self: Any, query: Any, *words: Any, **named: Any) -> Any:
        if is_django(self.connection):
            _say(query)
        return kept[1](self, query, *words, **named)

    def commit(self: Any) -> None:
        if is_django(self):
            _say("COMMIT")
        kept[2](self)

    psycopg.Cursor.execute, psycopg.Cursor.executemany = execute, executemany  # type: ignore[method-assign]
    psycopg.Connection.commit = commit  # type: ignore[method-assign]
    try:
        yield
    finally:
        psycopg.Cursor.execute, psycopg.Cursor.executemany, psycopg.Connection.commit = kept  # type: ignore[method-assign]


class Countdown:
    """Does something at one statement, counted from nought; counts on afterwards."""

    def __init__(self, at: int, act: Callable[[], None]) -> None:
        self.at, self.act, self.seen = at, act, list[str]()

    def __call__(self, query: str) -> None:
        self.seen.append(query)
        if len(self.seen) - 1 == self.at:
            self.act()


def kill_myself() -> None:
    """Die as at a power cut: nothing is closed, nothing is said."""
    os.kill(os.getpid(), signal.SIGKILL)


def fail() -> None:
    """Fail as a disk does."""
    kind = sqlite3.OperationalError if connection.vendor == "sqlite" else psycopg.errors.DiskFull
    raise kind("no room is left")
