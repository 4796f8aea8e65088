"""A server that is killed within an act has done nothing of it, and the same key does it whole afterwards."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from desk_for_tests import OFFICE

KILLED = 9
PROGRAM = """
import json, os, sys
import django
django.setup()
from django.core.management import call_command
from django.test import Client
call_command("migrate", verbosity=0)
from comity.gate import Actor, Role, commands
from comity.gate.state import Booking, Person
from comity.store.desk import current
from comity.store.tokens import issue_token
from datetime import timedelta

when, kept = sys.argv[1], json.loads(sys.argv[2] or "{}")
desk = current()
if not kept:
    opened = commands.OpenMatter(Person("", "Ana Invented"), Booking("B-1"))
    kept["matter"] = desk.gate.do(opened, Actor("d.booth", Role.DESK)).matter.handle
    at = desk.clock()
    kept["token"] = issue_token("booth", Role.DESK, by="a", at=at, expires_at=at + timedelta(days=1))[1]
    print(json.dumps(kept), flush=True)

def die(*_):
    os._exit(9)

if when == "before":  # rows are written, the entry in the ledger is not
    desk.records.watchers.append(die)
if when == "after":  # everything is written, nothing is committed
    record = desk.records.record
    whole = record.record_in
    desk.records.record = type("Record", (), {
        "__getattr__": lambda self, name: getattr(record, name),
        "record_in": lambda self, *given, **more: (whole(*given, **more), die()),
    })()
headers = {"Authorization": f"Bearer {kept['token']}", "Idempotency-Key": "one"}
answer = Client(SERVER_NAME="localhost").post(
    f"/api/v1/matters/{kept['matter']}/notes", {"text": "Once."}, content_type="application/json", headers=headers
)
notes = desk.records.matters([kept["matter"]])[kept["matter"]].notes
print(json.dumps([answer.status_code, answer.headers.get("Idempotent-Replayed"), len(notes)]), flush=True)
"""


def run(home: Path, when: str, kept: str = "") -> subprocess.CompletedProcess[str]:
    surroundings = {**os.environ, "COMITY_HOME": str(home), "DJANGO_SETTINGS_MODULE": "comity.site.settings"}
    surroundings.pop("COMITY_DATABASE", None)
    words = [sys.executable, "-c", PROGRAM, when, kept]
    return subprocess.run(words, env=surroundings, capture_output=True, text=True, timeout=120, check=False)


@pytest.mark.parametrize("when", ["before", "after"])
def test_what_a_killed_server_began_is_done_once_by_whoever_asks_again(
    when: str, tmp_path: Path, tally: Callable[..., None]
) -> None:
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    (home / "office.yaml").write_text(OFFICE)
    killed = run(home, when)
    assert killed.returncode == KILLED, killed.stderr
    kept = killed.stdout.splitlines()[0]
    for again in (None, "true"):
        done = run(home, "", kept)
        assert done.returncode == 0, done.stderr
        assert json.loads(done.stdout) == [200, again, 1]
    tally("servers killed within an act")
