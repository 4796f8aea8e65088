"""Sets a filed report on paper: one tagged PDF (PDF/UA-1 and PDF/A-2a), the same bytes for the same report."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import cast

import typst

from comity.reports.errors import ReportError

STANDARDS: list[typst.PDFStandard] = ["ua-1", "a-2a"]
_TEMPLATE = Path(__file__).parent / "report.typ"
COLUMNS = {
    "entry": "Entry",
    "received": "Received",
    "requester": "Agency",
    "instrument": "Paper",
    "asked": "Asked",
    "answers": "Answered",
    "grounds": "Law",
    "left": "Left",
    "left_at": "When",
    "left_to": "To",
    "day": "Day",
    "month": "Month",
    "persons": "People",
    "came": "Came",
}
Told = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Frame:
    """The words that stand around the figures, in one language; `note` says what a report in another language is."""

    language: str = "en"
    note: str = ""
    law: str = "Law"
    to: str = "To"
    days: str = "Days"
    span: str = "{first} to {last}"
    figures: str = "Figures"
    number: str = "No."
    counted: str = "What is counted"
    count: str = "Number"
    what: str = "What"
    unsettled: str = "and {number} not settled"
    none: str = "None."
    elsewhere: str = "Not counted here"
    filled_by: str = "to be filled in by {who}."
    notes: str = "Notes"
    page: str = "Page {page} of {pages}"
    columns: Mapping[str, str] = field(default_factory=lambda: COLUMNS)


ENGLISH = Frame()


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands above and below the figures: who reports, about which days, and where the report stands."""

    office: str
    begins: date
    ends: date
    dated: date
    state: str  # empty once it is published and stands
    seal: str  # the short code of its figures
    facts: tuple[tuple[str, str], ...] = ()  # more lines: who signed, what it corrects


def report_pdf(value: Told, heading: Heading, frame: Frame = ENGLISH) -> bytes:
    """The report as a PDF.

    Raises:
        ReportError: it cannot be set.
    """
    # INVARIANT: values reach the typesetter as JSON text and never as markup
    content = json.dumps(_content(value, heading, frame), ensure_ascii=False)
    try:
        compiler = typst.Compiler(_TEMPLATE, root=_TEMPLATE.parent, sys_inputs={"report": content})
        made = compiler.compile(
            format="pdf", pdf_standards=STANDARDS, timestamp=datetime.combine(heading.dated, time(), UTC)
        )
    except typst.TypstError as error:
        raise ReportError(f"the report cannot be set: {error.message}", help="Report this with its name.") from error
    assert isinstance(made, bytes), "one document gives one file"
    return made


def headed(figure: Told) -> str:
    """What stands above a figure: its number in the law, where it has one, and what it says."""
    return f"{number_of(figure)}{figure['says']}"


def number_of(figure: Told) -> str:
    """The number of a figure in the law, as it stands before what it says; nothing where it has none."""
    number = str(figure["id"]).partition("-")[0]
    return f"{number}. " if number[:1].isdecimal() else ""


def report_csv(value: Told) -> str:
    """The report as CSV: a line for each number, each entry of a list, and each place that people fill in."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(["figure", "what is counted", "row", "column", "value", "not settled"])
    for figure in cast("Sequence[Told]", value["figures"]):
        writer.writerows([[_unread(part) for part in line] for line in _lines(figure)])
    return out.getvalue()


def _unread(text: object) -> object:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if isinstance(text, str) and text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def _lines(figure: Told) -> Iterator[list[object]]:
    head = [figure["id"], figure["says"]]
    if "count" in figure:
        yield [*head, "", "", figure["count"], figure["unsettled"]]
    for row in cast("Sequence[Told]", figure.get("rows", ())):
        cells = cast("Sequence[Told]", row["cells"])
        for column, cell in zip(cast("Sequence[str]", figure["columns"]), cells, strict=True):
            yield [*head, row["says"], column, cell["count"], cell["unsettled"]]
    for at, entry in enumerate(cast("Sequence[Sequence[str]]", figure.get("list", ())), 1):
        for word, text in zip(cast("Sequence[str]", figure["show"]), entry, strict=True):
            yield [*head, at, COLUMNS[word], text, ""]
    if "fill" in figure:
        fill = cast("Mapping[str, str]", figure["fill"])
        yield [*head, "", "", fill["text"] or f"to be filled in by {fill['by']}", ""]


def _content(value: Told, heading: Heading, frame: Frame) -> dict[str, object]:
    span = frame.span.format(first=f"{heading.begins:%Y-%m-%d}", last=f"{heading.ends:%Y-%m-%d}")
    facts = [
        (frame.law, str(value["citation"])),
        (frame.to, str(value["owed_to"])),
        (frame.days, span),
        *heading.facts,
    ]
    figures = [dict(each) for each in cast("Sequence[Told]", value["figures"])]
    for each in figures:
        each["head"], each["number"] = headed(each), number_of(each).removesuffix(". ")
        if "show" in each:
            each["show"] = [frame.columns[word] for word in cast("Sequence[str]", each["show"])]
    day = heading.dated
    return {
        "title": value["title"],
        "citation": value["citation"],
        "office": heading.office,
        "state": heading.state,
        "seal": heading.seal,
        "date": {"year": day.year, "month": day.month, "day": day.day},
        "words": {**asdict(frame), "columns": {}},
        "facts": facts,
        "figures": figures,
        "notes": value["notes"],
    }
