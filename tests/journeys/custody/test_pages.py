"""Every page of persons, deadlines, letters and set-up is open to everybody, in both languages, and on paper."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from journeys.custody.hands import look_for, press, tile

Make = Callable[..., Any]
SAMPLES = Path(__file__).resolve().parents[2] / "samples" / "feeds"
ACTS = ("release", "hand-over", "visit", "court-date", "note", "lawyer", "same-person", "sheet")
SET_UP = ("", "office", "law", "tokens", "tokens/new", "webhooks", "webhooks/new", "imports")


@pytest.fixture
def record(held: Make, asked: Make, act: Make, lawyer: Any) -> tuple[str, str]:
    """A person about whom much is on record, and another record that may be of the same one."""
    from comity.facts import Ask
    from comity.gate import commands
    from comity.gate.visiting.commands import RecordVisit

    handle = held("Elena Inventada-Rojas", "B-55102")
    other = held("Elena Inventada Rojas", "B-40021")
    request = asked(handle, "hold", "notify_release")
    act(commands.AnswerAsk(handle, request, Ask.HOLD, yes=False, told="telephone"))
    act(commands.Disclose(handle, "the arrest", "ice"))
    act(RecordVisit(handle, "ice_ero", Ask.INTERVIEW, True, "two officers", consent="refused", form_given=True))
    act(commands.AppointCounsel(handle, "c.lantern", "Carmen Lanternfern"))
    act(commands.WriteNote(handle, "Asked for her glasses."))
    act(commands.GiveNotice(handle, request, "request_copy", "person", "es", "ab" * 32, "hand"))
    return handle, other


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_pages_of_a_person(sit: Make, look: Make, record: tuple[str, str], language: str) -> None:
    handle, other = record
    page = sit("desk", "m.ortiz", language=language)
    for path in ("", *(f"{act}/" for act in ACTS), "lawyer/end/c.lantern/", f"same-person/{other}/"):
        page.goto(f"/matters/{handle}/{path}")
        look(page)
    for path in ("/persons/", "/letters/"):
        page.goto(path)
        look(page)
    for sought in ("elena", "zzyzx", "elina inventado"):
        look_for(page, sought)
        look(page)
        assert sought.partition(" ")[0] not in page.url
    page.goto("/letters/")
    page.locator("main tbody a").last.click()
    look(page)


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_pages_of_deadlines_and_of_erasing(
    sit: Make, look: Make, record: tuple[str, str], act: Make, language: str
) -> None:
    from comity.gate import commands

    handle, _ = record
    act(commands.OrderErasure(handle, "Superior Court of Harbor, no. 7"), "legal")
    page = sit("supervisor", "s.vance", language=language)
    erasure = [f"/matters/{handle}/erasure/{act_}/" for act_ in ("agree", "take-back")]
    for path in ("/deadlines/", f"/matters/{handle}/", "/erasures/", *erasure):
        page.goto(path)
        look(page)
    page.goto("/deadlines/")
    with page.expect_navigation():
        page.locator("main form button").last.click()
    look(page)
    page.goto(f"/matters/{record[1]}/erasure/order/")
    look(page)


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_pages_of_set_up(sit: Make, look: Make, durable: None, language: str) -> None:
    page = sit("administrator", "i.tech", language=language)
    for path in SET_UP:
        page.goto(f"/set-up/{path}/" if path else "/set-up/")
        look(page)


def test_a_token_an_address_and_a_file_by_hand(sit: Make, look: Make, durable: None) -> None:
    page = sit("administrator", "i.tech")
    page.goto("/set-up/tokens/new/")
    press(page, "Make a token")
    expect(page.get_by_role("alert")).to_contain_text("Name the program")
    look(page)
    page.get_by_label("Which program?").fill("jail-feed")
    tile(page, "role", "desk")
    press(page, "Make a token")
    look(page)
    press(page, "I have copied it", "link")
    look(page)
    press(page, "End it", "link")
    look(page)
    press(page, "End it")
    page.goto("/set-up/webhooks/new/")
    page.get_by_label("Address").fill("https://hooks.harbor.example/in")
    press(page, "Add it")
    look(page)
    press(page, "I have copied it", "link")
    look(page)
    press(page, "Renew its secret")
    look(page)
    page.goto("/set-up/imports/")
    page.get_by_label("Which mapping?").select_option("comity-csv")
    page.get_by_label("Which file?").set_input_files(SAMPLES / "bookings_unmapped_bad.csv")
    press(page, "Look at it first")
    look(page)
    press(page, "Bring it in")
    expect(page.get_by_text("brought in", exact=True)).to_be_visible()
    look(page)
    page.goto("/set-up/imports/")
    look(page)


def test_a_persons_sheet_prints_on_letter_paper_without_links_to_press(
    sit: Make, record: tuple[str, str], tally: Callable[..., None]
) -> None:
    page = sit("desk", "m.ortiz")
    page.goto(f"/matters/{record[0]}/sheet/")
    page.emulate_media(media="print")
    text = page.locator("main").inner_text()
    assert "Carmen Lanternfern" in text
    assert "End the access" not in text
    assert "today" not in text
    page.emulate_media(media="screen")
    assert page.locator("form").count() == 0
    tally("sheets printed")
