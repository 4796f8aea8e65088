"""What can be wrong with the phrases of the sweep."""

from __future__ import annotations

from comity.base import ComityError


class SweepError(ComityError):
    """Something that the sweep could not do."""


class PhraseError(SweepError):
    """A phrase, a list or a rule that cannot be read; `where` is its file and line."""

    def __init__(self, message: str, *, help: str, where: str) -> None:
        super().__init__(f"{message} ({where})", help=help)
        self.where = where
