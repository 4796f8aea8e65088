"""A county's jail whose record witnesses sign, as journeys of counsel and inspectors find it; all is invented."""

from __future__ import annotations

from desk_for_tests import open_desk, opened, signed_in

open_desk()

from journeys.custody.conftest import act, asked, held, lawyer  # noqa: E402 - once Django is up
from journeys.desk.conftest import durable, look, sit  # noqa: E402
from rooms.web.counsel.conftest import sealed  # noqa: E402

__all__ = ["act", "asked", "durable", "held", "lawyer", "look", "opened", "sealed", "signed_in", "sit"]
