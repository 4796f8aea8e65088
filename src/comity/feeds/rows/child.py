"""Reads an upload in a child process, which has little memory, little time, no file to write and nothing to inherit.

What a stranger sends is taken apart there; what comes back is rows of text, which are checked again on arrival.
"""

from __future__ import annotations

import contextlib
import json
import os
import resource
import selectors
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from comity.feeds.errors import FeedError
from comity.feeds.limits import Limits
from comity.feeds.mapping import Mapping
from comity.feeds.reading.mapping import read_mapping
from comity.feeds.rows.opening import open_rows
from comity.feeds.rows.row import RawRow, Source

_CHUNK = 500
_PIECE = 1 << 16
_LONGEST = 64_000_000  # bytes of one message
_COMMAND = (sys.executable, "-I", "-c", "from comity.feeds.rows.child import main; main()")
_SURROUNDINGS = {"LANG": "C.UTF-8", "PYTHONUTF8": "1", "OMP_NUM_THREADS": "1", "ARROW_DEFAULT_MEMORY_POOL": "system"}


def read_in_child(mapping: Mapping, source: Source, limits: Limits) -> Iterator[RawRow]:
    """The rows of a file, read by a child process within its limits.

    Raises:
        FeedError: the file is not as the map says, or the child came to a limit.
    """
    asked = {"path": str(source.path), "tables": [place for place, _ in source.tables], "limits": asdict(limits)}
    process = subprocess.Popen(  # noqa: S603 - our own interpreter, with a fixed command
        _COMMAND,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=_SURROUNDINGS,
        cwd="/",
    )
    try:
        assert process.stdin is not None
        with contextlib.suppress(BrokenPipeError), process.stdin as stream:
            stream.write(json.dumps(asked).encode() + b"\n" + mapping.content)
        yield from _received(process, source, limits)
    finally:
        process.kill()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()


def _received(process: subprocess.Popen[bytes], source: Source, limits: Limits) -> Iterator[RawRow]:
    widths = {place: len(table.used) for place, table in source.tables}
    for line in _lines(process, limits):
        message = json.loads(line)
        if "end" in message:
            return
        if "error" in message:
            said, advice = message["error"]
            raise FeedError(str(said), help=str(advice))
        for each in message["rows"]:
            yield _checked(each, widths)
    raise FeedError(
        f"reading `{source.path.name}` took more memory or time than an upload may",
        help="Send a smaller file, or bring it in on the server with `comity import`.",
    )


def _checked(each: object, widths: dict[int, int]) -> RawRow:
    match each:
        case [int(place), int(line), list(cells), str(fault), str(advice)] if place in widths:
            is_text = all(isinstance(cell, str) for cell in cells)
            if (is_text and len(cells) == widths[place]) or (fault and not cells):
                return RawRow(place, line, cells, fault, advice)
    raise FeedError("a row came back that is none", help="Report this as a fault of comity.")


def _lines(process: subprocess.Popen[bytes], limits: Limits) -> Iterator[bytes]:
    assert process.stdout is not None
    held = b""
    with selectors.DefaultSelector() as waiting:
        waiting.register(process.stdout, selectors.EVENT_READ)
        while waiting.select(limits.silence):
            piece = os.read(process.stdout.fileno(), _PIECE)
            if not piece:
                return
            *lines, held = (held + piece).split(b"\n")
            yield from lines
            if len(held) > _LONGEST:
                return


def main() -> None:
    """What the child does: limit itself, read, and write rows to its output."""
    asked = json.loads(sys.stdin.buffer.readline())
    limits = Limits(**asked["limits"])
    mapping = read_mapping(sys.stdin.buffer.read())
    tables = tuple((place, mapping.tables[mapping.table_names[place]]) for place in asked["tables"])
    _limit(limits)
    try:
        for rows in _chunks(open_rows(mapping, Source(Path(asked["path"]), tables), limits)):
            _say({"rows": rows})
        _say({"end": True})
    except FeedError as error:
        _say({"error": [error.message, error.help]})
    except MemoryError:
        sys.exit(1)  # whoever waits hears nothing more, and says so


def _limit(limits: Limits) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory_bytes, limits.memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.seconds, limits.seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))


def _chunks(rows: Iterator[RawRow]) -> Iterator[list[RawRow]]:
    held: list[RawRow] = []
    for row in rows:
        held.append(row)
        if len(held) == _CHUNK:
            yield held
            held = []
    yield held


def _say(message: dict[str, object]) -> None:
    sys.stdout.buffer.write(json.dumps(message).encode() + b"\n")
    sys.stdout.buffer.flush()
