"""A working day by mouse: received and refused, a fact that turns the answer, an override with a second person."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import expect

Make = Callable[..., Any]
FORM = b"%PDF-1.4\n% an invented form\n"


def press(page: Any, name: str, role: str = "button") -> None:
    """Press a button or a link, and wait for the page that comes."""
    with page.expect_navigation():
        page.get_by_role(role, name=name, exact=False).first.click()


def tick(page: Any, name: str, value: str) -> None:
    """Choose a tile by its label, as a finger would."""
    page.locator(f"label[for={page.locator(f'[name={name}][value={value}]').get_attribute('id')}]").click()


def receive(page: Any, look: Make, *asks: str, sought: str) -> None:
    """Write down a request in its steps, looking at each."""
    press(page, "Record a request", "link")
    look(page)
    page.get_by_label("Agency").select_option("ice_ero")
    page.get_by_label("On what form").select_option("i247a")
    press(page, "Continue")
    for ask in asks:
        tick(page, "asks", ask)
    page.get_by_label("What is it for?").select_option("civil_immigration")
    tick(page, "judicial_warrant", "no")
    page.get_by_label("The paper").set_input_files({"name": "form.pdf", "mimeType": "application/pdf", "buffer": FORM})
    look(page)
    press(page, "Continue")
    look(page)
    page.get_by_label("Name or booking number").fill(sought)
    press(page, "Find the booking")
    look(page)
    page.locator("label", has_text=sought).last.click()
    press(page, "Continue")
    look(page)
    press(page, "Record it and see the answer")


def unfold(page: Any) -> None:
    """Show the questions that are folded away."""
    for fold in page.get_by_text(re.compile(r"^\d+ more questions?$")).all():
        fold.click()


def reads_without_scrolling(page: Any) -> None:
    """What to do and the rule that says so stand above the fold, at a desk and on a telephone; so does the way on."""
    before = page.viewport_size
    for width, height in ((1280, 800), (375, 700)):
        page.set_viewport_size({"width": width, "height": height})
        for part in (".comity-answer__sentence", ".comity-answer__due", ".comity-answer__why"):
            box = page.locator(part).bounding_box()
            assert box["y"] + box["height"] <= height, (width, part)
    expect(page.get_by_role("link", name="Deadlines")).to_be_hidden()
    page.get_by_role("link", name="Menu").click()
    expect(page.get_by_role("link", name="Deadlines")).to_be_visible()
    page.set_viewport_size(before)


def test_a_clerk_receives_and_refuses(sit: Make, look: Make, booked: Make, opened: Any) -> None:
    handle = booked("Elena Inventada-Rojas", "B-55102")
    page = sit("desk", "m.ortiz")
    look(page)
    receive(page, look, "hold", sought="Elena Inventada")
    expect(page.get_by_role("heading", name="Do not hold the person past release.")).to_be_visible()
    reads_without_scrolling(page)
    look(page)
    press(page, "Record this answer")
    expect(page.get_by_role("alert")).to_contain_text("Choose how you told the agency")
    look(page)
    page.get_by_label("How did you tell them?").select_option("telephone")
    press(page, "Record this answer")
    expect(page.locator(".comity-answer")).to_contain_text("Answered no: Hold the person")
    look(page)
    while page.get_by_text("Done another way").count():
        page.get_by_text("Done another way").first.click()
        page.get_by_label("How was it done?").first.fill("handed over in cell 4")
        press(page, "Record as done")
    press(page, "Close the request")
    expect(page.get_by_text("This request is closed.")).to_be_visible()
    press(page, "Today", "link")
    expect(page.get_by_text("Nothing needs you.")).to_be_visible()
    page.get_by_text("Answered today (1)").click()
    look(page)
    (request,) = opened.records.matters([handle])[handle].requests.values()
    assert [answer.yes for answer in request.answers.values()] == [False]
    assert request.papers[0].name == "form.pdf"


def test_a_clerk_receives_answers_and_opens_the_person_without_script(sit: Make, booked: Make, opened: Any) -> None:
    handle = booked("Elena Inventada-Rojas", "B-55102")
    page = sit("desk", "m.ortiz", script=False)
    receive(page, lambda _: None, "hold", sought="Elena Inventada")
    expect(page.get_by_role("heading", name="Do not hold the person past release.")).to_be_visible()
    page.get_by_label("How did you tell them?").select_option("telephone")
    press(page, "Record this answer")
    expect(page.locator(".comity-answer")).to_contain_text("Answered no: Hold the person")
    press(page, "Elena Inventada-Rojas", "link")
    assert page.url.endswith(f"/matters/{handle}/")
    expect(page.get_by_role("heading", name="Elena Inventada-Rojas")).to_be_visible()
    (request,) = opened.records.matters([handle])[handle].requests.values()
    assert [(answer.yes, answer.told) for answer in request.answers.values()] == [(False, "telephone")]


def test_a_fact_turns_the_answer(sit: Make, look: Make, booked: Make) -> None:
    booked("Jun Ejemplo", "B-54988")
    page = sit("desk")
    receive(page, look, "interview", sought="Jun Ejemplo")
    expect(page.get_by_role("heading", name="Find out more first whether to let them interview")).to_be_visible()
    look(page)
    page.get_by_role("link", name="Answer this").click()
    question = page.locator(".comity-question", has_text="consent in writing")
    question.locator("label", has_text="No").first.click()
    with page.expect_navigation():
        question.get_by_role("button", name="Save this answer").click()
    expect(page.get_by_role("heading", name="Do not let them interview the person.")).to_be_visible()
    look(page)


def test_a_supervisor_overrides_with_a_second_person(sit: Make, look: Make, booked: Make) -> None:
    booked("Tomás Ficticio", "B-55097")
    first = sit("supervisor", "s.lind")
    receive(first, look, "hold", sought="Tomás Ficticio")
    first.get_by_text("Propose another answer").click()
    tick(first, "override-verdict", "do")
    first.locator("[name=override-reason]").fill("A judge has ordered it by telephone.")
    look(first)
    press(first, "Propose this answer")
    expect(first.get_by_text("You proposed this. Somebody else has to agree")).to_be_visible()
    second = sit("legal", "b.reed")
    look(second)
    press(second, "Look at it", "link")
    look(second)
    second.locator("label", has_text="Yes, I agree").click()
    press(second, "Record my decision")
    expect(second.get_by_role("heading", name="Hold the person past release.")).to_be_visible()
    expect(second.locator(".comity-answer")).to_contain_text("Do not hold the person past release.")
    expect(second.locator(".comity-answer")).to_contain_text("Overridden by s.lind and b.reed.")
    look(second)
    first.reload()
    first.get_by_label("How did you tell them?").select_option("fax")
    press(first, "Record this answer")
    press(first, "Start the hold")
    expect(first.get_by_role("button", name="End the hold now")).to_be_visible()
    look(first)


def test_legal_is_asked_and_answers(sit: Make, look: Make, booked: Make) -> None:
    booked("Ana Muestra", "B-54701")
    desk = sit("desk")
    receive(desk, look, "share_court_date", sought="Ana Muestra")
    unfold(desk)
    question = desk.locator(".comity-question", has_text="local rule")
    with desk.expect_navigation():
        question.get_by_role("button", name="Ask legal").click()
    expect(desk.get_by_text("Legal was asked. The answer will stand on this page.")).to_be_visible()
    legal = sit("legal")
    press(legal, "Answer it", "link")
    unfold(legal)
    legal.locator(".comity-question", has_text="local rule").locator("label", has_text="Yes").first.click()
    with legal.expect_navigation():
        legal.locator(".comity-question", has_text="local rule").get_by_role("button", name="Save").click()
    review = legal.locator("form").filter(has=legal.get_by_role("button", name="Record my answer"))
    review.get_by_label("Why?").fill("The county's own rule forbids it.")
    press(legal, "Record my answer")
    expect(legal.get_by_role("heading", name="Do not tell them of a court date.")).to_be_visible()
    look(legal)


def test_a_list_of_records_is_entered(sit: Make, look: Make, booked: Make) -> None:
    booked("Ana Muestra", "B-54701")
    page = sit("desk")
    receive(page, look, "notify_release", sought="Ana Muestra")
    press(page, "Enter the list", "link")
    look(page)
    page.get_by_label("Which offence, by section?").fill("PC 459")
    page.get_by_label("Felony, misdemeanour or less?").select_option("felony")
    press(page, "Add this entry")
    expect(page.locator(".comity-entries")).to_contain_text("PC 459; a felony")
    look(page)
    page.locator("label", has_text="Yes, the list is complete").click()
    press(page, "Save the list")
    expect(page.get_by_text("Recorded. The answer was worked out again.")).to_be_visible()
    page.get_by_text("What we relied on").click()
    expect(page.get_by_text("Convictions: 1 (the list is complete).").first).to_be_visible()


def test_every_page_is_there_in_spanish_and_open_to_everybody(sit: Make, look: Make, booked: Make) -> None:
    booked("Elena Inventada-Rojas", "B-55102")
    english = sit("desk")
    receive(english, look, "hold", "notify_release", sought="Elena Inventada")
    page = sit("desk", language="es")
    look(page)
    for path in (english.url, f"{english.url}facts/convictions/", f"{english.url}sheet/", "/record/"):
        page.goto(path)
        look(page)
    legal = sit("legal", language="es")
    look(legal)
