"""Reads a file in a child process, which has little memory, little time, no network and nothing to inherit.

What a stranger sends is taken apart there; what comes back is a reading, which is checked on arrival.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import asdict, replace

from comity.papers.confining import confine
from comity.papers.errors import PaperRefusedError, PapersError, ReaderMissingError
from comity.papers.kept import Reading, page_seen, read_again, written
from comity.papers.reading.reader import read_pages
from comity.papers.seeing.limits import LIMITS, Limits
from comity.papers.seeing.opening import open_pages
from comity.papers.seeing.words import more_memory

_COMMAND = (sys.executable, "-I", "-c", "from comity.papers.child import main; main()")
_SURROUNDINGS = {
    "LANG": "C.UTF-8", "PYTHONUTF8": "1", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "OMP_THREAD_LIMIT": "1",
    "PATH": "/usr/local/bin:/usr/bin:/bin",
}  # fmt: skip


def read_paper(content: bytes, *, limits: Limits = LIMITS) -> Reading:
    """Read a file, in a child process.

    Raises:
        PaperRefusedError: it is empty, locked, broken, too large, carries what no paper needs, or took too much.
        ReaderMissingError: a page is an image, and no program to read images is installed.
    """
    limits.check_size(content)
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter, with a fixed command
            _COMMAND,
            input=json.dumps(asdict(limits)).encode() + b"\n" + content,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=limits.patience,
            env=_SURROUNDINGS,
            cwd="/",
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise _too_much() from None
    return _answer(done.stdout)


def _answer(said: bytes) -> Reading:
    head, _, rest = said.partition(b"\n")
    match head.split(b" ", 1):
        case [b"reading"]:
            return read_again(rest)
        case [b"missing"]:
            raise ReaderMissingError
        case [b"refused"]:
            message, advice = json.loads(rest)
            raise PaperRefusedError(str(message), help=str(advice))
    raise _too_much()


def _too_much() -> PaperRefusedError:
    return PaperRefusedError(
        "reading this paper took more memory or time than a paper may",
        help="Scan it again in black and white at 200 dots to the inch, or type what it says.",
    )


def main() -> None:
    """What the child does: limit itself, read, and write the reading to its output."""
    limits = Limits(**json.loads(sys.stdin.buffer.readline()))
    content = sys.stdin.buffer.read()
    try:
        confine(replace(limits, memory_bytes=limits.memory_bytes + more_memory()))
        _say(b"reading", written(read_here(content, limits=limits)))
    except ReaderMissingError:
        _say(b"missing", b"")
    except PapersError as error:
        _say(b"refused", json.dumps([error.message, error.help]).encode())
    except (MemoryError, OSError):
        sys.exit(1)  # whoever waits hears nothing, and says so


def read_here(content: bytes, *, limits: Limits = LIMITS) -> Reading:
    """Read a file in this process; only for files that one has made oneself.

    Raises:
        PapersError: as `read_paper`.
    """
    pages = list(open_pages(content, limits=limits))
    return Reading(read_pages(pages), tuple(page_seen(page) for page in pages))


def _say(head: bytes, rest: bytes) -> None:
    sys.stdout.buffer.write(head + b"\n" + rest)
    sys.stdout.buffer.flush()
