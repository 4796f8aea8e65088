"""One act at the gate: the state of the matter as it unfolds, and the events so far."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

from comity.gate.actors import Actor, Role
from comity.gate.errors import AlreadyDoneError, CommandError, NotAllowedError, NotFoundError
from comity.gate.events import Event, EventKind, happened
from comity.gate.fold import after
from comity.gate.ordering.law import Drafts
from comity.gate.state import Matter, Request
from comity.law import LawLibrary, Pack

Kept = TypeVar("Kept")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What every act has at hand."""

    at: datetime
    by: Actor
    library: LawLibrary
    shipped: LawLibrary  # without what the office has adopted
    agency: str  # the office's own, `pack/agency`
    new_id: Callable[[], str]
    number: Callable[[str], int]
    drafts: Drafts


@dataclass(slots=True)
class Act:
    """An act that unfolds; a verb of the gate adds events to it, and each changes the state at once."""

    matter: Matter
    around: Surroundings
    events: list[Event] = field(default_factory=list)
    beside: Act | None = None  # what unfolds in another matter at the same time

    @property
    def at(self) -> datetime:
        """The moment of the act."""
        return self.around.at

    @property
    def by(self) -> Actor:
        """Who acts."""
        return self.around.by

    @property
    def local_day(self) -> date:
        """The day of the act on the clock of the place."""
        return self.at.astimezone(self.zone).date()

    @property
    def zone(self) -> ZoneInfo:
        """The clock of the place."""
        return ZoneInfo(self.pack.calendar.zone)

    @property
    def pack(self) -> Pack:
        """The law of the agency that is asked."""
        return self.around.library.binding(self.matter.agency or self.around.agency)

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
        # INVARIANT: a lawyer acts only in a matter to which they are appointed, for as long as they are
        if self.by.role is Role.COUNSEL and not self.matter.is_counsel(self.by.name):
            raise NotAllowedError(
                "you are not counsel in this matter", help="Ask the desk to enter the appointment first."
            )

    def open_request(self, name: str) -> Request:
        """One request of the matter, about which something is left to do.

        Raises:
            AlreadyDoneError: it is closed.
            NotFoundError: there is none of that name.
        """
        request = self.request(name)
        if request.closed_at:
            raise AlreadyDoneError(
                f"the request `{request.number}` is closed", help="Record a new request if it came again."
            )
        return request

    def not_to_come(self, moment: datetime | None) -> datetime:
        """The moment, or now; never one that has not come yet.

        Raises:
            CommandError: it has not.
        """
        at = (moment or self.at).astimezone(UTC).replace(microsecond=0)
        if at > self.at:
            raise CommandError("this moment has not come yet", help="Enter what has happened, when it has happened.")
        return at

    def in_person(self) -> None:
        """Refuse a program: whoever has its token could be the first person and the second.

        Raises:
            NotAllowedError: a program acts.
        """
        if ":" in self.by.name:
            raise NotAllowedError("a program cannot be the second person", help="Sign in and look at it yourself.")

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
