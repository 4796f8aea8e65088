"""Takes the specks of a noisy scanner off a page before anything is looked for on it.

On a page with little print the grey that parts ink from paper best lies within the noise of the paper. Then paper is
taken for ink: more than a hundred thousand specks, in which the reader of images looks for lines.
"""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageFilter

from comity.papers.seeing.page import Grey, between

_MANY = 1 / 500  # of all dots; dirt and noise that are read well leave a quarter of it
_TIMES = 3  # at most; what is speckled after that is no print


def swept(grey: Grey) -> Grey:
    """The page with each dot the mean of nine, where it is full of specks; any other as it is."""
    for _ in range(_TIMES):
        if specks(grey) <= _MANY * grey.size:
            break
        grey = np.asarray(Image.fromarray(grey).filter(ImageFilter.BoxBlur(1)), np.uint8)
    return grey


def specks(grey: Grey) -> int:
    """How many dots of ink have no ink around them."""
    ink = np.pad(grey <= between(grey), 1)
    beside = ink[:, :-2] | ink[:, 2:]  # of every row, also of those above and below the page
    above = ink[:, 1:-1] | beside
    lonely = ink[1:-1, 1:-1] & ~(beside[1:-1] | above[:-2] | above[2:])
    return int(np.count_nonzero(lonely))
