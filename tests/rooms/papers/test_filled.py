"""Electronic forms: what was typed, ticked and signed in their fields is read, and shown as any other line."""

from collections.abc import Mapping
from io import BytesIO

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    ByteStringObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    PdfObject,
    TextStringObject,
)

from comity.papers import Nature, Paper, Place, SignerOffice, Tick, lines_of, propose, read_here
from comity.papers.seeing import open_pages
from samples.papers.making import Sample, make

SIGNED = DictionaryObject(
    {NameObject("/Type"): NameObject("/Sig"), NameObject("/Contents"): ByteStringObject(b"\x30\x82\x01")}
)
ROOM_ALONE = DictionaryObject(
    {NameObject("/Type"): NameObject("/Sig"), NameObject("/Contents"): ByteStringObject(bytes(8))}
)


def blank(kind: str = "i-200") -> Sample:
    return make(kind, 1, ticked=[], signature="", values={"name": ""} if kind == "i-200" else {})


def filled(sample: Sample, fields: list[tuple[Place, str, Mapping[str, PdfObject]]], degrees: int = 0) -> Paper:
    """A paper with fields of an electronic form at places of its page."""
    writer = PdfWriter()
    writer.add_page(PdfReader(BytesIO(sample.pdf)).pages[0])
    page = writer.pages[0]
    scale, tall = float(page.mediabox.width) / 1000, float(page.mediabox.height)
    widgets = ArrayObject()
    for place, kind, more in fields:
        corners = (place.left, tall / scale - place.bottom, place.right, tall / scale - place.top)
        widget = DictionaryObject(
            {
                NameObject("/Subtype"): NameObject("/Widget"),
                NameObject("/FT"): NameObject(kind),
                NameObject("/Rect"): ArrayObject(FloatObject(each * scale) for each in corners),
                **{NameObject(name): value for name, value in more.items()},
            }
        )
        widgets.append(writer._add_object(widget))
    page[NameObject("/Annots")] = widgets
    writer._root_object[NameObject("/AcroForm")] = DictionaryObject({NameObject("/Fields"): widgets})
    page.rotate(degrees)
    kept = BytesIO()
    writer.write(kept)
    return read_here(kept.getvalue()).papers[0]


def at_line(paper: Paper) -> Place:
    """Where somebody signs."""
    place = paper.signature.place
    assert place is not None
    return Place(1, place.left, place.top + 20, place.left + 200, place.top + 45)


@pytest.mark.parametrize("degrees", [0, 90, 180])
def test_what_was_ticked_and_typed_in_fields_is_read_and_becomes_a_line(degrees: int) -> None:
    sample = blank()
    empty = read_here(sample.pdf).papers[0]
    box = next(each for each in empty.boxes if each.box == "biometrics")
    page = next(open_pages(sample.pdf))
    before = next(word for word in page.words if word.text == "believe").place  # the form goes on: “that …”
    typed = Place(1, before.right + 50, before.top, before.right + 300, before.bottom)
    paper = filled(
        sample,
        [
            (box.place, "/Btn", {"/AS": NameObject("/Yes")}),
            (typed, "/Tx", {"/V": TextStringObject("Rosa Muestra")}),
        ],
        degrees,
    )
    assert [each.box for each in paper.boxes if each.tick is Tick.TICKED] == ["biometrics"]
    lines = {line.key: line.value for line in lines_of(paper)}
    assert lines["box:biometrics"] == "ticked"
    assert lines["field:name"] == "Rosa Muestra"
    assert lines["signed"] == "no"


def test_a_field_that_holds_a_signature_is_one_and_a_person_confirms_it() -> None:
    sample = make("ao-442", 1, signature="")
    line = at_line(read_here(sample.pdf).papers[0])
    paper = filled(sample, [(line, "/Sig", {"/V": SIGNED})])
    assert (paper.signature.is_there, paper.signature.how) == (True, "electronic")
    assert paper.nature is Nature.JUDICIAL
    assert propose(paper, {}).facts == ()
    said = {line.key: line.value for line in lines_of(paper)}
    assert said["signed"] == "yes"
    assert SignerOffice(said["nature"]).is_judge


@pytest.mark.parametrize("value", [{}, {"/V": ROOM_ALONE}])
def test_a_field_that_waits_for_a_signature_is_none(value: Mapping[str, PdfObject]) -> None:
    sample = make("ao-442", 1, signature="")
    line = at_line(read_here(sample.pdf).papers[0])
    paper = filled(sample, [(line, "/Sig", value)])
    assert not paper.signature.is_there
    assert paper.nature is Nature.CANNOT_TELL


def test_a_signature_in_another_field_is_not_the_judges() -> None:
    sample = make("ao-442", 1, signature="")
    paper = filled(sample, [(Place(1, 100, 100, 300, 130), "/Sig", {"/V": SIGNED})])
    assert not paper.signature.is_there
