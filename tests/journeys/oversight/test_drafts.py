"""Two lawyers make a county's policy law and end it, by mouse, and anybody reads what changes; all is invented."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from comity.gate import Actor, Role
from comity.gate.ordering.commands import OrderLaw, SettleLaw
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


@pytest.fixture
def in_force(opened: Any, settings: Any) -> str:
    """The name of the county's policy, which is law since eight days by order of two invented persons."""
    from comity.store.adopting.files import keep_files

    now = settings.COMITY_CLOCK
    first, second = (Actor(name, Role.LEGAL) for name in ("l.clause", "m.clause"))
    files, day = keep_files(COUNTY, now()), (now() + timedelta(days=1)).date()
    (order,) = opened.gate.do(OrderLaw(files, day, "The board of supervisors, 3 November 2026."), first).matter.orders
    opened.gate.do(SettleLaw(order, agreed=True, files=files), second)
    settings.COMITY_CLOCK = lambda: now() + timedelta(days=9)
    return COUNTY.name


def test_a_policy_in_force_is_ended_and_its_days_stay_to_be_seen(
    in_force: str, held: Make, asked: Make, sit: Make, look: Make
) -> None:
    asked(held("Elena Inventada-Rojas", "B-55103"), "share_court_date")
    page = sit("legal", "l.reed")
    page.set_default_timeout(600_000)
    page.set_default_navigation_timeout(600_000)
    page.goto("/lab/drafts/")
    look(page)
    keep(page, "lab-drafts-in-force")
    press(page, "Order that it ends", "link")
    expect(page.get_by_text("would be answered otherwise than today")).to_be_visible()
    page.get_by_label("It ends at the beginning of").fill("2026-12-24")
    page.get_by_label("Who decided it, and when?").fill("The board of supervisors, 1 December 2026.")
    look(page)
    keep(page, "lab-repeal")
    press(page, "Enter the order")
    order = page.url
    second = sit("legal", "m.reed")
    second.goto(order)
    look(second)
    keep(second, "lab-repeal-order")
    press(second, "I have read it: agree")
    expect(second.get_by_text("will be law no more")).to_be_visible()
    second.goto(order.replace("/lab/", "/public/"))
    look(second)
    keep(second, "public-repeal")
    second.goto("/today/")
    keep(second, "today-repeal")
    for address in ("/lab/", f"/public/law/{in_force}/", "/public/"):
        second.goto(address)
        look(second)
        keep(second, f"layers{address.replace('/', '-')}")
    expect(second.get_by_text("is law until Wednesday, December 23, 2026")).to_be_visible()
