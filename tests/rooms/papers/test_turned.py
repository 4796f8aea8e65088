"""A PDF that is turned, trimmed or shifted is read as the straight one is."""

from collections.abc import Callable
from io import BytesIO

import pytest
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st
from pypdf import PageObject, PdfReader, PdfWriter, Transformation
from pypdf.generic import RectangleObject

from comity.papers import Nature, Paper, Reading, Tick, read_here
from comity.papers.seeing.text import UNSEEN
from samples.papers.making import make

Change = Callable[[PageObject], None]
KINDS = ("i-247a", "ao-442", "ao-442+unsigned-stamped", "i-200")


def changed(pdf: bytes, *changes: Change) -> Reading:
    """What is read of a PDF, its first page changed."""
    writer = PdfWriter()
    writer.add_page(PdfReader(BytesIO(pdf)).pages[0])
    for change in changes:
        change(writer.pages[0])
    kept = BytesIO()
    writer.write(kept)
    return read_here(kept.getvalue())


def told(paper: Paper) -> tuple[object, ...]:
    """What is read of a paper, but for the places."""
    ticked = {box.box for box in paper.boxes if box.tick is Tick.TICKED}
    fields = {each.field: each.value for each in paper.fields}
    return paper.form, paper.nature, ticked, fields, paper.signature.is_there, paper.signature.office


def turned(degrees: int) -> Change:
    return lambda page: page.rotate(degrees) and None


def turned_and_set_upright(degrees: int) -> Change:
    """What many scanners and printers write: a page that lies on its side, and a turn that puts it upright."""

    def change(page: PageObject) -> None:
        page.rotate(degrees)
        page.transfer_rotation_to_content()
        page.rotate(-degrees)

    return change


def shifted(across: float, down: float) -> Change:
    def change(page: PageObject) -> None:
        box = page.mediabox
        page.add_transformation(Transformation().translate(across, down))
        moved = RectangleObject((box.left + across, box.bottom + down, box.right + across, box.top + down))
        page.mediabox = page.cropbox = moved

    return change


def trimmed(left: float, bottom: float, right: float, top: float) -> Change:
    def change(page: PageObject) -> None:
        box = page.mediabox
        page.cropbox = RectangleObject((box.left + left, box.bottom + bottom, box.right - right, box.top - top))

    return change


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("degrees", [90, 180, 270])
@pytest.mark.parametrize("turn", [turned, turned_and_set_upright])
def test_a_page_that_is_turned_says_what_it_says_upright(
    kind: str, degrees: int, turn: Callable[[int], Change], tally: Callable[..., None]
) -> None:
    pdf = make(kind, 1).pdf
    assert told(changed(pdf, turn(degrees)).papers[0]) == told(read_here(pdf).papers[0])
    tally("turned papers")


def test_how_a_page_stood_wrong_is_kept() -> None:
    pdf = make("i-200", 1).pdf
    stood = [changed(pdf, turned(degrees)).pages[0].turned for degrees in (0, 90, 180, 270)]
    assert stood == [0, 90, 180, 270]


@settings(max_examples=8, deadline=None, phases=(Phase.explicit, Phase.generate))
@given(
    st.sampled_from(KINDS),
    st.tuples(st.integers(-300, 300), st.integers(-300, 300)),
    st.tuples(*[st.integers(0, 36)] * 4),
    st.sampled_from((0, 90, 180, 270)),
)
@example("i-247a", (0, 0), (10, 10, 18, 18), 0)
@example("i-247a", (-72, 36), (30, 40, 0, 0), 90)
def test_a_page_that_is_shifted_and_trimmed_anyhow_says_what_it_said(
    kind: str, by: tuple[int, int], trim: tuple[int, int, int, int], degrees: int
) -> None:
    pdf = make(kind, 1).pdf
    reading = changed(pdf, shifted(*by), trimmed(*trim), turned(degrees))
    assert told(reading.papers[0]) == told(read_here(pdf).papers[0])


def test_what_was_read_on_a_shifted_page_is_shown_where_it_is_drawn() -> None:
    pdf = make("i-247a", 1).pdf
    straight, moved = read_here(pdf).papers[0], changed(pdf, shifted(-120, 250)).papers[0]
    for one, other in zip(straight.boxes, moved.boxes, strict=True):
        assert one.place.left == pytest.approx(other.place.left, abs=1)
        assert one.place.top == pytest.approx(other.place.top, abs=1)


def test_words_that_were_trimmed_away_are_not_read() -> None:
    """What nobody sees on the sheet is not there, also where the file still holds it."""
    pdf = make("ao-442", 1).pdf
    reading = changed(pdf, trimmed(0, 0, 0, 120))  # the heading of the court
    assert UNSEEN in reading.pages[0].remarks
    assert reading.papers[0].nature is not Nature.JUDICIAL
