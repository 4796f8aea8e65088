"""A case of a pack as a lawyer is shown it, and the command by which it is signed off."""

from typing import Any

from comity.gate.signing.commands import SignCase
from comity.gate.signing.seen import decided, shown_digest
from comity.law import LawLibrary

CASE: dict[str, Any] = {
    "at": "2026-11-20T12:00",
    "agency": "us-ca/sheriff",
    "request": {"asks": ["hold"]},
    "facts": {"detainer": True, "physical_custody": True, "purpose": "civil_immigration", "judicial_warrant": False},
}


def signing(library: LawLibrary, case: Any = None, *, verdict: str = "right", words: str = "", **more: Any) -> SignCase:
    """The command, as the page that shows the case would give it."""
    case = case or CASE
    pack = library.pack(case["agency"].partition("/")[0])
    shown = {"pack_digest": pack.digest, "digest": shown_digest(case, decided(case, library)), **more}
    return SignCase(pack.name, value=case, verdict=verdict, words=words, **shown)
