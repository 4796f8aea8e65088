"""Looks a PDF over before it is opened for reading: what no paper needs is refused, and said.

What is looked for: a password; programs (JavaScript) and actions that start something; files within the file; forms of
another kind (XFA); pages without end, or larger than paper; streams that unfold to more than a paper could hold.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from io import BytesIO

from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, StreamObject

from comity.papers.errors import PaperRefusedError
from comity.papers.seeing.limits import Limits

_AGAIN = "Print it and scan the print, or ask the sender for a plain copy."
_BAD: dict[str, str] = {
    "/JavaScript": "holds a program (JavaScript)",
    "/JS": "holds a program (JavaScript)",
    "/Launch": "would start another program",
    "/EmbeddedFiles": "holds other files",
    "/EmbeddedFile": "holds other files",
    "/XFA": "is an electronic form of a kind (XFA) that shows what is not printed",
    "/RichMedia": "holds a film or a program",
    "/SubmitForm": "would send what it holds to somebody",
    "/ImportData": "would fetch what it does not hold",
}
_NAME = re.compile(rb"/(?:[A-Za-z0-9]|#[0-9A-Fa-f]{2})+")


def guard(content: bytes, limits: Limits) -> PdfReader:
    """The PDF, opened by its structure alone.

    Raises:
        PaperRefusedError: it is locked, broken, too large, or carries what no paper needs.
    """
    try:
        opened = PdfReader(BytesIO(content), strict=False)
        if opened.is_encrypted:
            raise PaperRefusedError("this PDF is locked with a password", help="Ask the sender for one that is not.")
        count = len(opened.pages)
        _every_object(opened, limits)
    except PaperRefusedError:
        raise
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError, OSError, IndexError) as error:
        raise PaperRefusedError("this PDF is broken and cannot be opened", help=_AGAIN) from error
    if not count:
        raise PaperRefusedError("this PDF has no page", help=_AGAIN)
    if count > limits.pages:
        raise PaperRefusedError(
            f"this file has {count} pages, and at most {limits.pages} are read at once",
            help="Split it, and send the parts.",
        )
    _sizes(opened, limits)
    return opened


def _sizes(opened: PdfReader, limits: Limits) -> None:
    for number, page in enumerate(opened.pages, start=1):
        side = max(float(page.mediabox.width), float(page.mediabox.height)) * float(page.get("/UserUnit", 1))
        if not 0 < side <= limits.page_side:
            raise PaperRefusedError(f"page {number} of this PDF is larger than any paper", help=_AGAIN)


def _every_object(opened: PdfReader, limits: Limits) -> None:
    """Look at every object of the file, also at those to which nothing leads."""
    known = [(number, generation) for generation, table in opened.xref.items() for number in table]
    known += [(number, 0) for number in opened.xref_objStm]
    if len(known) > limits.objects:
        raise PaperRefusedError("this PDF has more parts than a paper needs", help=_AGAIN)
    unfolded = 0
    for number, generation in sorted(set(known)):
        found = opened.get_object(IndirectObject(number, generation, opened))
        for name in _names(found, 0):
            if name in _BAD:
                raise PaperRefusedError(f"this PDF {_BAD[name]}, and no paper needs that", help=_AGAIN)
        if isinstance(found, StreamObject):
            unfolded += _unfolded(found, limits.unfolded_bytes - unfolded)


def _names(found: object, depth: int) -> Iterator[str]:
    """The keys and the kinds of action of an object, not those of the objects that it refers to."""
    if depth > 20:
        raise PaperRefusedError("this PDF is folded more deeply than a paper needs", help=_AGAIN)
    if isinstance(found, DictionaryObject):
        for key in found:
            yield str(key)
            inner = found.raw_get(key)
            if key in {"/S", "/Type"} and not isinstance(inner, IndirectObject):
                yield str(inner)
            yield from _names(inner, depth + 1)
    elif isinstance(found, ArrayObject):
        for inner in list(found)[:10_000]:
            yield from _names(inner, depth + 1)


def _unfolded(stream: StreamObject, most: int) -> int:
    """How many bytes a stream of the deflate kind unfolds to, counted without keeping them."""
    filters = stream.get("/Filter")
    names = [str(each) for each in filters] if isinstance(filters, list) else [str(filters)]
    _image_size(stream)
    if names[0] not in {"/FlateDecode", "/Fl"}:
        return 0
    total, packed, unpacker = 0, stream._data, zlib.decompressobj()  # noqa: SLF001 - the packed bytes have no other door
    while packed and total <= most:
        try:
            total += len(unpacker.decompress(packed, 1 << 20))
        except zlib.error:
            return total
        packed = unpacker.unconsumed_tail
    if total > most or len(names) > 2:
        raise PaperRefusedError("this PDF unfolds to far more than a paper could hold", help=_AGAIN)
    return total


def _image_size(stream: StreamObject) -> None:
    width, height = stream.get("/Width", 0), stream.get("/Height", 0)
    if isinstance(width, int) and isinstance(height, int) and width * height > 120_000_000:
        raise PaperRefusedError("this PDF holds an image far larger than a paper", help=_AGAIN)
