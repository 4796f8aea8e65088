"""Counts a report in a program of its own, which ends when whoever waits for it ends.

The standard input says what to count, and stays open as long as somebody waits.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from contextlib import suppress
from datetime import date

from django.db import connection

from comity.store.desk import current
from comity.store.errors import StoreError
from comity.web.pages.reporting.counting import count_now, layout_named
from comity.web.pages.reporting.tally import written_tally

_BEGIN = "import django; django.setup(); from comity.web.pages.reporting.child import main; main()"
_COMMAND = (sys.executable, "-c", _BEGIN)
_BEHIND = 10  # by how much pages come before it at the processor, as nice(2) has it


def count_apart(asked: bytes) -> bytes:
    """Count what is asked for.

    Raises:
        StoreError: the program ended early.
    """
    with subprocess.Popen(  # noqa: S603 - our own interpreter, with a fixed command
        _COMMAND, bufsize=0, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        with suppress(BrokenPipeError):  # it ended at once, which its end says
            child.stdin.write(asked + b"\n")
        found = child.stdout.read()
    if child.returncode:
        raise StoreError(
            "the counting of this report ended early",
            help="Nothing was filed; count it again.",
        )
    return found


def main() -> None:
    """What the child does: open the desk, count, and write what was counted to its output."""
    asked = json.loads(sys.stdin.buffer.readline())
    threading.Thread(target=_end_with_whoever_waits, daemon=True).start()
    os.nice(_BEHIND)
    sys.stdout.buffer.write(_counted(asked))
    sys.stdout.buffer.flush()


def _counted(asked: dict[str, str]) -> bytes:
    connection.settings_dict["NAME"] = asked["database"]
    size = current().records.record.log.size
    begins, ends = (date.fromisoformat(asked[each]) for each in ("begins", "ends"))
    return written_tally(count_now(layout_named(asked["layout"]), begins, ends), asked["at"], size)


def _end_with_whoever_waits() -> None:
    os.read(sys.stdin.fileno(), 1)
    os._exit(1)
