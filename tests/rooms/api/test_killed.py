"""A server that is killed within an act has done nothing of it, and the same key does it whole afterwards."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from desk_for_tests import OFFICE, empty_database

KILLED = 9
PROGRAM = """
import json, os, sys
import django
django.setup()
from datetime import timedelta
from django.core.management import call_command
from django.db import connection, connections
from django.test import Client
from django.urls import resolve
call_command("migrate", verbosity=0)
from comity.gate import Actor, Role, commands
from comity.gate.state import Booking, Person
from comity.store.desk import current, forget
from comity.store.tokens import issue_token

def begun():
    desk = current()
    opened = commands.OpenMatter(Person("", "Ana Invented"), Booking("B-1"))
    at = desk.clock()
    token = issue_token("booth", Role.DESK, by="a", at=at, expires_at=at + timedelta(days=1))[1]
    return desk.gate.do(opened, Actor("d.booth", Role.DESK)).matter.handle, token

def die(*_):
    os._exit(9)

def deadly(desk, when):
    if when == "before":  # rows are written, the entry in the ledger is not
        desk.records.watchers.append(die)
    if when == "after":  # everything is written, nothing is committed
        record = desk.records.record
        whole = record.record_in
        desk.records.record = type("Record", (), {
            "__getattr__": lambda self, name: getattr(record, name),
            "record_in": lambda self, *given, **more: (whole(*given, **more), die()),
        })()

def served(matter, token, when):
    desk = current()
    deadly(desk, when)
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": f"note-{matter}"}
    answer = Client(SERVER_NAME="localhost").post(
        f"/api/v1/matters/{matter}/notes", {"text": "Once."}, content_type="application/json", headers=headers
    )
    notes = desk.records.matters([matter])[matter].notes
    said = [answer.status_code, answer.headers.get("Idempotent-Replayed"), len(notes)]
    print(json.dumps(said), flush=True)

def in_a_server_of_its_own(*given):
    forget()
    connections.close_all()
    server = os.fork()
    if not server:
        try:
            served(*given)
        finally:
            os._exit(0)
    print(json.dumps(os.waitstatus_to_exitcode(os.waitpid(server, 0)[1])), flush=True)

resolve("/api/v1/matters")  # what every server needs is loaded once
print(json.dumps(connection.vendor))
for when in ("before", "after"):
    matter = begun()
    for each in (when, "", ""):
        in_a_server_of_its_own(*matter, each)
"""


def test_what_a_killed_server_began_is_done_once_by_whoever_asks_again(
    tmp_path: Path, tally: Callable[..., None]
) -> None:
    from django.db import connection

    tmp_path.chmod(0o700)
    (tmp_path / "office.yaml").write_text(OFFICE)
    surroundings = {"COMITY_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": "comity.site.settings", **empty_database()}
    words = [sys.executable, "-c", PROGRAM]
    run = subprocess.run(words, env=os.environ | surroundings, capture_output=True, text=True, timeout=120, check=False)
    assert run.returncode == 0, run.stderr
    vendor, *said = map(json.loads, run.stdout.splitlines())
    assert vendor == connection.vendor
    assert said == [KILLED, [200, None, 1], 0, [200, "true", 1], 0] * 2, run.stderr
    tally("servers killed within an act", 2)
