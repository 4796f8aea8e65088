"""Reads the words of an image with rapidocr, which is a library and brings its models: for machines without tesseract.

It reads lines, and loses the spaces between their words; where a word ends is seen from the white between the letters.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from importlib.util import find_spec
from typing import Protocol, cast

import numpy as np
from numpy.typing import NDArray

from comity.papers.seeing.page import Grey, Place, Word

Corner = Sequence[float]
Line = tuple[Sequence[Corner], str, float, Sequence[Sequence[Corner]], Sequence[str], Sequence[float]]
MEMORY = 1_000_000_000  # bytes of address space that the library needs besides
_WHITE = 0.23  # of a line's height: what is as wide and has no ink parts two words
_FIGURES = 0.45  # the same between two figures, which stand as wide as the widest of them
# lines are found on a smaller image: less than half of the time and memory, and as many are found
_FINDING = {"det_limit_type": "max", "det_limit_side_len": 960}
_INK = 140  # a darker dot is ink
_LEAST = 0.05  # a line of which the reader is less sure is noise


class Engine(Protocol):
    """What is asked of the library."""

    def __call__(
        self, image: NDArray[np.uint8], *, use_cls: bool, return_word_box: bool
    ) -> tuple[Sequence[Line] | None, object]:
        """The lines of an image, each with the places of its letters."""


def is_here() -> bool:
    """Whether the library is installed."""
    return find_spec("rapidocr_onnxruntime") is not None


def words_of_lines(grey: Grey, page: int) -> Iterator[Word]:
    """The words of an upright image."""
    lines, _ = _engine()(np.stack([grey] * 3, axis=-1), use_cls=False, return_word_box=True)
    scale = grey.shape[1] / 1000
    for line in lines or ():
        if float(line[2]) >= _LEAST:
            yield from _words(line, grey, page, scale)


@cache
def _engine() -> Engine:
    from rapidocr_onnxruntime import RapidOCR  # noqa: PLC0415 - an extra that only some machines have

    return cast("Engine", RapidOCR(intra_op_num_threads=1, inter_op_num_threads=1, **_FINDING))


def _words(line: Line, grey: Grey, page: int, scale: float) -> Iterator[Word]:
    corners, _, sure, boxes, letters, _ = line
    left, right = (int(edge(float(corner[0]) for corner in corners)) for edge in (min, max))
    top, bottom = (int(edge(float(corner[1]) for corner in corners)) for edge in (min, max))
    middles = [sum(float(corner[0]) for corner in box) / len(box) - left for box in boxes]
    height, edges = bottom - top, [0]
    for start, end in _gaps(grey[top:bottom, left:right]):
        before = [letter for letter, middle in zip(letters, middles, strict=True) if middle <= (start + end) / 2]
        after = letters[len(before) : len(before) + 1]
        if end - start > height * _least_white(before, "".join(after)):
            edges.append((start + end) // 2)
    for start, end in zip(edges, [*edges[1:], right - left], strict=True):
        among = zip(letters, middles, strict=True)
        text = "".join(letter for letter, middle in among if start < middle <= end).strip()
        if text:
            place = Place(page, (left + start) / scale, top / scale, (left + end) / scale, bottom / scale)
            yield Word(text, place, float(sure))


def _least_white(before: Sequence[str], after: str) -> float:
    """How much white parts two letters, of a line's height."""
    last = "".join(before[-2:])
    if last[-1:].isdigit() and after.isdigit():
        return _FIGURES
    is_first = last[-1:].isupper() and last[-1:] not in "AI" and not last[:-1].isalpha()
    return _FIGURES if is_first and after.islower() else _WHITE  # a capital leans away from what follows it


def _gaps(part: Grey) -> Iterator[tuple[int, int]]:
    """Where the columns of a line have no ink, between its first and its last."""
    height = part.shape[0]
    rows = part[height // 10 : max(height // 10 + 1, height * 3 // 4)]  # without the rule that was written on
    inked = np.flatnonzero((rows < _INK).any(axis=0)) if rows.size else np.zeros(0, int)
    for at in np.flatnonzero(np.diff(inked) > 2):
        yield int(inked[at]), int(inked[at + 1])
