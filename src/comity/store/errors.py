"""What can go wrong with the tables."""

from comity.base import ComityError


class StoreError(ComityError):
    """The tables cannot be read or written as they should be."""


class UnavailableError(StoreError):
    """The database cannot be used now; a page says so with status 503."""


class PaperError(StoreError):
    """A document that cannot be kept, or cannot be read again."""


class LawFilesError(StoreError):
    """The files of an adopted law that are not here, or not as they were sealed."""


class TokenError(StoreError):
    """A token that opens nothing."""


class KeyReusedError(StoreError):
    """A key of a program that stands for another request, or for one that has not ended."""
