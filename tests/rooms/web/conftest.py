"""The desk is open for every test of the pages, and nobody has tried to sign in yet."""

from datetime import timedelta

import pytest

from desk_for_tests import open_desk, signed_in

open_desk()

__all__ = ["signed_in"]


@pytest.fixture(autouse=True)
def _nobody_has_tried() -> None:
    from django.core.cache import cache

    cache.clear()


@pytest.fixture
def sessions_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    """No session is written while statements are counted: it is once a minute, and the minute may end in between."""
    from comity.web.access import middleware

    monkeypatch.setattr(middleware, "SEEN_EVERY", timedelta(days=1))
