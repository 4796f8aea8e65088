"""Erasing: after two persons have agreed, nothing of the person is in any table or file, and every proof holds."""

import json
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from django.db import connection

from comity.facts import Ask
from comity.gate import GateError, NotFoundError, commands
from comity.ledger import FileMemory, FirstWitness, Log, audit
from comity.matters import ErasureError, open_as_court, reconcile
from comity.store.erasing import Erasing
from comity.store.errors import PaperError
from comity.store.idempotency import Asked, Reply, once
from comity.store.import_book import DjangoImportBook, Entry
from comity.store.models import Erasure, IdempotencyKey, ImportEntry, Matter, PaperFile
from comity.store.papers import Papers
from comity.store.rebuild import check, rebuild
from comity.store.records import DjangoRecords
from comity.store.writing.tables import stored_rows
from contract.desk import DESK, LEGAL, SUPERVISOR, Clock, Desk, charges

ORIGIN = "ledger.harbor.example/custody"
NAME, NUMBER, PAPER, WORDS = "Zebedee Vanishing", "B-VANISH-1", b"paper about Zebedee Vanishing", "vanishing words"


class City:
    """A desk that can erase, beside the program that seals its record."""

    def __init__(self, opened: Any, clock: Clock, folder: Path) -> None:
        self.matters = opened.records.record
        self.erasing = Erasing(self.matters, clock)
        self.records = DjangoRecords(self.matters, clock, watchers=[self.erasing.watch])
        self.desk = Desk(self.records, clock, erase=self.erasing.begin)
        self.papers, self.book = Papers(self.matters.keys, clock), DjangoImportBook(self.records)
        from comity.site.sealing import signing_keys

        self._signer = FirstWitness(signing_keys(), FileMemory(folder / "head"))
        self._clock = clock

    def seal(self) -> None:
        """One round of the program that seals."""
        from comity.site.desk import beside_django

        store, beside = beside_django()
        Log(store, self._signer, lambda: int(time.time())).publish()  # heads outlive the tests that sign them
        beside.close()
        store.close()

    def vanishing(self) -> str:
        """A matter that leaves something in every table that can hold something of a person."""
        handle = self.desk.open(name=NAME, number=NUMBER, charges=charges("PC 459"))
        paper = self.papers.keep(handle, "vanishing.pdf", PAPER, media_type="application/pdf")
        request = self.desk.receive(handle, Ask.HOLD, words=WORDS, papers=(paper,))
        self.desk.answer(handle, request.id, Ask.HOLD, False)
        self.desk.do(commands.WriteNote(handle, f"{NAME} asked for a lawyer."))
        self.book.enter("county", [Entry(f"key of {NAME}", handle, "vanishing-person", "digest")])
        self.book.enter_persons("county", {f"person {NAME}": "vanishing-person"})
        asked = Asked("program", "key-1", "0" * 64)
        once(self.records, asked, self._clock.now, lambda: Reply(200, json.dumps({"name": NAME}), handle))
        return handle

    def erase(self, handle: str, order: str = "Superior Court, order 26-1") -> None:
        """Two persons agree to an order."""
        self.desk.do(commands.OrderErasure(handle, order), LEGAL)
        self.desk.do(commands.ApproveErasure(handle), SUPERVISOR)


@pytest.fixture
def city(opened: Any, durable: None, clock: Clock, tmp_path: Path) -> City:
    return City(opened, clock, tmp_path)


def test_when_two_have_agreed_no_row_of_the_person_is_left(city: City) -> None:
    handle, other = city.vanishing(), city.desk.open(name="Ana Staying")
    before = city.matters.log.size
    city.erase(handle)
    assert [matter.name for matter in Matter.objects.all()] == ["Ana Staying"]
    assert not PaperFile.objects.exists()
    assert not IdempotencyKey.objects.exists()
    assert [(row.key, row.person_id, row.digest, row.erased) for row in ImportEntry.objects.all()] == [
        ("", "", "", True)
    ]
    assert city.matters.log.size == before + 3  # ordered, approved, and the leaf of the erasure
    with pytest.raises(NotFoundError):
        city.records.matters([handle])
    with pytest.raises(GateError):
        city.desk.do(commands.WriteNote(handle, "Too late."), DESK)
    assert city.desk.matter(other).person.name == "Ana Staying"
    assert list(check(city.records)) == []


def test_a_feed_knows_of_an_erased_booking_only_that_it_stays_closed(city: City) -> None:
    handle = city.vanishing()
    city.erase(handle)
    found = city.book.entries("county", [f"key of {NAME}", "another"])
    assert found == {f"key of {NAME}": Entry(f"key of {NAME}", handle, "", "", erased=True)}
    assert city.book.persons("county", [f"person {NAME}"]) == {}
    assert city.book.matters_of("county", ["vanishing-person"]) == []


