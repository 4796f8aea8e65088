"""What a feed refuses: a map that is not one, a file that does not fit its map, a row that cannot be used."""

from __future__ import annotations

from dataclasses import dataclass

from comity.base import ComityError


class FeedError(ComityError):
    """A file that cannot be brought in at all."""


class MappingError(FeedError):
    """A mapping file that cannot be used."""


class ImportStoppedError(FeedError):
    """An import that was to be whole or not at all, and was taken back."""


class CellError(ComityError):
    """One cell that cannot be used; whoever reads the row adds where it stands."""

    def __init__(self, message: str, *, help: str, column: str, code: str | None = None) -> None:
        super().__init__(message, help=help)
        self.column, self.code = column, code


@dataclass(frozen=True, slots=True)
class Refusal:
    """Rows that were not brought in: where they stand, why, and what to do about it."""

    lines: tuple[int, ...]  # as the file counts them: lines, rows or entries
    message: str
    help: str
    column: str = ""
    code: str | None = None  # a code that the map does not name

    def __str__(self) -> str:
        return f"{self.where}: {self.message}"

    @property
    def where(self) -> str:
        """The lines, in words."""
        if not self.lines:
            return "the file"
        if len(self.lines) == 1:
            return f"line {self.lines[0]}"
        shown = ", ".join(str(line) for line in self.lines[:5])
        return f"lines {shown}{' and more' if len(self.lines) > 5 else ''}"


class RowError(FeedError):
    """A booking whose rows cannot be used."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(str(refusal), help=refusal.help)
        self.refusal = refusal
