"""What goes wrong with a paper, or with the tools that read it."""

from __future__ import annotations

from comity.base import ComityError


class PapersError(ComityError):
    """A paper that cannot be read, or a tool that is not here."""


class PaperRefusedError(PapersError):
    """A file that is not taken apart at all: locked, broken, too large, or carrying what no paper needs."""


class FormError(PapersError):
    """A definition of a form that is not written as one."""


class ReaderMissingError(PapersError):
    """The program that reads images is not installed here."""

    def __init__(self) -> None:
        super().__init__(
            "this paper is an image, and no program to read images is installed here",
            help="On the server: `apt install tesseract-ocr`, or the extra `ocr`. A PDF with text is read without.",
        )
