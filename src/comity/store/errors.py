"""What can go wrong with the tables."""

from comity.base import ComityError


class StoreError(ComityError):
    """The tables cannot be read or written as they should be."""


class TablesDifferError(StoreError):
    """The tables are not those that the events give."""
