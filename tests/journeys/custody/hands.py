"""What a hand does on a page, with a mouse or with the keyboard alone: it presses, and it chooses."""

from typing import Any

import pytest

MOST_TABS = 120
FOCUS = """() => { const it = document.activeElement, box = it.getBoundingClientRect(), style = getComputedStyle(it);
  const label = it.labels && it.labels[0];
  const seen = label && (it.type === 'radio' || it.type === 'checkbox') ? label.getBoundingClientRect() : box;
  return {name: it.name || '', value: it.value || '', tag: it.tagName, text: (it.innerText || '').trim(),
    inside: seen.bottom > 0 && seen.top < window.innerHeight && seen.height > 0}; }"""


def press(page: Any, name: str, role: str = "button") -> None:
    """Press a button or a link, and wait for the page that comes."""
    with page.expect_navigation():
        page.get_by_role(role, name=name, exact=False).first.click()


def tile(page: Any, name: str, value: str) -> None:
    """Choose a tile by its label, as a finger would."""
    choice = page.locator(f"[name={name}][value='{value}']").get_attribute("id")
    page.locator(f"label[for={choice}]").click()


def look_for(page: Any, sought: str) -> None:
    """Look for a person on the page where persons are found."""
    page.goto("/persons/")
    page.get_by_role("searchbox").fill(sought)
    with page.expect_navigation():
        page.locator("[role=search] button").click()


def tab_to(page: Any, *, name: str = "", value: str = "", text: str = "", tag: str = "") -> None:
    """Press Tab until the focus is there; at every stop it can be seen in the window."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        at = page.evaluate(FOCUS)
        assert at["tag"] == "BODY" or at["inside"], at
        named = (not name or at["name"] == name) and (not value or at["value"] == value)
        if named and (not text or at["text"].startswith(text)) and (not tag or at["tag"] == tag):
            return
    pytest.fail(f"no Tab leads to {name or text}")


def enter(page: Any) -> None:
    """Press Enter, and wait for the page that comes."""
    with page.expect_navigation():
        page.keyboard.press("Enter")


def tab_to_tile(page: Any, name: str, value: str) -> None:
    """Go to a row of tiles and choose one of them: Tab, Space, and the arrows."""
    tab_to(page, name=name)
    page.keyboard.press("Space")
    for _ in range(page.locator(f"[name={name}]").count()):
        if page.evaluate(FOCUS)["value"] == value:
            return
        page.keyboard.press("ArrowDown")
    pytest.fail(f"no arrow leads to {value}")
