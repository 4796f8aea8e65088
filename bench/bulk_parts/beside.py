"""Starts the program of the peers in their own environment, and asks it."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Self

from bulk_parts.ways import Counts
from run import VENV, WANTED, prepare

Timed = Callable[[], tuple[float, Counts | None]]  # processor time, and what was counted
_PROGRAM = Path(__file__).with_name("peers.py")
_SINGLE = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMEXPR_NUM_THREADS", "POLARS_MAX_THREADS"), "1")


class Peers:
    """The peers, over the rows of one file under one pack."""

    def __init__(self, pack: str, folder: Path | None, path: Path) -> None:
        words = [str(prepare(VENV, WANTED)), str(_PROGRAM), pack, str(folder or ""), str(path)]
        self._program = subprocess.Popen(
            words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env={**os.environ, **_SINGLE}
        )
        self.counts: dict[str, Counts] = {}  # the last of each way

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._program.communicate()

    def way(self, name: str) -> Timed:
        """One way of one peer."""

        def once() -> tuple[float, Counts]:
            assert self._program.stdin
            assert self._program.stdout
            print(name, file=self._program.stdin, flush=True)
            told = json.loads(self._program.stdout.readline() or "null")
            if told is None:
                raise SystemExit(f"bench: {name} has ended; what it said stands above")
            yes, no, others = told["counts"]
            self.counts[name] = (yes, no, others)
            return told["seconds"], self.counts[name]

        return once
