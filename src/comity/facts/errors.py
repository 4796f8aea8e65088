"""What can be wrong with a fact as given."""

from comity.base import ComityError


class FactError(ComityError):
    """A fact that is not listed, or whose value does not fit its kind."""
