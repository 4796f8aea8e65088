"""A desk that is served, and people who sit at it with a browser; everybody and everything here is invented."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from desk_for_tests import durable, open_desk, opened, signed_in

open_desk()

__all__ = ["durable", "opened", "signed_in"]
EXPECTED = "the server responded with a status of 4"  # a form that is not right
RULES = {"rules": {"target-size": {"enabled": True}}, "resultTypes": ["violations"]}
Make = Callable[..., Any]


@pytest.fixture
def booked(opened: Any, durable: None) -> Make:
    """Have somebody booked in, as a feed would."""
    from comity.gate import Actor, Role, commands
    from comity.gate.state import Booking, Person

    def book(name: str, number: str, *, due: timedelta = timedelta(hours=2)) -> str:
        now = opened.clock()
        booking = Booking(number, booked_at=now - timedelta(hours=5), release_due=now + due)
        command = commands.OpenMatter(Person("", name), booking)
        handle: str = opened.gate.do(command, Actor("feed", Role.SYSTEM)).matter.handle
        return handle

    return book


@pytest.fixture
def sit(browser: Any, live_server: Any, durable: None, signed_in: Make) -> Iterator[Make]:
    """Sit down at the desk in a role; whatever the browser complains of fails the test."""
    from django.conf import settings

    complaints: list[str] = []
    contexts: list[Any] = []

    def down(role: str, name: str = "", *, language: str = "en", width: int = 1280, script: bool = True) -> Any:
        session = signed_in(role, name=name).cookies[settings.SESSION_COOKIE_NAME].value
        context = browser.new_context(
            viewport={"width": width, "height": 950}, base_url=live_server.url, java_script_enabled=script
        )
        for key, value in ((settings.SESSION_COOKIE_NAME, session), ("comity_language", language)):
            context.add_cookies([{"name": key, "value": value, "url": live_server.url}])
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda line: None if EXPECTED in line.text else complaints.append(line.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto("/")
        return page

    yield down
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def look(tally: Callable[..., None]) -> Make:
    """Let axe look at a page, at both widths and enlarged to 400 %, and see that nothing is wider than its window."""

    def at(page: Any, *widths: int) -> None:
        before = page.viewport_size
        for width in widths or (1280, 320):  # 1280 pixels at 400 % are 320
            page.set_viewport_size({"width": width, "height": before["height"]})
            found = Axe().run(page, options=RULES).response["violations"]
            assert [f"{one['id']}: {[node['html'][:160] for node in one['nodes']]}" for one in found] == [], page.url
            assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0, page.url
            tally("pages checked by axe")
        page.set_viewport_size(before)

    return at
