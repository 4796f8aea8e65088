"""The commands about sealing a matter for a court; legal and a supervisor act, one after the other."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OrderSealing:
    """Enter an order to seal the matter: from when a second person agrees, only the court can open it."""

    matter: str
    order: str
    court: str
    key: str  # the court's public key (X25519), in hexadecimal digits


@dataclass(frozen=True, slots=True)
class OrderOpening:
    """Enter an order to open a sealed matter, of which the court has opened the key."""

    matter: str
    order: str


@dataclass(frozen=True, slots=True)
class SettleSealing:
    """Agree, as a second person, to what was ordered last: sealing or opening; or take it back, and say why."""

    matter: str
    agreed: bool
    why: str = ""  # it is taken back


OfSealing = OrderSealing | OrderOpening | SettleSealing
