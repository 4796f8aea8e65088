"""Sealing for a court: legal enters the order, a supervisor agrees, the court alone opens, two bring it back."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from playwright.sync_api import expect

from comity.matters import open_as_court
from journeys.custody.hands import look_for, press

Make = Callable[..., Any]
COURT, ORDER, OPENING = "Superior Court of Harbor", "2026-11-20, no. 8", "Superior Court of Harbor, no. 9"


def enter_order(first: Any, look: Make, handle: str, secret: X25519PrivateKey) -> None:
    """Legal enters the order, at first without the court's key."""
    first.goto(f"/matters/{handle}/")
    press(first, "A court ordered to seal this", "link")
    press(first, "Enter the order")
    expect(first.get_by_role("alert").first).to_contain_text("Enter the court's public key")
    look(first)
    first.get_by_label("Which court?").fill(COURT)
    first.get_by_label("Which order?").fill(ORDER)
    first.get_by_label("The court's public key").fill(secret.public_key().public_bytes_raw().hex())
    first.locator("label[for=id_sure]").click()
    press(first, "Enter the order")


def agree(second: Any, look: Make, handle: str) -> None:
    """A supervisor finds the order, reads it, and agrees; then the person is nowhere."""
    press(second, "Search", "link")
    press(second, "Sealed for a court", "link")
    look(second)
    press(second, "Look at it", "link")
    expect(second.get_by_text(ORDER)).to_be_visible()
    look(second)
    press(second, "I have seen the order: seal the record")
    look_for(second, "inventada")
    expect(second.get_by_text("Nobody here is called")).to_be_visible()
    assert second.goto(f"/matters/{handle}/").status == 404


def opened_by_court(second: Any, look: Make, secret: X25519PrivateKey) -> str:
    """What the court makes, on its own machine, of the locked key that comes with the certificate."""
    second.goto("/sealed/")
    expect(second.get_by_text("the court alone")).to_be_visible()
    look(second)
    press(second, "Certificate", "link")
    expect(second.get_by_role("region", name="Certificate of sealing")).to_contain_text(ORDER)
    look(second)
    with second.expect_download() as caught:
        second.get_by_role("link", name="Download the locked key").click()
    locked = json.loads(Path(caught.value.path()).read_text())
    return open_as_court(bytes.fromhex(locked["sealed_key"]), locked["record"], secret).secret.hex()


def order_to_open(first: Any, look: Make, key: str) -> None:
    """Legal enters the order to open, at first with a key that is not the record's."""
    first.goto("/sealed/")
    press(first, "The court ordered it", "link")
    first.get_by_label("Which order?").fill(OPENING)
    first.get_by_label("The key that the court has opened").fill("ab" * 32)
    press(first, "Enter the order")
    expect(first.get_by_role("alert").first).to_contain_text("This is not the key of the matter")
    look(first)
    first.get_by_label("The key that the court has opened").fill(key)
    press(first, "Enter the order")
    expect(first.get_by_text("Nothing is shown until a second person agrees")).to_be_visible()
    assert "Inventada" not in first.content()


def test_two_persons_seal_a_record_and_two_open_it_again_with_the_courts_key(
    sit: Make, look: Make, held: Make, asked: Make, opened: Any
) -> None:
    secret = X25519PrivateKey.generate()
    handle = held("Elena Inventada-Rojas", "B-55102")
    asked(handle)
    first, second = sit("legal", "b.reed"), sit("supervisor", "s.vance")
    enter_order(first, look, handle, secret)
    agree(second, look, handle)
    opened.sealing.resume(opened.records)
    order_to_open(first, look, opened_by_court(second, look, secret))
    second.goto("/sealed/")
    press(second, "Look at the order", "link")
    look(second)
    press(second, "I have seen the order: open the record")
    expect(second.get_by_role("heading", name="Elena Inventada-Rojas")).to_be_visible()
    look_for(second, "inventada")
    expect(second.get_by_text("B-55102").first).to_be_visible()


def test_the_pages_of_sealing_are_read_in_spanish(sit: Make, look: Make, held: Make) -> None:
    handle = held("Elena Inventada-Rojas", "B-55102")
    page = sit("legal", "b.reed", language="es")
    for path in (f"/matters/{handle}/sealing/order/", "/sealed/"):
        page.goto(path)
        look(page)
