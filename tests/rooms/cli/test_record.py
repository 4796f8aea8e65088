"""The commands of the record: what they print, how they end, and that nothing is ever lost or half done."""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from comity.ledger import SqliteStore, read_leaf

ROOT = Path(__file__).resolve().parents[3]
ORIGIN = "ledger.city-a.example/custody"
LINE = '{"kind":"request","at":"2026-11-22","org":"immigration_authority"}'


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture(params=["sqlite", "postgres"])
def store(request: pytest.FixtureRequest, postgresql: Callable[[], str]) -> str:
    """Where the log is: a file, or a database."""
    return "ledger.db" if request.param == "sqlite" else postgresql()


@pytest.fixture
def log(folder: Path, store: str, comity: Any) -> list[str]:
    """A new log; gives the words that name it."""
    assert list(folder.iterdir()) == []
    done = comity("ledger", "init", ORIGIN, "--store", store)
    assert (done.code, done.err) == (0, "")
    return ["--store", store]


def events(number: int) -> str:
    return f"{LINE}\n" * number


def test_keys_are_readable_by_their_owner_alone(log: list[str], folder: Path, comity: Any) -> None:
    assert stat.S_IMODE((folder / "log.key").stat().st_mode) == 0o600
    assert ORIGIN in (folder / "log.pub").read_text()
    secret = (folder / "log.key").read_text().split()[4]
    assert secret not in (folder / "log.pub").read_text()
    (folder / "log.key").chmod(0o644)
    done = comity("ledger", "append", "-", *log, typed=events(1))
    assert (done.code, "others may read the keys" in done.err) == (1, True)


def test_a_log_is_never_made_twice(log: list[str], folder: Path, comity: Any) -> None:
    before = (folder / "log.key").read_bytes()
    comity("ledger", "append", "-", *log, typed=events(1))
    assert comity("ledger", "init", ORIGIN, *log).code == 1
    assert comity("ledger", "init", ORIGIN, *log, "--keys", "other.key").code == 1
    assert (folder / "log.key").read_bytes() == before
    assert not (folder / "other.key").exists()


def test_what_is_appended_is_there_and_audited(log: list[str], comity: Any) -> None:
    done = comity("ledger", "append", "-", *log, typed=events(3))
    assert (done.code, done.out) == (0, "appended 3 events, places 0 to 2\n")
    assert comity("ledger", "append", "-", *log, typed=events(300)).out == "appended 300 events, places 3 to 302\n"
    assert comity("ledger", "append", "-", *log, typed="\n\n").out == "nothing to append\n"
    done = comity("ledger", "checkpoint", *log)
    assert (done.code, done.out.splitlines()[0][:18]) == (0, "signed 304 entries")
    done = comity("ledger", "audit", "--forms", *log)
    assert (done.code, done.out) == (0, "304 entries, 1 tile, 1 head, no findings\n")


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("not json", "not JSON"),
        ('["kind"]', "not an object"),
        ('{"kind":"request","at":"2026-11-22","name":"x"}', "may not hold `name`"),
        ('{"kind":"request","at":"2026-11-31"}', "`at` is not a day"),
        ('{"kind":"nonsense","at":"2026-11-22"}', "not a kind of leaf"),
        ('{"kind":["request"],"at":"2026-11-22"}', "not a kind of leaf"),
        ('{"kind":"request","kind":"answer","at":"2026-11-22"}', "stands in it twice"),
        ('{"kind":"request","at":"2026-11-22","org":"Mr. Somebody"}', "`org` is not a code"),
        ('{"kind":"request","at":"2026-11-22","tags":["00"]}', "`tags`"),
        ('{"kind":"request","at":NaN}', "no canonical form"),
        ("[" * 70_000, "too long"),
        ('{"kind":"index","at":"2026-11-22","size":1}', "has the fields"),
    ],
)
@pytest.mark.usefixtures("folder")
def test_a_bad_line_is_named_and_nothing_is_written(comity: Any, line: str, why: str) -> None:
    comity("ledger", "init", ORIGIN)
    done = comity("ledger", "append", "-", typed=f"{events(2)}{line}\n{events(2)}")
    assert (done.code, done.out) == (1, "")
    assert "line 3 is refused" in done.err
    assert why in done.err
    assert comity("ledger", "append", "-", typed=events(1)).out == "appended 1 event, places 0 to 0\n"


