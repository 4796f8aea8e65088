"""A hold runs out: the desk's clock is set on, the alarm rings, and a supervisor releases the person."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from playwright.sync_api import expect

from journeys.custody.hands import enter, press, tab_to

Make = Callable[..., Any]


def test_a_hold_runs_out(sit: Make, look: Make, on_hold: Make, act: Make, later: Make) -> None:
    from comity.gate import commands

    handle, hold = on_hold("Elena Inventada-Rojas", "B-55102")
    page = sit("supervisor", "s.vance")
    page.goto(f"/matters/{handle}/")
    expect(page.get_by_role("heading", name="Held now")).to_be_visible()
    expect(page.get_by_text("It runs out:").first).to_be_visible()
    look(page)

    assert hold.ends
    later(hold.ends - hold.started_at + timedelta(minutes=20))
    act(commands.Watch(handle), "system", "clock")
    page = sit("supervisor", "s.vance")
    press(page, "Deadlines", "link")
    late = page.locator("section[aria-labelledby=late]")
    expect(late).to_contain_text("Elena Inventada-Rojas")
    expect(page.locator("section[aria-labelledby=alarms]")).to_contain_text("Release the person, or call a supervisor.")
    look(page)
    press(page, "I have seen this")
    expect(page.get_by_role("status")).to_contain_text("You have seen this alarm.")

    late.get_by_role("link", name="Elena Inventada-Rojas").first.click()
    expect(page.get_by_text("late by").first).to_be_visible()
    look(page)
    press(page, "Release", "link")
    look(page)
    press(page, "Yes, the person was released")
    expect(page.get_by_role("heading", name="Released")).to_be_visible()
    press(page, "Deadlines", "link")
    expect(page.locator("section[aria-labelledby=late]")).to_contain_text("Nothing is late.")
    expect(page.locator("section[aria-labelledby=missed]")).to_contain_text("Elena Inventada-Rojas")
    look(page)


def test_a_hold_runs_out_by_keyboard_alone(sit: Make, on_hold: Make, act: Make, later: Make, opened: Any) -> None:
    from comity.gate import commands

    handle, hold = on_hold("Elena Inventada-Rojas", "B-55102")
    later(hold.ends - hold.started_at + timedelta(minutes=20))
    act(commands.Watch(handle), "system", "clock")
    page = sit("supervisor", "s.vance")
    tab_to(page, text="Deadlines", tag="A")
    enter(page)
    tab_to(page, text="I have seen this")
    enter(page)
    expect(page.get_by_role("status")).to_contain_text("You have seen this alarm.")
    tab_to(page, text="Elena Inventada-Rojas", tag="A")
    enter(page)
    expect(page.get_by_text("late by").first).to_be_visible()
    tab_to(page, text="Release", tag="A")
    enter(page)
    tab_to(page, text="Yes, the person was released")
    enter(page)
    expect(page.get_by_role("heading", name="Released")).to_be_visible()
    assert not opened.records.matters([handle])[handle].in_custody
    tab_to(page, text="Deadlines", tag="A")
    enter(page)
    expect(page.locator("section[aria-labelledby=late]")).to_contain_text("Nothing is late.")
