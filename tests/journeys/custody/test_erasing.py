"""Erasing: legal enters the order, a supervisor agrees, the key goes with the next seal, the court is told."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from desk_for_tests import now
from journeys.custody.hands import look_for, press

Make = Callable[..., Any]
ORDER = "Superior Court of Harbor, 2026-11-20, no. 7"


def text_of(path: Path) -> str:
    """The words of a PDF, on one line."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(path).pages).split())


@pytest.fixture
def seal(opened: Any, tmp_path: Path) -> Make:
    """One round of the program that seals, and what the clock then goes on with."""
    from comity.ledger import FileMemory, FirstWitness, Log
    from comity.site.desk import beside_django
    from comity.site.sealing import signing_keys

    def once() -> None:
        store, beside = beside_django()
        signer = FirstWitness(signing_keys(), FileMemory(tmp_path / "head"))
        Log(store, signer, lambda: int(now().timestamp())).publish()  # heads outlive the tests that sign them
        beside.close()
        store.close()
        opened.erasing.resume(opened.records)

    return once


def test_two_persons_erase_a_record_and_the_court_is_told(
    sit: Make, look: Make, held: Make, asked: Make, seal: Make
) -> None:
    handle = held("Elena Inventada-Rojas", "B-55102")
    asked(handle)
    first = sit("legal", "b.reed")
    first.goto(f"/matters/{handle}/")
    press(first, "A court ordered to erase this", "link")
    press(first, "Enter the order")
    expect(first.get_by_role("alert").first).to_contain_text("Name the court and the number of its order")
    look(first)
    first.get_by_label("Which order?").fill(ORDER)
    first.locator("label[for=id_sure]").click()
    press(first, "Enter the order")

    second = sit("supervisor", "s.vance")
    press(second, "Search", "link")
    press(second, "Orders to erase", "link")
    press(second, "Look at it", "link")
    expect(second.get_by_text(ORDER)).to_be_visible()
    second.locator("label[for=id_sure]").click()
    press(second, "Erase the record for good")
    expect(second.get_by_text("after the next sealing")).to_be_visible()
    look_for(second, "inventada")
    expect(second.get_by_text("Nobody here is called")).to_be_visible()
    assert second.goto(f"/matters/{handle}/").status == 404

    seal()
    second.goto("/erasures/")
    press(second, "For the court", "link")
    expect(second.get_by_role("region", name="Certificate of erasure")).to_contain_text(ORDER)
    look(second)
    with second.expect_download() as caught:
        second.get_by_role("button", name="Hand it out, for the last time").click()
    assert ORDER in text_of(Path(caught.value.path()))
    second.goto("/erasures/")
    press(second, "For the court", "link")
    expect(second.get_by_role("status").or_(second.locator(".usa-alert--warning"))).to_be_visible()
    assert ORDER not in second.content()