def test_an_event_without_a_matter_looks_like_any_other(folder: Path, comity: Any) -> None:
    comity("ledger", "init", ORIGIN)
    comity("ledger", "append", "-", typed=events(2))
    store = SqliteStore(folder / "ledger.db")
    one, two = (read_leaf(content).fields() for content in store.leaves(0, 2))
    store.close()
    assert one["tags"] != two["tags"]
    assert len(one["tags"]) == 1


def test_a_backup_is_restored_and_refilled_from_what_is_published(
    log: list[str], comity: Any, postgresql: Callable[[], str], store: str
) -> None:
    comity("ledger", "append", "-", *log, typed=events(300))
    assert comity("ledger", "backup", "monday.db", *log).code == 0
    assert comity("ledger", "backup", "monday.db", *log).code == 1, "nothing is overwritten"
    comity("ledger", "append", "-", *log, typed=events(300))
    comity("ledger", "checkpoint", *log)
    assert comity("ledger", "export", "public", "--delay", "0", *log).code == 0
    place = "again.db" if store == "ledger.db" else postgresql()
    done = comity("ledger", "restore", "monday.db", "--store", place, "--published", "public")
    assert (done.code, done.out) == (0, "restored 300 entries, fetched 301 entries\n")
    assert comity("ledger", "audit", "--store", place).out.startswith("601 entries")
    assert comity("ledger", "append", "-", "--store", place, typed=events(1)).code == 0


def test_a_backup_alone_cannot_go_on(log: list[str], comity: Any, postgresql: Callable[[], str], store: str) -> None:
    comity("ledger", "append", "-", *log, typed=events(3))
    comity("ledger", "backup", "monday.db", *log)
    comity("ledger", "append", "-", *log, typed=events(3))
    comity("ledger", "checkpoint", *log)
    place = "again.db" if store == "ledger.db" else postgresql()
    assert comity("ledger", "restore", "monday.db", "--store", place).code == 0
    done = comity("ledger", "append", "-", "--store", place, typed=events(1))
    assert (done.code, "has been seen" in done.err) == (1, True), "the signer remembers a longer log"


def test_an_audit_finds_what_was_changed(folder: Path, comity: Any) -> None:
    import sqlite3

    comity("ledger", "init", ORIGIN)
    comity("ledger", "append", "-", typed=events(300))
    comity("ledger", "checkpoint")
    other = sqlite3.connect(folder / "ledger.db")
    other.execute("DROP TRIGGER ledger_entry_UPDATE")
    other.execute("UPDATE ledger_entry SET leaf = CAST(replace(CAST(leaf AS TEXT), 'request', 'finding') AS BLOB)")
    other.commit()
    other.close()
    done = comity("ledger", "audit")
    assert done.code == 3
    assert "found: tile 0 of level 0 does not fit its leaves" in done.out


def witnesses(folder: Path, comity: Any) -> Path:
    """A policy with three witnesses whom nobody serves."""
    for port, name in enumerate(("inspector", "city-b", "bar"), 9):
        words = ["--keys", f"{name}.key", "--url", f"http://127.0.0.1:{port}"]
        assert comity("witness", "init", f"{name}.example", *words).code == 0
    lines = [(folder / f"{name}.pub").read_text() for name in ("log", "inspector", "city-b", "bar")]
    policy = folder / "policy"
    policy.write_text("".join([*lines, "group both 2 inspector city-b bar\n", "quorum both\n"]))
    return policy


