"""Whether a piece of ink is writing by hand, by its shape alone.

A name written by hand goes up and down many times in one piece, and its edges are uneven. What is no name: letters of
print, which are pieces by themselves, and whose edges are even where they run together; rings and frames, which lie
along their own outline; crosses, arrows and rules, which are a few straight strokes; and blots.
"""

from __future__ import annotations

from enum import Enum, auto
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from comity.papers.reading.pieces import Piece

Points = NDArray[np.float64]  # a row for each dot: across, down
Corner = tuple[float, float]
_MANY = 1500  # dots of a piece that are looked at for straight strokes, at most
_WIDE, _TALL = 38.0, 7.0  # thousandths of the page's width, that a name is wide and tall at least
_HIGH = 46.0  # from which on a piece is a seal's size
_THICK = 5.5  # the widest that a pen is
_RINGED, _FRAMED = 0.5, 0.64  # of its own outline, that a ring covers at least, and a frame with letters in it
_STRAIGHT = 55.0  # how far the stroke of a name goes straight on at most; a frame, a cross or a rule goes on longer
_MOSTLY_STRAIGHT = 0.6  # or, of its width, if it is a short one
_STROKES = 0.82  # of a cross or an arrow, that lies on three straight strokes at least
_EVEN = 0.4  # of print that runs together, that has even edges at least
_PASSES = 4  # how often a level line crosses a name at least


class Kind(Enum):
    """What a piece of ink is, as far as its shape says."""

    WRITING = auto()
    RING = auto()  # or a frame
    MARK = auto()  # print, strokes, a blot, or too small to say


def kind_of(piece: Piece, scale: float) -> Kind:
    """What a piece is, on a page with so many dots to a thousandth of its width."""
    if piece.wide < _WIDE * scale or piece.tall < _TALL * scale:
        return Kind.MARK
    often, ringed = passes(piece, round(scale)) >= _PASSES, outlined(piece, round(2 * scale))
    if ringed >= (_FRAMED if often and piece.tall < _HIGH * scale else _RINGED):
        return Kind.RING
    is_name = (
        often
        and thickness(piece) < _THICK * scale
        and straight(piece, scale) < min(_STRAIGHT * scale, _MOSTLY_STRAIGHT * piece.wide)
        and in_strokes(piece, 1.2 * scale) < _STROKES
        and evenness(piece) < _EVEN
    )
    return Kind.WRITING if is_name else Kind.MARK


def outlined(piece: Piece, near: int) -> float:
    """The part of the outline around a piece along which its ink lies: of a ring all, of a cross almost nothing."""
    corners = _hull(piece)
    at = np.concatenate([_along(*edge) for edge in pairwise([*corners, corners[0]])])
    picture = np.zeros((piece.tall + 2 * near, piece.wide + 2 * near), bool)
    rows, columns = piece.rows - piece.rows.min(), piece.columns - piece.columns.min()
    for down in range(2 * near + 1):
        for across in range(2 * near + 1):
            picture[rows + down, columns + across] = True
    x, y = (np.rint(at[:, 0] - piece.columns.min()).astype(int), np.rint(at[:, 1] - piece.rows.min()).astype(int))
    return float(picture[y + near, x + near].mean())


def _hull(piece: Piece) -> list[Corner]:
    """The corners of the smallest shape without dents around a piece (Andrew 1979)."""
    order = np.argsort(piece.columns, kind="stable")
    columns, rows = piece.columns[order], piece.rows[order]
    starts = np.flatnonzero(np.diff(columns, prepend=-1))
    across = columns[starts].tolist()
    upper = list(zip(across, np.minimum.reduceat(rows, starts).tolist(), strict=True))
    lower = list(zip(across, np.maximum.reduceat(rows, starts).tolist(), strict=True))
    return [*_bent(upper, -1), *reversed(_bent(lower, 1))]


def _bent(points: list[Corner], side: int) -> list[Corner]:
    kept: list[Corner] = []
    for x, y in points:
        while len(kept) > 1:
            (ax, ay), (bx, by) = kept[-2:]
            if side * ((bx - ax) * (y - ay) - (by - ay) * (x - ax)) < 0:
                break
            kept.pop()
        kept.append((x, y))
    return kept


def _along(one: Corner, other: Corner) -> Points:
    steps = max(1, int(max(abs(one[0] - other[0]), abs(one[1] - other[1]))))
    return np.linspace(one, other, steps, endpoint=False)


