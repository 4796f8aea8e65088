"""What the gate needs of the world outside: where records are kept, and what gives time, names and numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from comity.gate.events import Event
from comity.gate.state import Matter
from comity.law import LawLibrary

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Change:
    """What one command does to one matter: the state before, the events, the state after."""

    before: Matter
    events: tuple[Event, ...]
    after: Matter

    @property
    def opens(self) -> bool:
        """Whether the matter begins with this."""
        return self.before.events == 0


class Law(Protocol):
    """The law by which the gate decides: packs at hand, and what the office has adopted."""

    @property
    def shipped(self) -> LawLibrary:
        """The packs at hand, without what the office has adopted."""
        ...

    def at(self, moment: datetime) -> LawLibrary:
        """The law of the office at a moment."""
        ...


class Records(Protocol):
    """Where matters are kept: their events with their leaves in the ledger, and the tables made from their states."""

    def transaction(self) -> AbstractContextManager[None]:
        """All or nothing: what is written inside is durable at the end, or not there at all.

        Raises:
            BusyError: others were writing; the gate does the whole transaction again.
        """
        ...

    def matters(self, handles: Iterable[str]) -> Mapping[str, Matter]:
        """The states of some matters; inside a transaction nobody else changes them until it ends.

        Raises:
            NotFoundError: one is not known, is erased or is sealed.
        """
        ...

    def begin(self, count: int, *, beginnings: Sequence[str] = ()) -> Sequence[str]:
        """Keys for new matters, and their handles; the keys are durable before anything is encrypted with them.

        `beginnings` are the first figures of the handles, where those are to lie together.
        """
        ...

    def write(self, changes: Sequence[Change]) -> None:
        """Write events, leaves and tables, in the transaction that is open."""
        ...

    def office(self) -> str:
        """The handle of the office's own matter, in which the set-up of the desk is recorded."""
        ...

    def refusals(self) -> str:
        """The handle of the lot in which refusals are recorded now: of the office's own, and soon followed by another.

        Anybody who is signed in can be refused as often as they like; no matter may grow with that without end.
        """
        ...

    def finding(self, seen: str) -> str:
        """The handle of the matter in which a finding about nobody who is known stands; empty: it is not on record."""
        ...

    def undecided(self, matter: str) -> int:
        """How many findings are proposed to be about a person, and nobody has decided yet."""
        ...

    def next_number(self, series: str) -> int:
        """The next number of a series, without gaps where a transaction is taken back."""
        ...
