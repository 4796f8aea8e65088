"""The inspector sees whether the record is whole and looks any entry up; nothing there changes a record."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

Make = Callable[..., Any]
VERIFIER = Path(__file__).resolve().parents[4] / "src" / "comity_verify" / "verify.py"
KINDS = (
    "overrides", "unanswered-duties", "late-releases", "late-holds", "told-without-ground", "let-in-without-ground",
    "readings",
    "set-up-changes", "refusals",
)  # fmt: skip


def test_a_sealed_record_is_whole_and_says_who_has_signed(sealed: Make, client_of: Make, page: Make) -> None:
    client_of()
    sealed()
    text = page("/inspect/", "inspector")
    assert re.search(r"The record is whole: [\d,]+ entries, last sealed .*, agrees with the published copy\.", text)
    assert all(name in text for name in ("inspector", "county-b", "county-c"))
    assert "missing" not in text


def test_a_witness_that_has_not_signed_is_named(sealed: Make, client_of: Make, page: Make, opened: Any) -> None:
    from django.conf import settings

    from comity.ledger import SigningKey

    client_of()
    sealed()
    key = SigningKey.ed25519("county-d.example", bytes(range(32)), type=_cosignature())
    policy = settings.COMITY_HOME.policy
    policy.write_text(f"witness county-d {key.verifier}\n{policy.read_text()}")
    text = page("/inspect/", "inspector")
    assert re.search(r"county-d.*?missing", text, re.DOTALL)


def _cosignature() -> Any:
    from comity.ledger import KeyType

    return KeyType.ED25519_COSIGNATURE


def test_a_published_copy_that_differs_is_told_in_red(sealed: Make, client_of: Make, page: Make) -> None:
    from django.conf import settings

    client_of()
    sealed()
    shown = settings.COMITY_HOME.folder / "published" / "checkpoint"
    lines = shown.read_text().split("\n")
    lines[2] = "A" * 43 + "="
    shown.write_text("\n".join(lines))
    try:
        assert "The record is NOT whole: it differs from the copy that was published." in page("/inspect/", "inspector")
    finally:
        shown.unlink()


def test_an_unsealed_record_is_not_told_to_be_whole(sealed: Make, scene: Any, page: Make) -> None:
    scene.open()
    text = page("/inspect/", "inspector")
    assert "The record is whole" not in text


def test_reading_it_all_again_finds_an_entry_that_somebody_changed(
    sealed: Make, client_of: Make, signed_in: Make, opened: Any
) -> None:
    client_of()
    sealed()
    inspector = signed_in("inspector")
    text = inspector.post("/inspect/read-again/", follow=True).content.decode()
    assert last_findings() == ()
    assert "Everything was read again, and everything fits." in text
    with changed_entry():
        text = inspector.post("/inspect/read-again/", follow=True).content.decode()
    assert "Something does not fit" in text
    assert "The record is NOT whole" in text
    forget_audit()


@contextmanager
def changed_entry() -> Iterator[None]:
    """What somebody with all rights to the database can do; taken back afterwards."""
    from django.db import connection

    with connection.cursor() as cursor:
        off, on = ["ALTER TABLE ledger_entry DISABLE TRIGGER ALL"], ["ALTER TABLE ledger_entry ENABLE TRIGGER ALL"]
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'ledger_entry'")
            guards = cursor.fetchall()
            off, on = [f'DROP TRIGGER IF EXISTS "{name}"' for name, _sql in guards], [sql for _name, sql in guards]
        columns = [each.name for each in connection.introspection.get_table_description(cursor, "ledger_entry")]
        place, content = columns[:2]
        cursor.execute(f"SELECT {place}, {content} FROM ledger_entry ORDER BY {place} LIMIT 1")
        at, raw = cursor.fetchone()
        write = f"UPDATE ledger_entry SET {content} = %s WHERE {place} = %s"
        for statement in off:
            cursor.execute(statement)
        cursor.execute(write, [bytes(raw).replace(b"2026", b"2025"), at])
        yield
        for statement in off:  # whoever opened the record meanwhile has put the guards up again
            cursor.execute(statement)
        cursor.execute(write, [bytes(raw), at])
        for statement in on:
            cursor.execute(statement)


def last_findings() -> tuple[str, ...]:
    from comity.store.oversight.inspection import last_audit

    found = last_audit()
    return found.findings if found else ("it was not read",)


def forget_audit() -> None:
    from comity.store.models import Setting

    Setting.objects.filter(name="audit").delete()


def test_an_entry_is_found_by_its_number_and_by_its_request_and_its_receipt_holds(
    sealed: Make, scene: Any, signed_in: Make, tmp_path: Path, tally: Make
) -> None:
    handle = scene.open()
    request = scene.receive(handle)
    policy = sealed()
    number = scene.state(handle).requests[request].number
    inspector = signed_in("inspector")
    found = inspector.get("/inspect/entries/", {"sought": number}).content.decode()
    places = re.findall(r'href="/inspect/entries/(\d+)/"', found)
    assert len(places) >= 2
    assert "Request recorded" in found
    assert "Elena" not in found
    answer = inspector.get("/inspect/entries/", {"sought": places[0]})
    assert answer.headers["Location"] == f"/inspect/entries/{places[0]}/"
    shown = inspector.get(answer.headers["Location"]).content.decode()
    assert "witnesses have signed for it" in shown
    assert "immigration_authority" in shown
    (tmp_path / "policy.txt").write_bytes(policy)
    (tmp_path / "r").write_bytes(inspector.get(f"/inspect/entries/{places[0]}/receipt/").content)
    (tmp_path / "l").write_bytes(inspector.get(f"/inspect/entries/{places[0]}/leaf/").content)
    words = [sys.executable, "-I", str(VERIFIER), "receipt", "--policy", "policy.txt", "r", "--leaf", "l"]
    done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, check=False, env={**os.environ})
    assert (done.returncode, done.stdout.splitlines()[0]) == (0, "verified"), done.stdout
    tally("receipts verified apart")


@pytest.mark.parametrize("sought", ["999999", "2020-0001", "Elena", "-1", "=1"])
def test_what_is_not_there_is_told(sought: str, signed_in: Make, scene: Any) -> None:
    answer = signed_in("inspector").get("/inspect/entries/", {"sought": sought})
    assert answer.status_code == 422
    assert "There is no entry and no request of this number" in answer.content.decode()


@pytest.fixture
def gone_wrong(scene: Any, client_of: Make) -> tuple[str, str]:
    """A request with an override, something told without ground, a duty not done, and a release that is late."""
    from comity.facts import Ask
    from comity.gate import commands
    from comity.gate.visiting.commands import RecordVisit

    handle, request = client_of()
    scene.do(commands.ProposeOverride(handle, request, Ask.HOLD, "do", "we think so"), "supervisor", "s.one")
    override = next(iter(scene.state(handle).overrides))
    scene.do(commands.SettleOverride(handle, override, True), "supervisor", "s.two")
    scene.do(commands.Disclose(handle, "the release hour", "ice_ero", request))
    scene.do(RecordVisit(handle, "ice_ero", Ask.INTERVIEW, True, request=request))
    late = scene.open("Oriol Inventado-Puig", "B-55103", due=-timedelta(hours=3))
    scene.do(commands.Release(late))
    scene.do(commands.ReadMatter(handle, "person"), "desk", "nosy.one")
    scene.do(commands.RecordRefusal("set_up", "p.pier as policy: /set-up/"), "system")
    return handle, request


def test_each_list_tells_what_does_not_fit_and_nobodys_name(
    gone_wrong: tuple[str, str], page: Make, scene: Any, tally: Make
) -> None:
    handle, request = gone_wrong
    number = scene.state(handle).requests[request].number
    expected = {
        "overrides": (number, "s.one", "s.two"),
        "unanswered-duties": (),
        "late-releases": (scene.handles[-1][:8],),
        "late-holds": (),
        "told-without-ground": (number, "desk-1"),
        "let-in-without-ground": (number, "desk-1"),
        "readings": ("nosy.one",),
        "set-up-changes": (),
        "refusals": ("p.pier", "set_up"),
    }
    assert set(expected) == set(KINDS)
    for kind, words in expected.items():
        text, plain = page(f"/inspect/{kind}/", "inspector"), page(f"/inspect/{kind}/list.csv", "inspector")
        for word in words:
            assert word in text, (kind, word)
            assert word in plain, (kind, word)
        for person in ("Inventada", "Inventado", "B-5510", "1988", "the release hour"):
            assert person not in text, (kind, person)
            assert person not in plain, (kind, person)
        tally("lists without names")


def test_readings_are_found_by_reader_and_by_record(gone_wrong: tuple[str, str], page: Make, scene: Any) -> None:
    handle, request = gone_wrong
    scene.do(_reading(scene.handles[-1]), "desk", "other.one")
    number = scene.state(handle).requests[request].number
    by = page("/inspect/readings/?by=nosy.one", "inspector")
    assert "nosy.one" in by
    assert "other.one" not in by
    of = page(f"/inspect/readings/list.csv?matter={number}", "inspector")
    assert "nosy.one" in of
    assert "other.one" not in of
    of = page(f"/inspect/readings/list.csv?matter={handle[:8]}", "inspector")
    assert "nosy.one" in of
    assert "other.one" not in of
    for nobody in ("nobody", "B-55102", "0" * 32):
        assert "nosy.one" not in page(f"/inspect/readings/list.csv?matter={nobody}", "inspector")


def test_a_reading_of_a_finding_leads_there_only_for_those_who_may_see_it(
    gone_wrong: tuple[str, str], page: Make, scene: Any
) -> None:
    from comity.gate import commands

    handle, _request = gone_wrong
    scene.do(commands.ReadMatter(handle, "finding 0a1b2c"), "supervisor")
    there = f'href="/sweep/{handle}/0a1b2c/"'
    assert there in page("/inspect/readings/", "inspector")
    assert there not in page("/inspect/readings/", "legal")
    assert "finding 0a1b2c" in page("/inspect/readings/", "legal")


def _reading(handle: str) -> Any:
    from comity.gate import commands

    return commands.ReadMatter(handle, "person")


def test_a_cell_is_never_a_formula(scene: Any, page: Make) -> None:
    from comity.gate import Actor, Role, commands

    change = commands.ChangeSetup("=1+1", "@SUM(A1)")
    scene.desk.gate.do(change, Actor("admin-1", Role.ADMINISTRATOR))
    text = page("/inspect/set-up-changes/list.csv", "inspector")
    assert "'=1+1,'@SUM(A1)" in text


def addresses() -> Iterator[str]:
    from rooms.web.access.test_every_page import pages

    for where, _permission in pages():
        yield where


def test_nothing_an_inspector_asks_for_changes_a_record(
    gone_wrong: tuple[str, str], scene: Any, signed_in: Make, tally: Make
) -> None:
    from comity.gate import EventKind
    from comity.store.models import Matter

    handle, request = gone_wrong
    inspector = signed_in("inspector")
    own = [f"/inspect/{kind}/" for kind in KINDS] + [
        "/inspect/",
        "/inspect/entries/",
        "/inspect/erasures/",
        "/inspect/entries/1/",
    ]
    others = [where.replace("f" * 32, handle, 1).replace("f" * 32, request) for where in addresses()]
    before = {each: scene.desk.records.history(each) for each in Matter.objects.values_list("handle", flat=True)}
    for where in dict.fromkeys([*own, *others]):
        if where.startswith(("/account", "/inspect/read-again")):
            continue
        for method in ("get", "post", "put", "patch", "delete", "head", "options"):
            answer = getattr(inspector, method)(where)
            assert answer.status_code < 500 or answer.status_code == 503, (method, where)
            tally("requests of an inspector")
        if where in own:
            after = {each: scene.desk.records.history(each) for each in before}
            assert {key: len(rows) for key, rows in after.items()} == {
                key: len(rows) for key, rows in before.items()
            }, where
    for key, rows in before.items():
        new = [event for event, _leaf in scene.desk.records.history(key)[len(rows) :]]
        assert {event.kind for event in new} <= {EventKind.READ}, "looking is recorded; nothing else happens"


@pytest.mark.usefixtures("sessions_rest")
def test_the_lists_ask_as_often_for_many_lines_as_for_few(
    gone_wrong: tuple[str, str], signed_in: Make, scene: Any
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from comity.gate import commands
    from comity.store.models import Duty

    inspector = signed_in("inspector")
    counts: dict[str, list[int]] = {kind: [] for kind in KINDS}
    for turn in range(4):
        Duty.objects.update(due=scene.desk.clock() - timedelta(days=1))  # else some fall due while the test runs
        for kind in KINDS:
            with CaptureQueriesContext(connection) as asked:
                assert inspector.get(f"/inspect/{kind}/").status_code == 200
            counts[kind].append(len(asked))
        for number in range(3):
            handle = scene.open(f"Person Inventada-{turn}{number}", f"B-8{turn}{number}", due=-timedelta(hours=2))
            request = scene.receive(handle)
            scene.do(commands.Disclose(handle, "the release hour", "ice_ero", request))
            scene.do(commands.Release(handle))
    assert all(found[2] == found[3] for found in counts.values()), counts


def test_an_inspector_finds_the_doors_beside_the_lists(scene: Any, page: Make) -> None:
    scene.open()
    assert 'href="/inspect/channels/"' in page("/inspect/overrides/", "inspector")
    text = page("/inspect/channels/", "inspector")
    for words in ("Channels by which data leaves anyway", "Office space for immigration authorities", "forbids"):
        assert words in text, words
    page("/inspect/channels/", "desk", status=403)
