"""An import whose process is killed, again and again, in the middle of whatever it does."""

import csv
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from desk_for_tests import OFFICE

PROGRAM = """
import sys
from pathlib import Path
import django
django.setup()
from django.core.management import call_command
from comity.feeds import Feed, Importer, find_mapping
from comity.store import desk
from comity.store.models import ImportEntry, ImportRun, Matter

def say(*words):
    print(*words, flush=True)

if sys.argv[1] == "begin":
    call_command("migrate", verbosity=0)
    desk.current()  # makes the keys
    sys.exit()
opened = desk.current()
if sys.argv[1] == "count":
    numbers = list(Matter.objects.values_list("booking_number", flat=True))
    states = opened.records.matters(Matter.objects.values_list("handle", flat=True))
    entries = dict(ImportEntry.objects.values_list("key", "matter_id"))
    same = sorted(entries) == sorted(numbers) and all(states[entries[key]].booking.number == key for key in entries)
    persons = {state.person.id for state in states.values()}
    say(len(numbers), len(set(numbers)), same, max(state.events for state in states.values()),
        len(persons), ImportRun.objects.get().finished)
    sys.exit()
say("opened")
report = Importer(opened.gate, opened.book, batch=8).run(
    Feed(find_mapping("comity-csv")), [Path(sys.argv[2])], progress=lambda done, of: say(done))
say("report", report.went_on, report.opened, report.unchanged, report.refused)
"""


@pytest.fixture
def start(tmp_path: Path) -> Callable[..., "subprocess.Popen[str]"]:
    """Start a program of its own that stands in front of a desk of its own."""
    (tmp_path / "office.yaml").write_text(OFFICE)
    surroundings = {key: value for key, value in os.environ.items() if not key.startswith("COMITY_")}
    surroundings |= {"COMITY_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": "comity.site.settings"}

    def started(*words: str, database: str = "") -> "subprocess.Popen[str]":
        command = [sys.executable, "-c", PROGRAM, *words]
        more = {"COMITY_DATABASE": database} if database else {}
        return subprocess.Popen(command, env=surroundings | more, stdout=subprocess.PIPE, text=True)

    return started


def test_an_import_that_is_killed_and_begun_again_loses_nothing_and_has_nothing_twice(
    start: Callable[..., "subprocess.Popen[str]"], samples: Path, tmp_path: Path, tally: Callable[..., None]
) -> None:
    file, chance = tmp_path / "many.csv", random.Random(os.environ.get("CI", time.time_ns()))
    subprocess.run([sys.executable, samples / "make.py", "--many", "240", file], check=True)
    start("begin").communicate()
    kills = 0
    for batches in (0, 1, 2, 3):
        running = start("run", str(file))
        assert running.stdout
        assert running.stdout.readline() == "opened\n"
        for _ in range(batches):
            running.stdout.readline()
        time.sleep(chance.random() * 0.05)  # and then wherever it happens to be
        running.send_signal(signal.SIGKILL)
        kills += running.wait() == -signal.SIGKILL
        running.stdout.close()
    assert kills == 4
    last = start("run", str(file)).communicate()[0].splitlines()[-1].split()
    assert last[0] == "report"
    went_on, opened, unchanged, refused = map(int, last[1:])
    assert went_on > 0
    assert 0 < opened < 240, "some were brought in before, and some were not"
    assert (opened + unchanged, refused) == (240, 0)
    with file.open() as stream:
        persons = {row["PersonID"] for row in csv.DictReader(stream)}
    assert start("count").communicate()[0].split() == ["240", "240", "True", "1", str(len(persons)), "True"]
    tally("imports killed", kills)


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_two_imports_of_one_file_at_once_bring_each_booking_in_once(
    kind: str, start: Callable[..., "subprocess.Popen[str]"], samples: Path, tmp_path: Path, request: Any
) -> None:
    database = request.getfixturevalue("postgresql")() if kind == "postgresql" else ""
    file = tmp_path / "many.csv"
    subprocess.run([sys.executable, samples / "make.py", "--many", "120", file], check=True)
    start("begin", database=database).communicate()
    both = [start("run", str(file), database=database) for _ in range(2)]
    reports = [each.communicate()[0].splitlines()[-1].split() for each in both]
    assert [report[0] for report in reports] == ["report", "report"]
    assert [int(report[4]) for report in reports] == [0, 0]
    assert sum(int(report[2]) for report in reports) >= 120
    said = start("count", database=database).communicate()[0].split()
    assert said[:3] == ["120", "120", "True"]
