"""Opens a file and sees its pages, one after another."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO

import numpy as np
import pypdfium2
from PIL import Image, ImageOps, UnidentifiedImageError
from pypdf import PdfReader

from comity.papers.errors import PaperRefusedError
from comity.papers.seeing.guarding import guard
from comity.papers.seeing.limits import LIMITS, Limits
from comity.papers.seeing.page import Grey, Page
from comity.papers.seeing.sheet import Sheet, upright
from comity.papers.seeing.straightening import levelled, lies_on_its_side, slant, turned
from comity.papers.seeing.sweeping import swept
from comity.papers.seeing.text import UNSEEN, covered_by_image, filled_in, words_on
from comity.papers.seeing.words import DEAR, TooDearError, is_upside_down, words_of

SCAN_WIDTH = 1700  # dots across a page that is read: 200 to the inch of a letter page
TEXT_WIDTH = 1275  # dots across a page whose text is known: 150 to the inch
_TOO_MANY_UNSEEN = 0.3  # of the letters of a page, from which on its picture is read instead
_LEAST_WORDS = 5  # of a page that counts as text
_FORMATS = ("PNG", "JPEG", "TIFF")


def open_pages(content: bytes, *, limits: Limits = LIMITS) -> Iterator[Page]:
    """The pages of a file, each read when it is asked for.

    Raises:
        PaperRefusedError: the file is locked, broken, too large, or carries what no paper needs.
        ReaderMissingError: a page is an image, and no program to read images is installed.
    """
    if not content:
        raise PaperRefusedError("this file is empty", help="Choose the file again; if it stays empty, scan the paper.")
    limits.check_size(content)
    if content[:1024].lstrip().startswith(b"%PDF-"):
        yield from _pdf(content, limits)
    else:
        yield from _images(content, limits)


def _pdf(content: bytes, limits: Limits) -> Iterator[Page]:
    structure = guard(content, limits)
    document = _opened(content)
    for number in range(1, len(document) + 1):
        yield _pdf_page(document[number - 1], structure, number)


def _opened(content: bytes) -> pypdfium2.PdfDocument:
    try:
        document = pypdfium2.PdfDocument(content)
        if document.get_formtype():
            document.init_forms()
    except pypdfium2.PdfiumError as error:
        raise PaperRefusedError(
            "this PDF is broken and cannot be opened",
            help="Print it and scan the print, or ask the sender for it again.",
        ) from error
    return document


def _pdf_page(page: pypdfium2.PdfPage, structure: PdfReader, number: int) -> Page:
    if covered_by_image(page):
        return seen(Sheet(page, number).drawn(SCAN_WIDTH), number)
    sheet = upright(page, number)
    grey = sheet.drawn(TEXT_WIDTH)
    words, unseen = words_on(sheet, grey)
    remarks = (UNSEEN,) if unseen else ()
    if len(words) < _LEAST_WORDS or unseen > _TOO_MANY_UNSEEN:
        picture = seen(Sheet(page, number).drawn(SCAN_WIDTH), number)
        return replace(picture, turned=picture.turned or sheet.stood, remarks=(*picture.remarks, *remarks))
    filled = filled_in(structure.pages[number - 1], sheet)
    return Page(
        number,
        (*words, *filled.words),
        grey,
        turned=sheet.stood,
        remarks=remarks,
        ticked=filled.ticked,
        signed_fields=filled.signed,
    )


def seen(grey: Grey, number: int) -> Page:
    """A page of which only the dots are known: put upright, straightened, and read.

    Raises:
        ReaderMissingError: no program to read images is installed.
    """
    page = swept(levelled(_fitted(grey, SCAN_WIDTH)))
    quarter = 90 if lies_on_its_side(page) else 0
    if quarter:
        page = swept(levelled(_fitted(turned(grey, 90), SCAN_WIDTH)))
    leaning = slant(page)
    page = turned(page, -leaning)
    try:
        return _read(page, number, quarter, leaning)
    except TooDearError:
        return Page(number, (), page, turned=quarter, slant=leaning, is_scan=True, remarks=(DEAR,))


def _read(page: Grey, number: int, quarter: int, leaning: float) -> Page:
    overturned = is_upside_down(page)
    if overturned:
        page = np.ascontiguousarray(page[::-1, ::-1])
    stood = (quarter + (180 if overturned else 0)) % 360
    return Page(number, words_of(page, number), page, turned=stood, slant=leaning, is_scan=True)


def _fitted(grey: Grey, width: int) -> Grey:
    """The page at the resolution at which pages are read."""
    height, across = grey.shape
    if height < across:  # it lies on its side: the short side is what counts
        width = round(width * across / height)
    if abs(across - width) < width // 20:
        return grey
    size = (width, max(1, round(height * width / across)))
    return np.asarray(Image.fromarray(grey).resize(size, Image.Resampling.BICUBIC), np.uint8)


def _images(content: bytes, limits: Limits) -> Iterator[Page]:
    with _image(content) as image:
        count = _frames(image)
        if count > limits.pages:
            raise PaperRefusedError(
                f"this file has {count} pages, and at most {limits.pages} are read at once",
                help="Split it, and send the parts.",
            )
        for number in range(count):
            yield seen(_frame(image, number, limits), number + 1)


def _image(content: bytes) -> Image.Image:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # the limit on dots is ours
            return Image.open(BytesIO(content), formats=_FORMATS)
    except Image.DecompressionBombError as error:
        raise _too_fine() from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise _no_image() from error


def _too_fine() -> PaperRefusedError:
    return PaperRefusedError(
        "this image has far more dots than a paper needs", help="Scan it again at 200 dots to the inch."
    )


def _no_image() -> PaperRefusedError:
    return PaperRefusedError(
        "this file is not a PDF, PNG, JPEG or TIFF, or it is broken", help="Scan the paper again, as a PDF."
    )


def _frames(image: Image.Image) -> int:
    return int(getattr(image, "n_frames", 1))


def _frame(image: Image.Image, number: int, limits: Limits) -> Grey:
    try:
        image.seek(number)
        if image.width * image.height > limits.pixels:
            raise _too_fine()
        upright = ImageOps.exif_transpose(image)
        with upright.convert("RGBA") if "transparency" in upright.info or "A" in upright.mode else upright as whole:
            if whole.mode == "RGBA":
                whole = Image.alpha_composite(Image.new("RGBA", whole.size, "white"), whole)  # noqa: PLW2901
            return np.asarray(whole.convert("L"), np.uint8)
    except Image.DecompressionBombError as error:
        raise _too_fine() from error
    except (OSError, ValueError, SyntaxError, EOFError) as error:
        raise _no_image() from error
