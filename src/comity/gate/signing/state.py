"""What is known of a sign-off, and which of several counts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType

from comity.gate.bodies import Body, read

VERDICTS = ("right", "wrong", "cannot_say")


@dataclass(frozen=True, slots=True)
class SignOff:
    """One person's word on one case of a pack."""

    id: str
    pack: str
    pack_digest: str
    day: date
    key: str  # of the case, whatever the law answers; a case has the same on every day
    digest: str  # of the case with what the law answered, and the rules and words that this rested on
    value: object  # the case
    verdict: str
    words: str
    signed_at: datetime
    signed_by: str


SignOffs = Mapping[str, SignOff]


def signed(signoffs: SignOffs, body: Body) -> SignOffs:
    """One more; those before it stay."""
    found = read(SignOff, body["signed"])
    return MappingProxyType({**signoffs, found.id: found})


def standing(signoffs: Iterable[SignOff]) -> dict[tuple[str, str], SignOff]:
    """The sign-off that counts for each pack and case: the last that was given."""
    return {(each.pack, each.key): each for each in signoffs}
