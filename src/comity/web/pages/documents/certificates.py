"""Certificates for a court on paper: their own words, set as one tagged PDF."""

from __future__ import annotations

from django.http import HttpResponse

from comity.store.desk import Desk
from comity.web.pages.documents.content import Block, Document, Passage, Points, points
from comity.web.pages.documents.packing import download
from comity.web.pages.documents.setting import set_document

LIMITS = "Limits:"


def on_paper(text: str, desk: Desk, name: str) -> HttpResponse:
    """A certificate as it is handed to the court; `name` is that of the file, without its ending.

    The first line of the text is its title; the points below the line `Limits:` become a list.
    """
    title, *lines = text.strip().splitlines()
    at = lines.index(LIMITS)
    limits = [line.removeprefix("- ") for line in lines[at + 1 :] if line.startswith("- ")]
    rest = [line for line in lines[at + 1 :] if not line.startswith("- ")]
    blocks: list[Block] = [
        *(Passage(line) for line in lines[:at]),
        Passage(LIMITS.removesuffix(":"), strong=True),
        Points(points(limits)),
        *(Passage(line) for line in rest),
    ]
    document = Document(
        title=title,
        office=desk.office.name,
        dated=desk.clock().date(),
        language="en",
        foot=title,
        page_words="Page {page} of {pages}",
        blocks=tuple(blocks),
    )
    return download(set_document(document), f"{name}.pdf", "application/pdf")
