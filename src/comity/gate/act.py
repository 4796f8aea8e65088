"""One act at the gate: the state of the matter as it unfolds, and the events so far."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from comity.gate.actors import Actor, Role
from comity.gate.errors import NotAllowedError, NotFoundError
from comity.gate.events import Event, EventKind, happened
from comity.gate.fold import after
from comity.gate.state import Matter, Request
from comity.law import LawLibrary

Kept = TypeVar("Kept")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What every act has at hand."""

    at: datetime
    by: Actor
    library: LawLibrary
    agency: str  # the office's own, `pack/agency`
    new_id: Callable[[], str]
    number: Callable[[str], int]


@dataclass(slots=True)
class Act:
    """An act that unfolds; a verb of the gate adds events to it, and each changes the state at once."""

    matter: Matter
    around: Surroundings
    events: list[Event] = field(default_factory=list)

    @property
    def at(self) -> datetime:
        """The moment of the act."""
        return self.around.at

    @property
    def by(self) -> Actor:
        """Who acts."""
        return self.around.by

    def add(
        self,
        kind: EventKind,
        body: Mapping[str, object],
        *,
        decision: str | None = None,
        basis: str | None = None,
        org: str | None = None,
    ) -> None:
        """Let something happen."""
        event = happened(
            kind, self.matter.handle, at=self.at, by=self.by, body=body, decision=decision, basis=basis, org=org
        )
        self.events.append(event)
        self.matter = after(self.matter, event)

    def only(self, *roles: Role) -> None:
        """Refuse whoever acts in another role.

        Raises:
            NotAllowedError: so it is.
        """
        if self.by.role not in roles:
            raise NotAllowedError(
                f"this is not for the role `{self.by.role.value}`",
                help=f"Ask somebody who acts as {' or '.join(role.value for role in roles)}.",
            )

    def request(self, name: str) -> Request:
        """One request of the matter.

        Raises:
            NotFoundError: there is none of that name.
        """
        return found(self.matter.requests, name, "request")


def found(table: Mapping[str, Kept], name: str, what: str) -> Kept:
    """One of a table, by name.

    Raises:
        NotFoundError: there is none of that name.
    """
    if name not in table:
        raise NotFoundError(f"there is no {what} `{name}` in this matter", help="Go back to the list and look again.")
    return table[name]
