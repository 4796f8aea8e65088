"""Two lawyers make a county's policy law, by mouse, and anybody reads what it changes; all of it is invented."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from contract.county import COUNTY, answer_at_hand
from journeys.custody.hands import press
from journeys.oversight.test_oversight import keep

Make = Callable[..., Any]


@pytest.fixture(autouse=True)
def _at_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    from comity.web.pages.lab import running

    monkeypatch.setattr(running, "answered", answer_at_hand)


def test_a_policy_is_drafted_ordered_agreed_to_and_shown_to_all(
    held: Make, asked: Make, sit: Make, look: Make, tmp_path: Path
) -> None:
    asked(held("Elena Inventada-Rojas", "B-55102"), "share_court_date")
    archive = tmp_path / "us-ca-harbor.zip"
    archive.write_bytes(COUNTY.archive())
    page = sit("legal", "l.reed")
    page.set_default_timeout(600_000)
    page.set_default_navigation_timeout(600_000)
    page.goto("/lab/drafts/")
    look(page)
    page.get_by_text("A pack from a file").click()
    page.get_by_label("The pack, as a zip file").set_input_files(archive)
    press(page, "Begin it")
    expect(page.get_by_text("It is well written")).to_be_visible()
    press(page, "How it differs from the law in force", "link")
    look(page)
    keep(page, "lab-draft")
    press(page, "rules/policy-7.yaml", "link")
    look(page)
    keep(page, "lab-draft-file")
    page.go_back()
    press(page, "Order that it becomes law", "link")
    page.get_by_label("Law from the beginning of").fill("2026-12-01")
    page.get_by_label("Who decided it, and when?").fill("The board of supervisors, 17 November 2026.")
    look(page)
    press(page, "Enter the order")
    order = page.url
    second = sit("legal", "m.reed")
    second.set_default_timeout(600_000)
    second.set_default_navigation_timeout(600_000)
    second.goto(order)
    look(second)
    keep(second, "lab-order")
    press(second, "I have read it: agree")
    expect(second.get_by_text("will be law")).to_be_visible()
    second.goto(order.replace("/lab/", "/public/"))
    look(second)
    keep(second, "public-order")
    second.goto("/today/")
    expect(second.get_by_text("The office's own law changes")).to_be_visible()
