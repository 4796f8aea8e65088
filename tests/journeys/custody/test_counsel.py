"""Counsel is told: the letter is made, printed, given with its fingerprint, and confirmed to have arrived."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from journeys.custody.hands import press, tile

Make = Callable[..., Any]


def test_a_lawyer_is_found_a_person_and_given_access(sit: Make, look: Make, held: Make, lawyer: Any) -> None:
    held("Elena Inventada-Rojas", "B-55102")
    page = sit("desk", "m.ortiz")
    press(page, "Search", "link")
    page.get_by_label("Name, booking number or request number").fill("inven")
    press(page, "Find")
    look(page)
    press(page, "Elena Inventada-Rojas", "link")
    press(page, "Enter the person's lawyer", "link")
    look(page)
    page.get_by_label("Which lawyer?").select_option("c.lantern")
    press(page, "Give access")
    expect(page.get_by_role("status")).to_contain_text("The lawyer has access now.")
    look(page)


@pytest.fixture
def told(held: Make, asked: Make, act: Make, lawyer: Any) -> tuple[str, str]:
    """A person with a lawyer, about whom somebody asked."""
    from comity.gate import commands

    handle = held("Elena Inventada-Rojas", "B-55102")
    request = asked(handle)
    act(commands.AppointCounsel(handle, "c.lantern", "Carmen Lanternfern"))
    return handle, request


def test_counsel_is_told(sit: Make, look: Make, told: tuple[str, str], opened: Any) -> None:
    handle, request = told
    page = sit("desk", "m.ortiz")
    page.goto(f"/matters/{handle}/requests/{request}/letters/new/")
    tile(page, "letter", "counsel_notice:counsel")
    press(page, "Make the letter")
    expect(page.get_by_text("Draft: nobody who is certified")).to_be_visible()
    expect(page.get_by_role("region", name="What it says")).to_contain_text("Carmen Lanternfern")
    link = page.get_by_role("link", name="Open the letter to print").get_attribute("href")
    printed = page.request.get(link).body()
    assert printed.startswith(b"%PDF-")
    press(page, "Record that it was given")
    expect(page.get_by_role("alert")).to_contain_text("Say how it was given")
    look(page)
    tile(page, "channel", "mail")
    press(page, "Record that it was given")
    (notice,) = opened.records.matters([handle])[handle].notices.values()
    assert notice.sha256 == hashlib.sha256(printed).hexdigest()

    press(page, "Notices", "link")
    press(page, "Confirm or repeat", "link")
    look(page)
    again = page.get_by_role("link", name="Print it again").get_attribute("href")
    assert page.request.get(again).body() == printed
    tile(page, "how", "called")
    press(page, "Confirm that it arrived")
    expect(page.get_by_text("Every letter that went out has arrived.")).to_be_visible()
    (notice,) = opened.records.matters([handle])[handle].notices.values()
    assert notice.confirmed_by == "m.ortiz"


def test_a_letter_is_made_and_given_by_keyboard_alone(sit: Make, held: Make, asked: Make, opened: Any) -> None:
    handle = held("Elena Inventada-Rojas", "B-55102")
    request = asked(handle)
    page = sit("desk", "m.ortiz")
    page.goto(f"/matters/{handle}/requests/{request}/letters/new/")
    page.get_by_role("button", name="Make the letter").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.locator("[name=channel]").first.focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Record that it was given").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    (notice,) = opened.records.matters([handle])[handle].notices.values()
    assert (notice.channel, notice.language) == ("hand", "es")
    assert re.fullmatch(r"[0-9a-f]{64}", notice.sha256)
