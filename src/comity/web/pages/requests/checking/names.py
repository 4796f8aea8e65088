"""Whether the name on a paper is the person's."""

from __future__ import annotations

from rapidfuzz import fuzz

_ALIKE = 80  # of a hundred, from which on two names count as one person's


def other_name(on_paper: str, known: str) -> str:
    """The name on a paper, where it is hardly the person's; nothing where one of the two is not known."""
    if not on_paper or not known:
        return ""
    return on_paper if fuzz.token_sort_ratio(on_paper.lower(), known.lower()) < _ALIKE else ""
