"""A chart of months as an SVG that says in words what it shows; the table beside it has the numbers.

No style, no script and no font of its own stand in it, so that a strict page may hold it; every bar differs from its
neighbour by pattern as well as by shade.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

WIDTH, HEIGHT, LEFT, BOTTOM, TOP = 720, 260, 44, 34, 16
_STEPS = (1, 2, 5)
_MOST_LINES = 5


@dataclass(frozen=True, slots=True)
class Series:
    """One measure through the months; `None` stands for a hidden number."""

    name: str
    values: tuple[int | None, ...]
    fill: str  # a colour, or the reference of a pattern


PLAIN, STRIPED = "#1b4f72", "url(#stripes)"


def chart(title: str, words: str, months: Sequence[str], series: Sequence[Series], hidden: str) -> str:
    """The chart; `words` tells it to whoever does not see it, `hidden` names a number that is not shown."""
    top = _top(max((value or 0 for each in series for value in each.values), default=0))
    parts = [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
            'aria-labelledby="chart-title chart-words" class="comity-chart">'
        ),
        f'<title id="chart-title">{escape(title)}</title><desc id="chart-words">{escape(words)}</desc>',
        (
            '<defs><pattern id="stripes" width="6" height="6" patternUnits="userSpaceOnUse" '
            'patternTransform="rotate(45)"><rect width="6" height="6" fill="#fff"/>'
            '<rect width="3" height="6" fill="#8a3b12"/></pattern></defs>'
        ),
        *_lines(top),
        *_bars(months, series, top, hidden),
        "</svg>",
    ]
    return "".join(parts)


def _top(most: int) -> int:
    """The number at the upper end of the scale: a round one, with at most five lines below it."""
    step = _step(most)
    return max(step, -(-most // step) * step)


def _step(most: int) -> int:
    factor = 1
    while True:
        for each in _STEPS:
            if most <= each * factor * _MOST_LINES:
                return each * factor
        factor *= 10


def _height(value: int, top: int) -> float:
    return round((HEIGHT - BOTTOM - TOP) * value / top, 1)


def _lines(top: int) -> Sequence[str]:
    found = []
    for value in range(0, top + 1, _step(top)):
        at = HEIGHT - BOTTOM - _height(value, top)
        found.append(
            f'<path d="M{LEFT} {at}H{WIDTH}" stroke="#a9aeb1" stroke-width="{2 if value == 0 else 1}" fill="none"/>'
            f'<text x="{LEFT - 8}" y="{at + 4}" text-anchor="end" font-size="13" fill="#1b1b1b">{value}</text>'
        )
    return found


def _bars(months: Sequence[str], series: Sequence[Series], top: int, hidden: str) -> Sequence[str]:
    slot = (WIDTH - LEFT) / max(1, len(months))
    wide = round(min(26.0, slot * 0.8 / max(1, len(series))), 1)
    found = []
    for number, month in enumerate(months):
        middle = LEFT + slot * (number + 0.5)
        left = middle - wide * len(series) / 2
        for at, each in enumerate(series):
            found.append(_bar(left + at * wide, wide, each, each.values[number], top, f"{month}, {each.name}", hidden))
        found.append(
            f'<text x="{middle:.1f}" y="{HEIGHT - 12}" text-anchor="middle" font-size="13" fill="#1b1b1b">'
            f"{escape(month)}</text>"
        )
    return found


def _bar(  # noqa: PLR0917 - a bar is its place, its value and its words
    left: float, wide: float, series: Series, value: int | None, top: int, label: str, hidden: str
) -> str:
    if value is None:  # drawn alike for every hidden number: a short open box
        at = HEIGHT - BOTTOM - 10
        return (
            f'<rect x="{left:.1f}" y="{at}" width="{wide - 2}" height="10" fill="none" stroke="#1b1b1b" '
            f'stroke-dasharray="3 2"><title>{escape(label)}: {escape(hidden)}</title></rect>'
        )
    tall = _height(value, top)
    return (
        f'<rect x="{left:.1f}" y="{HEIGHT - BOTTOM - tall:.1f}" width="{wide - 2}" height="{tall}" '
        f'fill={quoteattr(series.fill)} stroke="#1b1b1b"><title>{escape(label)}: {value}</title></rect>'
    )
