"""A page of a PDF as it is drawn: turned, trimmed and shifted as its file says, and then put upright by its letters."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass

import numpy as np
import pypdfium2
from pypdfium2 import raw

from comity.papers.seeing.page import Grey, Place

_FINE = 100  # parts of a thousandth of the width, to which places are kept
_ENOUGH = 2_000  # letters, from which the turn of a page is told
Corners = tuple[float, float, float, float]  # left, bottom, right and top, as a PDF counts


@dataclass(frozen=True)
class Sheet:
    """One page as its file has it drawn (PDF 2.0, 14.11.2), or turned to stand upright."""

    page: pypdfium2.PdfPage
    number: int
    stood: int = 0  # degrees, clockwise, by which it was drawn wrong

    def drawn(self, dots: int) -> Grey:
        """The page so many dots wide."""
        scale = dots / max(self.page.get_width(), 1.0)
        dotted: Grey = self.page.render(scale=scale, grayscale=True, may_draw_forms=True).to_numpy()
        return np.ascontiguousarray(dotted if dotted.ndim == 2 else dotted[:, :, 0])

    def place(self, corners: Corners) -> Place:
        """Where a rectangle of the file is drawn."""
        ends = [self._point(*corners[:2]), self._point(*corners[2:])]
        (left, right), (top, bottom) = (sorted(each) for each in zip(*ends, strict=True))
        return Place(self.number, left, top, right, bottom)

    def _point(self, x: float, y: float) -> tuple[float, float]:
        across, down, wide = ctypes.c_int(), ctypes.c_int(), 1000 * _FINE
        tall = round(wide * self.page.get_height() / max(self.page.get_width(), 1.0))
        raw.FPDF_PageToDevice(self.page, 0, 0, wide, tall, 0, x, y, across, down)  # it knows turn, trim and origin
        return across.value / _FINE, down.value / _FINE


def upright(page: pypdfium2.PdfPage, number: int) -> Sheet:
    """The page turned so that most letters stand upright; one without letters as it is."""
    stood = 90 * int(np.argmax(_steps(Sheet(page, number))))
    if stood:
        page.set_rotation((page.get_rotation() - stood) % 360)  # of what was opened; the file stays as it came
    return Sheet(page, number, stood)


def _steps(sheet: Sheet) -> list[int]:
    """How many letters follow the one before to the right, downwards, to the left, and upwards."""
    steps, last, text = [0, 0, 0, 0], None, sheet.page.get_textpage()
    said = text.get_text_range()
    for index in range(min(text.count_chars(), len(said), _ENOUGH)):
        place = sheet.place(text.get_charbox(index)) if said[index].isalnum() else None
        if last and place:
            across = place.left + place.right - last.left - last.right
            down = place.top + place.bottom - last.top - last.bottom
            steps[(0 if across > 0 else 2) if abs(across) > abs(down) else (1 if down > 0 else 3)] += 1
        last = place
    return steps
