"""The command that adds a paper to a request."""

from __future__ import annotations

from dataclasses import dataclass

from comity.gate.state import Paper


@dataclass(frozen=True, slots=True)
class AddPaper:
    """Add a paper that came after its request: its name and its fingerprint are sealed."""

    matter: str
    request: str
    paper: Paper
