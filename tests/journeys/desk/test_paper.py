"""A paper is added, read, looked at and confirmed: by mouse with axe at each page, and by keyboard alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import expect

from samples.papers.making import make

Make = Callable[..., Any]
NAME = "Elena Quispe-Rojas"


def asked(opened: Any, handle: str) -> str:
    """A request about somebody, recorded without a paper."""
    from comity.facts import Ask
    from comity.gate import Actor, Role, commands

    command = commands.ReceiveRequest(handle, "ice_ero", (Ask.HOLD,), opened.clock(), "i247a")
    done = opened.gate.do(command, Actor("m.ortiz", Role.DESK))
    return list(done.matter.requests)[-1]


def press(page: Any, name: str, role: str = "button") -> None:
    with page.expect_navigation():
        page.get_by_role(role, name=name).first.click()


def choose(page: Any, name: str, value: str) -> None:
    """Choose a tile by its label, as a finger would."""
    identity = page.locator(f"[name={name}][value={value}]").get_attribute("id")
    page.locator(f"label[for={identity}]").click()


def test_a_clerk_checks_a_paper_that_came_later(sit: Make, look: Make, booked: Make, opened: Any) -> None:
    handle = booked(NAME, "B-55102")
    request = asked(opened, handle)
    page = sit("desk", "m.ortiz")
    page.goto(f"/matters/{handle}/requests/{request}/")
    page.get_by_text("Add a paper that came later").click()
    made = make("i-247a", 5, values={"name": NAME}, ticked=["final_order"], whole=True)
    page.get_by_label("The paper").set_input_files(
        {"name": "detainer.pdf", "mimeType": "application/pdf", "buffer": made.pdf}
    )
    press(page, "Add this paper")
    look(page)
    press(page, "Read the paper")
    expect(page.get_by_role("heading", name="Paper 1")).to_be_visible()
    look(page)
    for name in ("paper1-form", "paper1-box-final_order", "paper1-signed"):
        choose(page, name, "right")
    choose(page, "paper1-box-statements", "unknown")
    press(page, "Record what I confirmed")
    look(page)
    expect(page.get_by_text("facts were recorded from the paper")).to_be_visible()
    state = opened.records.matters([handle])[handle]
    found = {claim.name: claim.value for claim in state.claims if claim.place}
    assert found["probable_cause_box"] == "final_order"
    assert found["detainer"] is True


def test_a_clerk_confirms_a_line_without_a_mouse(sit: Make, booked: Make, opened: Any) -> None:
    from comity.gate import Actor, Role
    from comity.gate.adding.commands import AddPaper

    handle = booked(NAME, "B-55102")
    request = asked(opened, handle)
    kept = opened.papers.keep(handle, "warrant.pdf", make("i-200", 5).pdf, media_type="application/pdf")
    opened.gate.do(AddPaper(handle, request, kept), Actor("m.ortiz", Role.DESK))
    page = sit("desk", "m.ortiz")
    page.goto(f"/matters/{handle}/requests/{request}/papers/{kept.sha256}/check/")
    _tab_to(page, "press")
    _enter(page)
    _tab_to(page, "paper1-form")
    page.keyboard.press("Space")
    while page.evaluate("document.activeElement.innerText || ''").strip() != "Record what I confirmed":
        page.keyboard.press("Tab")
    _enter(page)
    state = opened.records.matters([handle])[handle]
    assert {claim.name: claim.value for claim in state.claims if claim.place} == {"administrative_warrant": True}


def _tab_to(page: Any, name: str) -> None:
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name || ''") == name:
            return
    raise AssertionError(f"no Tab leads to {name}")


def _enter(page: Any) -> None:
    with page.expect_navigation():
        page.keyboard.press("Enter")
