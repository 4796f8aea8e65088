"""A published log for readers, and a desk whose supervisor files reports; everybody is invented."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from desk_for_tests import open_desk, opened, signed_in

open_desk()

from journeys.desk.conftest import durable, look, sit  # noqa: E402 - the same desk and browser, once Django is up
from rooms.web.public.conftest import publish  # noqa: E402 - the same log
from rooms.web.reports.conftest import year  # noqa: E402 - the same year before

__all__ = ["durable", "look", "opened", "publish", "signed_in", "sit", "year"]


@pytest.fixture
def desk(opened: Any, durable: None) -> Any:
    """The desk, kept until the test's end."""
    return opened


@pytest.fixture
def read(browser: Any, live_server: Any, durable: None) -> Iterator[Callable[..., Any]]:
    """Open a page as anybody may, without signing in."""
    contexts: list[Any] = []

    def at(path: str, *, language: str = "en", script: bool = True) -> Any:
        context = browser.new_context(
            viewport={"width": 1280, "height": 950}, base_url=live_server.url, java_script_enabled=script
        )
        context.add_cookies([{"name": "comity_language", "value": language, "url": live_server.url}])
        contexts.append(context)
        page = context.new_page()
        page.goto(path)
        return page

    yield at
    for context in contexts:
        context.close()
