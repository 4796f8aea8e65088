"""The page for inspectors is true: each block is typed as it is written, and what it promises is what is seen."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "for" / "inspectors.md"
BLOCK = re.compile(r"^```(?P<kind>sh|text)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
END = "=== end of block"
PORTS = ("7381", "7382", "7383")


@dataclass(frozen=True)
class Step:
    """One block of commands, and the lines that are to be seen."""

    commands: str
    expected: tuple[str, ...]


def steps(page: str) -> list[Step]:
    """The blocks of a page in order; what is to be seen stands in the next block."""
    found: list[Step] = []
    for block in BLOCK.finditer(page):
        if block["kind"] == "sh":
            found.append(Step(block["text"], ()))
        else:
            found[-1] = Step(found[-1].commands, tuple(block["text"].splitlines()))
    return found


def missing(expected: tuple[str, ...], printed: str) -> list[str]:
    """The expected lines that are not printed, in this order; `...` stands for anything within a line."""
    lines = iter(printed.splitlines())
    absent = []
    for line in expected:
        form = re.compile(".*".join(map(re.escape, line.split("..."))))
        if not any(form.fullmatch(seen) for seen in lines):
            absent.append(line)
            lines = iter(())
    return absent


def free_port() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])


@pytest.fixture
def shell(tmp_path: Path) -> Callable[[str], str]:
    """A shell in an empty folder that knows the command; everything that it has started ends with it."""
    door = tmp_path / "bin" / "comity"
    door.parent.mkdir()
    door.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m comity "$@"\n')
    door.chmod(0o755)
    folder = tmp_path / "inspector"
    folder.mkdir()
    path = f"{door.parent}{os.pathsep}{os.environ['PATH']}"
    surroundings = {**os.environ, "PATH": path, "PYTHONPATH": str(ROOT / "src"), "COLUMNS": "200"}

    def typed(script: str) -> str:
        with subprocess.Popen(
            ["bash"],
            cwd=folder, env=surroundings, text=True, start_new_session=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        ) as running:  # fmt: skip
            try:
                return running.communicate(script, timeout=300)[0]
            finally:
                with suppress(ProcessLookupError):
                    os.killpg(running.pid, signal.SIGKILL)

    return typed


def test_what_the_page_for_inspectors_promises_is_what_they_see(
    shell: Callable[[str], str], tally: Callable[..., None]
) -> None:
    page = PAGE.read_text()
    for port in PORTS:
        page = page.replace(f":{port}", f":{free_port()}")
    told = steps(page)
    assert len(told) > 12
    assert sum(len(step.expected) for step in told) > 40
    printed = shell("".join(f"{step.commands}echo '{END}'\n" for step in told)).split(f"{END}\n")
    assert len(printed) == len(told) + 1, printed[-1]
    for step, seen in zip(told, printed, strict=False):
        assert missing(step.expected, seen) == [], f"{step.commands}\n{seen}"
        assert "Traceback" not in seen
    tally("commands typed for inspectors", sum(step.commands.count("comity ") for step in told))


def test_a_line_that_is_not_printed_is_noticed() -> None:
    assert missing(("verified", "exit status 0"), "verified\nexit status 1\n") == ["exit status 0"]
    assert missing(("b", "a"), "a\nb\n") == ["a"], "in this order"
    assert missing(("root ...",), "root 12\n") == []
