"""A storage device played again from what a real writer did to it, and cut off anywhere, honest about flushing or not.

The writer runs under `strace`, which records each write, flush, renaming and deletion in the order in which the kernel
saw them, and what the writer acknowledged in between.
"""

from __future__ import annotations

import random
import re
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

SECTOR = 512  # bytes that a device writes whole or not at all
CALLS = "openat,write,pwrite64,ftruncate,fsync,fdatasync,rename,unlink"
_CALL = re.compile(r"^\d+ +(\w+)\((.*)\) += ")
_TEXT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')
_OPEN_FILE = re.compile(r"^(\d+)<((?:\\x[0-9a-f]{2})*)>")


@dataclass(frozen=True)
class Step:
    """One thing that happened: to a file, or said aloud (`path` is empty then)."""

    call: str
    path: str
    content: bytes = b""
    number: int = 0  # the offset of a write, -1 for the end; the size of a truncation


def record(program: str, *words: str, folder: Path) -> list[Step]:
    """Run a Python program with its words and return all it did to files below a folder, and what it said."""
    trace = folder.parent / "trace"
    command = ["strace", "-f", "-y", "-xx", "-s", "1000000", "-e", f"trace={CALLS}", "-e", "status=successful"]
    subprocess.run([*command, "-o", str(trace), sys.executable, "-c", program, *words], check=True, capture_output=True)
    steps = (_step(line) for line in trace.read_text().splitlines())
    return [step for step in steps if step and (step.call == "said" or step.path.startswith(str(folder)))]


def _step(line: str) -> Step | None:
    found = _CALL.match(line)
    if found is None:
        return None
    call, rest = found.groups()
    opened, texts = _OPEN_FILE.match(rest), [_bytes(text) for text in _TEXT.findall(rest)]
    if call in {"rename", "unlink"}:
        return Step(call, texts[0].decode(), texts[-1])
    if call == "openat":
        return Step("create", texts[0].decode(), number=int("O_TRUNC" in rest)) if "O_CREAT" in rest else None
    if opened is None:
        return None
    path, last = _bytes(opened.group(2)).decode(), rest.rsplit(", ", 1)[-1]
    if call == "write":
        return Step("said", "", texts[0]) if opened.group(1) == "1" else Step("write", path, texts[0], -1)
    if call == "pwrite64":
        return Step("write", path, texts[0], int(last))
    return Step("truncate", path, number=int(last)) if call == "ftruncate" else Step("flush", path)


def _bytes(escaped: str) -> bytes:
    return bytes.fromhex(escaped.replace("\\x", ""))


@dataclass
class Device:
    """Files as they surely are, and the writes that are still on their way."""

    surely: dict[str, bytes] = field(default_factory=dict)
    underway: dict[str, list[Step]] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)

    def play(self, steps: Sequence[Step], *, lies: Callable[[str], bool] = lambda _path: False) -> None:
        """Do these steps; a flush of a file for which the device lies keeps nothing."""
        for step in steps:
            if step.call == "said":
                self.said += step.content.decode().splitlines()
            elif step.call in {"write", "truncate"}:
                self.underway.setdefault(step.path, []).append(self._placed(step))
            elif step.call != "flush" or not lies(step.path):
                self._keep(step)

    def _placed(self, step: Step) -> Step:
        if step.number >= 0:
            return step
        size = len(_after(self.surely.get(step.path, b""), self.underway.get(step.path, []), lambda: True))
        return Step(step.call, step.path, step.content, size)

    def _keep(self, step: Step) -> None:
        path = step.path
        self.surely[path] = _after(self.surely.get(path, b""), self.underway.pop(path, []), lambda: True)
        if step.call == "rename":
            self.surely[step.content.decode()] = self.surely.pop(path)
        elif step.call == "unlink":
            del self.surely[path]
        elif step.call == "create" and step.number:
            self.surely[path] = b""

    def cut(self, dice: random.Random, share: float) -> dict[str, bytes]:
        """What is on it after a power cut: of what was on its way, a share of the sectors, in no order."""
        paths = self.surely.keys() | self.underway.keys()
        return {
            path: _after(self.surely.get(path, b""), self.underway.get(path, []), lambda: dice.random() < share)
            for path in paths
        }


def _after(content: bytes, steps: Sequence[Step], reaches: Callable[[], bool]) -> bytes:
    """A file after the sectors of some writes that reach the device."""
    made = bytearray(content)
    for step in steps:
        if step.call == "truncate":
            if reaches():
                made = made[: step.number] + bytes(max(step.number - len(made), 0))
            continue
        for start in range(0, len(step.content), SECTOR):
            piece, at = step.content[start : start + SECTOR], step.number + start
            if reaches():
                made += bytes(max(at - len(made), 0))
                made[at : at + len(piece)] = piece
    return bytes(made)
