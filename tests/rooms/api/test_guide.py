"""What the guide for programs shows works as it is written, against a desk that is served."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from standardwebhooks import Webhook

from comity.gate import Role
from contract.programs import PDF, token

GUIDE = Path(__file__).parents[3] / "docs" / "for" / "programs.md"
BLOCK = re.compile(r"^```(?P<language>bash|python)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(language: str) -> list[str]:
    return [block["text"] for block in BLOCK.finditer(GUIDE.read_text()) if block["language"] == language]


@pytest.fixture
def served(durable: Any, live_server: Any) -> dict[str, str]:
    """The surroundings of a program: where the desk is, and a token for it."""
    return {**os.environ, "COMITY": live_server.url, "TOKEN": token(durable, Role.DESK), "NO_PROXY": "*"}


def run(*words: str, text: str, surroundings: dict[str, str], folder: Path) -> str:
    done = subprocess.run(
        words, input=text, env=surroundings, cwd=folder, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_lines_for_a_shell_work_from_beginning_to_end(
    served: dict[str, str], durable: Any, tmp_path: Path, tally: Callable[..., None]
) -> None:
    if missing := [tool for tool in ("bash", "curl", "jq") if not shutil.which(tool)]:
        pytest.skip(f"there is no {missing[0]} here")
    (tmp_path / "detainer.pdf").write_bytes(PDF)
    lines = blocks("bash")
    said = run("bash", text="set -euo pipefail\n" + "\n".join(lines), surroundings=served, folder=tmp_path)
    assert '{"database":true,"ledger":true}' in said
    assert '"verdict": "do_not"' in said
    assert '"citation": "Gov. Code § 7284.6(a)(1)(B)"' in said
    assert '"answer": false' in said
    assert '"what": "duty"' in said
    assert '"name": "us-ca"' in said
    tally("blocks of the guide run", len(lines))


def test_the_program_in_python_works(served: dict[str, str], tmp_path: Path) -> None:
    said = run(sys.executable, "-", text=blocks("python")[0], surroundings=served, folder=tmp_path)
    assert said.startswith("share_court_date ")
    assert "what was sent is not in its form" in said


def test_the_receiver_takes_what_is_signed_once_and_nothing_else(capsys: pytest.CaptureFixture[str]) -> None:
    room: dict[str, Any] = {}
    exec(blocks("python")[1], room)
    secret, body = "whsec_" + "A" * 43 + "=", json.dumps({"type": "answered", "data": {"number": "2026-0001"}})
    now = datetime.now(UTC)
    headers = {
        "webhook-id": "msg_1",
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Webhook(secret).sign("msg_1", now, body),
    }
    assert [room["received"](secret, headers, body) for _ in range(2)] == [200, 200]
    assert capsys.readouterr().out == "answered 2026-0001\n"
    assert room["received"](secret, headers, body.replace("1", "2")) == 401


def test_every_problem_and_every_limit_of_the_guide_is_true(settings: Any) -> None:
    from comity.api import fields, law, problems, tokens
    from comity.gate.checking import MAX_LONG, MAX_SHORT

    text = GUIDE.read_text()
    assert set(re.findall(r"`([a-z-]+)`", text)) >= set(problems.TITLES)
    assert f"{settings.COMITY_API_RATE:,} in a minute" in text
    assert f"{tokens.MOST_FAILURES} in a minute" in text
    assert (tokens.MAX_JSON, law.MAX_CASE, MAX_SHORT, MAX_LONG) == (1_000_000, 200_000, 200, 4_000)
    assert fields.longest("name") == MAX_SHORT
