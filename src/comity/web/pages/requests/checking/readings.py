"""Readings of papers: made once, in a child process, and kept encrypted under the key of the matter."""

from __future__ import annotations

from comity.papers import VERSION, PapersError, Reading, read_again, read_paper, written
from comity.store.desk import Desk

_WHAT = f"reading/{VERSION}"


def known_reading(desk: Desk, matter: str, sha256: str) -> Reading | None:
    """The reading of a paper, where it was read before.

    Raises:
        PaperError: the matter is erased or sealed.
    """
    kept = desk.papers.beside(matter, sha256, _WHAT)
    if kept is None:
        return None
    try:
        return read_again(kept)
    except PapersError:
        return None


def make_reading(desk: Desk, matter: str, sha256: str) -> Reading:
    """Read a paper, and keep the reading.

    Raises:
        PaperError: the paper is not here, or the matter is erased or sealed.
        PapersError: it cannot be read; why and what to do is said.
    """
    reading = read_paper(desk.papers.read(matter, sha256))
    desk.papers.keep_beside(matter, sha256, _WHAT, written(reading))
    return reading
