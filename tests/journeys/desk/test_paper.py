"""A paper is read, looked at and confirmed: by mouse before its request, with axe at each page, and by keyboard."""

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


def test_a_clerk_puts_the_paper_in_first_and_it_fills_in_the_request(
    sit: Make, look: Make, booked: Make, opened: Any
) -> None:
    handle = booked(NAME, "B-55102")
    page = sit("desk", "m.ortiz")
    press(page, "Record a request", "link")
    values = {"name": NAME, "agency": "ICE ERO Harbor Field Office"}
    made = make("i-247a", 5, values=values, ticked=["final_order"])
    page.get_by_label("Is there a paper?").set_input_files(
        {"name": "detainer.pdf", "mimeType": "application/pdf", "buffer": made.pdf}
    )
    press(page, "Read this paper first")
    expect(page.get_by_role("heading", name="Paper 1")).to_be_visible(timeout=60_000)  # the page looks again by itself
    look(page)
    for name in ("form", "box-final_order", "signed", "field-agency", "field-name"):
        choose(page, f"paper1-{name}", "right")
    choose(page, "paper1-box-statements", "unknown")
    press(page, "Go on with what I confirmed")
    expect(page.get_by_label("Agency")).to_have_value("ice_ero")
    look(page, 320)
    press(page, "Continue")
    expect(page.get_by_label("Hold the person")).to_be_checked()
    look(page, 1280)
    press(page, "Continue")
    page.locator("label", has_text=NAME).last.click()
    press(page, "Continue")
    look(page, 320)
    press(page, "Record it and see the answer")
    page.get_by_text("What we relied on").click()
    cut = page.locator(".comity-pieces img").first
    cut.scroll_into_view_if_needed()
    expect(cut).to_have_js_property("complete", True)
    assert cut.evaluate("image => image.naturalWidth") > 100
    look(page, 1280)
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
    expect(page.get_by_role("heading", name="Paper 1")).to_be_visible(timeout=60_000)
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
