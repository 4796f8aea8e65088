"""The command as a person runs it, in this process with a clock that stands still, or as a program of its own."""

import io
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from comity.cli.app import run
from comity.cli.tools import Tools

ROOT = Path(__file__).resolve().parents[3]
NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)  # two at night in Washington


@dataclass(frozen=True)
class Done:
    """What a command printed and how it ended."""

    code: int
    out: str
    err: str
    tools: Tools


Comity = Callable[..., Done]


@pytest.fixture(scope="session")
def warm_tools() -> Tools:
    """Tools whose library keeps the packs it has read, as a long evening at the desk would."""
    return Tools(clock=lambda: NOW)


@pytest.fixture
def comity(warm_tools: Tools, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Comity:
    """Run the command with some words, and perhaps some input."""

    def ran(*words: str, typed: str = "", tools: Tools | None = None) -> Done:
        used = tools or warm_tools
        monkeypatch.setattr(sys, "argv", ["comity", *words])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(typed.encode())))
        capsys.readouterr()
        try:
            run(used)
            code = 0
        except SystemExit as end:
            code = int(end.code or 0)
        printed = capsys.readouterr()
        assert "Traceback" not in printed.out + printed.err
        return Done(code, printed.out, printed.err, used)

    return ran


@pytest.fixture
def program() -> Callable[..., "subprocess.CompletedProcess[str]"]:
    """Run the command as a program of its own."""

    def ran(*words: str, typed: str = "", **surroundings: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, "-m", "comity", *words],
            input=typed,
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, "PYTHONPATH": str(ROOT / "src"), **surroundings},
        )

    return ran


@pytest.fixture
def case(tmp_path: Path) -> Callable[..., str]:
    """Write a file and give its path."""

    def written(text: str | bytes, name: str = "case.yaml") -> str:
        path = tmp_path / name
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return str(path)

    return written
