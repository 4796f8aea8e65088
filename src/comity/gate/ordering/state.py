"""Where an order of law stands: ordered, agreed to, taken back; and from when on it is the law of the office."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from types import MappingProxyType

from comity.gate.bodies import Body, read


@dataclass(frozen=True, slots=True)
class LawOrder:
    """A draft that somebody of legal has ordered to be law from a day on."""

    id: str
    pack: str
    title: str
    upon: str  # the pack by which the office was bound before
    files: str  # the digest of its files
    digest: str  # of the pack, with the packs that it extends, when it was ordered
    day: date
    effective_at: datetime  # when that day begins at the office
    bound: Mapping[str, str]  # agencies that a new layer binds from then on, as it names them
    why: str
    ordered_at: datetime
    ordered_by: str
    differences: object = None
    agreed_at: datetime | None = None
    agreed_by: str = ""
    taken_back_at: datetime | None = None
    taken_back_by: str = ""
    why_taken_back: str = ""

    @property
    def stands(self) -> bool:
        """Whether two persons have agreed to it and nobody has taken it back."""
        return self.agreed_at is not None and self.taken_back_at is None

    @property
    def waits(self) -> bool:
        """Whether it waits for a second person."""
        return self.agreed_at is None and self.taken_back_at is None

    def in_force(self, moment: datetime) -> bool:
        """Whether it has become law by a moment; a later order may have taken its place since."""
        return self.stands and self.effective_at <= moment


Orders = Mapping[str, LawOrder]


def standing(orders: Iterable[LawOrder], moment: datetime) -> list[LawOrder]:
    """The orders by which the office is bound at a moment: of each pack the one that took effect last."""
    found = sorted((each for each in orders if each.in_force(moment)), key=lambda each: each.effective_at)
    return list({each.pack: each for each in found}.values())


def changed(orders: Orders, body: Body, at: datetime, by: str) -> Orders:
    """The orders after one was made, agreed to or taken back."""
    if "order" in body:
        order = read(LawOrder, body["order"])
    elif body["agreed"]:
        order = replace(orders[str(body["id"])], agreed_at=at, agreed_by=by)
    else:
        gone = {"taken_back_at": at, "taken_back_by": by, "why_taken_back": str(body["why"])}
        order = replace(orders[str(body["id"])], **gone)  # type: ignore[arg-type]
    return MappingProxyType({**orders, order.id: order})
