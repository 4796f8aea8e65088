"""What can be wrong with a law pack or a condition."""

from __future__ import annotations

from comity.base import ComityError


class LawError(ComityError):
    """Something in the law as data is wrong or missing."""


class ConditionError(LawError):
    """A condition that cannot be read; `column` is where in its text, counted from one, when known."""

    def __init__(self, message: str, *, help: str, column: int | None = None) -> None:
        super().__init__(message, help=help)
        self.column = column


class UnknownPackError(LawError):
    """No pack of that name is installed."""


class PackUnreadableError(LawError):
    """A pack whose foundation (`pack.yaml`) cannot be read."""


class LawWithheldError(LawError):
    """The law that binds an agency was adopted, and is not here as it was sealed."""


class UnknownAgencyError(LawError):
    """The pack names no such agency."""


class RuleError(LawError):
    """One rule of a pack that cannot be read; `where` is its file and line."""

    def __init__(self, message: str, *, help: str, where: str) -> None:
        super().__init__(message, help=help)
        self.where = where
