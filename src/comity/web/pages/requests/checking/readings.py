"""Readings of papers: made once, by turns, and kept encrypted under the key of the matter."""

from __future__ import annotations

import hashlib
from functools import partial

from django.conf import settings
from django.db import transaction

from comity.papers import VERSION, PapersError, Reading, read_again, read_paper, written
from comity.store.desk import Desk
from comity.web.pages.turns import Turns

WHAT = f"reading/{VERSION}"


def turns() -> Turns:
    """The readings of this office's home; what nobody has fetched for a shift is thrown away."""
    found = Turns(settings.COMITY_HOME.folder / "readings", lambda content: written(read_paper(content)))
    found.sweep(settings.COMITY_CLOCK() - settings.COMITY_SHIFT)
    return found


def turn_of(matter: str, sha256: str) -> str:
    """The name of a reading in its folder; it says nothing to whoever does not know the matter."""
    return hashlib.sha256(f"{WHAT}\0{matter}\0{sha256}".encode()).hexdigest()


def known_reading(desk: Desk, matter: str, sha256: str) -> Reading | None:
    """The reading of a paper, where it was read before or is ready by now.

    Raises:
        PaperError: the matter is erased or sealed.
    """
    kept = desk.papers.beside(matter, sha256, WHAT) or _fetched(desk, matter, sha256)
    try:
        return read_again(kept) if kept else None
    except PapersError:
        return None


def _fetched(desk: Desk, matter: str, sha256: str) -> bytes | None:
    """What a turn has read since, put where it is kept."""
    name, waiting = turn_of(matter, sha256), turns()
    sealed = waiting.result(name)
    if sealed is not None:
        desk.papers.keep_sealed(matter, sha256, WHAT, sealed)
        transaction.on_commit(partial(waiting.forget, name))
    return desk.papers.beside(matter, sha256, WHAT)


def begin_reading(desk: Desk, matter: str, sha256: str) -> None:
    """Have a paper read; the page that asks for it does not wait.

    Raises:
        PaperError: the paper is not here, or the matter is erased or sealed.
    """
    content, seal = desk.papers.read(matter, sha256), desk.papers.sealer(matter, sha256, WHAT)
    turns().begin(turn_of(matter, sha256), content, seal)
