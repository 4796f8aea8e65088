"""A page as it was seen: its words, where they stand, and its dots.

Places are in thousandths of the page's width, from its upper left corner, in both directions; so a place means the same
at every resolution. The page is the right way up and straight.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Grey = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Place:
    """A rectangle on a page."""

    page: int  # counted from one, in the file
    left: float
    top: float
    right: float
    bottom: float

    @property
    def height(self) -> float:
        """How high it is."""
        return self.bottom - self.top

    @property
    def middle(self) -> float:
        """The height of its middle line."""
        return (self.top + self.bottom) / 2

    def grown(self, by: float) -> Place:
        """The place with a margin around it."""
        return Place(self.page, self.left - by, self.top - by, self.right + by, self.bottom + by)


def around(places: Iterable[Place]) -> Place:
    """The smallest place that holds some others, all on one page; there must be one at least."""
    found = list(places)
    return Place(
        found[0].page,
        min(place.left for place in found),
        min(place.top for place in found),
        max(place.right for place in found),
        max(place.bottom for place in found),
    )


@dataclass(frozen=True, slots=True)
class Word:
    """A word on a page."""

    text: str
    place: Place
    confidence: float = 1.0  # from 0 to 1, as whoever read it says


@dataclass(frozen=True)
class Page:
    """One page, upright."""

    number: int
    words: tuple[Word, ...]
    grey: Grey  # its dots, 255 is white
    turned: int = 0  # degrees, clockwise, by which it stood wrong in the file
    slant: float = 0.0  # degrees by which it was straightened
    is_scan: bool = False
    remarks: tuple[str, ...] = ()
    ticked: tuple[tuple[Place, bool], ...] = ()  # the boxes of an electronic form, which need no looking
    signed_fields: tuple[Place, ...] = field(default=())  # signature fields of an electronic form that hold a signature

    @property
    def scale(self) -> float:
        """Dots in a thousandth of the width."""
        return float(self.grey.shape[1]) / 1000

    @property
    def height(self) -> float:
        """The height in thousandths of the width."""
        return float(self.grey.shape[0]) / self.scale

    @cached_property
    def threshold(self) -> int:
        """The grey below which a dot is ink (Otsu 1979: the two classes as far apart as can be)."""
        return between(self.grey)

    @cached_property
    def lines(self) -> tuple[tuple[Word, ...], ...]:
        """The words in lines, from the top, each from the left."""
        return tuple(_in_lines(self.words))

    def dots(self, place: Place) -> Grey:
        """The part of the page at a place; empty where the place lies outside."""
        height, width = self.grey.shape
        left, right = (round(min(max(each * self.scale, 0), width)) for each in (place.left, place.right))
        top, bottom = (round(min(max(each * self.scale, 0), height)) for each in (place.top, place.bottom))
        return self.grey[top:bottom, left:right]

    def ink(self, place: Place) -> NDArray[np.bool_]:
        """Which dots of a place are ink, against the brightness of its own surroundings."""
        part = self.dots(place)
        if not part.size:
            return np.zeros((0, 0), bool)
        paper = float(np.percentile(self.dots(place.grown(12)), 80))
        return part < min(self.threshold, paper * 0.72) if paper < 200 else part < max(self.threshold, 110)


def between(grey: Grey) -> int:
    """The grey that parts ink from paper best."""
    counts = np.bincount(grey.ravel(), minlength=256).astype(np.float64)
    below = np.cumsum(counts)
    sums = np.cumsum(counts * np.arange(256))
    above, total = below[-1] - below, sums[-1]
    with np.errstate(divide="ignore", invalid="ignore"):
        apart = below * above * (sums / below - (total - sums) / above) ** 2
    return int(np.nanargmax(np.nan_to_num(apart)))


def _in_lines(words: tuple[Word, ...]) -> list[tuple[Word, ...]]:
    lines: list[list[Word]] = []
    for word in sorted(words, key=lambda word: word.place.middle):
        fitting = next((line for line in reversed(lines[-6:]) if _on_line(line, word)), None)
        if fitting is None:
            lines.append([word])
        else:
            fitting.append(word)
    lines.sort(key=lambda line: min(word.place.middle for word in line))
    return [tuple(sorted(line, key=lambda word: word.place.left)) for line in lines]


def _on_line(line: list[Word], word: Word) -> bool:
    """Whether a word stands as high as those of a line do on the average."""
    top = sum(known.place.top for known in line) / len(line)
    bottom = sum(known.place.bottom for known in line) / len(line)
    shared = min(bottom, word.place.bottom) - max(top, word.place.top)
    low, tall = sorted((bottom - top, word.place.height))
    return shared > 0.5 * low and abs((top + bottom) / 2 - word.place.middle) < 0.75 * max(low, tall / 2)
