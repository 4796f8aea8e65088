"""The commands that add a paper to a request, and that say of what day it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from comity.gate.state import Paper


@dataclass(frozen=True, slots=True)
class AddPaper:
    """Add a paper that came after its request: its name and its fingerprint are sealed."""

    matter: str
    request: str
    paper: Paper


@dataclass(frozen=True, slots=True)
class DatePaper:
    """Say which day stands on a paper of a request, as confirmed beside the page; nothing is decided by that."""

    matter: str
    request: str
    sha256: str  # of the file
    day: date
    pages: tuple[int, ...] = ()  # of the file, where it holds several papers


OfAdded = AddPaper | DatePaper
