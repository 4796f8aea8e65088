"""The same by keyboard alone: Tab, Space, Enter and typing; the focus is always seen, and never hidden."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import expect

from journeys.custody.hands import enter, tab_to

Make = Callable[..., Any]


def choose(page: Any, name: str, first_letters: str) -> None:
    """Go to a list and type the first letters of what is wanted."""
    tab_to(page, name=name)
    page.keyboard.type(first_letters)


def test_a_clerk_receives_and_refuses_without_a_mouse(sit: Make, look: Make, booked: Make, opened: Any) -> None:
    handle = booked("Elena Inventada-Rojas", "B-55102")
    page = sit("desk", "m.ortiz")
    tab_to(page, text="Record a request", tag="A")
    enter(page)
    choose(page, "requester", "ICE E")
    choose(page, "instrument", "Form I-247A")
    tab_to(page, text="Continue")
    enter(page)
    tab_to(page, name="asks", value="hold")
    page.keyboard.press("Space")
    choose(page, "purpose", "Enf")
    tab_to(page, name="judicial_warrant")
    page.keyboard.press("ArrowUp")  # from `I can't tell` to `No`
    tab_to(page, text="Continue")
    enter(page)
    tab_to(page, name="sought")
    page.keyboard.type("B-55102")
    enter(page)
    tab_to(page, name="matter")
    page.keyboard.press("Space")
    tab_to(page, text="Continue")
    enter(page)
    tab_to(page, text="Record it and see the answer")
    enter(page)
    expect(page.get_by_role("heading", name="Do not hold the person past release.")).to_be_visible()
    choose(page, "answer-told", "By t")
    tab_to(page, text="Record this answer")
    enter(page)
    expect(page.locator(".comity-answer")).to_contain_text("Answered no: Hold the person")
    look(page)
    (request,) = opened.records.matters([handle])[handle].requests.values()
    assert [(answer.yes, answer.told) for answer in request.answers.values()] == [(False, "telephone")]


def test_a_fact_is_answered_without_a_mouse(sit: Make, booked: Make, opened: Any) -> None:
    from comity.facts import Ask
    from comity.gate import Actor, Role, commands

    handle = booked("Jun Ejemplo", "B-54988")
    by, now = Actor("m.ortiz", Role.DESK), opened.clock()
    command = commands.ReceiveRequest(handle, "ice_ero", (Ask.INTERVIEW,), now, "email", "civil_immigration")
    opened.gate.do(command, by)
    page = sit("desk", "m.ortiz")
    tab_to(page, text="Answer it", tag="A")
    enter(page)
    tab_to(page, name="fact-consent_written-value")
    page.keyboard.press("ArrowDown")
    tab_to(page, text="Save this answer")
    enter(page)
    expect(page.get_by_role("heading", name="Do not let them interview the person.")).to_be_visible()


def test_the_first_error_is_where_the_focus_goes(sit: Make, booked: Make) -> None:
    page = sit("desk")
    tab_to(page, text="Record a request", tag="A")
    enter(page)
    tab_to(page, text="Continue")
    enter(page)
    assert page.title().startswith("Error:")
    tab_to(page, text="Choose the agency that asks", tag="A")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.name") == "requester"


def test_a_supervisor_and_a_second_person_do_without_a_mouse(sit: Make, booked: Make, opened: Any) -> None:
    from comity.facts import Ask
    from comity.gate import Actor, Role, commands

    handle = booked("Tomás Ficticio", "B-55097")
    facts = {"detainer": True, "judicial_warrant": False}
    command = commands.ReceiveRequest(
        handle, "ice_ero", (Ask.HOLD,), opened.clock(), "i247a", "civil_immigration", facts=facts
    )
    opened.gate.do(command, Actor("m.ortiz", Role.DESK))
    first = sit("supervisor", "s.lind")
    tab_to(first, text="Open", tag="A")
    enter(first)
    tab_to(first, text="Propose another answer", tag="SUMMARY")
    first.keyboard.press("Enter")
    tab_to(first, name="override-verdict")
    first.keyboard.press("Space")
    tab_to(first, name="override-reason")
    first.keyboard.type("A judge has ordered it.")
    tab_to(first, text="Propose this answer")
    enter(first)
    second = sit("supervisor", "t.cole")
    second.goto("/review/")
    tab_to(second, text="Look at it", tag="A")
    enter(second)
    tab_to(second, name=next(f"settle-{key}-agree" for key in opened.records.matters([handle])[handle].overrides))
    second.keyboard.press("Space")
    tab_to(second, text="Record my decision")
    enter(second)
    expect(second.get_by_role("heading", name="Hold the person past release.")).to_be_visible()
