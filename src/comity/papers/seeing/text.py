"""The words of a PDF page that is text, with their places; what nobody can see is left out, and said."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pypdfium2
from pypdf import PageObject
from pypdf.generic import ByteStringObject, DictionaryObject, TextStringObject

from comity.papers.seeing.page import Grey, Place, Word, around
from comity.papers.seeing.sheet import Sheet

UNSEEN = "words that nobody can see on the paper were left out"
_IMAGE = 3  # FPDF_PAGEOBJ_IMAGE
_COVERED = 0.4  # of the page, from which on it counts as a scan, whatever text lies beneath
_FEW = 3  # letters that may be missing without a word
_LOW = 6.5  # thousandths of the width: what is lower, as a dash is, is taken to be so high
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


def words_on(sheet: Sheet, grey: Grey) -> tuple[tuple[Word, ...], float]:
    """The words that can be seen on a page, and the part of all letters that cannot."""
    found = list(_words(sheet))
    shown = [word for word in found if _is_seen(word, grey)]
    seen, all_ = (sum(len(word.text) for word in words) for words in (shown, found))
    return tuple(shown), 1 - seen / all_ if all_ - seen > _FEW else 0.0


def _is_seen(word: Word, grey: Grey) -> bool:
    scale, place = grey.shape[1] / 1000, word.place
    left, top = (max(int(each * scale), 0) for each in (place.left, place.top))
    right, bottom = (max(int(each * scale) + 1, 0) for each in (place.right, place.bottom))
    dots = grey[top:bottom, left:right]
    return bool(dots.size) and int(np.max(dots)) - int(np.min(dots)) >= _CONTRAST


def _words(sheet: Sheet) -> Iterator[Word]:
    text = sheet.page.get_textpage()
    said = text.get_text_range()
    held: list[tuple[str, Place]] = []
    for index in range(min(text.count_chars(), 60_000)):
        letter = said[index] if index < len(said) else " "
        if letter.isspace() or letter == "\ufffe":
            yield from _joined(held)
            held = []
            continue
        place = sheet.place(text.get_charbox(index))
        if held and _is_apart(held[-1][1], place):
            yield from _joined(held)
            held = []
        held.append((letter, place))
    yield from _joined(held)


def _is_apart(before: Place, place: Place) -> bool:
    tall = max(before.height, place.height, _LOW)
    return (
        place.left - before.right > tall
        or place.left < before.left - tall
        or abs(place.bottom - before.bottom) > 1.5 * tall
    )


def _joined(held: list[tuple[str, Place]]) -> Iterator[Word]:
    word = "".join(letter for letter, _ in held if letter != "\u200b")
    if word:
        yield Word(word, around(place for _, place in held))


def filled_in(structure: PageObject, sheet: Sheet) -> Filled:
    """What was typed, ticked and signed in the fields of an electronic form (PDF 2.0, 12.7)."""
    words: list[Word] = []
    ticked: list[tuple[Place, bool]] = []
    signed: list[Place] = []
    for widget in _widgets(structure):
        place = _place(widget, sheet)
        kind, value = _inherited(widget, "/FT"), _inherited(widget, "/V")
        if kind == "/Tx" and isinstance(value, str):
            words += _spread(value, place)
        elif kind == "/Btn":
            ticked.append((place, str(widget.get("/AS", "/Off")) != "/Off"))
        elif kind == "/Sig" and _holds_signature(value):
            signed.append(place)
    return Filled(tuple(words), tuple(ticked), tuple(signed))


def _holds_signature(value: object) -> bool:
    """Whether somebody signed a field: bytes stand there, and not only the room for them (PDF 2.0, 12.8)."""
    contents = value.get("/Contents") if isinstance(value, DictionaryObject) else None
    return isinstance(contents, ByteStringObject | TextStringObject) and bool(contents.original_bytes.strip(b"\0"))


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
            return found[key]  # looked up, where it stands elsewhere
        found = found.get("/Parent")
        found = found.get_object() if found is not None else None
    return None


def _place(widget: DictionaryObject, sheet: Sheet) -> Place:
    left, low, right, high = [*map(float, widget.get("/Rect", ())), 0.0, 0.0, 0.0, 0.0][:4]
    return sheet.place((left, low, right, high))


def _spread(value: str, place: Place) -> Iterator[Word]:
    """The words of a field, side by side in its place."""
    wide = (place.right - place.left) / max(len(value), 1)
    start = 0
    for part in value.split():
        start = value.index(part, start)
        left = place.left + start * wide
        yield Word(part, Place(place.page, left, place.top, left + len(part) * wide, place.bottom))
        start += len(part)
