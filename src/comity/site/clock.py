"""The machine's clock, which everything above the gate is handed through the settings."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

_YEAR = timedelta(weeks=52)  # a year of whole weeks, in which every day keeps its name


def now() -> datetime:
    """This moment, in UTC."""
    return datetime.now(UTC)


def set_back(began: datetime, last: date | None) -> timedelta:
    """How far behind a demonstration's clock is, so that on the day it began the law is known; `last` is known yet."""
    over = (began.date() - last).days if last else 0
    return _YEAR * max(0, -(-over // _YEAR.days))


def behind(by: timedelta) -> Callable[[], datetime]:
    """A clock that is behind the machine's."""
    return lambda: now() - by