def test_without_witnesses_there_is_an_alarm_and_no_receipt(log: list[str], folder: Path, comity: Any) -> None:
    witnesses(folder, comity)
    comity("ledger", "append", "-", *log, typed=events(3))
    done = comity("ledger", "checkpoint", "--policy", "policy", *log)
    assert done.code == 3
    assert "alarm: no quorum: 0 of 3 witnesses have cosigned, and there was none yet" in done.err
    assert "alarm: no receipt is given for the newest entries; the log goes on" in done.err
    done = comity("ledger", "receipt", "1", "--policy", "policy", "--out", "x", *log)
    assert (done.code, (folder / "x").exists()) == (1, False)
    assert comity("ledger", "export", "public", "--policy", "policy", *log).code == 1
    assert comity("ledger", "append", "-", "--policy", "policy", *log, typed=events(1)).code == 0


def test_the_verifier_keeps_its_exit_codes(folder: Path, comity: Any) -> None:
    comity("ledger", "init", ORIGIN)
    comity("ledger", "append", "-", typed=events(300))
    comity("ledger", "checkpoint")
    comity("ledger", "export", "public", "--delay", "0")
    (folder / "policy").write_text((folder / "log.pub").read_text() + "quorum none\n")
    done = comity("verify", "log", "public", "--policy", "policy")
    assert (done.code, done.out.splitlines()[0]) == (
        3,
        "verified, but stale: no quorum states a time, so its age is unknown",
    )
    comity("ledger", "receipt", "7", "--policy", "policy", "--out", "7.tlog-proof")
    done = comity("verify", "receipt", "7.tlog-proof", "--policy", "policy")
    assert (done.code, done.out.splitlines()[0]) == (0, "verified")
    assert 'org "immigration_authority"' in done.out
    (folder / "public/tile/0/000").write_bytes(bytes(8_192))
    done = comity("verify", "log", "public", "--policy", "policy")
    assert (done.code, done.out.splitlines()[0][:13]) == (1, "not verified:")
    assert comity("verify", "log", "nowhere", "--policy", "policy").code == 2
    assert comity("verify", "bundle", "policy", "--policy", "log.pub").code == 2
    assert comity("verify", "bundle", "log.pub", "--policy", "policy").code == 1


def test_a_matter_is_erased_by_two_persons_only(
    log: list[str], folder: Path, comity: Any, postgresql: Any, store: str
) -> None:
    apart = ["--matter-keys", "matters.db" if store == "ledger.db" else postgresql()]
    (folder / "policy").write_text((folder / "log.pub").read_text() + "quorum none\n")
    if store == "ledger.db":
        assert comity("matter", "open", *log, *apart).code == 1, "there is no key store yet"
    assert comity("matter", "init", *apart).code == 0
    handle = comity("matter", "open", *log, *apart).out.strip()
    (folder / "letter.txt").write_text("a hold until Friday")
    said = ["--kind", "request", "--counsel", "letter.txt"]
    assert comity("matter", "record", handle, *said, *log, *apart).out == "logged at place 1\n"
    comity("ledger", "checkpoint", "--policy", "policy", *log)
    named = [*log, *apart, "--policy", "policy"]
    assert comity("matter", "bundle", handle, "--out", "counsel.json", *named).code == 0
    opened = json.loads((folder / "counsel.json").read_text())["matters"][0]["entries"][1]["disclosures"]
    assert [row["a"] for row in opened] == ["counsel"]
    assert comity("matter", "bundle", handle, "--closed", "--out", "closed.json", *named).code == 0
    assert "payload" not in (folder / "closed.json").read_text().split('"limits"')[0]
    order = ["--order", "Superior Court, 17-204"]
    for names in (["A B"], ["A B", "a  b"], ["A B", "C D", "E F"], ["A B", ""]):
        by = [word for name in names for word in ("--by", name)]
        assert comity("matter", "erase", handle, *order, *by, *named).code == 1
    assert comity("matter", "erase", handle, "--by", "A B", "--by", "C D", *named).code == 1, "there is no order"
    done = comity("matter", "erase", handle, *order, "--by", "A B", "--by", "C D", *named)
    assert (done.code, "waits" in done.out) == (3, True)
    comity("ledger", "checkpoint", "--policy", "policy", *log)
    done = comity("matter", "erase", handle, *named)
    assert (done.code, done.out.splitlines()[0]) == (0, "Certificate of erasure")
    assert comity("matter", "erase", handle, *named).code == 1, "the certificate is handed out once"
    assert "not here: erased" in comity("matter", "bundle", handle, "--out", "x", *named).err
    assert comity("matter", "record", handle, *said, *log, *apart).code == 1
    assert comity("matter", "reconcile", *named).out == "everything fits\n"
    if store == "ledger.db":
        assert b"a hold until Friday" not in b"".join(path.read_bytes() for path in folder.glob("*.db*"))


