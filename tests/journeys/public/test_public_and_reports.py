"""Somebody reads what was asked and checks it; a supervisor files a report, and everybody can read that too."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from contract.printing import on_paper

Make = Callable[..., Any]
KEPT = os.environ.get("COMITY_PICTURES", "")  # a folder for pictures of what was seen


def picture(page: Any, name: str) -> None:
    if KEPT:
        page.screenshot(path=str(Path(KEPT, f"{name}.png")), full_page=True)


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_reader_finds_the_numbers_the_chart_and_the_way_to_check_them(
    publish: Make, read: Make, look: Make, language: str
) -> None:
    publish()
    page = read("/public/2025/", language=language)
    assert page.locator(".comity-figures").count() == 1
    assert page.get_by_role("img").count() == 1
    assert page.get_by_role("table").count() == 5
    look(page)
    picture(page, f"public-{language}")
    page.set_viewport_size({"width": 320, "height": 800})
    picture(page, f"public-{language}-small")
    page.goto("/public/law/us-ca/gov-7284-6/")
    look(page)
    picture(page, f"law-{language}")
    page.goto("/public/law/us-ca/")
    look(page)
    page.goto("/public/channels/")
    assert page.get_by_role("article").count() == 11
    look(page)
    picture(page, f"channels-{language}")


def test_the_page_is_read_without_a_script_by_keyboard_and_on_paper(publish: Make, read: Make) -> None:
    publish()
    page = read("/public/2025/", script=False)
    assert page.get_by_text("Check this page yourself").count() == 1
    page = read("/public/2025/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "comity-skip"
    page.emulate_media(media="print")
    assert Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"] == []
    sheet = on_paper(page, format="Letter")
    assert len(sheet.pages) <= 6
    assert "python3 recount.py" in " ".join(each.extract_text() for each in sheet.pages)


def test_a_supervisor_files_a_report_and_corrects_it_and_a_reader_sees_both(
    year: Any, sit: Make, read: Make, look: Make
) -> None:
    for _ in range(2):
        matter, request = year.asked("hold", "notify_release", "transfer")
        year.overridden(matter, request, "transfer")
        year.handed_over(matter, request)
    desk = sit("supervisor")
    desk.goto("/reports/")
    look(desk)
    picture(desk, "reports")
    desk.get_by_role("link", name=re.compile("^Draft.*Community forum")).click()
    look(desk)
    picture(desk, "report-draft")
    desk.get_by_label("What the agency wants to say").fill("We answered no, and say why.")
    desk.get_by_role("button", name="File this draft").click()
    look(desk)
    desk.get_by_role("button", name="Sign these figures").click()
    desk.get_by_role("button", name="Publish").click()
    look(desk)
    picture(desk, "report")
    desk.get_by_role("link", name="Correct it").click()
    look(desk)
    desk.get_by_label("What was wrong in the report that this one corrects?").fill("One speech was left out.")
    desk.get_by_role("button", name="File this draft").click()
    desk.get_by_role("button", name="Sign these figures").click()
    desk.get_by_role("button", name="Publish").click()
    desk.get_by_role("link", name="Read the earlier one").click()
    assert "One speech was left out." in desk.content()
    address = desk.url.split("/filed/")[1].strip("/")
    reader = read(f"/public/reports/{address}/")
    look(reader)
    picture(reader, "report-public")
    reader.get_by_role("link", name="Read the correction").click()
    assert "One speech was left out." in reader.content()
    inspector = sit("inspector")
    inspector.goto(f"/reports/filed/{address}/entries/")
    look(inspector)
    picture(inspector, "report-entries")
