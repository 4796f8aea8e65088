"""Looks a PDF over before it is opened for reading: what no paper needs is refused, and said.

What is looked for: a password; programs (JavaScript) and actions that start something; files within the file; forms of
another kind (XFA); pages without end, or larger than paper; streams that unfold to more than a paper could hold.
"""

from __future__ import annotations

import base64
import re
import zlib
from collections.abc import Iterator
from io import BytesIO

from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, PdfObject, StreamObject

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
    "/GoToR": "would open another file",
    "/ImportData": "would fetch what it does not hold",
}
_PACKED = frozenset({"/FlateDecode", "/Fl"})
_SPELLED = frozenset({"/ASCIIHexDecode", "/AHx", "/ASCII85Decode", "/A85"})
_PICTURES = frozenset({"/DCTDecode", "/DCT", "/CCITTFaxDecode", "/CCF", "/JBIG2Decode", "/JPXDecode", "/Crypt"})
_OF_PICTURES = frozenset({"/LZWDecode", "/LZW", "/RunLengthDecode", "/RL"})  # of an image its size bounds them
_FILTERS = 3  # one within another, at most
_WITHIN = 30_000_000  # bytes of a stream that is unfolded again


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
    _drawing(opened, limits)
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
            if key in {"/S", "/Type"}:
                yield str(inner.get_object())
            yield from _names(inner, depth + 1)
    elif isinstance(found, ArrayObject):
        for inner in list(found)[:10_000]:
            yield from _names(inner, depth + 1)


def _unfolded(stream: StreamObject, most: int) -> int:
    """How many bytes a stream unfolds to at most, counted through all its filters within the bound."""
    is_picture = _image_size(stream)
    filters = _of(stream, "/Filter")
    names = (
        [str(each.get_object()) for each in filters] if isinstance(filters, list) else [str(filters)][: bool(filters)]
    )
    names = [name for name in names if name not in _PICTURES and not (is_picture and name in _OF_PICTURES)]
    if any(name not in _PACKED | _SPELLED for name in names) or len(names) > _FILTERS:
        raise PaperRefusedError("this PDF is packed in a way that no paper needs", help=_AGAIN)
    content, largest = bytes(stream._data), 0  # noqa: SLF001 - the packed bytes have no other door
    for at, name in enumerate(names):
        is_last = at == len(names) - 1
        if name in _PACKED:
            content, size = _unpacked(content, most if is_last else min(most, _WITHIN), keep=not is_last)
        else:
            content = _unspelled(name, content)
            size = len(content)
        largest = max(largest, size)
    return largest


def _unpacked(content: bytes, most: int, *, keep: bool) -> tuple[bytes, int]:
    """What a deflated stream holds, where that is unfolded further, and how long it is."""
    unpacker, found, total = zlib.decompressobj(), bytearray(), 0
    while content:
        try:
            part = unpacker.decompress(content, 1 << 20)
        except zlib.error:
            break
        total += len(part)
        if total > most:
            raise PaperRefusedError("this PDF unfolds to far more than a paper could hold", help=_AGAIN)
        if keep:
            found += part
        content = unpacker.unconsumed_tail
    return bytes(found), total


def _unspelled(name: str, content: bytes) -> bytes:
    """What bytes written as letters are; they never grow by it, so that a broken one may be what it was."""
    try:
        if name in {"/ASCIIHexDecode", "/AHx"}:
            digits = re.sub(rb"[^0-9A-Fa-f]", b"", content.split(b">")[0])
            return bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode())
        return base64.a85decode(content.split(b"~>")[0].removeprefix(b"<~"))
    except ValueError:
        return content


def _image_size(stream: StreamObject) -> bool:
    """Whether a stream is an image, of which the size bounds what it unfolds to."""
    width, height = _of(stream, "/Width"), _of(stream, "/Height")
    if not isinstance(width, int) or not isinstance(height, int):
        return False
    if width * height > 120_000_000:
        raise PaperRefusedError("this PDF holds an image far larger than a paper", help=_AGAIN)
    return _of(stream, "/Subtype") == "/Image"


def _of(stream: DictionaryObject, key: str) -> object:
    """What stands under a key, also where it stands elsewhere."""
    found = stream.get(key)
    return found.get_object() if isinstance(found, PdfObject) else found


def _drawing(opened: PdfReader, limits: Limits) -> None:
    for number, page in enumerate(opened.pages, start=1):
        found = _of(page, "/Contents")
        parts = [each.get_object() for each in found] if isinstance(found, list) else [found]
        streams = [part for part in parts if isinstance(part, StreamObject)]
        if sum(_unfolded(part, limits.unfolded_bytes) for part in streams) > limits.drawing_bytes:
            raise PaperRefusedError(f"page {number} of this PDF draws far more than a paper needs", help=_AGAIN)
