"""What this room refuses."""

from __future__ import annotations

from comity.base import ComityError


class ReportError(ComityError):
    """Something cannot be counted, or a layout cannot be read."""
