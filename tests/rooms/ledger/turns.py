"""What tests of writing in turn do: transactions as a framework opens and ends them, and somebody else's rows."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any


def in_turn(shelf: Any, **words: Any) -> Any:
    """A store beside which others write."""
    return shelf.store(**words) if shelf.kind == "sqlite" else shelf.store(sequencer=False, **words)


@contextmanager
def begun(connection: Any) -> Iterator[Any]:
    """A transaction as a framework opens and ends it."""
    connection.execute("BEGIN IMMEDIATE" if isinstance(connection, sqlite3.Connection) else "BEGIN")
    try:
        yield connection
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise


@contextmanager
def taken_back(connection: Any) -> Iterator[None]:
    """A transaction that ends in a rollback."""
    with suppress(ZeroDivisionError), begun(connection):
        yield
        raise ZeroDivisionError


def ask(connection: Any, number: int) -> None:
    connection.execute(f"INSERT INTO request VALUES({number})")


def asked(shelf: Any) -> list[int]:
    return [row[0] for row in shelf.run("SELECT number FROM request ORDER BY number")]
