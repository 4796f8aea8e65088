"""What can be wrong with a case or a decision."""

from comity.base import ComityError


class CaseError(ComityError):
    """A case that cannot be decided as it is written."""
