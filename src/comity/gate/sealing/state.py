"""Where the sealing of a matter stands, and what two agreed orders of a court mean for everybody else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

Body = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Entered:
    """Who entered an order or agreed to one."""

    by: str
    role: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Erasing:
    """An order to erase, with one or two approvers."""

    order: str
    by: tuple[str, ...]
    at: datetime
    roles: tuple[str, ...] = ()  # in which they acted


@dataclass(frozen=True, slots=True)
class Sealing:
    """An order to seal, and whether it was agreed to; then perhaps an order to open again."""

    order: str
    court: str
    key: str  # the court's public key (X25519), in hexadecimal digits
    entered: Entered
    agreed: Entered | None = None  # from then on the matter is sealed
    opening: str = ""  # the order to open it
    opening_entered: Entered | None = None

    @property
    def waiting(self) -> Entered | None:
        """Who entered the order that waits for a second person."""
        return self.opening_entered if self.agreed else self.entered


class HasOrder(Protocol):
    """An order to erase, as far as it matters here."""

    @property
    def by(self) -> tuple[str, ...]:
        """Who entered it, and who agreed."""


class Ordered(Protocol):
    """A matter, as far as it matters here: what courts have ordered about it."""

    @property
    def erasing(self) -> HasOrder | None:
        """An order to erase it."""

    @property
    def sealing(self) -> Sealing | None:
        """An order to seal it."""

    @property
    def is_given(self) -> bool:
        """Whether what it held was given to another matter."""


def is_gone(matter: Ordered) -> bool:
    """Whether two persons have agreed to erase a matter or to seal it: from then on no row of it is kept.

    Of a finding that was given to the person whom it is about, none is kept where it stood before.
    """
    erasing = matter.erasing is not None and len(matter.erasing.by) > 1
    return erasing or matter.is_given or (matter.sealing is not None and matter.sealing.agreed is not None)


def ordered(body: Body, entered: Entered) -> Sealing:
    """An order to seal was entered."""
    return Sealing(str(body["order"]), str(body["court"]), str(body["key"]), entered)


def opening_ordered(sealing: Sealing | None, body: Body, entered: Entered) -> Sealing | None:
    """An order to open was entered."""
    return sealing and replace(sealing, opening=str(body["order"]), opening_entered=entered)


def settled(sealing: Sealing | None, body: Body, by: Entered) -> Sealing | None:
    """What was ordered last was agreed to or taken back."""
    if sealing is None or sealing.agreed is None:
        return replace(sealing, agreed=by) if sealing and body["agreed"] else None
    return None if body["agreed"] else replace(sealing, opening="", opening_entered=None)
