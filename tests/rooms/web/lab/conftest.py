"""A desk that has decided something, and people who try the law in its lab; everybody is invented."""

from __future__ import annotations

import pytest

from desk_for_tests import desk, open_desk, opened

open_desk()

from rooms.web.custody.conftest import page, scene  # noqa: E402 - once Django is up

__all__ = ["desk", "opened", "page", "scene"]


@pytest.fixture(autouse=True)
def _there_is_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """The machine that tests is busy with other things: a child that computes little may wait long."""
    from comity.lab.bounded import Bounds
    from comity.web.pages.lab import running

    monkeypatch.setattr(running, "BOUNDS", Bounds(seconds=120, waiting=600))
