"""Tells what went wrong: what, where, what to do; and of a fault of comity itself, that it is one."""

from __future__ import annotations

import difflib
import re
import sys

from comity.base import ComityError
from comity.cli.screen import say

REFUSED = 1
_QUOTED = re.compile(r"`([^`]*)`")
_OFFERED = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_/.-]*")


def show_error(error: ComityError) -> None:
    """Print an error that comity knows, in two lines."""
    say(f"error: {' '.join(error.message.split())}", sys.stderr)
    say(f"  help: {' '.join(advice(error).split())}", sys.stderr)


def advice(error: ComityError) -> str:
    """The help of an error; of a word not known, with the nearest of the words that the help offers."""
    wrong = _QUOTED.findall(error.message)
    _, colon, offered = error.help.partition(":")
    if not wrong or not colon or "Did you mean" in error.help:
        return error.help
    words = _OFFERED.findall(offered)
    near = next((found for word in wrong if (found := nearest(word, words))), "")
    return f"Did you mean {near}? {error.help}" if near else error.help


def nearest(word: str, words: list[str]) -> str:
    """The known words nearest to a word, as they are offered to a person; empty if none is near."""
    by_lower = {known.lower(): known for known in words}
    close = difflib.get_close_matches(word.lower(), by_lower, n=2, cutoff=0.75)
    longer = [known for known in by_lower if word and known.startswith(word.lower())]
    close = close or longer[:3]
    return " or ".join(f"`{by_lower[found]}`" for found in close)


def show_fault(error: Exception) -> None:
    """Print that comity itself has failed, and how to report it."""
    what = " ".join(f"{type(error).__name__}: {error}".split())
    say(f"error: this is a fault of comity, not of your input: {what}", sys.stderr)
    report = (
        "Run it again with COMITY_DEBUG=1 and report what it prints, as SECURITY.md says, without names of persons."
    )
    say(f"  help: {report}", sys.stderr)
