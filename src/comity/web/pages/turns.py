"""Work that takes long and goes on by itself, so that no page waits: papers are read by it, and large reports counted.

A lock on a file says that somebody is at it. The kernel takes it back from a program that ends, whatever ended it; that
it was asked for stands in another file, so that after a restart it is done again when the page is next opened. What was
found waits here, sealed by whoever asked for it, until a page fetches it.
"""

from __future__ import annotations

import fcntl
import json
import os
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from io import BufferedRandom
from pathlib import Path

from comity.base import ComityError

Seal = Callable[[bytes], bytes]
Work = Callable[[bytes], bytes]  # from what is asked to what is found; a ComityError says why not
AT_A_TIME = max(1, (os.cpu_count() or 2) // 2)  # what is left of the machine answers pages
_LOOK_AGAIN = 0.1  # seconds, while it waits for its turn
_TRIES = 3  # that ended without a word; then it is not tried again by itself


class Step(Enum):
    """Where a piece of work stands."""

    NONE = "none"  # nobody has asked for it
    WAITING = "waiting"  # for its turn
    GOING = "going"
    STOPPED = "stopped"  # the program ended in the middle
    DONE = "done"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Refused:
    """Why nothing was found, and what to do."""

    message: str
    help: str


class Turns:
    """The work of one kind in one home, whichever of its programs does it."""

    def __init__(self, folder: Path, work: Work, *, at_a_time: int = AT_A_TIME) -> None:
        self._folder, self._do, self._at_a_time = folder, work, at_a_time
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def begin(self, name: str, content: bytes, seal: Seal) -> None:
        """Have it done, by its turn; where somebody is at it, that is enough."""
        lock = self._locked(name)
        if lock is None:
            return
        self._path(name, "refused").unlink(missing_ok=True)
        self._write(name, "asked", str(self._tries(name) + 1).encode())
        lock.truncate(0)
        threading.Thread(target=self._work, args=(name, content, seal, lock), daemon=True).start()

    def step(self, name: str) -> Step:
        """Where it stands."""
        # the lock first: whoever lets go of it has written down before how it ended
        if (held := self._held(name)) is not None:
            return held
        for ending, step in (("done", Step.DONE), ("refused", Step.REFUSED)):
            if self._path(name, ending).exists():
                return step
        tries = self._tries(name)
        return Step.NONE if not tries else Step.STOPPED if tries < _TRIES else Step.REFUSED

    def result(self, name: str) -> bytes | None:
        """What was found, as it was sealed."""
        return self._read(name, "done")

    def refused(self, name: str) -> Refused | None:
        """Why nothing was found; None where the work has ended too often without a word."""
        said = self._read(name, "refused")
        return None if said is None else Refused(*json.loads(said))

    def forget(self, name: str) -> None:
        """Throw away what was found; it is kept elsewhere, or not wanted any more."""
        for ending in ("done", "refused", "asked"):
            self._path(name, ending).unlink(missing_ok=True)

    def sweep(self, before: datetime) -> None:
        """Throw away what nobody has fetched since."""
        for path in self._folder.iterdir():
            with suppress(FileNotFoundError):  # others take away what is done
                if path.stat().st_mtime < before.timestamp() and not path.name.startswith("turn-"):
                    path.unlink()

    def _work(self, name: str, content: bytes, seal: Seal, lock: BufferedRandom) -> None:
        with lock, self._turn():
            lock.write(b"going")
            lock.flush()
            try:
                self._write(name, "done", seal(self._do(content)))
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

    def _read(self, name: str, ending: str) -> bytes | None:
        """What is written there; nothing where it is not, or where somebody takes it away at this moment."""
        try:
            return self._path(name, ending).read_bytes()
        except FileNotFoundError:
            return None

    def _held(self, name: str) -> Step | None:
        try:
            stream = self._path(name, "lock").open("rb")
        except FileNotFoundError:
            return None
        with stream:
            try:
                fcntl.flock(stream, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                return Step.GOING if stream.read() else Step.WAITING
        return None

    def _tries(self, name: str) -> int:
        return int(self._read(name, "asked") or 0)

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
