"""What a child is asked of a draft: everything that `comity check-law` finds, and what stands against adopting it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from comity.base import ComityError
from comity.gate.ordering.checking import checked, hindrances
from comity.law import LawLibrary

MOST = 200  # findings told: whoever has so many begins with the first


def answer(question: Mapping[str, object], library: LawLibrary) -> object:
    """What is found of the pack in the folder `root`, for `agency` from `day` on, as a document.

    Raises:
        ComityError: the agency is not known.
    """
    root = Path(str(question["root"]))
    found = checked(root.name, library.with_packs(root.parent))
    findings = [[one.where, one.message, one.help] for one in found.findings[:MOST]]
    return {"examples": found.examples, "findings": findings, "hindrances": _hindrances(question, root, library)}


def _hindrances(question: Mapping[str, object], root: Path, library: LawLibrary) -> list[list[str]]:
    try:
        draft = library.with_packs(root.parent).pack(root.name)
    except ComityError:  # told among the findings
        return []
    day = date.fromisoformat(str(question["day"]))
    return [list(each) for each in hindrances(draft, str(question["agency"]), library, day)]
