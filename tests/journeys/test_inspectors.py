"""Guides are true: each block for inspectors and operators is typed as written, and shows what it promises."""

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
PAGES = ROOT / "docs" / "for"
BLOCK = re.compile(r"^```(?P<kind>sh|text)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
END = "=== end of block"
PORT = re.compile(r"(?<=127\.0\.0\.1:)738\d")


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
    told = steps(_on_free_ports(PAGES / "inspectors.md"))
    assert len(told) > 12
    assert sum(len(step.expected) for step in told) > 40
    _see(told, shell)
    tally("commands typed for inspectors", sum(step.commands.count("comity ") for step in told))


def test_an_operator_has_a_witness_makes_a_backup_and_makes_the_desk_again(
    shell: Callable[[str], str], tally: Callable[..., None]
) -> None:
    told = steps(_on_free_ports(PAGES / "operators.md"))
    assert len(told) == 3
    begun = Step("export COMITY_HOME=$PWD/home\ncomity begin\ncomity begin\n", ("The desk in ... is ready.",))
    _see([begun, *told, Step("kill $!\n", ())], shell)  # the witness of the example
    tally("commands typed for operators", sum(step.commands.count("comity ") for step in told))


def _on_free_ports(page: Path) -> str:
    text = page.read_text()
    for port in sorted(set(PORT.findall(text))):
        text = text.replace(f":{port}", f":{free_port()}")
    return text


def _see(told: list[Step], shell: Callable[[str], str]) -> None:
    """Type every block in one shell, and look for what it promises."""
    printed = shell("".join(f"{step.commands}echo '{END}'\n" for step in told)).split(f"{END}\n")
    assert len(printed) == len(told) + 1, printed[-1]
    for step, seen in zip(told, printed, strict=False):
        assert missing(step.expected, seen) == [], f"{step.commands}\n{seen}"
        assert "Traceback" not in seen


def test_a_line_that_is_not_printed_is_noticed() -> None:
    assert missing(("verified", "exit status 0"), "verified\nexit status 1\n") == ["exit status 0"]
    assert missing(("b", "a"), "a\nb\n") == ["a"], "in this order"
    assert missing(("root ...",), "root 12\n") == []
