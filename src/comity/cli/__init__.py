"""The `comity` command: what it is asked, and what it prints.

>>> from datetime import UTC, datetime
>>> from comity.cli import Tools
>>> tools = Tools(clock=lambda: datetime(2026, 11, 21, 2, 0, tzinfo=UTC))
>>> "us-wa" in tools.library.names()
True
"""

from comity.cli.tools import Tools

__all__ = ["Tools"]
