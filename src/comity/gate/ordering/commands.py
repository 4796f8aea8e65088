"""The commands about law that the office adopts; two persons of legal act, one after the other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class OrderLaw:
    """Order that a draft becomes law here when a day begins; it does once a second person has agreed before then."""

    files: str  # the digest of the draft's files
    day: date
    why: str
    differences: object = None  # how it differs from the law in force, as the lab found it, in plain values
    matter: ClassVar[str] = ""  # the office's own


@dataclass(frozen=True, slots=True)
class RepealLaw:
    """Order that the office's own layer ends when a day begins; it does once a second person has agreed before then."""

    files: str  # the digest of the layer's files, as they were seen
    day: date
    why: str
    differences: object = None  # how the law that is left differs from the law in force, as above
    matter: ClassVar[str] = ""  # the office's own


@dataclass(frozen=True, slots=True)
class SettleLaw:
    """Agree, as a second person, to an order of law; or take it back before its day, and say why."""

    order: str
    agreed: bool
    files: str = ""  # the digest of what was seen by whoever agrees
    why: str = ""  # it is taken back
    matter: ClassVar[str] = ""  # the office's own


@dataclass(frozen=True, slots=True)
class ApplyNewLaw:
    """Decide again what hangs on the law in a matter, because other law is in force; only the clock does."""

    matter: str


OfOrders = OrderLaw | RepealLaw | SettleLaw
