"""Makes a page stand upright and straight, by its own lines and without reading them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from comity.papers.seeing.page import Grey, between

_WIDTH = 600  # dots across, while an angle is looked for
_MOST, _STEP = 5.0, 0.25  # degrees


def levelled(grey: Grey) -> Grey:
    """The page with even light: a photograph's shadows taken out, a scan left as it is."""
    height, width = grey.shape
    coarse = Image.fromarray(grey).resize((max(1, width // 16), max(1, height // 16)), Image.Resampling.BOX)
    paper = np.asarray(_brightest(coarse).resize((width, height), Image.Resampling.BILINEAR), np.float32)
    if float(np.percentile(paper, 10)) > 235:
        return grey
    return np.clip(grey.astype(np.float32) * (250.0 / np.maximum(paper, 40)), 0, 255).astype(np.uint8)


def _brightest(coarse: Image.Image) -> Image.Image:
    """The brightness of the paper behind the letters."""
    grey = np.asarray(coarse, np.uint8)
    for _ in range(3):
        padded = np.pad(grey, 1, mode="edge")
        grey = np.maximum.reduce(
            [padded[y : y + grey.shape[0], x : x + grey.shape[1]] for y in range(3) for x in range(3)]
        )
    return Image.fromarray(grey)


def slant(grey: Grey) -> float:
    """The degrees by which lines rise to the right; none where no angle makes lines stand out."""
    ink = _small_ink(grey)
    steps = np.arange(-_MOST, _MOST + _STEP / 2, _STEP)
    sharp = [_sharpness(ink, float(angle)) for angle in steps]
    best = int(np.argmax(sharp))
    if sharp[best] < 1.02 * sharp[len(steps) // 2]:
        return 0.0
    return _refined(ink, float(steps[best]))


def _refined(ink: NDArray[np.float32], angle: float) -> float:
    near = [angle - 0.15, angle - 0.075, angle, angle + 0.075, angle + 0.15]
    return near[int(np.argmax([_sharpness(ink, each) for each in near]))]


def lies_on_its_side(grey: Grey) -> bool:
    """Whether lines run from top to bottom, at whatever angle they stand out most."""
    ink = _small_ink(grey)
    return _standing_out(np.ascontiguousarray(ink.T)) > _standing_out(ink)


def _standing_out(ink: NDArray[np.float32]) -> float:
    """How far rows differ at the best angle, whatever the page's shape."""
    sharp = max(_sharpness(ink, float(angle)) for angle in np.arange(-_MOST, _MOST + _STEP, 2 * _STEP))
    return float(sharp * ink.shape[0] / (float(ink.sum()) ** 2 + 1e-9))


def _small_ink(grey: Grey) -> NDArray[np.float32]:
    height, width = grey.shape
    small = Image.fromarray(grey).resize((_WIDTH, max(1, height * _WIDTH // width)), Image.Resampling.BOX)
    dots = np.asarray(small, np.uint8)
    ink: NDArray[np.float32] = (dots < min(between(dots) + 20, 200)).astype(np.float32)
    margin = _WIDTH // 30
    return ink[margin:-margin, margin:-margin]


def _sharpness(ink: NDArray[np.float32], angle: float) -> float:
    """How far rows of ink and of paper differ once the page is sheared by an angle (Postl 1986)."""
    shear = np.round(np.tan(np.radians(angle)) * (np.arange(ink.shape[1]) - ink.shape[1] / 2)).astype(int)
    strip = 8  # columns that are moved together
    sums = np.zeros(ink.shape[0], np.float32)
    for left in range(0, ink.shape[1], strip):
        sums += np.roll(ink[:, left : left + strip].sum(axis=1), int(shear[min(left + strip // 2, ink.shape[1] - 1)]))
    return float(np.sum(np.diff(sums) ** 2))


def turned(grey: Grey, degrees: float) -> Grey:
    """The page turned against the clock; right angles exactly, others with white corners."""
    quarter, rest = round(degrees / 90), degrees - 90 * round(degrees / 90)
    page = np.ascontiguousarray(np.rot90(grey, quarter)) if quarter % 4 else grey
    if abs(rest) < 0.05:
        return page
    image = Image.fromarray(page).rotate(rest, resample=Image.Resampling.BICUBIC, fillcolor=255)
    return np.asarray(image, np.uint8)
