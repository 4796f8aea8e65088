"""Reads the pages of a file and tells which papers they are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from comity.papers.reading.boxes import read_boxes
from comity.papers.reading.definitions import FieldName, Form, shipped_forms
from comity.papers.reading.fields import read_fields
from comity.papers.reading.found import FieldRead, Nature, Paper, Signature, Tick
from comity.papers.reading.nature import judge
from comity.papers.reading.recognising import Sheets, is_unreadable, recognise, together
from comity.papers.reading.signing import read_signature
from comity.papers.seeing.page import Page
from comity.papers.seeing.words import DEAR

OTHER, UNREADABLE = "other", "unreadable"
_TOO_LITTLE = "Too little of it can be read. Scan it again, or type what it says."
_TOO_DEAR = (
    "Reading it took more work than a page may take. Scan it again in black and white at 200 dots to the inch, or type "
    "what it says."
)


def read_pages(pages: Iterable[Page], forms: Sequence[Form] | None = None) -> tuple[Paper, ...]:
    """The papers that some pages are, in the order in which they begin in the file."""
    known = forms if forms is not None else shipped_forms()
    told = [(page, None if is_unreadable(page) else recognise(page, known)) for page in pages]
    return tuple(_paper(sheets) for sheets in together(told))


def _paper(sheets: Sheets) -> Paper:
    first, numbers = sheets.pages[0], tuple(page.number for page in sheets.pages)
    if is_unreadable(first):
        why = _TOO_DEAR if DEAR in first.remarks else _TOO_LITTLE
        return Paper(UNREADABLE, "Unreadable paper", numbers, 0.0, Nature.CANNOT_TELL, why)
    if sheets.kind and sheets.kind.is_later:
        why = "It is a later page; the first page, on which somebody signs, is not in this file."
        form = sheets.kind.form
        return Paper(
            form.form, form.title, numbers, 0.5, Nature.CANNOT_TELL, why, place=sheets.kind.place, basis=form.basis
        )
    return _read(sheets, first, numbers)


def _read(sheets: Sheets, first: Page, numbers: tuple[int, ...]) -> Paper:
    form = sheets.kind.form if sheets.kind else None
    signature = read_signature(form, first)
    fields, boxes = (read_fields(form, first), read_boxes(form, first)) if form else ((), ())
    judged = judge(form, first, signature, fields, boxes)
    ticked = {box.box for box in boxes if box.tick is Tick.TICKED}
    return Paper(
        form=form.form if form else OTHER,
        title=form.title if form else "A paper of no kind that is known here",
        pages=numbers,
        confidence=round(sheets.kind.confidence, 2) if sheets.kind else 0.0,
        nature=judged.nature,
        why=judged.why,
        signs=judged.signs,
        signature=signature,
        fields=(*fields, *_officer(signature)),
        boxes=boxes,
        place=sheets.kind.place if sheets.kind else None,
        cancels=bool(form and any(rule.cancels and rule.box in ticked for rule in form.boxes)),
        says=form.says if form else "",
        basis=form.basis.value if form else "",
    )


def _officer(signature: Signature) -> tuple[FieldRead, ...]:
    if not signature.name or signature.place is None:
        return ()
    text = " ".join(filter(None, (signature.name, signature.office_words)))
    return (FieldRead(FieldName.OFFICER, text, text, signature.place, signature.confidence),)
