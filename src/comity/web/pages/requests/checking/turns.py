"""Readings of papers that go on by themselves, so that no page waits: each in its own child, few at a time.

A lock on a file says that somebody is at a paper. The kernel takes it back from a program that ends, whatever ended it;
that a reading was asked for stands in another file, so that after a restart it is made again when the page is next
opened. What was read waits here, sealed by whoever asked for it, until a page fetches it.
"""

from __future__ import annotations

import fcntl
import json
import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from io import BufferedRandom
from pathlib import Path
from typing import Any

from comity.base import ComityError
from comity.papers import read_paper, written

Seal = Callable[[bytes], bytes]
Read = Callable[[bytes], Any]
Write = Callable[[Any], bytes]
AT_A_TIME = max(1, (os.cpu_count() or 2) // 2)  # what is left of the machine answers pages
_LOOK_AGAIN = 0.1  # seconds, while a reading waits for its turn
_TRIES = 3  # that ended without a word; then it is not tried again by itself


class Step(Enum):
    """Where a reading stands."""

    NONE = "none"  # nobody has asked for it
    WAITING = "waiting"  # for its turn
    READING = "reading"
    STOPPED = "stopped"  # the program ended in the middle
    READ = "read"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a paper could not be read, and what to do."""

    message: str
    help: str


_NO_WORD = Refused("the reading of this paper ended three times without a word", "Try again, or type what it says.")


class Turns:
    """The readings of one home, whichever of its programs makes them."""

    def __init__(
        self, folder: Path, *, read: Read = read_paper, write: Write = written, at_a_time: int = AT_A_TIME
    ) -> None:
        self._folder, self._read, self._write_down, self._at_a_time = folder, read, write, at_a_time
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def begin(self, name: str, content: bytes, seal: Seal) -> None:
        """Have a paper read, by its turn; where somebody is at it, that is enough."""
        lock = self._locked(name)
        if lock is None:
            return
        self._path(name, "refused").unlink(missing_ok=True)
        self._write(name, "asked", str(self._tries(name) + 1).encode())
        lock.truncate(0)
        threading.Thread(target=self._work, args=(name, content, seal, lock), daemon=True).start()

    def step(self, name: str) -> Step:
        """Where a reading stands."""
        # the lock first: whoever lets go of it has written down before how it ended
        if (held := self._held(name)) is not None:
            return held
        for ending, step in (("read", Step.READ), ("refused", Step.REFUSED)):
            if self._path(name, ending).exists():
                return step
        tries = self._tries(name)
        return Step.NONE if not tries else Step.STOPPED if tries < _TRIES else Step.REFUSED

    def result(self, name: str) -> bytes | None:
        """What was read, as it was sealed."""
        path = self._path(name, "read")
        return path.read_bytes() if path.exists() else None

    def refused(self, name: str) -> Refused:
        """Why it could not be read."""
        path = self._path(name, "refused")
        return Refused(*json.loads(path.read_text())) if path.exists() else _NO_WORD

    def forget(self, name: str) -> None:
        """Throw away what was read; it is kept elsewhere, or not wanted any more."""
        for ending in ("read", "refused", "asked"):
            self._path(name, ending).unlink(missing_ok=True)

    def sweep(self, before: datetime) -> None:
        """Throw away what nobody has fetched since."""
        for path in self._folder.iterdir():
            if path.stat().st_mtime < before.timestamp() and not path.name.startswith("turn-"):
                path.unlink(missing_ok=True)

    def _work(self, name: str, content: bytes, seal: Seal, lock: BufferedRandom) -> None:
        with lock, self._turn():
            lock.write(b"reading")
            lock.flush()
            try:
                self._write(name, "read", seal(self._write_down(self._read(content))))
            except ComityError as error:
                self._write(name, "refused", json.dumps([error.message, error.help]).encode())
            self._path(name, "asked").unlink(missing_ok=True)

    def _turn(self) -> BufferedRandom:
        """Wait for one of the places that there are; it is free again once it is closed."""
        while True:
            for place in range(self._at_a_time):
                if (free := _try_lock(self._folder / f"turn-{place}")) is not None:
                    return free
            time.sleep(_LOOK_AGAIN)

    def _write(self, name: str, ending: str, content: bytes) -> None:
        begun = self._path(name, "begun")
        begun.touch(mode=0o600)
        begun.write_bytes(content)
        begun.replace(self._path(name, ending))

    def _held(self, name: str) -> Step | None:
        path = self._path(name, "lock")
        if not path.exists():
            return None
        with path.open("rb") as stream:
            try:
                fcntl.flock(stream, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                return Step.READING if stream.read() else Step.WAITING
        return None

    def _tries(self, name: str) -> int:
        path = self._path(name, "asked")
        return int(path.read_text()) if path.exists() else 0

    def _locked(self, name: str) -> BufferedRandom | None:
        if self._held(name) is not None:
            return None
        for _ in range(5):  # whoever only looks has it for a moment as well
            if (lock := _try_lock(self._path(name, "lock"))) is not None:
                return lock
            time.sleep(0.02)
        return None

    def _path(self, name: str, ending: str) -> Path:
        return self._folder / f"{Path(name).name}.{ending}"


def _try_lock(path: Path) -> BufferedRandom | None:
    """The file, locked until it is closed; nothing where somebody else has it."""
    stream = os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600), "r+b")
    try:
        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        stream.close()
        return None
    return stream
