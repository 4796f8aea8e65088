"""A reading as it is kept and carried: what was read of a file, and its pages as they were seen."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from dataclasses import dataclass
from io import BytesIO

import numpy as np
from cattrs import Converter
from cattrs.errors import BaseValidationError
from PIL import Image

from comity.papers.errors import PapersError
from comity.papers.reading.found import Paper
from comity.papers.seeing.page import Page

VERSION = 1  # of the form below; a reading of another version is made anew
SHOWN_WIDTH = 1000  # dots across a page as it is shown


@dataclass(frozen=True, slots=True)
class PageSeen:
    """A page as a clerk sees it: upright and straight, with the same places as the readings."""

    number: int
    height: float  # in thousandths of the width
    turned: int
    is_scan: bool
    remarks: tuple[str, ...]
    png: bytes


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read of one file. None of it is a fact until somebody confirms it beside the page."""

    papers: tuple[Paper, ...]
    pages: tuple[PageSeen, ...]


def page_seen(page: Page) -> PageSeen:
    """A page as it is shown: in sixteen greys, which is enough to read and small to keep."""
    height, width = page.grey.shape
    image = Image.fromarray(np.ascontiguousarray(page.grey)).resize(
        (SHOWN_WIDTH, max(1, round(height * SHOWN_WIDTH / width))), Image.Resampling.HAMMING
    )
    greys = (np.asarray(image, np.uint16) * 15 + 127) // 255
    shown = Image.fromarray(greys.astype(np.uint8), "P")
    shown.putpalette([value * 17 for value in range(16) for _ in range(3)])
    kept = BytesIO()
    shown.save(kept, "PNG", bits=4, compress_level=3)
    return PageSeen(page.number, round(page.height, 1), page.turned, page.is_scan, page.remarks, kept.getvalue())


def written(reading: Reading) -> bytes:
    """A reading as bytes."""
    return json.dumps({"version": VERSION, **_CONVERTER.unstructure(reading)}, separators=(",", ":")).encode()


def read_again(content: bytes) -> Reading:
    """A reading from its bytes.

    Raises:
        PapersError: these are not the bytes of a reading of this version.
    """
    try:
        form = json.loads(content)
        if form.pop("version") != VERSION:
            raise ValueError("another version")
        return _CONVERTER.structure(form, Reading)
    except (BaseValidationError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise PapersError("this is no reading of a paper", help="Let the paper be read again.") from error


def _converter() -> Converter:
    made = Converter(omit_if_default=True, detailed_validation=False, forbid_extra_keys=True)
    made.register_unstructure_hook(bytes, lambda value: b64encode(value).decode())
    made.register_structure_hook(bytes, lambda value, _: b64decode(value, validate=True))
    made.register_unstructure_hook(float, lambda value: round(value, 3))
    return made


_CONVERTER = _converter()
