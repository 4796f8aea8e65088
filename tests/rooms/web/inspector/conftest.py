"""A desk at which things have gone wrong, and an inspector who looks; all of it is invented."""

from __future__ import annotations

from desk_for_tests import desk, durable, open_desk, opened

open_desk()

from rooms.web.counsel.conftest import client_of, sealed  # noqa: E402 - once Django is up
from rooms.web.custody.conftest import lawyer, page, scene  # noqa: E402

__all__ = ["client_of", "desk", "durable", "lawyer", "opened", "page", "scene", "sealed"]
