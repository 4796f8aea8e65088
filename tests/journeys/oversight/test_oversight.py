"""Counsel learns of a request, says what we do not know, takes all and checks it; an inspector checks an entry."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from journeys.custody.hands import press, tile

Make = Callable[..., Any]
ROOT = Path(__file__).resolve().parents[3]
SHOTS = os.environ.get("COMITY_SHOTS", "")


def verify(folder: Path, *words: str) -> tuple[int, str]:
    """The command that a court's expert types, without network."""
    from comity.store.desk import current

    surroundings = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    now = str(int(current().clock().timestamp()))  # of the desk, which seals by its own
    command = [sys.executable, "-m", "comity", "verify", *words, "--now", now]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, env=surroundings)
    return done.returncode, done.stdout


@pytest.fixture
def client(held: Make, asked: Make, act: Make, lawyer: Any) -> tuple[str, str]:
    """A person about whom an agency asked, with a judge's warrant as the desk thinks, and a lawyer."""
    from comity.gate import commands

    handle = held("Elena Inventada-Rojas", "B-55102")
    request = asked(handle, facts={"detainer": True, "judicial_warrant": True})
    act(commands.AppointCounsel(handle, "c.lantern", "Carmen Lanternfern"))
    return handle, request


def keep(page: Any, name: str) -> None:
    """A picture for somebody to look at, where it is asked for."""
    if SHOTS:
        page.screenshot(path=f"{SHOTS}/{name}.png", full_page=True)


def test_counsel_learns_states_a_fact_and_takes_everything_away(
    sealed: Make, client: tuple[str, str], sit: Make, look: Make, tmp_path: Path
) -> None:
    handle, _request = client
    page = sit("counsel", "c.lantern")
    press(page, "My clients", "link")
    look(page)
    keep(page, "clients")
    press(page, "Open", "link")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Elena Inventada-Rojas")
    look(page)
    press(page, "Tell us something we don't know", "link")
    look(page)
    keep(page, "tell")
    press(page, "Is there a warrant, on probable cause, signed by a federal judge", "link")
    look(page)
    press(page, "State it")
    expect(page.get_by_role("alert").first).to_contain_text("Choose the document that shows it")
    look(page)
    tile(page, "value", "no")
    (tmp_path / "order.pdf").write_bytes(b"%PDF-1.7 the warrant was quashed")
    page.get_by_label("The document that shows it").set_input_files(tmp_path / "order.pdf")
    keep(page, "fact")
    press(page, "State it")
    expect(page.get_by_role("status").first).to_contain_text("Every open answer was worked out again.")
    expect(page.get_by_text("It counts as unknown until legal has looked at it")).to_be_visible()
    expect(page.get_by_role("heading", name="What you told us")).to_be_visible()
    look(page)
    keep(page, "client")

    take_and_check(page, look, tmp_path, sealed())
    page.goto(f"/clients/{handle}/")
    press(page, "End my access", "link")
    look(page)
    press(page, "End my access now")
    expect(page.get_by_text("You are counsel to nobody here now.")).to_be_visible()
    look(page)
    assert page.goto(f"/clients/{handle}/").status == 404


def take_and_check(page: Any, look: Make, tmp_path: Path, policy: bytes) -> None:
    """Download everything, verify it offline, and find one change."""
    press(page, "Is this everything?", "link")
    look(page)
    keep(page, "complete")
    with page.expect_download() as arriving:
        page.get_by_role("link", name="Download everything").first.click()
    arriving.value.save_as(tmp_path / "everything.zip")
    with zipfile.ZipFile(tmp_path / "everything.zip") as archive:
        archive.extractall(tmp_path)
    (tmp_path / "policy.txt").write_bytes(policy)
    assert verify(tmp_path, "bundle", "bundle.json", "--policy", "policy.txt")[0] == 0
    assert (tmp_path / "papers" / "from counsel" / "order.pdf").read_bytes().startswith(b"%PDF-1.7 the warrant")
    changed = (tmp_path / "bundle.json").read_bytes().replace(b'"payload":"ey', b'"payload":"eZ', 1)
    (tmp_path / "bundle.json").write_bytes(changed)
    status, said = verify(tmp_path, "bundle", "bundle.json", "--policy", "policy.txt")
    assert status == 1, said
    if SHOTS:
        (Path(SHOTS) / "everything.pdf").write_bytes((tmp_path / "everything.pdf").read_bytes())


def test_an_inspector_looks_an_entry_up_and_checks_its_receipt(
    sealed: Make, client: tuple[str, str], sit: Make, look: Make, tmp_path: Path
) -> None:
    from comity.store.models import Request

    policy, number = sealed(), Request.objects.get(pk=client[1]).number
    page = sit("inspector", "i.glass")
    press(page, "Ledger", "link")
    expect(page.get_by_text("The record is whole:")).to_be_visible()
    look(page)
    keep(page, "record")
    page.get_by_label("Number of an entry, or of a request").fill(number)
    press(page, "Look it up")
    look(page)
    page.get_by_role("rowheader").first.get_by_role("link").click()
    expect(page.get_by_text("It is in the record, and witnesses have signed for it.")).to_be_visible()
    look(page)
    keep(page, "entry")
    for link, name in (("Download the receipt", "r.tlog-proof"), ("Download the entry", "leaf.json")):
        with page.expect_download() as arriving:
            page.get_by_role("link", name=link).click()
        arriving.value.save_as(tmp_path / name)
    (tmp_path / "policy.txt").write_bytes(policy)
    words = ("receipt", "r.tlog-proof", "--policy", "policy.txt", "--leaf", "leaf.json")
    assert verify(tmp_path, *words)[0] == 0
    page.goto("/inspect/")
    press(page, "Read it all again")
    expect(page.get_by_role("status").first).to_contain_text("everything fits")
    for kind in ("overrides", "readings", "set-up-changes", "unanswered-duties"):
        page.goto(f"/inspect/{kind}/")
        look(page)
        keep(page, kind)
    page.goto("/inspect/erasures/")
    look(page)


def test_in_spanish_on_paper_and_by_keyboard(
    sealed: Make, client: tuple[str, str], sit: Make, look: Make, tmp_path: Path
) -> None:
    handle, _request = client
    page = sit("counsel", "c.lantern", language="es")
    page.goto(f"/clients/{handle}/")
    expect(page.get_by_role("link", name="Díganos algo que no sabemos")).to_be_visible()
    look(page)
    page.emulate_media(media="print")
    expect(page.get_by_role("link", name="Díganos algo que no sabemos")).to_be_hidden()
    page.emulate_media(media="screen")
    page.goto("/clients/")
    for _ in range(30):
        page.keyboard.press("Tab")
        if f"/clients/{handle}/" in str(page.evaluate("document.activeElement.href")):
            break
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Elena")


def test_legal_gives_a_person_everything_that_is_held(
    client: tuple[str, str], sit: Make, look: Make, tmp_path: Path
) -> None:
    handle, _request = client
    page = sit("legal", "r.quill")
    page.goto(f"/matters/{handle}/")
    press(page, "Everything held, for the person", "link")
    look(page)
    keep(page, "access")
    with page.expect_download() as arriving:
        page.get_by_role("link", name="Make the file").click()
    arriving.value.save_as(tmp_path / "about.zip")
    with zipfile.ZipFile(tmp_path / "about.zip") as archive:
        assert set(archive.namelist()) == {"about-you.pdf", "about-you.json"}
        if SHOTS:
            (Path(SHOTS) / "about.pdf").write_bytes(archive.read("about-you.pdf"))
