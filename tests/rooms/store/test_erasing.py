"""Erasing: after two persons have agreed, nothing of the person is in any table or file, and every proof holds."""

import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from django.db import connection

from comity.facts import Ask
from comity.gate import GateError, NotFoundError, commands
from comity.gate.bringing.book import Entry
from comity.gate.sealing.commands import OrderOpening, OrderSealing, SettleSealing
from comity.ledger import FileMemory, FirstWitness, Log, audit
from comity.matters import ErasureError, MatterKey, SealError, State, open_as_court, reconcile
from comity.matters.log import leaf_hash
from comity.store.courts.erasing import Erasing
from comity.store.courts.sealing import Sealings
from comity.store.errors import PaperError
from comity.store.idempotency import Asked, Reply, once
from comity.store.import_book import DjangoImportBook
from comity.store.models import Erasure, IdempotencyKey, ImportEntry, Matter, PaperFile, Sealing
from comity.store.papers import Papers
from comity.store.rebuild import check, rebuild
from comity.store.records import DjangoRecords
from comity.store.writing.tables import stored_rows
from contract.desk import DESK, LEGAL, SUPERVISOR, Clock, Desk, charges
from desk_for_tests import now

ORIGIN = "ledger.harbor.example/custody"
NAME, NUMBER, PAPER, WORDS = "Zebedee Vanishing", "B-VANISH-1", b"paper about Zebedee Vanishing", "vanishing words"


class City:
    """A desk that can erase, beside the program that seals its record."""

    def __init__(self, opened: Any, clock: Clock, folder: Path) -> None:
        self.matters = opened.records.record
        self.erasing, self.sealing = Erasing(self.matters, clock), Sealings(self.matters, clock)
        self.records = DjangoRecords(self.matters, clock, watchers=[self.erasing.watch, self.sealing.watch])
        self.desk = Desk(self.records, clock, erase=self.erasing.begin, seal=self.sealing.begin)
        self.papers, self.book = Papers(self.matters.keys, clock), DjangoImportBook(self.records)
        from comity.site.sealing import signing_keys

        self._signer = FirstWitness(signing_keys(), FileMemory(folder / "head"))
        self._clock = clock

    def seal(self) -> None:
        """One round of the program that seals."""
        from comity.site.desk import beside_django

        store, beside = beside_django()
        Log(store, self._signer, lambda: int(now().timestamp())).publish()  # heads outlive the tests that sign them
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

    def seal_for(self, court: X25519PrivateKey, handle: str) -> None:
        """Two persons agree to seal for a court."""
        key = court.public_key().public_bytes_raw().hex()
        self.desk.do(OrderSealing(handle, "order 26-2 of 3 May", "Superior Court", key), LEGAL)
        self.desk.do(SettleSealing(handle, agreed=True), SUPERVISOR)

    def open_again(self, court: X25519PrivateKey, handle: str) -> None:
        """The court opens the key, and two persons agree to open the record."""
        self.sealing.take_key(handle, open_as_court(self.sealing.courts_key(handle), handle, court))
        self.desk.do(OrderOpening(handle, "Superior Court, order 26-9"), SUPERVISOR)
        self.desk.do(SettleSealing(handle, agreed=True), LEGAL)

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
    handle, before = city.vanishing(), _faults()
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
    assert reconcile(city.matters).clean
    assert _faults() == before


def _faults() -> list[str]:
    """What is wrong with the log: heads outlive the tests that sign them, also those of other homes with other keys."""
    from comity.site.desk import beside_django
    from comity.site.sealing import signing_keys

    store, beside = beside_django()
    found = audit(store, [key.verifier for key in signing_keys()])
    beside.close()
    store.close()
    return list(found.findings)


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
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as a server does by itself at any time: it keeps examples of what it saw
    signs = [NAME, "Zebedee", "zebedee", NUMBER, WORDS, "vanishing-person", "order 26-VANISH"]
    assert {"Zebedee", NUMBER, "vanishing-person"} <= _found_in_files(signs)
    city.erase(handle, "Superior Court, order 26-VANISH")
    city.seal()
    city.erasing.resume(city.records)
    city.erasing.hand_out(handle)
    assert _found_in_files([*signs, "Ana Staying"]) == {"Ana Staying"}
    tally("signs of an erased person looked for in files", len(signs))


def _found_in_files(signs: list[str]) -> set[str]:
    """Which texts stand in the files of the tables: all of SQLite's, and PostgreSQL's data files.

    Another program reads them: to close a file of SQLite's would take away the locks of every connection of this one.
    """
    found = set()
    for path in _files():
        content = subprocess.run(["cat", path], capture_output=True, check=True).stdout if path.is_file() else b""
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
    before = stored_rows([handle])[handle]
    paper = next(iter(city.desk.matter(handle).requests.values())).papers[0]
    city.seal_for(court, handle)
    assert not Matter.objects.exists()
    assert not IdempotencyKey.objects.exists()
    with pytest.raises(NotFoundError):
        city.records.matters([handle])
    with pytest.raises(PaperError):
        city.papers.read(handle, paper.sha256)
    assert city.sealing.resume(city.records) == (handle,)
    assert city.sealing.resume(city.records) == ()
    assert _found_in_files([NAME, NUMBER]) == set()
    assert list(check(city.records)) == []
    assert reconcile(city.matters).clean
    city.open_again(court, handle)
    assert {table: set(rows) for table, rows in stored_rows([handle])[handle].items()} == {
        table: set(rows) for table, rows in before.items()
    }
    assert city.papers.read(handle, paper.sha256) == PAPER
    assert city.desk.matter(handle).person.name == NAME
    assert Sealing.objects.get().opened_at == city.desk.clock.now
    city.desk.do(commands.WriteNote(handle, "And on it goes."))
    assert list(check(city.records)) == []
    assert reconcile(city.matters).clean


