"""Reads messages in a child process, which has little memory, little time, no file to write and nothing to inherit.

One child reads many messages. One that comes to a limit is ended, its message is refused, and another takes over.
"""

from __future__ import annotations

import contextlib
import json
import os
import resource
import selectors
import subprocess
import sys
from dataclasses import asdict
from datetime import datetime
from types import TracebackType
from typing import Self

from comity.feeds.limits import MEGABYTE
from comity.feeds.trails.message import Message, read_message
from comity.feeds.trails.pieces import MAX_BODY, TrailError

MAX_MESSAGE = 25 * MEGABYTE
_MEMORY = 600 * MEGABYTE
_SECONDS = 20  # of a child's own work on one message
_SILENCE = 300  # seconds without an answer: the machine is doing something else
_READS = 500  # messages that one child reads at most
_PIECE = 1 << 16
_LONGEST = 4_000_000  # bytes of an answer
_COMMAND = (sys.executable, "-I", "-c", "from comity.feeds.trails.mail_child import main; main()")
_SURROUNDINGS = {"LANG": "C.UTF-8", "PYTHONUTF8": "1"}
_BUSY = "It is read the next time; see what else keeps the machine busy."
_HELP = "Look at it in the mail program; everything else was read."


class MailReader:
    """Reads messages; a context, at whose end its child is ended."""

    def __init__(self) -> None:
        self._child: subprocess.Popen[bytes] | None = None
        self._read = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._end()

    def read(self, raw: bytes) -> Message:
        """What a message says.

        Raises:
            TrailError: it is too large, is no message, or the child came to a limit.
        """
        if len(raw) > MAX_MESSAGE:
            raise TrailError(f"this message is larger than {MAX_MESSAGE // MEGABYTE} MB", help=_HELP)
        try:
            answer = self._asked(raw)
        except TrailError:
            self._end()
            raise
        if not answer:
            self._end()
            raise TrailError("reading this message took more memory or time than one may", help=_HELP)
        return _checked(json.loads(answer))

    def _asked(self, raw: bytes) -> bytes:
        """The child's answer, or nothing where it has come to an end."""
        child = self._started()
        assert child.stdin is not None
        try:
            child.stdin.write(len(raw).to_bytes(8) + raw)
            child.stdin.flush()
            return _line(child)
        except BrokenPipeError:
            return b""

    def _started(self) -> subprocess.Popen[bytes]:
        if self._child is not None and self._read >= _READS:
            self._end()
        if self._child is None:
            self._read = 0
            self._child = subprocess.Popen(  # noqa: S603 - our own interpreter, with a fixed command
                _COMMAND,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=_SURROUNDINGS,
                cwd="/",
            )
        self._read += 1
        return self._child

    def _end(self) -> None:
        if self._child is None:
            return
        self._child.kill()
        self._child.wait()
        for stream in (self._child.stdin, self._child.stdout):
            if stream is not None:
                with contextlib.suppress(BrokenPipeError):
                    stream.close()
        self._child = None


def _line(child: subprocess.Popen[bytes]) -> bytes:
    assert child.stdout is not None
    held = b""
    with selectors.DefaultSelector() as waiting:
        waiting.register(child.stdout, selectors.EVENT_READ)
        while len(held) < _LONGEST:
            if not waiting.select(_SILENCE):
                raise TrailError("nobody had the time to read this message", help=_BUSY, is_passing=True)
            piece = os.read(child.stdout.fileno(), _PIECE)
            if not piece:
                return b""
            held += piece
            if held.endswith(b"\n"):
                return held
    return b""


def _checked(answer: object) -> Message:
    match answer:
        case {"fault": str(fault)}:
            raise TrailError(f"this message cannot be read: {fault[:200]}", help=_HELP)
        case {"id": str(name), "at": str(at), "sender": str(sender), "body": str(body)} if len(body) <= MAX_BODY:
            if at:
                datetime.fromisoformat(at)
            receivers, left_out = (tuple(map(str, answer.get(key, ()))) for key in ("receivers", "left_out"))  # type: ignore[attr-defined]
            return Message(name, at, sender, receivers, body, left_out)
    raise TrailError("an answer came back that is none", help="Report this as a fault of comity.")


def main() -> None:
    """What the child does: limit itself, read messages, and write what they say."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
    while length := sys.stdin.buffer.read(8):
        used = int(resource.getrusage(resource.RUSAGE_SELF).ru_utime)
        resource.setrlimit(resource.RLIMIT_CPU, (used + _SECONDS, resource.getrlimit(resource.RLIMIT_CPU)[1]))
        _say(_answer(sys.stdin.buffer.read(int.from_bytes(length))))


def _answer(raw: bytes) -> dict[str, object]:
    try:
        return asdict(read_message(raw, MAX_BODY))
    except MemoryError:
        sys.exit(1)  # whoever waits hears nothing more, and says so
    except Exception as error:  # noqa: BLE001 - whatever a stranger's message does to the reader of messages
        return {"fault": f"{type(error).__name__}: {error}" if not isinstance(error, ValueError) else str(error)}


def _say(answer: dict[str, object]) -> None:
    sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n")
    sys.stdout.buffer.flush()
