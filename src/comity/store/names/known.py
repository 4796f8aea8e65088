"""The words that there are in names: how many names have a word that begins so, and which are almost alike.

Each program keeps them, and looks again some minutes later, beside whoever searches, who does not wait for that.
"""

from __future__ import annotations

import threading
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import accumulate
from time import monotonic

from django.db import DatabaseError, connections
from django.db.models import Count
from rapidfuzz import fuzz, process

from comity.store.models import NameWord

CLOSE = 66  # of 100: how alike two words must be
KEPT = 600.0  # seconds after which a program looks again which words there are, beside whoever searches
LONGEST = 3_600.0  # seconds after which whoever searches waits for that
_MOST_NEAR = 12  # for each word
NAME = "words of names"  # of the thread that looks
_LAST = "\U0010ffff"  # no sign comes after it


@dataclass(frozen=True, slots=True)
class Words:
    """The different words of all names in their order, and how many there are up to each."""

    words: Sequence[str]
    sums: Sequence[int]
    at: float  # of the monotonic clock

    @staticmethod
    def of(counted: Sequence[tuple[str, int]], *, at: float) -> Words:
        """The words in their order, each with how many there are of it."""
        return Words([word for word, _ in counted], [0, *accumulate(count for _, count in counted)], at)

    def beginning(self, begin: str) -> int:
        """How many words of names begin so."""
        return self.sums[bisect_left(self.words, begin + _LAST)] - self.sums[bisect_left(self.words, begin)]

    def among(self, wanted: Iterable[str]) -> int:
        """How many words of names are one of these."""
        places = ((word, bisect_left(self.words, word)) for word in wanted)
        there = [at for word, at in places if at < len(self.words) and self.words[at] == word]
        return sum(self.sums[at + 1] - self.sums[at] for at in there)

    def like(self, word: str) -> list[str]:
        """The words almost alike, the nearest first."""
        found = process.extract(word, self.words, scorer=fuzz.ratio, score_cutoff=CLOSE, limit=_MOST_NEAR)
        return [near for near, _, _ in found]


_kept: list[Words] = []
_looking = threading.Lock()


def known_words() -> Words:
    """The words as they were some minutes ago; the first call in a program waits for them."""
    known = _kept[0] if _kept else None
    age = monotonic() - known.at if known else LONGEST
    if known is None or age >= LONGEST:
        _kept[:] = [known := _look()]
    elif age > KEPT and _looking.acquire(blocking=False):
        threading.Thread(target=_look_again, name=NAME, daemon=True).start()
    return known


def look_ahead() -> None:
    """Look which words there are before anybody searches; without a database, the first search does."""
    with suppress(DatabaseError):
        known_words()
    connections.close_all()


def _look_again() -> None:
    try:
        with suppress(DatabaseError):  # the words from before serve until the next search
            _kept[:] = [_look()]
    finally:
        connections.close_all()  # those of this thread
        _looking.release()


def _look() -> Words:
    now = monotonic()
    rows = sorted(NameWord.objects.order_by().values_list("word").annotate(number=Count("*")))
    return Words.of(rows, at=now)