def test_a_restored_backup_does_not_bring_an_erased_matter_back(folder: Path, comity: Any) -> None:
    comity("ledger", "init", ORIGIN)
    (folder / "policy").write_text((folder / "log.pub").read_text() + "quorum none\n")
    comity("matter", "init")
    handle = comity("matter", "open").out.strip()
    comity("matter", "record", handle, "--kind", "request", "--counsel", "log.pub")
    (folder / "old.db").write_bytes(_copied(folder / "matters.db", folder / "copy.db"))
    named = ["--policy", "policy"]
    comity("matter", "erase", handle, "--order", "O", "--by", "A", "--by", "B", *named)
    comity("ledger", "checkpoint", *named)
    assert comity("matter", "erase", handle, *named).code == 0
    restored = [*named, "--matter-keys", "old.db"]
    done = comity("matter", "reconcile", *restored)
    assert (done.code, "key came back" in done.out) == (3, True)
    done = comity("matter", "reconcile", "--replay", *restored)
    assert (done.code, done.out) == (0, "erased again: 1 matter\neverything fits\n")
    assert comity("matter", "bundle", handle, "--out", "x", *restored).code == 1


def _copied(source: Path, target: Path) -> bytes:
    import sqlite3
    from contextlib import closing

    with closing(sqlite3.connect(source)) as one, closing(sqlite3.connect(target)) as other:
        one.backup(other)
    return target.read_bytes()


def test_a_monitor_says_all_well_and_cries_out(folder: Path, comity: Any) -> None:
    comity("ledger", "init", ORIGIN)
    (folder / "policy").write_text((folder / "log.pub").read_text() + "quorum none\n")
    comity("ledger", "append", "-", typed=events(300))
    comity("ledger", "checkpoint")
    comity("ledger", "export", "public", "--delay", "0")
    words = ["monitor", "public", "--policy", "policy", "--copy", "copy.db"]
    done = comity(*words)
    assert (done.code, done.out) == (0, "all well: a head of 301 entries, 301 entries read, 1 head kept\n")
    bundle = folder / "public/tile/entries/000"
    bundle.write_bytes(bundle.read_bytes().replace(b"request", b"finding", 1))
    done = comity(*words, "--whole")
    assert (done.code, done.err.splitlines()[0][:23]) == (3, "alarm: rewritten entry:")
    assert comity("monitor", "http://127.0.0.1:9", "--policy", "policy", "--copy", "copy.db").code == 1
    assert comity("monitor", "ftp:x", "--policy", "policy", "--copy", "copy.db").code == 3, "a folder that is not there"


@pytest.mark.usefixtures("folder")
def test_a_witness_is_served_until_it_is_stopped(comity: Any) -> None:
    comity("ledger", "init", ORIGIN)
    comity("witness", "init", "inspector.example", "--keys", "inspector.key", "--url", "http://127.0.0.1:9")
    words = ["witness", "serve", "--keys", "inspector.key", "--logs", "log.pub", "--listen", "127.0.0.1:0"]
    surroundings = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    piped = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen([sys.executable, "-m", "comity", *words], text=True, env=surroundings, **piped) as running:
        assert running.stdout is not None
        said = running.stdout.readline()
        assert said.startswith("inspector.example witnesses 1 log at http://127.0.0.1:")
        running.send_signal(signal.SIGINT)
        out, err = running.communicate(timeout=20)
    assert (running.returncode, out, err) == (0, "stopped\n", "")


