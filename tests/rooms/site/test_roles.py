"""A desk on PostgreSQL runs with four roles, each with the rights of its work and no others."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from comity.matters import StoreFailureError, rewrite

ROLES = ("comity_desk", "comity_signer", "comity_eraser", "comity_keys")
DAY = """
from datetime import timedelta
from comity.site import operations
operations._open_desk()
from django.test import Client
from comity.facts import Ask
from comity.gate import Actor, Role, commands
from comity.gate.state import Booking, Person
from comity.store.desk import current
desk, now = current(), current().clock()
booth, legal, supervisor = (Actor(role.value, role) for role in (Role.DESK, Role.LEGAL, Role.SUPERVISOR))
booking = Booking("B-1", booked_at=now - timedelta(hours=2), release_due=now + timedelta(hours=3))
for name in ("Ana Invented", "Bela Invented"):
    opened = commands.OpenMatter(Person("", name, language="es"), booking)
    handle = desk.gate.do(opened, booth).matter.handle
    received = commands.ReceiveRequest(handle, "ice_ero", (Ask.HOLD,), now, "i247a", "civil_immigration")
    desk.gate.do(received, booth)
desk.gate.do(commands.OrderErasure(handle, "order 26-1"), legal)
desk.gate.do(commands.ApproveErasure(handle), supervisor)
assert Client(HTTP_HOST="localhost").get("/public/").status_code == 200
assert Client(HTTP_HOST="localhost").get("/account/login/").status_code == 200
"""


class Town:
    """A desk whose tables the owner has made, and programs that work under its roles."""

    def __init__(self, database: Callable[[], str], home: Path) -> None:
        self.home, self.signers, self.log, self.keys = home, home.with_name("signer"), database(), database()
        for role in ROLES:
            with psycopg.connect(self.log, autocommit=True) as owner:
                if not owner.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (role,)).fetchone():
                    owner.execute(f"CREATE ROLE {role} LOGIN".encode())
        self.run("postgres", "begin")
        self.run("postgres", "begin")
        self.signers.mkdir()
        shutil.copy(home / "office.yaml", self.signers)
        for where, address in (("log", self.log), ("keys", self.keys)):
            with psycopg.connect(address, autocommit=True) as owner:
                owner.execute(self.run("postgres", "ledger", "grants", "--database", where).encode())

    def run(self, role: str, *words: str) -> str:
        """What a program prints that works as a role of the log; Python, if it is no command."""
        keys = "postgres" if role == "postgres" else "comity_keys"
        is_signer = role == "comity_signer"  # who has a home of their own, and no key of a matter
        surroundings = {name: said for name, said in os.environ.items() if not name.startswith(("COMITY_", "DJANGO_"))}
        surroundings |= {
            "COMITY_HOME": str(self.signers if is_signer else self.home),
            "COMITY_DATABASE": self.log.replace("postgres:@", f"{role}:@"),
            **({} if is_signer else {"COMITY_KEYS": self.keys.replace("postgres:@", f"{keys}:@")}),
        }
        program = ["-c", *words] if "\n" in words[0] else ["-m", "comity", *words]
        done = subprocess.run([sys.executable, *program], env=surroundings, capture_output=True, text=True, check=False)
        assert done.returncode in {0, 1, 3}, done.stderr
        assert done.returncode == 0 or words in {("begin",), ("seal",)}, done.stdout + done.stderr
        return done.stdout


@pytest.fixture(scope="module")
def town(postgresql: Callable[[], str], tmp_path_factory: pytest.TempPathFactory) -> Town:
    return Town(postgresql, tmp_path_factory.mktemp("town") / "home")


def test_a_day_is_worked_signed_and_erased_with_the_rights_of_each_role(town: Town) -> None:
    town.run("comity_desk", DAY)
    assert "sealed" in town.run("comity_signer", "seal")
    held = {each.name for each in town.signers.iterdir()}
    assert held <= {"office.yaml", "secret.key", "signer.key", "signer.pub", "signer.head", "published", "cache"}
    assert "erased 1 matters" in town.run("comity_eraser", "tick")
    with psycopg.connect(town.log) as owner:
        left = [name for (name,) in owner.execute("SELECT name FROM store_matter")]
        assert left == ["Ana Invented"]
        assert owner.execute("SELECT count(*) FROM store_erasure WHERE finished_at IS NOT NULL").fetchone() == (1,)


@pytest.mark.parametrize(
    ("role", "query"),
    [
        ("comity_signer", "SELECT name FROM store_matter"),
        ("comity_signer", "SELECT password FROM auth_user"),
        ("comity_signer", "SELECT data FROM mfa_authenticator"),
        ("comity_signer", "SELECT body FROM store_outboxmessage"),
        ("comity_desk", "DROP TABLE store_matter"),
        ("comity_desk", "TRUNCATE store_matter"),
        ("comity_desk", "DELETE FROM matter_event"),
        ("comity_desk", "DROP TRIGGER ledger_entry_guard ON ledger_entry"),
        ("comity_eraser", "DROP TABLE store_matter"),
        ("comity_eraser", "ALTER TABLE ledger_entry DISABLE TRIGGER ALL"),
    ],
)
def test_no_role_does_what_is_not_its_work(town: Town, role: str, query: str) -> None:
    with (
        psycopg.connect(town.log.replace("postgres:@", f"{role}:@"), autocommit=True) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute(query.encode())


def test_of_the_settings_whoever_signs_has_only_how_far_was_counted(town: Town) -> None:
    with psycopg.connect(town.log, autocommit=True) as owner:
        owner.execute("INSERT INTO store_setting (name, value) VALUES ('a secret', 'ab')")
        owner.execute(town.run("postgres", "ledger", "grants").encode())  # once more, as after each upgrade
    with psycopg.connect(town.log.replace("postgres:@", "comity_signer:@"), autocommit=True) as signer:
        assert signer.execute("SELECT name FROM store_setting WHERE name <> 'counts'").fetchall() == []
        assert signer.execute("UPDATE store_setting SET value = '' WHERE name <> 'counts'").rowcount == 0
        assert signer.execute("DELETE FROM store_setting WHERE name <> 'counts'").rowcount == 0
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="row-level security"):
            signer.execute("INSERT INTO store_setting (name, value) VALUES ('another', 'cd')")
    with psycopg.connect(town.log.replace("postgres:@", "comity_desk:@")) as desk:
        assert desk.execute("SELECT value FROM store_setting WHERE name = 'a secret'").fetchone() == ("ab",)


def test_a_role_that_may_not_rewrite_a_table_is_told_and_the_erasure_is_not_called_done(town: Town) -> None:
    with psycopg.connect(town.log.replace("postgres:@", "comity_desk:@"), autocommit=True) as connection:
        for table in ("store_matter", "pg_catalog.pg_statistic", "matter_event"):
            with pytest.raises(StoreFailureError, match="not every table could be rewritten: permission denied"):
                rewrite(connection, f"VACUUM FULL {table}")
    with psycopg.connect(town.log.replace("postgres:@", "comity_eraser:@"), autocommit=True) as connection:
        rewrite(connection, "VACUUM FULL store_matter", "VACUUM FULL pg_catalog.pg_statistic")
