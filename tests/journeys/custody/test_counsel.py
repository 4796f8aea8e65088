"""Counsel is told: the letter is made, printed, given with its fingerprint, and confirmed to have arrived."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from journeys.custody.hands import enter, press, tab_to, tab_to_tile, tile

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


def test_counsel_is_told_by_keyboard_alone(sit: Make, told: tuple[str, str], opened: Any) -> None:
    handle, request = told
    page = sit("desk", "m.ortiz")
    page.goto(f"/matters/{handle}/requests/{request}/letters/new/")
    tab_to_tile(page, "letter", "counsel_notice:counsel")
    tab_to(page, text="Make the letter")
    enter(page)
    tab_to_tile(page, "channel", "mail")
    tab_to(page, text="Record that it was given")
    enter(page)
    (notice,) = opened.records.matters([handle])[handle].notices.values()
    assert (notice.kind, notice.channel, notice.confirmed_by) == ("counsel_notice", "mail", "")
    assert re.fullmatch(r"[0-9a-f]{64}", notice.sha256)
    tab_to(page, text="Notices", tag="A")
    enter(page)
    tab_to(page, text="Confirm or repeat", tag="A")
    enter(page)
    tab_to_tile(page, "how", "called")
    tab_to(page, text="Confirm that it arrived")
    enter(page)
    expect(page.get_by_text("Every letter that went out has arrived.")).to_be_visible()
    (notice,) = opened.records.matters([handle])[handle].notices.values()
    assert notice.confirmed_by == "m.ortiz"