def test_the_key_waits_for_a_checkpoint_and_then_goes_with_everything(city: City) -> None:
    handle = city.vanishing()
    city.erase(handle)
    assert city.erasing.resume(city.records).waiting == (handle,)
    with pytest.raises(ErasureError):
        city.erasing.certificate(handle)
    city.seal()
    assert city.erasing.resume(city.records).finished == (handle,)
    assert city.erasing.resume(city.records) == city.erasing.resume(city.records)
    assert Erasure.objects.get().finished_at == city.desk.clock.now
    with pytest.raises(PaperError):
        city.papers.read(handle, "ab" * 32)
    with pytest.raises(NotFoundError):
        city.records.matters([handle])
    assert list(check(city.records)) == []
    assert rebuild(city.records) == 0
    findings = reconcile(city.matters)
    assert findings.clean
    from comity.site.desk import beside_django
    from comity.site.sealing import signing_keys

    store, beside = beside_django()
    assert audit(store, [key.verifier for key in signing_keys()]).whole
    beside.close()
    store.close()


def test_the_court_gets_the_certificate_and_then_nothing_points_to_the_person(city: City) -> None:
    handle = city.vanishing()
    city.erase(handle)
    city.seal()
    city.erasing.resume(city.records)
    assert "Superior Court, order 26-1" in city.erasing.certificate(handle)
    assert "Superior Court, order 26-1" in city.erasing.hand_out(handle)
    with pytest.raises(ErasureError):
        city.erasing.hand_out(handle)


def test_no_file_of_the_database_has_anything_of_the_person(city: City, tally: Callable[..., None]) -> None:
    handle = city.vanishing()
    city.desk.open(name="Ana Staying")
    signs = [NAME, "Zebedee", "zebedee", NUMBER, WORDS, "vanishing-person", "order 26-VANISH"]
    assert {"Zebedee", NUMBER, "vanishing-person"} <= _found_in_files(signs)
    city.erase(handle, "Superior Court, order 26-VANISH")
    city.seal()
    city.erasing.resume(city.records)
    city.erasing.hand_out(handle)
    assert _found_in_files([*signs, "Ana Staying"]) == {"Ana Staying"}
    tally("signs of an erased person looked for in files", len(signs))


def _found_in_files(signs: list[str]) -> set[str]:
    """Which texts stand in the files of the tables: all of SQLite's, and PostgreSQL's data files."""
    found = set()
    for path in _files():
        content = path.read_bytes() if path.is_file() else b""
        found |= {sign for sign in signs if sign.encode() in content}
    return found


def _files() -> list[Path]:
    from django.conf import settings

    keys = Path(settings.COMITY_KEYS)
    beside = [path for path in keys.parent.iterdir() if path.name.startswith((keys.name, "desk-test"))]
    if connection.vendor == "sqlite":
        return beside
    with psycopg.connect(**connection.get_connection_params(), autocommit=True) as raw:
        raw.execute("CHECKPOINT")
        folder = Path(str(raw.execute("SHOW data_directory").fetchone()[0]))  # type: ignore[index]
        (number,) = raw.execute("SELECT oid FROM pg_database WHERE datname = current_database()").fetchone()  # type: ignore[misc]
    return [*beside, *(folder / "base" / str(number)).iterdir()]


def test_an_erasure_cut_off_right_after_the_agreement_goes_on_later(city: City) -> None:
    handle = city.vanishing()
    city.desk.gate._erase = None  # as if the program had been killed between the commit and what follows
    city.erase(handle)
    assert city.matters.keys.erasure(handle) is None
    assert city.erasing.resume(city.records).waiting == (handle,)
    city.seal()
    assert city.erasing.resume(city.records).finished == (handle,)
    assert city.erasing.certificate(handle)


def test_whoever_looks_for_the_name_in_a_copy_of_the_tables_finds_nothing(city: City, tmp_path: Path) -> None:
    from django.core.management import call_command

    handle = city.vanishing()
    city.erase(handle)
    copy = tmp_path / "copy.json"
    call_command("dumpdata", "store", output=str(copy), verbosity=0)
    assert "ebedee" not in copy.read_text()
    assert subprocess.run(["grep", "-c", handle, copy], check=False, capture_output=True).stdout.strip() == b"1"


def test_a_sealed_matter_is_in_no_table_and_comes_back_with_the_courts_key(city: City) -> None:
    court, handle = X25519PrivateKey.generate(), city.vanishing()
    before = stored_rows([handle])
    paper = next(iter(city.desk.matter(handle).requests.values())).papers[0]
    city.erasing.withhold(handle, court.public_key(), "Superior Court, order 26-2")
    city.erasing.withhold(handle, court.public_key(), "Superior Court, order 26-2")
    assert not Matter.objects.exists()
    with pytest.raises(NotFoundError):
        city.records.matters([handle])
    with pytest.raises(PaperError):
        city.papers.read(handle, paper.sha256)
    assert _found_in_files([NAME, NUMBER]) == set()
    assert list(check(city.records)) == []
    sealed = city.matters.keys.row(handle).court
    city.erasing.give_back(city.records, handle, open_as_court(sealed, handle, court))
    assert stored_rows([handle]) == before
    assert city.papers.read(handle, paper.sha256) == PAPER
    city.desk.do(commands.WriteNote(handle, "And on it goes."))
    assert list(check(city.records)) == []
