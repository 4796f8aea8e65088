"""Runs a question of the lab in a child process: its own bounds of time and memory, no file to write, a low priority.

A solver may take any time on a question that looks harmless. Whoever asks through a page waits no longer than the
bounds say, and those who answer requests on the same machine go first.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib import import_module
from pathlib import Path

from comity.base import ComityError
from comity.law import LawLibrary

_COMMAND = (sys.executable, "-I", "-c", "from comity.lab.bounded.child import main; main()")
_SURROUNDINGS = {"LANG": "C.UTF-8", "PYTHONUTF8": "1", "OMP_NUM_THREADS": "1", "ARROW_DEFAULT_MEMORY_POOL": "system"}
_PRIORITY = 10  # as `nice` counts


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a question may take: seconds of computing, seconds of waiting for it, bytes of memory."""

    seconds: int = 25
    waiting: int = 60
    memory: int = 4_000_000_000


class NotDecidedError(ComityError):
    """A question that came to its bounds."""


def answered(
    question: Mapping[str, object],
    folders: Sequence[Path],
    bounds: Bounds,
    *,
    bound: Mapping[str, str] | None = None,
    by: str = "comity.lab.bounded.questions",
) -> object:
    """What the child found, as a document.

    Args:
        question: See `comity.lab.bounded.questions`.
        folders: Folders of packs, besides those that ship.
        bounds: What it may take.
        bound: Agencies that a layer of their own binds, see `LawLibrary`.
        by: The module whose `answer` is asked.

    Raises:
        NotDecidedError: it came to its bounds.
        ComityError: the question was refused.
    """
    law = {"folders": [str(folder) for folder in folders], "bound": dict(bound or {})}
    told = {"question": question, "law": law, "bounds": asdict(bounds), "by": by}
    said = json.loads(_run(json.dumps(told).encode(), bounds.waiting))
    if "error" in said:
        message, advice = said["error"]
        raise ComityError(str(message), help=str(advice))
    return said["found"]


def _run(told: bytes, waiting: int) -> bytes:
    """What a child that is told this writes to its output, within so many seconds."""
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter, with a fixed command
            _COMMAND,
            input=told,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_SURROUNDINGS,
            cwd="/",
            timeout=waiting,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise _undecided() from None
    if done.returncode or not done.stdout:
        raise _undecided()
    return done.stdout


def _undecided() -> NotDecidedError:
    return NotDecidedError(
        "this was not decided in the time and memory that a page has",
        help="Ask a smaller question, or ask it with the command `comity`, which waits as long as it takes.",
    )


def main() -> None:
    """What the child does: limit itself, answer, and write the answer to its output."""
    told = json.loads(sys.stdin.buffer.read())
    _limit(Bounds(**told["bounds"]))
    try:
        library = LawLibrary([Path(folder) for folder in told["law"]["folders"]], bound=told["law"]["bound"])
        found = import_module(told["by"]).answer(told["question"], library)
        said: dict[str, object] = {"found": found}
    except ComityError as error:
        said = {"error": [error.message, error.help]}
    except MemoryError:
        sys.exit(1)  # whoever waits hears nothing, and says so
    sys.stdout.buffer.write(json.dumps(said).encode())


def _limit(bounds: Bounds) -> None:
    os.nice(_PRIORITY)
    resource.setrlimit(resource.RLIMIT_AS, (bounds.memory, bounds.memory))
    resource.setrlimit(resource.RLIMIT_CPU, (bounds.seconds, bounds.seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
