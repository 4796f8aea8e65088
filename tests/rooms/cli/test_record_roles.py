"""Keys of the log that follow each other, and the rights of the roles of PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest

from comity.cli.tools import Tools
from comity.ledger import (
    Appender,
    Audience,
    Checkpoint,
    FileMemory,
    FirstWitness,
    Kind,
    Leaf,
    Log,
    Policy,
    PostgresStore,
    SigningKey,
    SqliteStore,
    read_rotation,
)
from comity.matters import (
    Codes,
    Eraser,
    Index,
    KeyFiles,
    KeyStore,
    MatterKey,
    Matters,
    NewEvent,
    Payloads,
    PostgresDatabase,
    new_matter_name,
)

ORIGIN = "ledger.city-a.example/custody"
DAY = date(2026, 11, 22)
LATER = datetime(2026, 11, 22, 12, tzinfo=UTC)
LINE = '{"kind":"request","at":"2026-11-22","org":"immigration_authority"}\n'


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def after(days: int) -> Tools:
    return Tools(clock=lambda: LATER + timedelta(days))


@pytest.fixture
def log(folder: Path, comity: Any) -> Path:
    """A log with three entries, a signed head and a policy that asks for no witness."""
    for words in (("init", ORIGIN), ("append", "-"), ("checkpoint",)):
        assert comity("ledger", *words, typed=3 * LINE, tools=after(0)).code == 0
    (folder / "policy").write_text((folder / "log.pub").read_text() + "quorum none\n")
    return folder


def head(folder: Path) -> Checkpoint:
    store = SqliteStore(folder / "ledger.db")
    last = store.last_head()
    store.close()
    assert last is not None
    return Checkpoint.read(last.note)


def test_new_keys_follow_the_old_ones_and_both_have_signed_that(log: Path, comity: Any) -> None:
    old = Policy.read((log / "policy").read_bytes())
    done = comity("ledger", "rotate", "--policy", "policy", tools=after(1))
    assert (done.code, done.err) == (0, "")
    assert done.out.splitlines()[0] == "new keys follow the old ones: 3 entries from place 4 say so"
    assert "end it on 2026-12-23 or later" in done.out
    store = SqliteStore(log / "ledger.db")
    first, second, told = (Leaf(content) for content in store.leaves(4, 7))
    store.close()
    pairs = [read_rotation(leaf) for leaf in (first, second)]
    assert [one for one, _ in pairs] == list(old.logs)
    new = Policy.read((log / "policy.new").read_bytes())
    assert set(new.logs) == {key for pair in pairs for key in pair}
    assert told.fields()["policy"] == (log / "policy.new").read_text()
    assert {line.split()[1] for line in (log / "log.pub").read_text().splitlines()} == {str(key) for key in new.logs}
    comity("ledger", "checkpoint", "--policy", "policy", tools=after(2))
    assert len(head(log).signatures) == 4
    for policy in (old, new, Policy.read("".join(f"log {key}\n" for _, key in pairs).encode() + b"quorum none\n")):
        policy.accept(head(log))


def test_old_keys_retire_after_a_month_and_what_they_signed_stays_readable(log: Path, comity: Any) -> None:
    assert "no rotation is under way" in comity("ledger", "rotate", "--retire", tools=after(1)).err
    comity("ledger", "rotate", tools=after(1))
    secrets = [line.split()[3] for line in (log / "log.key").read_text().splitlines() if line.startswith("leaving")]
    assert len(secrets) == 2
    assert "a rotation is under way" in comity("ledger", "rotate", tools=after(2)).err
    done = comity("ledger", "rotate", "--retire", tools=after(30))
    assert (done.code, "sign until 2026-12-23" in done.err) == (1, True)
    assert comity("ledger", "rotate", "--retire", tools=after(31)).code == 0
    assert not any(secret in (log / "log.key").read_text() for secret in secrets)
    comity("ledger", "append", "-", typed=LINE, tools=after(32))
    assert comity("ledger", "checkpoint", tools=after(32)).code == 0
    assert len(head(log).signatures) == 2
    with pytest.raises(Exception, match="no known key"):
        Policy.read((log / "policy").read_bytes()).accept(head(log))
    done = comity("ledger", "audit", tools=after(33))
    assert (done.code, done.out.split(", ")[-2:]) == (0, ["2 heads", "no findings\n"])
    assert comity("ledger", "rotate", tools=after(40)).code == 0, "and the next one"
    assert comity("ledger", "rotate", "--retire", tools=after(70)).code == 0
    assert (log / "log.key").read_text().count("retired ") == 4
    assert comity("ledger", "checkpoint", tools=after(71)).code == 0


@pytest.mark.parametrize("cut", ["append", "replace_lines", "unlink"])
def test_a_rotation_cut_short_is_done_once_when_it_is_run_again(
    log: Path, comity: Any, monkeypatch: pytest.MonkeyPatch, cut: str
) -> None:
    def power_cut(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    where = {"append": (Log, "append"), "unlink": (Path, "unlink")}.get(cut)
    with monkeypatch.context() as patch:
        if where:
            patch.setattr(*where, power_cut)
        else:
            patch.setattr("comity.cli.record.rotate.replace_lines", power_cut)
        assert comity("ledger", "rotate", tools=after(1)).code != 0
    comity("ledger", "append", "-", typed=LINE, tools=after(1))
    comity("ledger", "rotate", tools=after(1))
    store = SqliteStore(log / "ledger.db")
    rotations = [leaf for leaf in store.leaves(0, 99) if b'"kind":"key"' in leaf]
    store.close()
    assert len(rotations) == 2
    comity("ledger", "checkpoint", tools=after(1))
    signers = {line.key_id for line in head(log).signatures}
    assert signers == {key.id for leaf in rotations for key in read_rotation(Leaf(leaf))}


def test_a_key_file_that_is_no_key_file_is_refused(log: Path, comity: Any) -> None:
    good = (log / "log.key").read_text()
    for bad in (
        good.replace("ed25519", "ed448"),
        good + "leaving 2026-13-01 ed25519 " + "0" * 64 + " x\n",
        good + "retired nonsense\n",
        "comity keys v1\n",
        good.splitlines()[1],
    ):
        (log / "log.key").write_text(bad)
        assert "is not a key file" in comity("ledger", "rotate", tools=after(1)).err


# --- roles ------------------------------------------------------------------------------------------------------------


ROLES = ("comity_desk", "comity_signer", "comity_eraser", "comity_keys")


class Town:
    """Two databases with all tables, roles with the printed rights, and programs that work under them."""

    def __init__(self, database: Callable[[], str], folder: Path) -> None:
        self.open, self.log, self.keys = ExitStack(), database(), database()
        with psycopg.connect(self.log, autocommit=True) as owner:
            for role in ROLES:
                if not owner.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (role,)).fetchone():
                    owner.execute(f"CREATE ROLE {role} LOGIN")
        self.wrap = KeyFiles(folder / "wrapping")
        if not self.wrap.generations():
            self.wrap.begin(1)
        PostgresStore(self.address(self.log)).close()
        for made in (self.database(self.log), self.database(self.keys)):
            if made.tables():
                Payloads(made), Index(made, depth=4)
            else:
                KeyStore(made, self.wrap)

    def address(self, name: str, role: str = "postgres") -> str:
        return name.replace("postgres:@", f"{role}:@")

    def database(self, name: str, role: str = "postgres") -> PostgresDatabase:
        made = PostgresDatabase(self.address(name, role))
        self.open.callback(made.close)
        return made

    def run(self, script: str, name: str) -> None:
        with psycopg.connect(self.address(name), autocommit=True) as owner:
            owner.execute(script)

    def matters(self, log: Any, role: str) -> Matters:
        beside, apart = self.database(self.log, role), self.database(self.keys, "comity_keys")
        return Matters(KeyStore(apart, self.wrap), Payloads(beside), Index(beside, depth=4), log)

    def store(self, role: str) -> PostgresStore:
        made = PostgresStore(self.address(self.log, role), sequencer=False)
        self.open.callback(made.close)
        return made


@pytest.fixture
def town(postgresql: Callable[[], str], folder: Path, comity: Any) -> Iterator[Town]:
    made = Town(postgresql, folder)
    for where, name in (("log", made.log), ("keys", made.keys)):
        done = comity("ledger", "grants", "--database", where)
        assert done.code == 0
        made.run(done.out, name)
        made.run(done.out, name)  # again, without harm
    yield made
    made.open.close()


def test_each_program_does_its_work_with_the_rights_of_its_role(
    town: Town, folder: Path, tally: Callable[..., None]
) -> None:
    desk = town.matters(Appender(town.store("comity_desk")), "comity_desk")
    handle = new_matter_name()
    desk.keys.add(handle, MatterKey.new())
    with psycopg.connect(town.address(town.log, "comity_desk"), autocommit=True) as web:
        web.execute("BEGIN")
        events = [NewEvent(handle, Codes(Kind.REQUEST), DAY, {Audience.COUNSEL: b"asked"}) for _ in range(300)]
        desk.record_in(web, events, opening=[handle])
        web.execute("COMMIT")
    assert len(desk.histories(None, [handle])[handle]) == 300
    assert desk.log.leaf(7) == Leaf(desk.payloads.events(handle, events[0].chain)[7].leaf)
    signer = FirstWitness([SigningKey.ed25519(ORIGIN, bytes(32))], FileMemory(folder / "head"))
    signing = Log(town.store("comity_signer"), signer, lambda: 1_795_000_000)
    index = Index(town.database(town.log, "comity_signer"), depth=4)
    for _ in range(2):
        index.publish(signing, DAY)
    assert signing.publish().size == 302
    assert desk.index.published() == index.published()
    erasing = town.matters(Appender(town.store("comity_eraser")), "comity_eraser")
    eraser = Eraser(erasing)
    eraser.request(handle, "Superior Court, order 17-204", ("Officer Able", "Officer Baker"), DAY)
    eraser.run(handle)
    signing.publish()
    assert eraser.run(handle).name == "SCRUBBED"
    eraser.close(handle)
    assert signing.audit(forms=True).whole
    tally("roles of PostgreSQL that do their work", 4)


DENIED = {
    "comity_desk": (
        "DELETE FROM ledger_entry",
        "UPDATE ledger_entry SET leaf = ''",
        "TRUNCATE ledger_entry",
        "DELETE FROM ledger_tile",
        "DELETE FROM ledger_head",
        "INSERT INTO ledger_head VALUES (9, 9, 9, '')",
        "DELETE FROM ledger_inbox",
        "SELECT leaf FROM ledger_inbox",
        "DELETE FROM ledger_posted",
        "DELETE FROM matter_event",
        "UPDATE matter_event SET sealed = ''",
        "DELETE FROM matter_book",
        "UPDATE matter_book SET handle = ''",
        "INSERT INTO tag_index VALUES ('', '', 1)",
        "DELETE FROM tag_published",
        "ALTER TABLE ledger_entry DISABLE TRIGGER ALL",
        "DROP TABLE ledger_entry",
        "DROP TRIGGER ledger_entry_guard ON ledger_entry",
        "CREATE TABLE mine(number int)",
        "SET session_replication_role = replica",
    ),
    "comity_signer": (
        "DELETE FROM ledger_entry",
        "UPDATE ledger_head SET note = ''",
        "DELETE FROM ledger_head",
        "SELECT sealed FROM matter_event",
        "INSERT INTO matter_event VALUES ('', '', 1, NULL, 1, '')",
        "SELECT handle FROM matter_book",
    ),
    "comity_eraser": (
        "DELETE FROM ledger_entry",
        "INSERT INTO ledger_head VALUES (9, 9, 9, '')",
        "DROP TABLE matter_event",
    ),
}


@pytest.mark.parametrize("role", sorted(DENIED))
def test_no_role_may_take_anything_back(town: Town, role: str, tally: Callable[..., None]) -> None:
    with psycopg.connect(town.address(town.log, role), autocommit=True) as connection:
        connection.execute("SELECT count(*) FROM ledger_entry")  # the control
        for query in DENIED[role]:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(query)
    tally("statements that a role was refused", len(DENIED[role]))


@pytest.mark.parametrize("role", ["comity_desk", "comity_signer", "comity_eraser"])
def test_no_role_of_the_log_comes_near_the_keys(town: Town, role: str) -> None:
    with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
        psycopg.connect(town.address(town.keys, role))
    with psycopg.connect(town.address(town.keys, "comity_keys"), autocommit=True) as connection:
        connection.execute("SELECT count(*) FROM matter_key")  # the control
        for query in ("DELETE FROM matter_key", "DROP TABLE matter_key", "CREATE TABLE mine(number int)"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(query)


def test_a_name_that_is_no_role_is_refused(comity: Any) -> None:
    for name in ('x"; DROP TABLE ledger_entry; --', "", "9", "a'b", "a b"):
        done = comity("ledger", "grants", "--serving", name)
        assert (done.code, done.out) == (1, "")
    assert '"web-1"' in comity("ledger", "grants", "--serving", "web-1").out


def test_the_printed_script_is_one_transaction(comity: Any) -> None:
    for where in ("log", "keys"):
        lines = comity("ledger", "grants", "--database", where).out.splitlines()
        assert (lines[0], lines[-1]) == ("BEGIN;", "COMMIT;")
