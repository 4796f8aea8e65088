"""The bench of the desk fills a county that is whole, does what it is told, and its results hold every table."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
BENCH = ROOT / "bench"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    sys.path.insert(0, str(BENCH))
    try:
        from desk_parts.places import OFFICE
    finally:
        sys.path.remove(str(BENCH))
    folder = tmp_path_factory.mktemp("county")
    folder.chmod(0o700)
    (folder / "office.yaml").write_text(OFFICE)
    return folder


def _told(home: Path, *lines: dict[str, Any]) -> list[dict[str, Any]]:
    surroundings = {**os.environ, "COMITY_HOME": str(home), "COMITY_DATABASE": "", "PYTHONPATH": str(BENCH)}
    command = [sys.executable, "-m", "desk_parts.worker"]
    said = "".join(json.dumps(line) + "\n" for line in lines)
    run = subprocess.run(command, env=surroundings, input=said, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    return [json.loads(line) for line in run.stdout.splitlines()]


def test_the_loaded_county_is_the_one_that_its_events_give_and_every_way_works(home: Path) -> None:
    said = _told(
        home,
        {"do": "begin"},
        {"do": "load", "bookings": 60, "requests": 20},
        {"do": "open", "count": 5, "seed": 3},
        {"do": "receive", "count": 5, "seed": 3},
        {"do": "check"},
        {"do": "ask", "rounds": 1},
    )
    assert said[4]["differences"] == 0
    assert said[4]["leaves"] > 60 + 20
    assert all(len(times) == 1 for times in said[5]["lists"].values())
    plain = _told(
        home, {"do": "plain_open_known", "count": 5, "seed": 4}, {"do": "plain_receive", "count": 5, "seed": 4}
    )
    assert plain[1]["seconds"] > 0


def test_the_results_hold_every_table() -> None:
    text = (BENCH / "RESULTS-DESK.md").read_text()
    for title in ("## Goals", "## 1.", "## 2.", "## 3.", "## 4."):
        assert title in text
    assert "| SQLite: plain Django, no ledger |" in text
    assert "| PostgreSQL: plain Django, no ledger |" in text
    assert "200,000 bookings and 50,000 requests loaded" in text
