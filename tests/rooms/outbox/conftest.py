"""An outbox in memory behind a desk in California, with invented people who have addresses."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import pytest

from comity.gate import Role
from comity.outbox import Address, Message, Outbox, SendingOffice, Waiting
from contract.desk import COUNSEL, LEGAL, OTHER_SUPERVISOR, SUPERVISOR, Clock, Desk
from contract.memory import MemoryRecords

OFFICE = SendingOffice("Harbor County Jail", "555-0100", "https://desk.harbor.example/", "ledger.harbor.example")


@dataclass
class Kept:
    """One row."""

    waiting: Waiting
    again_at: datetime | None
    whys: list[str] = field(default_factory=list)
    confirmed: bool = False


class MemoryRows:
    """Rows in memory."""

    def __init__(self) -> None:
        self.rows: dict[str, Kept] = {}

    def enqueue(self, messages: Sequence[Message], at: datetime) -> None:
        for message in messages:
            self.rows.setdefault(message.id, Kept(Waiting(message), at))

    def due(self, at: datetime) -> Sequence[Waiting]:
        rows = self.rows.values()
        return [row.waiting for row in rows if not row.confirmed and row.again_at and row.again_at <= at]

    def sent(self, id: str, at: datetime, again_at: datetime | None) -> None:
        row = self.rows[id]
        row.waiting, row.again_at = replace(row.waiting, sent=row.waiting.sent + 1, failed=0), again_at

    def failed(self, id: str, at: datetime, again_at: datetime, why: str) -> None:
        row = self.rows[id]
        row.waiting, row.again_at = replace(row.waiting, failed=row.waiting.failed + 1), again_at
        row.whys.append(why)

    def confirmed(self, matter: str, user: str, at: datetime) -> None:
        for row in self.rows.values():
            message = row.waiting.message
            row.confirmed |= message.matter == matter and user in ("", message.user)

    @property
    def messages(self) -> list[Message]:
        return [row.waiting.message for row in self.rows.values()]


class Book:
    """The addresses of invented people; `e.new` reads Spanish, and `n.address` has none."""

    def of_user(self, user: str) -> Address | None:
        known = {COUNSEL.name: "en", "e.new": "es-MX"}
        return Address(user, f"{user}@defence.example", known[user]) if user in known else None

    def of_role(self, role: Role) -> Sequence[Address]:
        users = {Role.SUPERVISOR: [SUPERVISOR.name, OTHER_SUPERVISOR.name], Role.LEGAL: [LEGAL.name]}
        return [Address(user, f"{user}@harbor.example") for user in users.get(role, [])]


@pytest.fixture
def rows() -> MemoryRows:
    return MemoryRows()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def office() -> SendingOffice:
    return OFFICE


@pytest.fixture
def book() -> Book:
    return Book()


@pytest.fixture
def desk(rows: MemoryRows, clock: Clock, book: Book) -> Any:
    records = MemoryRecords(clock)
    records.watchers.append(Outbox(rows, OFFICE, book))
    return Desk(records, clock, erase=records.erase)
