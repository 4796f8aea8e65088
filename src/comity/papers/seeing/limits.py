"""How much a paper may be at most; what is more is refused before it is unfolded."""

from __future__ import annotations

from dataclasses import dataclass

from comity.papers.errors import PaperRefusedError


@dataclass(frozen=True, slots=True)
class Limits:
    """The bounds of reading one file."""

    file_bytes: int = 25 * 1024 * 1024  # 25 MB as a scanner and Windows count them
    pages: int = 30
    page_side: float = 17 * 72 * 2  # points: a page that is longer is no paper
    pixels: int = 60_000_000  # of one image; a letter page at 600 dots to the inch has 34 million
    unfolded_bytes: int = 250_000_000  # of all streams of a PDF together
    drawing_bytes: int = 20_000_000  # of what draws one page, its images apart
    objects: int = 50_000  # of a PDF
    memory_bytes: int = 1_500_000_000  # of the child that reads, and again of each program that it starts
    seconds: int = 120  # of processor time, of the child and of each program that it starts
    patience: int = 180  # seconds until the child must have said everything

    def check_size(self, content: bytes) -> None:
        """Refuse a file that is too large.

        Raises:
            PaperRefusedError: so it is.
        """
        if len(content) > self.file_bytes:
            most, advice = self.file_bytes // 1024**2, "Scan it in black and white, or in parts."
            raise PaperRefusedError(f"this file is larger than {most} MB", help=advice)


LIMITS = Limits()
