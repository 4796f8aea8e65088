"""A room may use any floor below, never above; the lower house knows no framework; law holds no program."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

LINT = "from importlinter.cli import lint_imports_command as lint; lint()"

UPPER_HOUSE = {"site", "cli", "web", "api", "store", "feeds", "outbox", "witness"}

Build = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def build(tmp_path: Path, root: Path, floors: list[str]) -> Build:
    """Build an empty house with the project's own floors, add some lines to it, and let import-linter look."""

    def built(lines: dict[str, str]) -> "subprocess.CompletedProcess[str]":
        for folder in ["comity", "comity_law", "comity_verify", *(f"comity/{room}" for room in floors)]:
            (tmp_path / folder).mkdir()
            (tmp_path / folder / "__init__.py").write_text("")
        for place, line in lines.items():
            path = tmp_path / place
            path.parent.mkdir(exist_ok=True)
            (path.parent / "__init__.py").touch()
            path.write_text(line + "\n")
        words = [sys.executable, "-c", LINT, "--no-cache", "--config", str(root / "pyproject.toml")]
        surroundings = {**os.environ, "PYTHONPATH": str(tmp_path)}
        return subprocess.run(words, cwd=tmp_path, env=surroundings, capture_output=True, text=True, check=False)

    return built


def test_a_house_in_order_passes(build: Build, project: dict[str, Any], tally: Callable[..., None]) -> None:
    done = build({"comity/decide/verdict.py": "import comity.law", "comity/site/door.py": "import socket, comity.cli"})
    assert done.returncode == 0, done.stdout
    tally("floors kept", len(next(iter(project["tool"]["importlinter"]["contracts"]))["layers"]))


@pytest.mark.parametrize(
    ("lines", "complaint"),
    [
        ({"comity/base/bytes.py": "import comity.law"}, "Floors BROKEN"),
        ({"comity/deadlines/due.py": "import comity.law"}, "Floors BROKEN"),
        ({"comity/lab/replay.py": "import comity.site"}, "Floors BROKEN"),
        ({"comity/attic/__init__.py": ""}, "attic"),
        ({"comity/base/bytes.py": "import django"}, "no framework and no network BROKEN"),
        ({"comity/law/fetch.py": "import urllib.request"}, "no framework and no network BROKEN"),
        ({"comity/decide/question.py": "import socket"}, "no framework and no network BROKEN"),
        ({"comity_law/us.py": "import comity.law"}, "Law is data BROKEN"),
        (
            {"comity/law/a/one.py": "import comity.law.b", "comity/law/b.py": "import comity.law.a.one"},
            "No circles BROKEN",
        ),
    ],
    ids=["base-law", "deadlines-law", "lab-site", "new-room", "django", "urllib", "socket", "law-code", "circle"],
)
def test_a_house_out_of_order_is_refused(build: Build, lines: dict[str, str], complaint: str) -> None:
    done = build(lines)
    assert done.returncode != 0, done.stdout
    assert complaint in done.stdout, done.stdout


def test_every_room_below_the_door_is_in_the_lower_house(project: dict[str, Any], floors: list[str]) -> None:
    contracts = project["tool"]["importlinter"]["contracts"]
    lower = next(contract["source_modules"] for contract in contracts if "no framework" in contract["name"])
    assert {name.removeprefix("comity.") for name in lower} == set(floors) - UPPER_HOUSE
