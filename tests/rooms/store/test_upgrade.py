"""A desk that an older program left is brought up to this one, and nothing of it is lost."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from desk_for_tests import OFFICE, empty_database

TESTS = Path(__file__).parents[2]
PREVIOUS = Path(__file__).with_name("previous")
WORDS = ["Told ICE that Elena Kept is in court", "Called ICE about somebody"]


def test_every_change_of_the_tables_has_a_migration(db: None) -> None:
    call_command("makemigrations", "store", check=True, dry_run=True, verbosity=0, skip_checks=True)


def test_migrations_are_one_row_without_branches() -> None:
    loader = MigrationLoader(None)
    assert len(loader.graph.leaf_nodes("store")) == 1
    assert loader.detect_conflicts() == {}


def test_the_desk_of_the_first_program_is_brought_up_and_nothing_is_lost(tmp_path: Path) -> None:
    said = _brought("0001.json", tmp_path)
    assert (said["words"], said["given"]) == ([], [])


def test_every_value_of_the_previous_programs_desk_is_brought_up_and_whoever_came_in_comes_in(tmp_path: Path) -> None:
    kept = json.loads((PREVIOUS / "0010.json").read_text())["beside"]
    assert [name for name, table in kept.items() if name.startswith("store_") and not table["rows"]] == []
    said = _brought("0010.json", tmp_path)
    assert said["rows"] > 200
    assert said["states"] > 6
    assert said["opens"] == ["address", "app", "booth", "certificate", "l.clause", "password"]
    assert said["words"] == WORDS
    assert said["differences afterwards"] == []


def test_what_an_older_program_found_about_nobody_is_read_as_before_and_one_is_given_to_its_person(
    tmp_path: Path,
) -> None:
    said = _brought("0011.json", tmp_path)
    assert said["words"] == WORDS
    assert said["given"] == [WORDS[0], "True", WORDS[1]]  # the words stay in the lot as well, and that is known
    assert said["differences afterwards"] == []


def _brought(previous: str, tmp_path: Path) -> dict[str, Any]:
    """What became of a desk that an older program left."""
    (tmp_path / "office.yaml").write_text(OFFICE)
    tmp_path.chmod(0o700)
    surroundings = {**os.environ, "COMITY_HOME": str(tmp_path), "PYTHONPATH": str(TESTS), **empty_database()}
    command = [sys.executable, "-m", "contract.upgrade", str(PREVIOUS / previous)]
    run = subprocess.run(command, env=surroundings, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    said = json.loads(run.stdout)
    assert said["differences"] == []
    assert said["lost"] == []
    assert said["changed states"] == []
    assert said["gone"] == ["store_charge"], "the charges stand in the rows of their matters, as no difference shows"
    assert said["person"] == "Elena Kept"
    assert said["paper"] == "a paper of long ago"
    assert said["rows"] > 40
    assert said["database"] == connection.vendor
    assert said["fits"]
    return dict(said)
