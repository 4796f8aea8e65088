"""Sets a letter on paper: one tagged PDF (PDF/UA-1 and PDF/A-2a), the same bytes for the same letter, every time."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time
from pathlib import Path

import typst

from comity.notices.composing import Part, Passage, compose, copied
from comity.notices.errors import GlyphMissingError, NoticesError, is_cjk
from comity.notices.fonts import FontShelf
from comity.notices.letter import Letter
from comity.notices.library import TextLibrary

STANDARDS: list[typst.PDFStandard] = ["ua-1", "a-2a"]
POINTS = 12
LARGE_POINTS = 18

_TEMPLATE = Path(__file__).parent / "letter.typ"
_UNDRAWN = re.compile(r'the text `"(?P<glyph>.+?)"` could not be displayed', re.DOTALL)
_ESCAPE = re.compile(r"\\u\{([0-9a-f]{1,6})\}")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A letter as it is printed or sent."""

    pdf: bytes
    language: str  # of the text that was used, such as zh-Hans for zh
    reviewed: bool  # a reviewer is named for every language on it
    reviewer: str | None  # of the person's language
    pages: int
    sha256: str


def render(letter: Letter, *, texts: TextLibrary | None = None, fonts: FontShelf | None = None) -> Sheet:
    """Set the letter: the person's language first, English below.

    Raises:
        GlyphMissingError: some letter cannot be drawn by any font on the shelf.
        TextError: a text is missing, or is not written as it should be.
        NoticesError: it cannot be set for another reason.
    """
    parts, shelf = compose(letter, texts or TextLibrary.shipped()), fonts or FontShelf()
    for part in parts:
        _need_font(part, shelf)
    pdf, pages = _set(json.dumps(_content(letter, parts), ensure_ascii=False), letter, shelf)
    first = parts[0]
    return Sheet(
        pdf=pdf,
        language=first.frame.language,
        reviewed=all(part.reviewer for part in parts),
        reviewer=first.reviewer,
        pages=pages,
        sha256=hashlib.sha256(pdf).hexdigest(),
    )


def _need_font(part: Part, shelf: FontShelf) -> None:
    """Refuse a language whose own family is missing: another country's forms of its letters would stand in."""
    if part.frame.font and part.frame.font not in shelf.families:
        glyph = next((character for character in part.title if is_cjk(character)), part.title[:1])
        raise GlyphMissingError(glyph, part.frame.language)


def _set(content: str, letter: Letter, shelf: FontShelf) -> tuple[bytes, int]:
    # INVARIANT: values reach the typesetter as JSON text and never as markup, so nothing in a name can command it.
    compiler = typst.Compiler(_TEMPLATE, root=_TEMPLATE.parent, font_paths=shelf.opened, sys_inputs={"letter": content})
    try:
        made, warnings = compiler.compile_with_warnings(
            format="pdf", pdf_standards=STANDARDS, timestamp=datetime.combine(letter.dated, time(), UTC)
        )
        pages = json.loads(compiler.query("<pages>", field="value", one=True))
    except typst.TypstError as error:
        raise _refusal(error, letter) from None
    if warnings or not isinstance(made, bytes):
        said = warnings[0].message if warnings else "nothing was made"
        raise NoticesError(f"the letter cannot be set: {said}", help="Report this with the kind of the letter.")
    return made, int(pages)


def _refusal(error: typst.TypstError, letter: Letter) -> NoticesError:
    if found := _UNDRAWN.search(error.message):
        glyph = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), found["glyph"])
        return GlyphMissingError(glyph, letter.language)
    return NoticesError(f"the letter cannot be set: {error.message}", help="Report this with the kind of the letter.")


def _content(letter: Letter, parts: tuple[Part, ...]) -> dict[str, object]:
    """Everything that the template prints, as plain values."""
    first = parts[0]
    return {
        "title": first.title,
        "office": {"name": letter.office.name, "address": letter.office.address},
        "telephone": letter.office.telephone,
        "reference": letter.reference,
        "seal": letter.seal,
        "date": {"year": letter.dated.year, "month": letter.dated.month, "day": letter.dated.day},
        "size": LARGE_POINTS if letter.large_print else POINTS,
        "large": letter.large_print,
        "parts": [_part_content(part) for part in parts],
        "copy": copied(letter).split("\n") if copied(letter) else None,
    }


def _part_content(part: Part) -> dict[str, object]:
    frame = part.frame
    return {
        "lang": frame.language.partition("-")[0],
        "region": frame.region,
        "font": frame.font,
        "labels": dict(frame.labels),
        "page": frame.page,
        "attached": frame.attached,
        "draft": part.draft,
        "note": part.note,
        "dated": part.dated,
        "title": part.title,
        "rows": [{"label": row.label, "values": row.values} for row in part.rows],
        "passages": list(_passages(part.passages)),
    }


def _passages(passages: tuple[Passage, ...]) -> Iterator[dict[str, object]]:
    for passage in passages:
        rows = [
            {"label": row.label, "values": row.values, "law": row.law, "reason": row.reason, "english": row.english}
            for row in passage.rows
        ]
        yield {"form": passage.form.value, "words": passage.words, "rows": rows}
