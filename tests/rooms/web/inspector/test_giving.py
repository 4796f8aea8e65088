"""Everything held about a person is given to that person, and what is left out is told; erasures have certificates."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from pypdf import PdfReader

Make = Callable[..., Any]


def unpacked(answer: Any) -> tuple[str, dict[str, Any]]:
    assert answer.status_code == 200, answer.content[:500]
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        pdf, plain = archive.read("about-you.pdf"), archive.read("about-you.json")
    text = " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())
    return text, json.loads(plain)


def test_everything_held_about_a_person_is_in_the_file_and_the_look_is_recorded(
    client_of: Make, scene: Any, signed_in: Make
) -> None:
    from comity.facts import Ask
    from comity.gate import commands

    handle, request = client_of(officer="Officer Inventado-Gray")
    scene.do(commands.WriteNote(handle, "asked for a blanket"), "desk", "m.ortiz")
    scene.do(commands.AskReview(handle, request, "is the ocarina lawful", Ask.HOLD))
    scene.open("Oriol Inventado-Puig", "B-55103")
    legal = signed_in("legal", name="r.counsel")
    page = legal.get(f"/matters/{handle}/everything/").content.decode()
    assert "legal advice is confidential" in page
    text, plain = unpacked(legal.get(f"/matters/{handle}/everything.zip"))
    for words in (
        "Elena Inventada-Rojas",
        "asked for a blanket",
        "Do not hold the person past release.",
        "Booking desk",
    ):
        assert words in text, words
    for words in ("m.ortiz", "Inventado-Gray", "ocarina", "Oriol", "r.counsel"):
        assert words not in text, words
        assert words not in json.dumps(plain["held"]), words
    assert plain["held"]["Note"][0]["text"] == "asked for a blanket"
    assert [charge["offence"] for charge in plain["held"]["Matter"][0]["charges"]] == ["PC 484", "PC 459"]
    assert plain["withheld"]["Note.by"] == "staff"
    assert set(plain["withheld"].values()) <= set(plain["why"])
    assert [each.page for each in scene.state(handle).readings] == ["access request", "everything for the person"]


def test_every_table_that_has_a_matter_is_in_the_file(client_of: Make, scene: Any, tally: Make) -> None:
    from django.apps import apps

    from comity.store.models import PROJECTIONS
    from comity.store.oversight.everything import everything_held
    from comity.store.writing.tables import matter_column

    handle, _request = client_of()
    held = everything_held(handle)
    names = {model.__name__ for model in apps.get_app_config("store").get_models()}
    with_rows = {
        model.__name__ for model in PROJECTIONS if model.objects.filter(**{matter_column(model): handle}).exists()
    }
    assert with_rows <= set(held.tables) <= names
    assert not any("secret" in row or "sealed" in row for rows in held.tables.values() for row in rows)
    tally("tables searched for a person", len(names))


def test_all_bookings_of_one_person_are_given_together(scene: Any, signed_in: Make) -> None:
    first = scene.open(number="B-55102", person="p-1")
    scene.open(number="B-60001", person="p-1")
    text, plain = unpacked(signed_in("supervisor").get(f"/matters/{first}/everything.zip"))
    assert "B-55102" in text
    assert "B-60001" in text
    assert len(plain["held"]["Matter"]) == 2


def test_only_legal_and_supervisors_give_it(scene: Any, page: Make) -> None:
    handle = scene.open()
    for role in ("desk", "inspector", "administrator", "policy"):
        page(f"/matters/{handle}/everything.zip", role, status=403)
    page(f"/matters/{handle}/everything.zip", "counsel", status=403)
    assert "/everything/" in page(f"/matters/{handle}/", "legal")
    assert "/everything/" not in page(f"/matters/{handle}/", "desk")


@pytest.fixture
def erased(scene: Any) -> str:
    """A matter that two persons have agreed to erase."""
    from comity.gate import commands

    handle: str = scene.open()
    scene.do(commands.OrderErasure(handle, "Harbor Superior Court, order 2026-77"), "legal", "l.one")
    scene.do(commands.ApproveErasure(handle), "supervisor", "s.two")
    return handle


def test_an_erasure_has_its_order_its_approvers_and_in_the_end_a_certificate(
    sealed: Make, erased: str, page: Make, scene: Any
) -> None:
    text = page("/inspect/erasures/", "inspector")
    for words in ("Harbor Superior Court, order 2026-77", "l.one", "s.two", "the key goes when witnesses have signed"):
        assert words in text, words
    assert "Elena" not in text
    page(f"/inspect/erasures/{erased}/", "inspector", status=404)
    sealed()
    scene.desk.erasing.resume(scene.desk.records)
    text = page("/inspect/erasures/", "legal")
    assert "over: the key is destroyed" in text
    assert f"/inspect/erasures/{erased}/" in text
    certificate = page(f"/inspect/erasures/{erased}/", "inspector")
    assert "Approved by: l.one and s.two" in certificate


def test_the_certificate_is_printed_for_the_court(sealed: Make, erased: str, signed_in: Make, scene: Any) -> None:
    sealed()
    scene.desk.erasing.resume(scene.desk.records)
    answer = signed_in("legal").get(f"/inspect/erasures/{erased}/certificate.pdf")
    text = " ".join(PdfReader(io.BytesIO(answer.content)).pages[0].extract_text().split())
    assert "Certificate of erasure" in text
    assert "Harbor Superior Court, order 2026-77" in text


def test_every_booking_in_the_file_has_the_reading_on_record(client_of: Make, scene: Any, signed_in: Make) -> None:
    from comity.gate import commands

    handle, _ = client_of()
    other = scene.open("Elena Inventada-Rojas", "B-55199")
    scene.do(commands.MergePersons(other, scene.state(handle).person))
    assert signed_in("legal", name="r.counsel").get(f"/matters/{handle}/everything.zip").status_code == 200
    assert [(each.by, each.page) for each in scene.state(other).readings] == [
        ("r.counsel", "everything for the person")
    ]
