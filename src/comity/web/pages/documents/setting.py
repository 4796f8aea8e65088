"""Sets a document: PDF/UA-1 and PDF/A-2a, read by a screen reader in the order in which it is printed."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import UTC, datetime, time
from pathlib import Path

import typst

from comity.base import ComityError
from comity.notices import FontShelf
from comity.tell.spoken.phrases import plain
from comity.web.pages.documents.content import Block, Document, Grid, Heading, Pairs, Passage, Points
from comity.web.pages.requests.telling import Branch

STANDARDS: list[typst.PDFStandard] = ["ua-1", "a-2a"]
MOST_UNDRAWN = 50  # letters that no font here has

_TEMPLATE = Path(__file__).parent / "document.typ"
_UNDRAWN = re.compile(r'the text `"(?P<glyph>.+?)"` could not be displayed', re.DOTALL)
_ESCAPE = re.compile(r"\\u\{([0-9a-f]{1,6})\}")


class DocumentError(ComityError):
    """A document that cannot be set."""


def set_document(document: Document, *, fonts: FontShelf | None = None) -> bytes:
    """The document as a PDF; the same bytes for the same document.

    A letter that no font here can draw is told by its number, so that nothing is silently left out.

    Raises:
        DocumentError: it cannot be set.
    """
    shelf = fonts or FontShelf()
    content = _replaced(json.dumps(_content(document), ensure_ascii=False), document)
    for _ in range(MOST_UNDRAWN):
        try:
            return _compiled(content, document, shelf)
        except typst.TypstError as error:
            found = _UNDRAWN.search(error.message)
            if not found:
                raise _refused(error.message) from error
            for sign in _ESCAPE.sub(lambda match: chr(int(match[1], 16)), found["glyph"]):
                content = content.replace(sign, f"[U+{ord(sign):04X}]")
    raise _refused("too many of its letters cannot be drawn")


def _replaced(content: str, document: Document) -> str:
    for words, others in sorted(document.instead.items(), key=lambda pair: -len(pair[0])):
        quoted = re.escape(json.dumps(words, ensure_ascii=False)[1:-1])
        content = re.sub(rf"(?<!\w){quoted}(?!\w)", json.dumps(others, ensure_ascii=False)[1:-1], content)
    return content


def _compiled(content: str, document: Document, shelf: FontShelf) -> bytes:
    # INVARIANT: values reach the typesetter as JSON text and never as markup, so nothing in a name can command it.
    given = {"document": content}
    compiler = typst.Compiler(_TEMPLATE, root=_TEMPLATE.parent, font_paths=shelf.opened, sys_inputs=given)
    moment = datetime.combine(document.dated, time(), UTC)
    made = compiler.compile(format="pdf", pdf_standards=STANDARDS, timestamp=moment)
    if not isinstance(made, bytes):
        raise _refused("nothing was made")
    return made


def _refused(why: str) -> DocumentError:
    return DocumentError(f"the document cannot be set: {why}", help="Tell the desk's administrator what it was about.")


def _content(document: Document) -> dict[str, object]:
    return {
        "title": document.title,
        "office": document.office,
        "date": {"year": document.dated.year, "month": document.dated.month, "day": document.dated.day},
        "language": document.language,
        "foot": document.foot,
        "page": document.page_words,
        "blocks": [_block(block) for block in document.blocks],
    }


def _block(block: Block) -> dict[str, object]:
    match block:
        case Heading(words, level):
            return {"kind": "heading", "words": words, "level": level}
        case Passage(words, strong, language):
            return {"kind": "passage", "words": words, "strong": strong, "language": language}
        case Pairs(rows):
            return {"kind": "pairs", "rows": [list(row) for row in rows if row[1]]}
        case Grid(heads, rows):
            return {"kind": "grid", "heads": list(heads), "rows": [list(row) for row in rows]}
        case Points(points, language, numbered):
            return {"kind": "points", "points": _points(points), "language": language, "numbered": numbered}


def _points(branches: Sequence[Branch]) -> list[dict[str, object]]:
    return [{"words": plain(branch.text), "parts": _points(branch.parts)} for branch in branches]