def test_a_court_may_seal_again_what_it_has_opened(city: City) -> None:
    court, other, handle = X25519PrivateKey.generate(), X25519PrivateKey.generate(), city.vanishing()
    city.seal_for(court, handle)
    city.open_again(court, handle)
    city.seal_for(other, handle)
    with pytest.raises(SealError):
        open_as_court(city.sealing.courts_key(handle), handle, court)
    assert city.sealing.resume(city.records) == (handle,)
    city.open_again(other, handle)
    assert city.desk.matter(handle).person.name == NAME


def test_nothing_is_shown_before_the_second_person_agrees_to_open(city: City) -> None:
    court, handle = X25519PrivateKey.generate(), city.vanishing()
    city.seal_for(court, handle)
    city.sealing.resume(city.records)
    city.sealing.take_key(handle, open_as_court(city.sealing.courts_key(handle), handle, court))
    city.desk.do(OrderOpening(handle, "Superior Court, order 26-9"), LEGAL)
    with pytest.raises(NotFoundError):
        city.records.matters([handle])
    assert not Matter.objects.exists()
    assert city.sealing.resume(city.records) == ()
    city.desk.do(SettleSealing(handle, agreed=False, why="It names another record."), SUPERVISOR)
    assert city.matters.keys.row(handle).state is State.SEALED
    assert city.sealing.resume(city.records) == (handle,)
    city.open_again(court, handle)
    assert city.desk.matter(handle).person.name == NAME


def test_a_key_that_came_back_without_an_order_goes_to_the_court_again(city: City) -> None:
    court, handle = X25519PrivateKey.generate(), city.vanishing()
    city.seal_for(court, handle)
    city.sealing.resume(city.records)
    city.sealing.take_key(handle, open_as_court(city.sealing.courts_key(handle), handle, court))
    assert city.sealing.resume(city.records) == ()
    assert city.matters.keys.row(handle).state is State.SEALED


def test_a_sealing_that_fails_on_the_way_goes_on_at_the_next_tick(city: City, monkeypatch: Any) -> None:
    court, handle = X25519PrivateKey.generate(), city.vanishing()
    hand_to_court = city.matters.keys.hand_to_court

    def cut(*given: Any) -> None:
        raise OSError("the power went")

    monkeypatch.setattr(city.matters.keys, "hand_to_court", cut)
    city.seal_for(court, handle)
    assert not Matter.objects.exists()
    with pytest.raises(SealError):
        city.sealing.certificate(handle)
    with pytest.raises(OSError, match="power"):
        city.sealing.resume(city.records)
    monkeypatch.setattr(city.matters.keys, "hand_to_court", hand_to_court)
    assert city.sealing.resume(city.records) == (handle,)
    assert "Certificate of sealing" in city.sealing.certificate(handle)


def test_the_certificate_names_order_court_entry_and_both_persons_until_it_is_handed_out(city: City) -> None:
    court, handle = X25519PrivateKey.generate(), city.vanishing()
    city.seal_for(court, handle)
    text = city.sealing.certificate(handle)
    assert all(word in text for word in ("order 26-2", "Superior Court", LEGAL.name, SUPERVISOR.name, handle))
    place = int(re.findall(r"Entry (\d+) of the log", text)[0])
    assert leaf_hash(city.matters.log.leaf(place).content).hex() in text
    assert NAME not in text
    city.sealing.hand_out(handle)
    with pytest.raises(SealError):
        city.sealing.certificate(handle)
    assert city.sealing.courts_key(handle)


def test_another_key_than_the_courts_opens_nothing(city: City) -> None:
    court, handle = X25519PrivateKey.generate(), city.vanishing()
    city.seal_for(court, handle)
    with pytest.raises(SealError, match="not the key"):
        city.sealing.take_key(handle, MatterKey.new())
    with pytest.raises(SealError, match="not sealed"):
        city.sealing.take_key("0" * 32, MatterKey.new())


def test_an_order_that_is_taken_back_leaves_nothing_behind(city: City) -> None:
    court, handle = X25519PrivateKey.generate(), city.vanishing()
    order = OrderSealing(handle, "order 26-2", "Superior Court", court.public_key().public_bytes_raw().hex())
    city.desk.do(order, LEGAL)
    assert Sealing.objects.get().agreed_at is None
    city.desk.do(SettleSealing(handle, agreed=False, why="It names another person."), LEGAL)
    assert not Sealing.objects.exists()
    assert city.desk.matter(handle).sealing is None
    assert list(check(city.records)) == []
