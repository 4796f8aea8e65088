"""The words of a PDF page that is text, with their places; what nobody can see is left out, and said."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pypdfium2
from pypdf import PageObject
from pypdf.generic import DictionaryObject

from comity.papers.seeing.page import Grey, Place, Word

UNSEEN = "words that nobody can see on the paper were left out"
_IMAGE = 3  # FPDF_PAGEOBJ_IMAGE
_COVERED = 0.4  # of the page, from which on it counts as a scan, whatever text lies beneath
_CONTRAST = 40  # between the darkest and the brightest dot of a word that can be seen


@dataclass(frozen=True, slots=True)
class Filled:
    """What an electronic form holds on one page."""

    words: tuple[Word, ...] = ()
    ticked: tuple[tuple[Place, bool], ...] = ()
    signed: tuple[Place, ...] = ()


def covered_by_image(page: pypdfium2.PdfPage) -> bool:
    """Whether a picture fills much of the page: then the picture is the paper, and text beneath it is hearsay."""
    whole = page.get_width() * page.get_height()
    for found in page.get_objects(filter=[_IMAGE], max_depth=4):
        left, bottom, right, top = found.get_bounds()
        if (right - left) * (top - bottom) > _COVERED * whole:
            return True
    return False


def words_on(page: pypdfium2.PdfPage, grey: Grey, number: int) -> tuple[tuple[Word, ...], tuple[str, ...]]:
    """The words that can be seen on a page, and what is to be said of the others."""
    found = list(_words(page, number))
    shown = [word for word in found if _is_seen(word, grey)]
    hidden = sum(len(word.text) for word in found) - sum(len(word.text) for word in shown)
    return tuple(shown), (UNSEEN,) if hidden > 3 else ()


def _is_seen(word: Word, grey: Grey) -> bool:
    scale = grey.shape[1] / 1000
    place = word.place
    left, right = int(max(place.left * scale, 0)), int(place.right * scale) + 1
    top, bottom = int(max(place.top * scale, 0)), int(place.bottom * scale) + 1
    dots = grey[top:bottom, left:right]
    return bool(dots.size) and int(np.max(dots)) - int(np.min(dots)) >= _CONTRAST


def _words(page: pypdfium2.PdfPage, number: int) -> Iterator[Word]:
    width, height = page.get_width(), page.get_height()
    text = page.get_textpage()
    said = text.get_text_range()
    held: list[tuple[str, tuple[float, float, float, float]]] = []
    for index in range(min(text.count_chars(), 60_000)):
        letter = said[index] if index < len(said) else " "
        if letter.isspace() or letter == "\ufffe":
            yield from _joined(held, width, height, number)
            held = []
            continue
        box = text.get_charbox(index)
        if held and _is_apart(held[-1][1], box):
            yield from _joined(held, width, height, number)
            held = []
        held.append((letter, box))
    yield from _joined(held, width, height, number)


def _is_apart(before: tuple[float, ...], box: tuple[float, ...]) -> bool:
    tall = max(before[3] - before[1], box[3] - box[1], 4.0)
    return box[0] - before[2] > tall or box[0] < before[0] - tall or abs(box[1] - before[1]) > 1.5 * tall


def _joined(
    held: list[tuple[str, tuple[float, float, float, float]]], width: float, height: float, number: int
) -> Iterator[Word]:
    word = "".join(letter for letter, _ in held if letter != "\u200b")
    if not word:
        return
    boxes = [box for _, box in held]
    left, right = min(box[0] for box in boxes), max(box[2] for box in boxes)
    bottom, top = min(box[1] for box in boxes), max(box[3] for box in boxes)
    scale = 1000 / width
    yield Word(word, Place(number, left * scale, (height - top) * scale, right * scale, (height - bottom) * scale))


def filled_in(structure: PageObject, page: pypdfium2.PdfPage, number: int) -> Filled:
    """What was typed, ticked and signed in the fields of an electronic form (PDF 2.0, 12.7)."""
    words: list[Word] = []
    ticked: list[tuple[Place, bool]] = []
    signed: list[Place] = []
    for widget in _widgets(structure):
        place = _place(widget, structure, page, number)
        kind, value = _inherited(widget, "/FT"), _inherited(widget, "/V")
        if kind == "/Tx" and isinstance(value, str):
            words += _spread(value, place)
        elif kind == "/Btn":
            ticked.append((place, str(widget.get("/AS", "/Off")) != "/Off"))
        elif kind == "/Sig" and value is not None:
            signed.append(place)
    return Filled(tuple(words), tuple(ticked), tuple(signed))


def _widgets(structure: PageObject) -> Iterator[DictionaryObject]:
    for reference in structure.get("/Annots") or ():
        annotation = reference.get_object()
        if isinstance(annotation, DictionaryObject) and annotation.get("/Subtype") == "/Widget":
            yield annotation


def _inherited(widget: DictionaryObject, key: str) -> object:
    """A value of a field, which may stand with its parent."""
    found: object = widget
    for _ in range(8):
        if not isinstance(found, DictionaryObject):
            return None
        if key in found:
            return found[key]
        found = found.get("/Parent")
        found = found.get_object() if found is not None else None
    return None


def _place(widget: DictionaryObject, structure: PageObject, page: pypdfium2.PdfPage, number: int) -> Place:
    corners = [float(each) for each in widget.get("/Rect", (0, 0, 0, 0))]
    left0, top0 = float(structure.mediabox.left), float(structure.mediabox.top)
    scale = 1000 / page.get_width()
    left, right = sorted((corners[0] - left0, corners[2] - left0))
    low, high = sorted((corners[1], corners[3]))
    return Place(number, left * scale, (top0 - high) * scale, right * scale, (top0 - low) * scale)


def _spread(value: str, place: Place) -> Iterator[Word]:
    """The words of a field, side by side in its place."""
    wide = (place.right - place.left) / max(len(value), 1)
    start = 0
    for part in value.split():
        start = value.index(part, start)
        left = place.left + start * wide
        yield Word(part, Place(place.page, left, place.top, left + len(part) * wide, place.bottom))
        start += len(part)
