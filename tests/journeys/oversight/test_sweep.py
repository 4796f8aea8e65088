"""A supervisor goes through what the sweep found, by mouse and by keyboard; an inspector reads it, in two languages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import expect

from journeys.custody.hands import press, tile
from journeys.oversight.test_oversight import keep

Make = Callable[..., Any]


@pytest.fixture
def found(held: Make, asked: Make, act: Make, opened: Any) -> str:
    """A person about whom an agency asked, and notes and mail that say more than the gate knew."""
    from comity.gate import Actor, Role
    from comity.gate.findings.commands import RaiseFinding
    from comity.gate.findings.state import Seen

    handle: str = held("Elena Inventada-Rojas", "B-55102")
    request = asked(handle, facts={"detainer": True, "judicial_warrant": False})
    now, sweep = opened.clock(), Actor("sweep", Role.SYSTEM)
    note = "Elena Inventada-Rojas cleared by medical. Told ICE she is in court Friday. Blanket given."
    common = {"at": now - timedelta(hours=3), "agency": "ice", "why": "nothing of this agency is on record near then"}
    told = Seen(
        id="a1", source="notes", channel="note", text="n1", act="told", way="to_them", rule="told",
        says="they were told", knowledge="did_not_know", excerpt=note, start=42, end=50, request=request, **common,
    )  # fmt: skip
    waits = Seen(
        id="b2", source="jail mail", channel="mail", text="<1@x>", act="waiting_for", way="from_them", rule="waiting",
        says="somebody waits for the agency", knowledge="knew_part", excerpt="awaiting a call from ICE", end=24,
        **common,
    )  # fmt: skip
    opened.gate.do(RaiseFinding(told, handle), sweep)
    opened.gate.do(RaiseFinding(waits), sweep)
    return handle


def test_a_supervisor_opens_explains_and_opens_again_by_mouse(found: str, sit: Make, look: Make, opened: Any) -> None:
    page = sit("supervisor", "s.overall")
    press(page, "Sweep", "link")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sweep")
    expect(page.get_by_text("Elena")).to_have_count(0)
    look(page)
    keep(page, "sweep")
    page.get_by_role("row").filter(has_text="Gate did not know").get_by_role("link", name="Open").click()
    expect(page.locator("mark")).to_have_text("Told ICE")
    look(page)
    keep(page, "finding")
    press(page, "Explain and close")
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    look(page)
    keep(page, "finding-problem")
    tile(page, "outcome", "around")
    page.get_by_label("How do you know?").fill("The clerk says that she called.")
    page.get_by_label("What was the agency told?").fill("the day in court")
    press(page, "Explain and close")
    expect(page.get_by_text("The finding is explained")).to_be_visible()
    look(page)
    keep(page, "finding-explained")
    state = opened.records.matters([found])[found]
    assert [each.what for each in state.disclosures] == ["the day in court"]
    page.get_by_text("This was not right").click()
    page.get_by_label("Why is it opened again?").fill("She called another agency.")
    press(page, "Open it again")
    expect(page.get_by_role("button", name="Explain and close")).to_be_visible()
    assert opened.records.matters([found])[found].findings["a1"].is_open


def test_a_supervisor_explains_by_keyboard_alone(found: str, sit: Make, opened: Any) -> None:
    page = sit("supervisor", "s.overall")
    page.goto(f"/sweep/{found}/a1/")
    page.locator("[name=outcome]").first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.type("It is on the list of visits.")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    said = opened.records.matters([found])[found].findings["a1"].explained
    assert (said.outcome, said.by) == ("recorded", "s.overall")


@pytest.mark.parametrize("language", ["en", "es"])
def test_an_inspector_reads_in_two_languages_and_on_paper(found: str, sit: Make, look: Make, language: str) -> None:
    page = sit("inspector", "i.glass", language=language)
    page.goto("/sweep/")
    look(page)
    keep(page, f"sweep-{language}")
    page.get_by_role("row").filter(has_text="ICE").first.get_by_role("link").last.click()
    expect(page.locator("mark")).to_be_visible()
    expect(page.locator("main form")).to_have_count(0)
    look(page)
    keep(page, f"finding-{language}")
    page.emulate_media(media="print")
    expect(page.locator("mark")).to_be_visible()
    page.goto("/inspect/channels/")
    look(page)
    keep(page, f"channels-{language}")


@pytest.fixture
def known(found: str, opened: Any) -> str:
    """Where a finding about nobody stands, of which it is now known that it may be about that person."""
    from comity.gate import Actor, Role
    from comity.gate.findings.commands import ProposeFinding
    from comity.store.models import Finding

    lot: str = Finding.objects.get(seen="b2").matter_id
    opened.gate.do(ProposeFinding(lot, "b2", found, "name"), Actor("sweep", Role.SYSTEM))
    return lot


@pytest.mark.usefixtures("known")
@pytest.mark.parametrize("language", ["en", "es"])
def test_a_supervisor_says_that_a_finding_is_about_somebody_who_is_known_now(
    found: str, sit: Make, look: Make, opened: Any, language: str
) -> None:
    page = sit("supervisor", "s.overall", language=language)
    page.goto("/sweep/?show=about")
    expect(page.get_by_text("Elena")).to_have_count(0)
    look(page)
    keep(page, f"sweep-now-known-{language}")
    page.locator("tbody").get_by_role("link").last.click()
    expect(page.get_by_role("heading", level=2).first).to_contain_text("Elena Inventada-Rojas")
    look(page)
    keep(page, f"finding-now-known-{language}")
    page.locator("form[action$='/join/'] button").click()
    expect(page.locator("mark")).to_have_text("awaiting a call from ICE")
    look(page)
    keep(page, f"finding-given-{language}")
    assert opened.records.matters([found])[found].findings["b2"].joined


def test_a_supervisor_says_by_keyboard_that_it_is_not(
    known: str, found: str, sit: Make, look: Make, opened: Any
) -> None:
    page = sit("supervisor", "s.overall")
    page.goto(f"/sweep/{known}/b2/")
    page.get_by_text("It is not about this person").focus()
    page.keyboard.press("Enter")
    page.get_by_label("How do you know that it is not?").focus()
    page.keyboard.press("Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    look(page)
    keep(page, "finding-apart-problem")
    page.get_by_label("How do you know that it is not?").fill("It is about her sister.")
    press(page, "Put that on record")
    expect(page.get_by_text("It is about her sister.")).to_be_visible()
    look(page)
    keep(page, "finding-apart")
    assert opened.records.matters([known])[known].findings["b2"].about is None
    assert opened.records.matters([found])[found].findings.keys() == {"a1"}
