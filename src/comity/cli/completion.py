"""What the shell offers to complete: names of packs and of their sections."""

from __future__ import annotations

import typer

from comity.base import ComityError
from comity.law import LawLibrary
from comity.tell import section_name


def pack_names(incomplete: str) -> list[str]:
    """Names of installed packs."""
    return [name for name in LawLibrary().names() if name.startswith(incomplete)]


def section_names(context: typer.Context, incomplete: str) -> list[str]:
    """Names of the sections of the pack that stands before."""
    try:
        pack = LawLibrary().pack(str(context.params.get("pack")))
    except ComityError:
        return []
    return [name for section in pack.sections if (name := section_name(section)).startswith(incomplete)]
