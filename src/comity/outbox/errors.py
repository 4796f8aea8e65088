"""What the outbox refuses."""

from comity.base import ComityError


class OutboxError(ComityError):
    """Something that cannot be sent, or not to there."""
