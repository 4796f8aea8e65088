"""What the README and the guides tell a newcomer to type works as it is written."""

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from comity.base import read_document
from comity.decide import read_case
from comity.law import LawLibrary

ROOT = Path(__file__).parents[2]
TYPED = re.compile(r"^\$ \./dev comity (?P<words>.+)$", re.MULTILINE)
BLOCK = re.compile(r"^```(?P<language>yaml|python)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
ANSWERED = {0, 4, 5}  # every ask answered · facts are missing · some ask goes to legal


def blocks(page: str, language: str) -> list[str]:
    """The blocks of a language on a page."""
    found = BLOCK.finditer((ROOT / page).read_text(encoding="utf-8"))
    return [block["text"] for block in found if block["language"] == language]


def typed(*words: str, answers: str = "", **surroundings: str) -> subprocess.CompletedProcess[str]:
    """The command as a newcomer types it, in the project's folder."""
    return subprocess.run(
        [sys.executable, *words],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src"), **surroundings},
        input=answers,
        capture_output=True,
        text=True,
        timeout=400,
        check=False,
    )


@pytest.mark.parametrize("words", TYPED.findall((ROOT / "README.md").read_text(encoding="utf-8")))
def test_each_command_of_the_readme_answers(words: str, tally: Callable[..., None]) -> None:
    done = typed("-m", "comity", *shlex.split(words), answers="quit\n")
    assert done.returncode in ANSWERED, done.stderr
    assert done.stdout.strip()
    assert "error" not in done.stderr
    tally("commands of the README typed")


def test_the_readme_names_at_least_the_commands_that_a_newcomer_tries() -> None:
    named = {words.split()[0] for words in TYPED.findall((ROOT / "README.md").read_text(encoding="utf-8"))}
    assert named >= {"decide", "ask", "law", "check-law"}


def test_the_case_shown_in_the_readme_is_a_case() -> None:
    (text,) = blocks("README.md", "yaml")
    assert read_case(read_document(text.encode()), LawLibrary()).agency.name == "us-ny-nyc/nypd"


def test_the_program_shown_to_developers_runs() -> None:
    first, second, third = blocks("docs/for/developers.md", "python")
    case, in_sql = typed("-c", first), typed("-c", second + third)
    assert (case.returncode, in_sql.returncode) == (0, 0), case.stderr + in_sql.stderr
    assert "CREATE TABLE coded AS SELECT" in in_sql.stdout
    assert "Ask legal first whether to tell them of a court date" in case.stdout
    assert in_sql.stdout.startswith('SELECT CASE WHEN "day" <')


def test_the_demo_prints_its_four_parts(tmp_path: Path) -> None:
    done = typed("-m", "comity", "demo", "--once", COMITY_HOME=str(tmp_path / "demo"))
    assert done.returncode == 0, done.stderr
    for title in (
        "1. March 2017",
        "2. 57,149 real detainers under 10 laws",
        "3. A detainer form",
        "4. A county's desk",
    ):
        assert title in done.stdout
    assert "required" in done.stdout
    assert "Read again, row by row: whole." in done.stdout
