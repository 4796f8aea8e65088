"""Which law a command of the lab takes: the packs at hand, with what this desk has adopted, or with a draft."""

from __future__ import annotations

from datetime import date, datetime, time
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from comity.base import ComityError
from comity.cli.tools import Tools
from comity.law import LawLibrary

Draft = Annotated[
    Path | None,
    typer.Option("--draft", help="A draft's folder, or a folder of packs: as law, before the packs at hand."),
]
Adopted = Annotated[
    bool, typer.Option("--adopted", help="With what this desk has adopted, as it is in force on that day, or now.")
]


def law_at_hand(tools: Tools, *, adopted: bool, on: date | None = None) -> LawLibrary:
    """The packs at hand; where wanted, with what the office of this desk has adopted.

    Args:
        tools: Those of the command.
        adopted: Whether that is wanted.
        on: The day at the office, at whose noon it is to be in force; none for this moment.

    Raises:
        ComityError: there is no desk here.
    """
    if not adopted:
        return tools.library
    desk = tools.desk()
    return desk.law.at(datetime.combine(on, time(12), ZoneInfo(desk.office.zone)) if on else tools.clock())


def with_draft(library: LawLibrary, draft: Path | None) -> LawLibrary:
    """The same with a draft as law, where one is named.

    Raises:
        ComityError: there is none in that folder, or it cannot be read.
    """
    if draft is None:
        return library
    root = draft.resolve()
    if (root / "pack.yaml").is_file():
        return library.with_drafts(root.parent, root.name)
    found = [path.parent.name for path in root.glob("*/pack.yaml")]
    if not found:
        raise ComityError(f"`{draft}` holds no pack", help="Name the draft's folder, or the one in which it stands.")
    return library.with_drafts(root, *found)
