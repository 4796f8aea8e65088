"""The bench of the desk fills a county that is whole, does what it is told, and its results hold every table."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
BENCH = ROOT / "bench"


def _home(folder: Path) -> Path:
    """A home in which nothing is yet."""
    sys.path.insert(0, str(BENCH))
    try:
        from desk_parts.places import OFFICE
    finally:
        sys.path.remove(str(BENCH))
    folder.chmod(0o700)
    (folder / "office.yaml").write_text(OFFICE)
    return folder


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _home(tmp_path_factory.mktemp("county"))


def _told(home: Path, *lines: dict[str, Any]) -> list[dict[str, Any]]:
    surroundings = {**os.environ, "COMITY_HOME": str(home), "COMITY_DATABASE": "", "PYTHONPATH": str(BENCH)}
    command = [sys.executable, "-m", "desk_parts.worker"]
    said = "".join(json.dumps(line) + "\n" for line in lines)
    run = subprocess.run(command, env=surroundings, input=said, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    return [json.loads(line) for line in run.stdout.splitlines()]


@pytest.fixture(scope="module")
def county(home: Path) -> list[dict[str, Any]]:
    """What was said while a small county was loaded, measured and checked."""
    return _told(
        home,
        {"do": "begin"},
        {"do": "load", "bookings": 60, "requests": 20},
        {"do": "open", "count": 5, "seed": 3},
        {"do": "receive", "count": 5, "seed": 3},
        {"do": "check"},
        {"do": "ask", "rounds": 1},
    )


def test_the_loaded_county_is_the_one_that_its_events_give_and_every_way_works(
    county: list[dict[str, Any]],
) -> None:
    said = county
    assert said[4]["differences"] == 0
    assert said[4]["leaves"] > 60 + 20
    assert all(len(times) == 1 for times in said[5]["lists"].values())


def test_the_plain_way_writes_its_rows(tmp_path: Path) -> None:
    known, received = {"do": "plain_open_known"}, {"do": "plain_receive"}
    some = {"count": 5, "seed": 4}
    assert _told(_home(tmp_path), {"do": "begin"}, {**known, **some}, {**received, **some})[2]["seconds"] > 0


def test_the_command_itself_brings_a_file_in_while_a_clerk_writes(tmp_path: Path) -> None:
    some = {"count": 1_500, "seed": 5}
    _begun, alone, beside = _told(_home(tmp_path), {"do": "begin"}, {"do": "command", **some}, {"do": "beside", **some})
    assert alone["seconds"] > 0
    assert beside["acts"]


# which search, which list and which fact it is decides how much is asked, and not how much there is
VARIED = ("search, for", "record_whom, looking", "merge ", "oversight ", "tell_us_fact ", "fact ", "person ")
VARIED += ("check_paper ", "finding ", "law_order ", "a ", "record: ")


def test_every_page_is_opened_or_said_to_be_left_out_and_asks_alike_each_time(
    home: Path, county: list[dict[str, Any]], tally: Callable[..., None]
) -> None:
    command = [sys.executable, str(BENCH / "pages.py"), "--home", str(home), "--opened", "3"]
    run = subprocess.run(
        command, env={**os.environ, "COMITY_DATABASE": ""}, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr
    opened, left_out = (part.splitlines() for part in run.stdout.split("Every address of the desk that shows a page"))
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in opened if line.endswith(("yes |", "no** |"))
    ]
    assert {"today", "answer", "person", "deadlines", "search, for a name or a number", "public"} <= {
        row[0] for row in rows
    }
    assert any(line.startswith("| give_answer |") for line in left_out)
    uneven = [row[0] for row in rows if len(set(row[6].split(", "))) > 1 and not f"{row[0]} ".startswith(VARIED)]
    assert uneven == []
    tally("pages opened by the bench", len(rows))


def test_the_results_hold_every_table() -> None:
    text = (BENCH / "RESULTS-DESK.md").read_text()
    for title in ("## Goals", "## 1.", "## 2.", "## 3.", "## 4.", "## 5."):
        assert title in text
    assert "| SQLite: plain Django, no ledger |" in text
    assert "| PostgreSQL: plain Django, no ledger |" in text
    assert "200,000 bookings and 50,000 requests loaded" in text
