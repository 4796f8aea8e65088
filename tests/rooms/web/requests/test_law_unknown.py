"""The desk on a day that the law files do not cover: it goes on, says so, and guesses nothing."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest


@pytest.fixture
def at_day(desk: Any, settings: Any) -> Callable[[int], None]:
    """Turn the clock to noon of a day, counted from the last one that the law files cover."""
    from comity.store.desk import current

    last = current().library.pack("us-ca").known.last or date.max
    start = datetime(last.year, last.month, last.day, 20, tzinfo=UTC)

    def turn(days: int) -> None:
        settings.COMITY_CLOCK = lambda: start + timedelta(days=days)

    return turn


def test_new_years_day_asks_legal_and_says_why(
    at_day: Callable[[int], None], scene: Any, page: Callable[..., str]
) -> None:
    at_day(1)
    asked = scene.receive("hold")
    text = page(asked.url)
    assert "The law of this day is not written down here." in text
    assert "The law of 1 January 2027 is not written down here: the pack us-ca was read up to 31 December 2026." in text
    assert "Ask legal: Hold the person" in text
    assert page(f"{asked.url}sheet/")


@pytest.mark.parametrize(
    ("days", "told"),
    [(-60, ""), (-40, "The law files end soon."), (0, "The law files end soon."), (1, "The law files have ended.")],
)
def test_weeks_before_the_end_the_pages_and_the_check_warn(
    at_day: Callable[[int], None], days: int, told: str, page: Callable[..., str]
) -> None:
    from comity.web.law_files import check_law_files

    at_day(days)
    for text in (page("/today/"), page("/set-up/", "administrator"), page("/set-up/law/", "administrator")):
        assert told in text
        assert ("law files have ended" in text or "law files end soon" in text) is bool(told)
    assert [found.id for found in check_law_files()] == (["comity.W001"] if told else [])