def in_strokes(piece: Piece, near: float, strokes: int = 3) -> float:
    """The part of a piece that lies on its longest straight strokes: of a cross almost all, of a name about half."""
    step = max(1, len(piece.rows) // _MANY)
    left = np.column_stack([piece.columns[::step], piece.rows[::step]]).astype(np.float64)
    whole = len(left)
    for _ in range(strokes):
        if len(left):
            left = _without_longest(left, near)
    return 1 - len(left) / whole


def _without_longest(points: Points, near: float) -> Points:
    """The points that are left beside the straight line on which most lie (Hough 1962)."""
    most, rest = 0, points
    for angle in np.radians(np.arange(0, 180, 3)):
        across = points @ np.array([np.sin(angle), np.cos(angle)]) / near
        lanes = np.rint(across - across.min()).astype(int)
        counts = np.bincount(lanes, minlength=2)
        pairs = counts[:-1] + counts[1:]
        at = int(np.argmax(pairs))
        if pairs[at] > most:
            most, rest = int(pairs[at]), points[(lanes != at) & (lanes != at + 1)]
    return rest


def straight(piece: Piece, scale: float) -> float:
    """How far a piece goes straight on at most, in dots."""
    points, longest = np.column_stack([piece.columns, piece.rows]).astype(np.float64), 0.0
    for angle in np.radians(np.arange(0, 180, 2)):
        lanes = np.floor(points @ np.array([np.sin(angle), np.cos(angle)]) / (1.8 * scale)).astype(int)
        along = points @ np.array([np.cos(angle), -np.sin(angle)])
        order = np.lexsort((along, lanes))
        lanes, along = lanes[order], along[order]
        breaks = np.flatnonzero((np.diff(lanes) != 0) | (np.diff(along) > 1.5 * scale))
        starts, ends = np.concatenate(([0], breaks + 1)), np.concatenate((breaks, [len(along) - 1]))
        longest = max(longest, float((along[ends] - along[starts]).max()))
    return longest


def evenness(piece: Piece) -> float:
    """The part of a piece, along the line on which it stands, where both its edges are even."""
    points = _laid_flat(np.column_stack([piece.columns, piece.rows]).astype(np.float64))
    columns = np.rint(points[:, 0] - points[:, 0].min()).astype(int)
    tops, feet = np.full(columns.max() + 1, np.inf), np.full(columns.max() + 1, -np.inf)
    np.minimum.at(tops, columns, points[:, 1])
    np.maximum.at(feet, columns, points[:, 1])
    there = np.isfinite(tops)
    low, high = np.percentile(points[:, 1], (2, 98))
    margin = 0.2 * (high - low)
    return float(min((tops[there] < low + margin).mean(), (feet[there] > high - margin).mean()))


def _laid_flat(points: Points) -> Points:
    """Points turned so that they are as low as can be, at any angle at which a stamp may lie."""
    best, tall = points, np.inf
    for angle in np.radians(np.arange(-30, 31, 2)):
        turned = points @ np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
        low, high = np.percentile(turned[:, 1], (2, 98))
        if high - low < tall:
            best, tall = turned, high - low
    return best


def passes(piece: Piece, gap: int) -> int:
    """How often a piece is crossed, at most, by a level line: a name goes up and down, a cross is crossed twice."""
    picture, there = _picture(piece), _picture(piece)
    for step in range(1, gap + 1):  # a gap of a dot or two is noise, as is a step in an edge
        picture[:, step:] |= there[:, :-step]
        picture[step:] |= there[:-step]
    starts = picture & ~np.pad(picture, ((0, 0), (1, 0)))[:, :-1]
    return int(starts.sum(axis=1).max())


def thickness(piece: Piece) -> float:
    """How thick its strokes are, in dots: its ink against the length of its edges."""
    picture = np.pad(_picture(piece), 1)
    inner = picture[1:-1, 1:-1] & picture[:-2, 1:-1] & picture[2:, 1:-1] & picture[1:-1, :-2] & picture[1:-1, 2:]
    return 2 * len(piece.rows) / max(len(piece.rows) - int(inner.sum()), 1)


def _picture(piece: Piece) -> NDArray[np.bool_]:
    picture = np.zeros((piece.tall, piece.wide), bool)
    picture[piece.rows - piece.rows.min(), piece.columns - piece.columns.min()] = True
    return picture
