"""Prints: folded to the screen's width, coloured only on a screen, and never what a document could forge."""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
from collections.abc import Iterable
from typing import TextIO

from comity.tell import Line, folded

MAX_WIDTH, MIN_WIDTH, PAPER_WIDTH = 110, 40, 100

_STYLES = {
    "title": "1",
    "heading": "1",
    "quiet": "2",
    "do": "1;32",
    "do_not": "1;31",
    "may": "1;36",
    "ask_legal": "1;33",
    "facts_missing": "1;35",
}
# Control characters, and those that hide or reorder text.
_COLOUR = re.compile("(\x1b\\[[0-9;]*m)")
_FORGING = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]")


class ReaderGoneError(Exception):
    """Whoever read our output has closed it."""


def printable(text: str) -> str:
    """The text with every character shown that could forge a screen."""
    return _FORGING.sub(lambda found: f"\\u{ord(found.group()):04x}", text)


def show(lines: Iterable[Line], stream: TextIO | None = None) -> None:
    """Print lines to the output (or to another stream)."""
    out = stream or sys.stdout
    width, coloured = screen_width(out), is_coloured(out)
    for line in lines:
        for piece in folded(line, width):
            text = printable(piece)
            _write(_styled(text, line.role) if coloured and line.role in _STYLES else text, out)


def say(text: str, stream: TextIO | None = None, *, colour: bool = False) -> None:
    """Print one line as it is; `colour` lets our own colours pass, and no other control character."""
    pieces = _COLOUR.split(text) if colour else [text]
    _write("".join(piece if _COLOUR.fullmatch(piece) else printable(piece) for piece in pieces), stream or sys.stdout)


def show_json(document: object) -> None:
    """Print a JSON document, two spaces deep."""
    text = json.dumps(document, ensure_ascii=False, indent=2)
    _write("\n".join(printable(line) for line in text.split("\n")), sys.stdout)


def show_progress(text: str) -> None:
    """Show a line over the last such line, on the error output."""
    sys.stderr.write(f"\r\x1b[K{printable(text)}")
    sys.stderr.flush()


def screen_width(stream: TextIO) -> int:
    """How wide to print: the screen's width, `COLUMNS`, or a sheet of paper."""
    if not stream.isatty() and not os.environ.get("COLUMNS", "").isdigit():
        return PAPER_WIDTH
    return max(MIN_WIDTH, min(MAX_WIDTH, shutil.get_terminal_size((PAPER_WIDTH, 24)).columns))


def is_coloured(stream: TextIO) -> bool:
    """Whether to use colour: on a screen that has it, unless `NO_COLOR` says no."""
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def prepare_output() -> None:
    """Let characters that the terminal's encoding lacks be replaced, not stop the command."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")


def _styled(text: str, role: str) -> str:
    return f"\x1b[{_STYLES[role]}m{text}\x1b[0m"


def _write(text: str, stream: TextIO) -> None:
    try:
        print(text, file=stream)
    except BrokenPipeError:
        raise ReaderGoneError from None
