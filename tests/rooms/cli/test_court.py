"""What a court runs: it makes a key once, and opens with it what was sealed for it and nothing else."""

from __future__ import annotations

import json
import stat
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from comity.cli.app import app
from comity.cli.record.court import app as court
from comity.matters import MatterKey, courts_public_key
from comity.matters.sealing import wrap_for_court

HANDLE = "0123456789abcdef0123456789abcdef"


def run(*words: str) -> Any:
    return CliRunner().invoke(court, list(words))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_what_was_sealed_for_a_court_is_opened_with_its_key_alone(folder: Path) -> None:
    public = run("key").stdout.split()[-1]
    assert stat.S_IMODE(Path("court.key").stat().st_mode) == 0o600
    record = MatterKey.new()
    blob = wrap_for_court(record, HANDLE, courts_public_key(public))
    Path("sealed-key.json").write_text(json.dumps({"record": HANDLE, "sealed_key": blob.hex()}))
    assert run("open", "sealed-key.json").stdout.strip() == record.secret.hex()
    run("key", "--out", "other.key")
    assert "does not open" in str(run("open", "sealed-key.json", "--key", "other.key").exception)


def test_a_key_is_never_overwritten_and_what_is_none_is_refused(folder: Path) -> None:
    run("key")
    before = Path("court.key").read_bytes()
    assert "there is a file" in str(run("key").exception)
    assert Path("court.key").read_bytes() == before
    Path("odd.json").write_text("{}")
    assert "no locked key" in str(run("open", "odd.json").exception)
    Path("locked.json").write_text(json.dumps({"record": HANDLE, "sealed_key": "00"}))
    assert "no key of a court" in str(run("open", "locked.json", "--key", "odd.json").exception)


def test_the_command_is_among_the_others() -> None:
    assert "court" in CliRunner().invoke(app, ["--help"]).stdout