@pytest.mark.parametrize(
    "words",
    [
        ["ledger", "append", "nowhere"],
        ["ledger", "audit", "--store", "nowhere.db"],
        ["ledger", "audit", "--store", "log.pub"],
        ["ledger", "audit", "--keys", "policy"],
        ["ledger", "audit", "--keys", "log.pub"],
        ["ledger", "checkpoint", "--policy", "log.key"],
        ["ledger", "append", "log.key", "--store", "postgresql://127.0.0.1:9/nowhere?connect_timeout=1"],
        ["ledger", "init", "two words"],
        ["ledger", "init", ORIGIN, "--store", "nowhere/ledger.db", "--keys", "new.key"],
        ["ledger", "receipt", "17", "--policy", "policy", "--out", "x"],
        ["ledger", "restore", "nowhere.db", "--store", "new.db"],
        ["ledger", "restore", "log.pub", "--store", "new.db"],
        ["witness", "serve", "--keys", "log.key", "--logs", "nowhere"],
        ["witness", "serve", "--keys", "log.key", "--logs", "log.key"],
        ["witness", "serve", "--keys", "log.key", "--logs", "log.pub", "--listen", "somewhere"],
        ["witness", "serve", "--keys", "log.key", "--logs", "log.pub", "--listen", "203.0.113.1:80"],
        ["witness", "init", "a b", "--url", "x", "--keys", "w.key"],
        ["monitor", "public", "--policy", "log.key", "--copy", "copy.db"],
        ["monitor", "public", "--policy", "policy", "--copy", "log.pub"],
        ["matter", "open"],
        ["matter", "open", "--matter-keys", "log.pub"],
        ["matter", "init", "--matter-keys", "ledger.db", "--wrapping", "w"],
    ],
    ids=" ".join,
)
def test_whatever_is_wrong_is_said_in_two_lines(folder: Path, comity: Any, words: list[str]) -> None:
    comity("ledger", "init", ORIGIN)
    (folder / "policy").write_text((folder / "log.pub").read_text() + "quorum none\n")
    done = comity(*words)
    assert done.code == 1
    assert done.err.startswith("error: ")
    assert "\n  help: " in done.err
    assert "fault of comity" not in done.err
    assert comity("ledger", "audit").code == 0


COMMANDS = [
    ["ledger"], ["ledger", "init"], ["ledger", "append"], ["ledger", "checkpoint"], ["ledger", "receipt"],
    ["ledger", "export"], ["ledger", "audit"], ["ledger", "backup"], ["ledger", "restore"], ["verify"],
    ["verify", "log"], ["verify", "receipt"], ["verify", "bundle"], ["witness"], ["witness", "init"],
    ["witness", "serve"], ["monitor"], ["matter"], ["matter", "init"], ["matter", "open"], ["matter", "record"],
    ["matter", "bundle"], ["matter", "erase"], ["matter", "reconcile"],
]  # fmt: skip


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_every_command_shows_an_example_of_itself(comity: Any, words: list[str]) -> None:
    done = comity(*words, "--help")
    assert done.code == 0
    assert f"  comity {' '.join(words)}" in done.out
    if len(words) == 1:
        assert "Exit codes:" in done.out


def test_the_desk_does_not_wait_for_the_record() -> None:
    code = "import sys, comity.cli.app; sys.exit(sum(name in sys.modules for name in ('cryptography', 'psycopg')))"
    surroundings = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    assert subprocess.run([sys.executable, "-c", code], env=surroundings, check=False).returncode == 0
