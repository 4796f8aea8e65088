"""What a hand does on a page: it presses, and it chooses."""

from typing import Any


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
