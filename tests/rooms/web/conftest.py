"""The desk is open for every test of the pages, and nobody has tried to sign in yet."""

import pytest

from desk_for_tests import open_desk, signed_in

open_desk()

__all__ = ["signed_in"]


@pytest.fixture(autouse=True)
def _nobody_has_tried() -> None:
    from django.core.cache import cache

    cache.clear()
