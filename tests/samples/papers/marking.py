"""Marks that are no signature, put where somebody should have signed: stamps, seals, crosses, circles, flags, initials.

`ao-442+unsigned-stamped` is a warrant that names a judge, that nobody signed, with a stamp over the line; with
`signed-` a true signature stands there as well.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from itertools import pairwise
from math import cos, pi, sin

STAMPS = ("RECEIVED", "COPY", "CERTIFIED COPY", "FILED", "DRAFT", "VOID", "SAMPLE", "ENTERED", "RECEIVED MAR 03 2026")
SEALS = ("CLERK OF COURT * HARBOR COUNTY *", "UNITED STATES DISTRICT COURT *", "OFFICIAL SEAL * STATE OF OREGON *")
COURT_FORMS = ("ao-442", "ao-93", "writ", "federal-order", "state-warrant", "state-order")
Mark = dict[str, object]


def marks(name: str, dice: random.Random) -> list[Mark]:
    """What lies over the line of a signature, by the name of the look-alike."""
    return _MARKS[name](dice)


def _stamp(dice: random.Random, *, dx: float | None = None, dy: float | None = None) -> Mark:
    return {
        "mark": "stamp", "text": dice.choice(STAMPS), "angle": dice.choice((0, 0, dice.uniform(-20, 20))),
        "dx": dice.uniform(0, 40) if dx is None else dx, "dy": dice.uniform(-8, 6) if dy is None else dy,
        "size": dice.uniform(9, 15), "grey": dice.randint(40, 120),
        "frame": dice.choice(("box", "box", "oval", "none")), "bold": dice.random() < 0.6,
    }  # fmt: skip


def _seal(dice: random.Random) -> Mark:
    return {
        "mark": "seal", "text": dice.choice(SEALS), "angle": dice.uniform(-30, 30), "dx": dice.uniform(0, 60),
        "dy": dice.uniform(10, 34), "size": dice.uniform(22, 34), "grey": dice.randint(30, 120),
        "words": dice.choice(("COPY", "FILED", "SEAL")),
    }  # fmt: skip


def _drawing(path: str, dice: random.Random, *, wide: float, tall: float, dx: float, dy: float) -> Mark:
    """Lines drawn with a pen, in points from their upper left corner."""
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="-4 -4 {wide + 8:.0f} {tall + 8:.0f}">'
        f'<path d="{path}" fill="none" stroke="#123" stroke-width="{dice.uniform(0.9, 1.9):.1f}"'
        ' stroke-linecap="round"/></svg>'
    )
    return {"mark": "drawing", "svg": svg, "height": tall + 8, "dx": dx, "dy": dy}


def _cross(dice: random.Random) -> Mark:
    wide, tall = dice.uniform(14, 40), dice.uniform(12, 26)
    lean = dice.uniform(-4, 4)
    path = f"M 0 {lean:.1f} L {wide:.1f} {tall:.1f} M {wide + lean:.1f} 0 L {-lean:.1f} {tall + lean:.1f}"
    return _drawing(path, dice, wide=wide, tall=tall, dx=dice.uniform(-6, 30), dy=6)


def _ring(dice: random.Random) -> Mark:
    """A circle around the place, as a hand draws it."""
    wide, tall = dice.uniform(60, 220), dice.uniform(26, 60)
    steps = [2 * pi * turn / 24 for turn in range(27)]
    points = [
        (wide / 2 * (1 + cos(at) * dice.uniform(0.96, 1.02)), tall / 2 * (1 + sin(at) * dice.uniform(0.93, 1.04)))
        for at in steps
    ]
    path = f"M {points[0][0]:.1f} {points[0][1]:.1f} " + " ".join(f"L {x:.1f} {y:.1f}" for x, y in points[1:])
    return _drawing(path, dice, wide=wide, tall=tall, dx=dice.uniform(-10, 10), dy=tall * dice.uniform(0.1, 0.6))


def _flag(dice: random.Random) -> Mark:
    words = dice.choice(("SIGN HERE", "SIGN", "X"))
    return {"mark": "flag", "text": words, "dx": dice.uniform(0, 60), "dy": 4, "size": 9, "filled": dice.random() < 0.5}


def _arrow(dice: random.Random) -> Mark:
    wide, rise = dice.uniform(40, 100), dice.uniform(-8, 8)
    path = f"M 0 {10 + rise:.1f} L {wide:.1f} 10 M {wide - 9:.1f} 4 L {wide:.1f} 10 L {wide - 9:.1f} 16"
    return _drawing(path, dice, wide=wide, tall=20, dx=dice.uniform(0, 30), dy=dice.uniform(-4, 4))


def _stroke(dice: random.Random) -> Mark:
    wide, lean = dice.uniform(120, 230), dice.uniform(-10, 10)
    path = f"M 0 {12 - lean:.1f} L {wide:.1f} {12 + lean:.1f}"
    if dice.random() < 0.4:
        path += f" M 0 {18 - lean:.1f} L {wide:.1f} {18 + lean:.1f}"
    return _drawing(path, dice, wide=wide, tall=24, dx=0, dy=dice.uniform(-2, 6))


def _initials(dice: random.Random) -> Mark:
    """Two letters in a hand, smaller than a name."""
    points = [(0.0, 10.0)]
    for step in range(5):
        points.append((points[-1][0] + dice.uniform(1, 4), 10 - (step % 2) * dice.uniform(6, 11) + dice.uniform(-2, 2)))
    path = "M 0 10 " + " ".join(
        f"Q {a:.1f} {b + dice.uniform(-5, 5):.1f} {x:.1f} {y:.1f}" for (a, b), (x, y) in pairwise(points)
    )
    return _drawing(path, dice, wide=points[-1][0], tall=14, dx=dice.uniform(60, 200), dy=4)


_MARKS: dict[str, Callable[[random.Random], list[Mark]]] = {
    "unsigned-plain": lambda _: [],
    "unsigned-stamped": lambda dice: [_stamp(dice)],
    "unsigned-stamped-twice": lambda dice: [_stamp(dice, dx=0), _stamp(dice, dx=60, dy=-4)],
    "unsigned-sealed": lambda dice: [_seal(dice)],
    "unsigned-crossed": lambda dice: [_cross(dice)],
    "unsigned-circled": lambda dice: [_ring(dice)],
    "unsigned-flagged": lambda dice: [_flag(dice) if dice.random() < 0.6 else _arrow(dice)],
    "unsigned-struck": lambda dice: [_stroke(dice)],
    "unsigned-initialled": lambda dice: [_initials(dice)],
    "signed-stamped-near": lambda dice: [_stamp(dice, dx=150)],
    "signed-stamped-across": lambda dice: [_stamp(dice)],
    "signed-sealed": lambda dice: [{**_seal(dice), "dx": 140}],
}
MARKS = tuple(_MARKS)
MARKED = tuple(f"{form}+{mark}" for mark in MARKS for form in COURT_FORMS)
