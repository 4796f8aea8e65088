"""Reads the words of an image with tesseract, which is a program of its own, or else with rapidocr, which is an extra.

Tesseract is given the image at its input and writes to its output: no file is made.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from io import BytesIO

import numpy as np
from PIL import Image

from comity.papers.errors import PaperRefusedError, PapersError, ReaderMissingError
from comity.papers.seeing import rapid
from comity.papers.seeing.page import Grey, Place, Word

RAPID = "rapidocr"
_LEAST = 0.05  # a word of which the reader is less sure is noise
_SECONDS = 150  # by the clock, on a machine that has other things to do as well
_WORK = 16  # seconds of processor time, four times the goal for a page; what asks for more is no print
DEAR = "reading it took more work than a page may"
_FEW = 12  # words; with fewer nobody can say which way up a page is


class TooDearError(PapersError):
    """A page on which the reader was stopped, since it had worked for longer than print ever asks."""

    def __init__(self) -> None:
        super().__init__(DEAR, help="Scan it again in black and white, at 200 dots to the inch.")


def reader() -> str:
    """What reads images here: tesseract, or where it is missing rapidocr, which reads slower and a little less well.

    Raises:
        ReaderMissingError: neither is installed.
    """
    if (found := shutil.which("tesseract")) is not None:
        return found
    if not rapid.is_here():
        raise ReaderMissingError
    return RAPID


def more_memory() -> int:
    """How much memory reading images needs besides, on this machine."""
    return rapid.MEMORY if shutil.which("tesseract") is None and rapid.is_here() else 0


def words_of(grey: Grey, page: int) -> tuple[Word, ...]:
    """The words of an upright image.

    Raises:
        ReaderMissingError: no program to read images is installed.
        TooDearError: it takes more processor time than a page may.
        PaperRefusedError: it takes too long by the clock.
    """
    return tuple(_read(grey, page, layout="3"))


def is_upside_down(grey: Grey) -> bool:
    """Whether a page stands on its head, by reading a part of it both ways."""
    part = _fullest(grey)
    upright = _longer(part)
    if len(upright) >= _FEW and sum(word.confidence for word in upright) > 0.75 * len(upright):
        return False
    overturned = _longer(part[::-1, ::-1])
    return len(overturned) >= _FEW // 2 and _sureness(overturned) > 1.25 * _sureness(upright)


def _fullest(grey: Grey) -> Grey:
    """The tenth of the page with most ink in it."""
    ink = (grey < 128).mean(axis=1)
    tall = max(grey.shape[0] // 10, 40)
    sums = np.convolve(ink, np.ones(tall), mode="valid") if len(ink) > tall else np.zeros(1)
    top = int(np.argmax(sums))
    return np.ascontiguousarray(grey[top : top + tall])


def _longer(part: Grey) -> list[Word]:
    """The words of three letters and more; shorter ones are seen in anything."""
    return [word for word in _read(part, 1, layout="6") if len(word.text) > 2 and word.text.isalnum()]


def _read(grey: Grey, page: int, *, layout: str) -> Iterator[Word]:
    program, whole = reader(), np.ascontiguousarray(grey)
    if program == RAPID:
        yield from rapid.words_of_lines(whole, page)
    else:
        yield from _words(_asked(program, whole, layout), page, grey.shape[1] / 1000)


def _sureness(words: list[Word]) -> float:
    return sum(len(word.text) * word.confidence for word in words)


def _asked(program: str, grey: Grey, layout: str) -> str:
    kept = BytesIO()
    Image.fromarray(grey).save(kept, "PPM")
    bound = ("/bin/sh", "-c", f'ulimit -t {_WORK}; exec "$0" "$@"')
    command = [*bound, program, "stdin", "stdout", "--psm", layout, "-l", "eng", "tsv"]
    surroundings = {"OMP_THREAD_LIMIT": "1", "PATH": os.defpath, "LANG": "C.UTF-8"}
    try:
        done = subprocess.run(  # noqa: S603 - a fixed command; the image comes by its input
            command,
            input=kept.getvalue(),
            capture_output=True,
            timeout=_SECONDS,
            env=surroundings,
            check=False,
            cwd="/",
        )
    except subprocess.TimeoutExpired:
        raise PaperRefusedError(
            "reading a page of this paper takes too long",
            help="Scan it again in black and white, at 200 dots to the inch.",
        ) from None
    if done.returncode in {-signal.SIGKILL, -signal.SIGXCPU}:
        raise TooDearError
    return done.stdout.decode("utf-8", "replace")


def _words(table: str, page: int, scale: float) -> Iterator[Word]:
    for row in table.splitlines()[1:]:
        cells = row.split("\t")
        if len(cells) < 12 or not cells[11].strip():
            continue
        left, top, width, height = (float(cell) for cell in cells[6:10])
        sure = float(cells[10]) / 100
        if sure >= _LEAST:
            place = Place(page, left / scale, top / scale, (left + width) / scale, (top + height) / scale)
            yield Word(cells[11].strip(), place, sure)
