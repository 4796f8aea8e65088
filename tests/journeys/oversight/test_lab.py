"""A lawyer goes through the lab, by mouse, by keyboard and in two languages; all of it is invented."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from journeys.custody.hands import press
from journeys.oversight.test_oversight import keep

Make = Callable[..., Any]
COMPARED = (
    "/lab/compare/?first=us-wa/county-jail&second=us-ca/county-jail"
    "&first_on=2026-07-01&second_on=2026-07-01&ask=interview"
)


@pytest.fixture(autouse=True)
def _there_is_time(monkeypatch: pytest.MonkeyPatch) -> None:
    from comity.lab.bounded import Bounds
    from comity.web.pages.lab import running

    monkeypatch.setattr(running, "BOUNDS", Bounds(seconds=120, waiting=600))


def test_a_lawyer_compares_opens_a_case_and_proves_by_mouse(held: Make, asked: Make, sit: Make, look: Make) -> None:
    asked(held("Elena Inventada-Rojas", "B-55102"), facts={"detainer": True, "judicial_warrant": False})
    page = sit("legal", "l.reed")
    page.set_default_timeout(600_000)
    page.set_default_navigation_timeout(600_000)
    press(page, "Lab", "link")
    expect(page.get_by_text("Nothing here changes a real answer.")).to_be_visible()
    look(page)
    keep(page, "lab-law")
    page.goto("/lab/law/us-wa/10-93-160/?on=2026-07-01")
    look(page)
    keep(page, "lab-section")
    page.goto(COMPARED)
    look(page)
    keep(page, "lab-compare")
    press(page, "Open this case")
    expect(page.get_by_role("heading", name="What the desk would be told")).to_be_visible()
    look(page)
    keep(page, "lab-case")
    page.goto("/lab/compare/all/?on=2026-07-01&ask=hold")
    look(page)
    keep(page, "lab-pairs")
    page.goto("/lab/prove/?law=us-wa")
    look(page)
    keep(page, "lab-prove")
    page.goto("/lab/review/?law=us-il-cook&on=2026-07-01")
    look(page)
    keep(page, "lab-review")
    press(page, "Case 1", "link")
    look(page)
    keep(page, "lab-review-case")
    page.get_by_text("Right", exact=True).click()
    press(page, "Sign this case")
    expect(page.get_by_text("Your word is on record.")).to_be_visible()
    page.goto("/lab/what-if/?law=us-tx/county-jail&on=2026-07-01")
    expect(page.get_by_role("heading", name="asks would be told otherwise")).to_be_visible()
    look(page)
    keep(page, "lab-what-if")


def test_a_property_is_written_by_keyboard_in_spanish(sit: Make, look: Make) -> None:
    page = sit("policy", "p.pier", language="es")
    page.set_default_timeout(600_000)
    page.set_default_navigation_timeout(600_000)
    page.goto("/lab/prove/own/")
    look(page)
    page.get_by_label("Ley", exact=True).focus()
    page.keyboard.type("wash")
    page.keyboard.press("Tab")
    page.keyboard.type("detainer")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.locator("[name=never][value=forbidden]").focus()
    for unwanted in ("permitted", "required"):
        if page.locator(f"[name=never][value={unwanted}]").is_checked():
            page.locator(f"[name=never][value={unwanted}]").focus()
            page.keyboard.press("Space")
    page.locator("[name=never][value=forbidden]").focus()
    page.keyboard.press("Space")
    with page.expect_navigation():
        page.get_by_role("button", name="Demostrar").focus()
        page.keyboard.press("Enter")
    expect(page.get_by_text("Incumplida").first).to_be_visible()
    expect(page.get_by_role("heading", name="Un caso que la incumple")).to_be_visible()
    look(page)
    keep(page, "lab-propia")
