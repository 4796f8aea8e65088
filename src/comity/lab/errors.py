"""What can be wrong with rows or with the map that reads them."""

from comity.base import ComityError


class ReplayError(ComityError):
    """Rows that cannot be turned into cases, or a map that does not fit them."""
