"""Sets the cases of a pack on paper for a lawyer to tick: one tagged PDF (PDF/UA-1 and PDF/A-2a), always the same."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path

import typst

from comity.base import ComityError

STANDARDS: list[typst.PDFStandard] = ["ua-1", "a-2a"]
_TEMPLATE = Path(__file__).parent / "sheet.typ"


@dataclass(frozen=True, slots=True)
class AnswerOnPaper:
    """What the law answers to one ask of a case, and why: lines, each with its depth."""

    ask: str
    says: str
    why: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class CaseOnPaper:
    """One case: what is known, what is answered, what it shows, and how it was signed."""

    number: int
    key: str  # the short code of the case with its answers
    facts: tuple[str, ...]
    answers: tuple[AnswerOnPaper, ...]
    shows: tuple[str, ...]
    state: str  # how it was signed off before; empty: it was not
    agency: str


@dataclass(frozen=True, slots=True)
class SheetHeading:
    """What stands above the cases."""

    title: str
    code: str  # the short code of the pack
    day: date
    facts: tuple[tuple[str, str], ...]
    note: str
    language: str  # BCP 47
    labels: Mapping[str, str]  # what the sheet says around the cases, by the names that the template has for it


def review_sheet(heading: SheetHeading, cases: Sequence[CaseOnPaper]) -> bytes:
    """The sheet as a PDF.

    Raises:
        ComityError: it cannot be set.
    """
    # INVARIANT: values reach the typesetter as JSON text and never as markup
    day = heading.day
    content = {
        **asdict(heading),
        "day": {"year": day.year, "month": day.month, "day": day.day},
        "cases": [asdict(each) for each in cases],
    }
    try:
        inputs = {"sheet": json.dumps(content, ensure_ascii=False)}
        compiler = typst.Compiler(_TEMPLATE, root=_TEMPLATE.parent, sys_inputs=inputs)
        made = compiler.compile(format="pdf", pdf_standards=STANDARDS, timestamp=datetime.combine(day, time(), UTC))
    except typst.TypstError as error:
        raise ComityError(f"the sheet cannot be set: {error.message}", help="Report this with the pack.") from error
    assert isinstance(made, bytes), "one document gives one file"
    return made
