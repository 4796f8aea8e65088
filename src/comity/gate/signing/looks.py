"""How each case of a pack stands: never signed, signed as it is, or changed since somebody signed it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import cast

from comity.base import ComityError
from comity.decide import Decision
from comity.gate.signing.seen import case_key, decided, shown_digest
from comity.gate.signing.state import VERDICTS
from comity.law import LawLibrary


@dataclass(frozen=True, slots=True)
class SignedCase:
    """The word that counts on one case, as a table, a file or an event has it."""

    pack: str
    pack_digest: str
    key: str
    digest: str
    value: Mapping[str, object]
    verdict: str
    words: str
    signed_at: datetime
    signed_by: str


class Look(Enum):
    """Whether a case needs a look."""

    NEW = "new"  # nobody has signed it
    CHANGED = "changed"  # signed, and answered otherwise since, or for other reasons, or in other words
    RIGHT = "right"  # signed as right, and as it was then
    WRONG = "wrong"  # called wrong, and as it was then
    CANNOT_SAY = "cannot_say"  # looked at, and nobody could say


@dataclass(frozen=True, slots=True)
class Looked:
    """One case with what the law answers now, and how it stands."""

    document: Mapping[str, object]  # the case
    shows: tuple[Mapping[str, object], ...]
    decision: Decision
    key: str
    digest: str
    look: Look
    signed: SignedCase | None
    same_pack: bool  # whether the pack is, byte for byte, the one that was signed for


def looked_at(
    found: Mapping[str, object], signed: Mapping[str, SignedCase], pack_digest: str, library: LawLibrary
) -> Looked:
    """How a case that was found for a pack stands.

    Args:
        found: `case` and `shows`, as the lab writes them.
        signed: The words that count, by the keys of their cases.
        pack_digest: Of the pack as it is now.
        library: The law.

    Raises:
        ComityError: the case cannot be decided.
    """
    document = cast("Mapping[str, object]", found["case"])
    decision = decided(document, library)
    key, digest = case_key(document), shown_digest(document, decision)
    before = signed.get(key)
    look = Look.NEW if before is None else Look(before.verdict) if before.digest == digest else Look.CHANGED
    shows = tuple(cast("Iterable[Mapping[str, object]]", found["shows"]))
    same = before is not None and before.pack_digest == pack_digest
    return Looked(document, shows, decision, key, digest, look, before, same)


def signed_cases(document: object) -> dict[str, SignedCase]:
    """Sign-offs from a file, by the keys of their cases: a list, the oldest first.

    Raises:
        ComityError: it is no such file.
    """
    try:
        rows = cast("list[Mapping[str, object]]", document)
        found = [_signed(row) for row in rows]
    except (KeyError, TypeError, ValueError) as error:
        raise ComityError("this is no file of sign-offs", help="Take it from the page of the law review.") from error
    return {each.key: each for each in found}


def _signed(row: Mapping[str, object]) -> SignedCase:
    if row["verdict"] not in VERDICTS:
        raise ValueError(row["verdict"])
    return SignedCase(
        pack=str(row["pack"]),
        pack_digest=str(row["pack_digest"]),
        key=str(row["key"]),
        digest=str(row["digest"]),
        value=dict(cast("Mapping[str, object]", row["value"])),
        verdict=str(row["verdict"]),
        words=str(row["words"]),
        signed_at=datetime.fromisoformat(str(row["signed_at"])),
        signed_by=str(row["signed_by"]),
    )


def signed_document(signed: SignedCase) -> dict[str, object]:
    """A sign-off for a file."""
    return {
        "pack": signed.pack,
        "pack_digest": signed.pack_digest,
        "key": signed.key,
        "digest": signed.digest,
        "value": dict(signed.value),
        "verdict": signed.verdict,
        "words": signed.words,
        "signed_at": signed.signed_at.isoformat(),
        "signed_by": signed.signed_by,
    }


def day_of(document: Mapping[str, object]) -> date:
    """The day whose law decides a case."""
    return datetime.fromisoformat(str(document["at"])).date()
