"""Sees whether somebody wrote over a caption by hand; what was stamped, drawn or printed there is nobody's name.

INVARIANT: ink that is not surely writing is no signature; then nobody can say, and a person has to look.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from comity.papers.reading.handwriting import Kind, kind_of
from comity.papers.reading.matching import plain
from comity.papers.reading.pieces import Ink, Piece, pieces
from comity.papers.seeing.page import Page, Place

ABOVE = 52.0  # thousandths of the width, above a caption, in which a signature is looked for
_AROUND = 60.0  # how far beyond that ink is followed that reaches into it
_MOSTLY = 0.4  # of a piece, that must lie where somebody signs
_RULE, _THIN = 60.0, 4.0  # what is level for so long and no thicker is a ruled line
_LARGE = 25.0  # how wide a mark is, that what it meets may be a part of it
_BESIDE = 6.0  # and how near, since a ruled line or a word cuts it to parts
_SPECK = 6.0  # how tall ink must be that is no dirt
_LITTLE = 12.0  # how wide it must be, all together, that nobody can say that there is none
_ON_LINE = 36.0  # how high over a caption a word stands that was put where somebody signs
_SURE, _SURER = 0.75, 0.9  # of a word, and of one of two letters, from which on its ink is print


def by_hand(page: Page, caption: Place) -> bool | None:
    """Whether somebody wrote over a caption; nothing where a mark is there that may be a stamp, a cross or a blot."""
    window = Place(
        caption.page,
        max(caption.left - 40, 0),
        max(caption.top - ABOVE, 0),
        min(caption.left + 420, 1000),
        caption.top - 1,
    )
    found, scale = _pieces(page, window), page.scale
    if _is_signed(found, scale):
        return True
    # of a mark that is larger than the place, the part that lies there counts
    wide = sum(piece.wide * min(1.0, 2 * share) for piece, share in found if piece.tall >= _SPECK * scale)
    return None if wide >= _LITTLE * scale or _is_stamped(page, window) else False


def _is_stamped(page: Page, window: Place) -> bool:
    """Whether a word stands right on the line, under which a signature may be."""
    return any(
        window.left < word.place.left < window.right and window.bottom - _ON_LINE < word.place.middle < window.bottom
        for word in page.words
        if len(plain(word.text)) > 1 and word.confidence > _SURE
    )


def _is_signed(found: list[tuple[Piece, float]], scale: float) -> bool:
    """Whether a piece is writing, and runs into no frame, cross or the like, of which it may be a part."""
    kinds = [(piece, kind_of(piece, scale), share) for piece, share in found]
    names = [piece for piece, kind, share in kinds if kind is Kind.WRITING and share >= _MOSTLY]
    marks = [piece for piece, kind, _ in kinds if kind is not Kind.WRITING]
    marks = [piece for piece in marks if piece.wide >= _LARGE * scale and piece.tall >= _SPECK * scale]
    return any(not any(mark.meets(name, _BESIDE * scale) for mark in marks) for name in names)


def _pieces(page: Page, window: Place) -> list[tuple[Piece, float]]:
    """The pieces of ink that are no printed word and no ruled line, with the part of each that lies in a window."""
    grown = window.grown(_AROUND)
    reach = Place(grown.page, max(grown.left, 0), max(grown.top, 0), min(grown.right, 1000), grown.bottom)
    ink, scale = page.ink(reach).copy(), page.scale
    if not ink.size:
        return []
    _unrule(ink, scale)
    for word in page.words:
        letters = len(plain(word.text))
        if word.confidence > (_SURE if letters > 2 else _SURER) and letters:
            ink[_span(word.place.grown(1.5), reach, scale)] = False
    there = np.zeros_like(ink)
    there[_span(window, reach, scale)] = True
    return [(piece, float(there[piece.rows, piece.columns].mean())) for piece in pieces(ink, round(3 * scale))]


def _span(place: Place, reach: Place, scale: float) -> tuple[slice, slice]:
    top, bottom = (max(0, round((each - reach.top) * scale)) for each in (place.top, place.bottom))
    left, right = (max(0, round((each - reach.left) * scale)) for each in (place.left, place.right))
    return slice(top, bottom), slice(left, right)


def _unrule(ink: Ink, scale: float) -> None:
    """Take ruled lines away, but not the strokes of a pen that cross them."""
    near = ink | np.roll(ink, 1, 0) | np.roll(ink, -1, 0)  # a line that leans a little goes from row to row
    wide = round(_RULE * scale)
    full = _over(near, wide)[:, wide - 1 : -wide + 1] > 0.93 * wide
    level = _over(full, wide) > 0  # every dot of a stretch that is full
    thick = _upward(ink) + _upward(ink[::-1])[::-1] - 1
    ink[level & (thick <= _THIN * scale)] = False


def _over(dots: Ink, wide: int) -> NDArray[np.int32]:
    """How many dots there are in every stretch so wide that begins or ends within the picture."""
    sums = np.cumsum(np.pad(dots.astype(np.int32), ((0, 0), (wide, wide - 1))), axis=1, dtype=np.int32)
    return sums[:, wide:] - sums[:, :-wide]


def _upward(ink: Ink) -> NDArray[np.int32]:
    """For each dot of ink, how many there are without a gap from it upwards."""
    found, row = np.zeros(ink.shape, np.int32), np.zeros(ink.shape[1], np.int32)
    for at, dots in enumerate(ink):
        row = np.where(dots, row + 1, 0)
        found[at] = row
    return found
