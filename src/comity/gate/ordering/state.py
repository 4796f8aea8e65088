"""Where an order of law stands: ordered, agreed to, taken back; and from when on the office is bound by it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from types import MappingProxyType

from comity.gate.bodies import Body, read


@dataclass(frozen=True, slots=True)
class LawOrder:
    """A draft that somebody of legal has ordered to be law from a day on; or the end of the office's own layer."""

    id: str
    pack: str
    title: str
    upon: str  # the pack by which the office was bound before; of a repeal, by which it is bound from then on
    files: str  # the digest of its files; of a repeal, of those of the layer that ends
    digest: str  # of the pack that is law from then on, with the packs that it extends, when it was ordered
    day: date
    effective_at: datetime  # when that day begins at the office
    bound: Mapping[str, str]  # agencies that a new layer binds from then on, as it names them
    why: str
    ordered_at: datetime
    ordered_by: str
    differences: object = None
    repeals: bool = False  # the layer ends
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
        """Whether it has taken effect by a moment; a later order may have taken its place since."""
        return self.stands and self.effective_at <= moment


Orders = Mapping[str, LawOrder]


def standing(orders: Iterable[LawOrder], moment: datetime) -> list[LawOrder]:
    """The orders by which the office is bound at a moment: of each pack the last, unless that one ended it."""
    found = sorted((each for each in orders if each.in_force(moment)), key=lambda each: each.effective_at)
    return [each for each in {each.pack: each for each in found}.values() if not each.repeals]


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
