"""What the README and the guides tell a newcomer to type works as it is written."""

import os
import re
import shlex
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener

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


@contextmanager
def demonstration(home: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """The demonstration as it is started from a terminal; all that it has started ends with it."""
    words = ["env", "--default-signal=INT", sys.executable, "-m", "comity", "demo", "--port", str(port)]
    surroundings = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "COMITY_HOME": str(home)}
    quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL}
    with subprocess.Popen(words, cwd=ROOT, env=surroundings, start_new_session=True, **quiet) as running:
        try:
            yield running
        finally:
            with suppress(ProcessLookupError):
                os.killpg(running.pid, signal.SIGKILL)


def press_a_role(running: subprocess.Popen[bytes], address: str, person: str) -> tuple[str, str]:
    """Wait until the demonstration is served, and press somebody's button; the address and the page that come."""
    browser = build_opener(HTTPCookieProcessor(CookieJar()))
    front = ""
    while not front:
        assert running.poll() is None, "it ended before it served"
        with suppress(OSError):
            front = browser.open(address).read().decode()
        time.sleep(0.2)
    assert f'name="person" value="{person}"' in front
    (token,) = set(re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', front))
    pressed = {"csrfmiddlewaretoken": token, "person": person}
    with browser.open(f"{address}account/demo/", urlencode(pressed).encode()) as page:
        return page.url, page.read().decode()


def serves_its_desk_until_it_is_stopped(home: Path) -> None:
    """Start the demonstration again where it was told, sit down in a role, and press Ctrl-C."""
    with socket.create_server(("localhost", 0)) as free:
        port = free.getsockname()[1]
    address = f"http://localhost:{port}/"
    with demonstration(home, port) as running:
        url, page = press_a_role(running, address, "desk")
        assert url == f"{address}today/"
        assert "<h1>Today</h1>" in page
        assert "Demonstration: every person and every request here is invented." in page
        running.send_signal(signal.SIGINT)
        assert running.wait() == 0
        with pytest.raises(ProcessLookupError):  # nothing that it started is left
            os.killpg(running.pid, 0)


def test_the_demo_prints_its_four_parts_and_serves_its_desk(tmp_path: Path) -> None:
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
    serves_its_desk_until_it_is_stopped(tmp_path / "demo")
