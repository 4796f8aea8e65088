"""Finds words of a form on a page, also where they were read with mistakes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from comity.papers.seeing.page import Page, Place, Word, around

_NO_LETTER = re.compile(r"[^a-z0-9]+")
_ROUGH = 78.0  # below, a phrase is not even looked for word by word
_LONG = 18  # letters, from which on a phrase may have more mistakes in it
_ALIKE = 50  # of a hundred, from which on two words may be one, as near as a reader of images gets it
HEAD = 0.45  # of the height: where a heading stands
EDGE = 0.16  # of the height: where a form has its number


@dataclass(frozen=True, slots=True)
class Match:
    """Words of a page that are the words that were looked for."""

    words: tuple[Word, ...]
    score: float  # from 0 to 1
    start: int  # of the first word in the order that was searched

    @property
    def place(self) -> Place:
        """Where they stand; of words on several lines the first line."""
        first = self.words[0].place
        return around(word.place for word in self.words if abs(word.place.middle - first.middle) < first.height)

    @property
    def confidence(self) -> float:
        """How sure it is that these are the words."""
        return self.score * min(1.0, sum(word.confidence for word in self.words) / len(self.words) + 0.1)


class Finder:
    """Looks for phrases on one page."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self._orders = [Runs(page.words), Runs([word for line in page.lines for word in line])]

    def first(self, phrase: str) -> Match | None:
        """Where a phrase stands first."""
        return next(self.all(phrase), None)

    def any(self, phrases: Iterable[str], *, above: float = 1.0) -> Match | None:
        """The first of some phrases that stands in the upper part of the page."""
        for phrase in phrases:
            for match in self.all(phrase):
                if match.place.middle < above * self.page.height:
                    return match
        return None

    def all(self, phrase: str, *, taken: frozenset[int] = frozenset()) -> Iterator[Match]:
        """Everywhere a phrase stands, in the order of reading; words whose id is taken belong to another."""
        wanted = plain(phrase)
        for runs in self._orders:
            if not fuzz.partial_ratio(wanted, runs.text, score_cutoff=_ROUGH):
                continue
            found = list(_best_of(runs.like(wanted, taken)))
            if found:
                yield from found
                return


def plain(text: str) -> str:
    """Small letters and figures alone."""
    return _NO_LETTER.sub(" ", text.lower()).strip()


def matches(words: Sequence[Word], wanted: str) -> Iterator[Match]:
    """Runs of words that are nearly the wanted ones, the best of those that overlap."""
    return _best_of(Runs(words).like(wanted))


def _best_of(found: Iterable[Match]) -> Iterator[Match]:
    """Of matches that overlap, in the order of their first words, the best."""
    held: Match | None = None
    for match in found:
        if held and match.start < held.start + len(held.words):
            held = match if match.score > held.score else held
            continue
        if held:
            yield held
        held = match
    if held:
        yield held


class Runs:
    """The words of a page in one order, and all runs of so and so many of them."""

    def __init__(self, words: Sequence[Word]) -> None:
        self._words = words
        self._plain = [plain(word.text) for word in words]
        self.text = " ".join(self._plain)
        self._known: dict[int, list[str | None]] = {}

    def like(self, wanted: str, taken: frozenset[int] = frozenset()) -> Iterator[Match]:
        """The best run that begins with each word: one word more or less than is wanted, as words run together."""
        least, length = (0.82 if len(wanted) >= _LONG else 0.88), wanted.count(" ") + 1
        best: dict[int, tuple[float, int]] = {}
        for size in range(max(1, length - 1), length + 2):
            runs = self._of(size)
            alike = process.extract(wanted, runs, scorer=fuzz.ratio, score_cutoff=100 * least, limit=None)
            for joined, score, start in alike:
                if score > best.get(start, (0.0, 0))[0] and self._may_be(joined, wanted, start, size, taken=taken):
                    best[start] = score, size
        for start, (score, size) in sorted(best.items()):
            yield Match(tuple(self._words[start : start + size]), score / 100, start)

    def _may_be(self, joined: str, wanted: str, start: int, size: int, *, taken: frozenset[int]) -> bool:
        run = self._words[start : start + size]
        return _begin_alike(joined, wanted) and not (taken and any(id(word) in taken for word in run))

    def _of(self, size: int) -> list[str | None]:
        """Every run of some words as a text; none where it would begin with a word that has no letters."""
        if size not in self._known:
            texts = self._plain
            self._known[size] = [
                " ".join(filter(None, texts[start : start + size])) if texts[start] else None
                for start in range(len(texts) - size + 1)
            ]
        return self._known[size]


def _begin_alike(joined: str, wanted: str) -> bool:
    """Whether two phrases begin with the same word, as near as a reader of images gets it."""
    first = wanted.split(" ", 1)[0]
    return fuzz.ratio(joined[: len(first)], first) >= _ALIKE


def number_pattern(number: str) -> re.Pattern[str]:
    """A form's number with the mistakes that readers make in it; the number of a longer one is none of its own."""
    signs = {
        "I": "[I1l|]",
        "0": "[0O]",
        "O": "[0O]",
        "-": r"\s*[-–—.]?\s*",
        " ": r"\s*[-–—.]?\s*",
        "1": "[1Il|]",
        "5": "[5S]",
    }
    body = "".join(signs.get(sign, re.escape(sign)) for sign in number)
    return re.compile(rf"(?<![A-Za-z0-9-]){body}(?![A-Za-z0-9])")


def number_on(page: Page, number: str) -> Place | None:
    """Where a form's number stands, in the upper or lower edge of a page; elsewhere it is only spoken of."""
    if not number:
        return None
    pattern = number_pattern(number)
    for line in page.lines:
        middle = line[0].place.middle / page.height
        if EDGE < middle < 1 - EDGE:
            continue
        if pattern.search(" ".join(word.text for word in line)):
            return around(word.place for word in line[:6])
    return None
