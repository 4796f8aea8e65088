"""What the outbox needs of the world outside: rows that wait, addresses of users, and something that sends."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from comity.gate import Role
from comity.outbox.message import Message, Outgoing, Waiting

Sender = Callable[[Outgoing], None]  # raises where the message did not leave
MailAlarm = Callable[[Message, str], None]  # somebody has to look at a message that does not leave, and why


@dataclass(frozen=True, slots=True)
class Address:
    """Where a user is reached, and in which language."""

    user: str
    email: str
    language: str = "en"


@dataclass(frozen=True, slots=True)
class SendingOffice:
    """The office as it stands at the end of a message."""

    name: str
    telephone: str
    sign_in: str  # the address of the desk
    domain: str  # of message ids and calendars, such as `ledger.harbor.example`


class Addresses(Protocol):
    """Where users are reached; whoever has no address, or is off duty, is left out."""

    def of_user(self, user: str) -> Address | None:
        """One user's address."""
        ...

    def of_role(self, role: Role) -> Sequence[Address]:
        """The addresses of all who act in a role."""
        ...


class OutboxRows(Protocol):
    """Where messages wait; each call but `enqueue` and `confirmed` is its own transaction."""

    def enqueue(self, messages: Sequence[Message], at: datetime) -> None:
        """Keep messages, in the caller's transaction; one whose id is known already is left as it is."""
        ...

    def due(self, at: datetime) -> Sequence[Waiting]:
        """Those to be sent now, unsent or to be repeated, the oldest first; nobody else is given them meanwhile."""
        ...

    def sent(self, id: str, at: datetime, again_at: datetime | None) -> None:
        """A message left; it is repeated at a moment, unless confirmed before, or not at all."""
        ...

    def failed(self, id: str, at: datetime, again_at: datetime, why: str) -> None:
        """A message did not leave; it is tried again at a moment."""
        ...

    def confirmed(self, matter: str, user: str, at: datetime) -> None:
        """Let go of what waits for a user about a matter, or for everybody, in the caller's transaction."""
        ...
