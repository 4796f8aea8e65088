"""Finds words of a form on a page, also where they were read with mistakes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from comity.papers.seeing.page import Page, Place, Word, around

_NO_LETTER = re.compile(r"[^a-z0-9]+")
_ROUGH = 78.0  # below, a phrase is not even looked for word by word
_LONG = 18  # letters, from which on a phrase may have more mistakes in it
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
        self._orders = [list(page.words), [word for line in page.lines for word in line]]
        self._texts = [" ".join(plain(word.text) for word in words) for words in self._orders]

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
        for words, text in zip(self._orders, self._texts, strict=True):
            if fuzz.partial_ratio(wanted, text) < _ROUGH:
                continue
            found = list(matches(words, wanted, taken))
            if found:
                yield from found
                return


def plain(text: str) -> str:
    """Small letters and figures alone."""
    return _NO_LETTER.sub(" ", text.lower()).strip()


def matches(words: Sequence[Word], wanted: str, taken: frozenset[int] = frozenset()) -> Iterator[Match]:
    """Runs of words that are nearly the wanted ones, the best of those that overlap."""
    least = 0.82 if len(wanted) >= _LONG else 0.88
    texts = [plain(word.text) for word in words]
    held: Match | None = None
    for start in range(len(words)):
        best = _best(words, texts, start, wanted=wanted, taken=taken)
        if best is None or best.score < least:
            continue
        if held and start < held.start + len(held.words):
            held = best if best.score > held.score else held
            continue
        if held:
            yield held
        held = best
    if held:
        yield held


def _best(
    words: Sequence[Word], texts: Sequence[str], start: int, *, wanted: str, taken: frozenset[int]
) -> Match | None:
    """The best run of words from a place on: one word more or less than was looked for, as words run together."""
    if not texts[start] or id(words[start]) in taken:
        return None
    best: Match | None = None
    length = wanted.count(" ") + 1
    for size in {max(1, length - 1), length, length + 1}:
        run = words[start : start + size]
        if len(run) < size or any(id(word) in taken for word in run):
            continue
        joined = " ".join(filter(None, texts[start : start + size]))
        if not _begin_alike(joined, wanted):
            continue
        score = fuzz.ratio(joined, wanted) / 100
        if best is None or score > best.score:
            best = Match(tuple(run), score, start)
    return best


def _begin_alike(joined: str, wanted: str) -> bool:
    """Whether two phrases begin with the same word, as near as a reader of images gets it."""
    first = wanted.split(" ", 1)[0]
    return fuzz.ratio(joined[: len(first)], first) >= 50


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
