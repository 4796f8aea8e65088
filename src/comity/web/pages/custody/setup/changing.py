"""A change of the desk itself: what is changed and the entry in the record that says so are durable together."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.http import HttpRequest

from comity.gate import commands
from comity.store.desk import current


@contextmanager
def changing(http: HttpRequest, what: str, value: str) -> Iterator[None]:
    """Change something, and have it recorded who did and what: both or neither.

    Raises:
        GateError: it cannot be recorded; nothing was changed.
    """
    desk = current()
    desk.records.office()  # opened before the transaction, since its key has to be durable first
    with desk.records.transaction():
        yield
        desk.gate.do(commands.ChangeSetup(what, value), http.actor)
