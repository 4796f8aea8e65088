"""Reads tick boxes: finds the box to the left of its words, and looks how much ink is inside.

No reader of letters reads boxes: it takes them for an O, a D, or nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from comity.papers.reading.definitions import BoxRule, Form
from comity.papers.reading.found import Box, Tick
from comity.papers.reading.matching import Finder, Match, plain
from comity.papers.seeing.page import Page, Place

Ink = NDArray[np.bool_]
EMPTY, TICKED = 0.045, 0.10  # of the inside of a box that is ink; between, nobody can say
_BRACKETS = {
    "[x]": Tick.TICKED,
    "(x)": Tick.TICKED,
    "[ ]": Tick.EMPTY,
    "[]": Tick.EMPTY,
    "( )": Tick.EMPTY,
    "()": Tick.EMPTY,
}
_SIGNS = {"☒": Tick.TICKED, "☑": Tick.TICKED, "✔": Tick.TICKED, "✓": Tick.TICKED, "☐": Tick.EMPTY, "□": Tick.EMPTY}


def read_boxes(form: Form, page: Page) -> tuple[Box, ...]:
    """Every box of a form on its page, in the order of the form; one that is not found is unclear."""
    finder, taken = Finder(page), set[int]()
    found: dict[str, Box] = {}
    # the longest words first: `Indictment` must not be found within `Superseding Indictment`
    for rule in sorted(form.boxes, key=lambda rule: -len(rule.beside)):
        match = next(finder.all(rule.beside, taken=frozenset(taken)), None)
        if match:
            taken |= {id(word) for word in match.words}
            found[rule.box] = _read(rule, page, match)
    return tuple(found.get(rule.box) or _missing(rule, page) for rule in form.boxes)


def _missing(rule: BoxRule, page: Page) -> Box:
    whole = Place(page.number, 0.0, 0.0, 1000.0, page.height)
    return Box(rule.box, rule.beside, Tick.UNCLEAR, whole, 0.0, rule.says)


def _read(rule: BoxRule, page: Page, match: Match) -> Box:
    words = " ".join(word.text for word in match.words)
    tall = float(np.median([word.place.height for word in match.words]))
    near = (
        _electronic(page, match)
        or _typed(page, match, tall)
        or _drawn(page, match, _beside(match, tall), tall)
        or (_drawn(page, match, _within(match, tall), tall) if _is_glued(rule, match) else None)
    )
    tick, place, sure = near or (Tick.UNCLEAR, _beside(match, tall), 0.0)
    return Box(
        rule.box, rule.beside if len(plain(rule.beside)) > len(plain(words)) else words, tick, place, sure, rule.says
    )


def _beside(match: Match, tall: float) -> Place:
    """Where a box is to be expected."""
    first = match.words[0].place
    return Place(
        first.page, max(0.0, first.left - 5 * tall), first.top - tall * 0.8, first.left, first.bottom + tall * 0.8
    )


def _electronic(page: Page, match: Match) -> tuple[Tick, Place, float] | None:
    first = match.words[0].place
    near = [
        (first.left - place.right, place, ticked)
        for place, ticked in page.ticked
        if abs(place.middle - first.middle) < max(first.height, place.height) and -4 < first.left - place.right < 60
    ]
    if not near:
        return None
    _, place, ticked = min(near, key=lambda each: each[0])
    return (Tick.TICKED if ticked else Tick.EMPTY), place, 1.0


def _typed(page: Page, match: Match, tall: float) -> tuple[Tick, Place, float] | None:
    """A box made of signs, as `[X]` or `☒`."""
    area = _beside(match, tall)
    near = [
        word
        for word in page.words
        if abs(word.place.middle - match.words[0].place.middle) < tall and area.left <= word.place.left < area.right
    ]
    if not near:
        return None
    text = " ".join(word.text for word in near[-3:]).strip().lower()
    tick = next((tick for sign, tick in _SIGNS.items() if text.endswith(sign)), None)
    tick = tick or next(
        (tick for sign, tick in _BRACKETS.items() if text.endswith((sign, sign.replace("x", " x ")))),
        None,
    )
    return (tick, near[-1].place, near[-1].confidence) if tick else None


def _is_glued(rule: BoxRule, match: Match) -> bool:
    """Whether the reader took the box for the first letter of the word beside it."""
    text = match.words[0].text
    return not text[0].isalnum() or plain(text) != plain(rule.beside).split(" ", 1)[0]


def _within(match: Match, tall: float) -> Place:
    """Where the box is that was read as a part of the first word."""
    first = match.words[0].place
    return Place(
        first.page, first.left - tall, first.top - tall * 0.8, first.left + 1.8 * tall, first.bottom + tall * 0.8
    )


def _drawn(page: Page, match: Match, area: Place, tall: float) -> tuple[Tick, Place, float] | None:
    """A drawn box: four lines around a square, nearest to the words."""
    ink = page.ink(area)
    if ink.size == 0 or _is_in_a_sentence(page, match, tall):
        return None
    square = _square(ink, tall * page.scale)
    if square is None:
        return None
    left, top, right, bottom = square
    share = _inside(ink, square)
    scale = page.scale
    place = Place(
        area.page,
        max(area.left, 0) + left / scale, max(area.top, 0) + top / scale,
        max(area.left, 0) + right / scale, max(area.top, 0) + bottom / scale,
    )  # fmt: skip
    if share >= TICKED:
        return Tick.TICKED, place, min(1.0, 0.6 + 2 * (share - TICKED))
    if share <= EMPTY:
        return Tick.EMPTY, place, min(1.0, 0.7 + 8 * (EMPTY - share))
    return Tick.UNCLEAR, place, 0.3


def _is_in_a_sentence(page: Page, match: Match, tall: float) -> bool:
    """Whether printed words go right before, so that what looks like a box would be a letter."""
    first = match.words[0].place
    return any(
        0 <= first.left - word.place.right < 0.7 * tall and abs(word.place.middle - first.middle) < tall / 2
        for word in page.words
        if word.confidence > 0.6 and len(plain(word.text)) > 2
    )


def _inside(ink: Ink, square: tuple[int, int, int, int]) -> float:
    left, top, right, bottom = square
    edge = max(2, round(0.2 * (right - left)))
    inner = ink[top + edge : bottom - edge, left + edge : right - edge]
    return float(inner.mean()) if inner.size else 0.0


def _square(ink: Ink, tall: float) -> tuple[int, int, int, int] | None:
    """The box nearest to the right edge: two upright lines with a line above and a line below."""
    best: tuple[float, tuple[int, int, int, int]] | None = None
    least, most = max(6, int(0.65 * tall)), int(2.4 * tall) + 1
    middle = ink.shape[0] / 2
    columns = [column for column, run in enumerate(_longest(ink.T)) if run >= 0.55 * least]
    for left in columns:
        for right in columns:
            if not least <= right - left <= most:
                continue
            for top, bottom in _bars(ink[:, left : right + 1], right - left):
                off = abs((top + bottom) / 2 - middle)
                fit = _frame(ink, left, top, right, bottom)
                score = fit - 0.2 * off / tall - 0.05 * (ink.shape[1] - right) / tall
                if fit > 0.72 and off < tall and (best is None or score > best[0]):
                    best = score, (left, top, right, bottom)
    return best[1] if best else None


def _bars(strip: Ink, wide: int) -> Iterator[tuple[int, int]]:
    rows = np.flatnonzero(strip.mean(axis=1) > 0.7)
    for top in rows:
        for bottom in rows:
            if 0.7 * wide <= bottom - top <= 1.4 * wide:
                yield int(top), int(bottom)


def _frame(ink: Ink, left: int, top: int, right: int, bottom: int) -> float:
    """How much of the four sides is ink, one dot of leaning allowed."""
    around = [
        ink[max(top - 1, 0) : top + 2, left : right + 1].max(axis=0),
        ink[max(bottom - 1, 0) : bottom + 2, left : right + 1].max(axis=0),
        ink[top : bottom + 1, max(left - 1, 0) : left + 2].max(axis=1),
        ink[top : bottom + 1, max(right - 1, 0) : right + 2].max(axis=1),
    ]
    return float(min(side.mean() for side in around))


def _longest(rows: Ink) -> NDArray[np.int_]:
    """The longest run of ink in each row, gaps of one dot allowed."""
    closed = rows.copy()
    closed[:, 1:-1] |= rows[:, :-2] & rows[:, 2:]
    run = np.zeros(closed.shape[0], int)
    best = np.zeros(closed.shape[0], int)
    for column in range(closed.shape[1]):
        run = np.where(closed[:, column], run + 1, 0)
        best = np.maximum(best, run)
    return best
