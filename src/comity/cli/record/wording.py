"""Words that the commands of the record share."""

from __future__ import annotations


def counted(number: int, word: str, words: str = "") -> str:
    """A number of things: no entries, 1 entry, 1,000 entries."""
    return f"{number:,} {word if number == 1 else words or word + 's'}" if number else f"no {words or word + 's'}"
