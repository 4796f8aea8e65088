"""A name that is printed is no signature, and neither is a stamp, a seal, a cross, a circle or a flag over the line."""

import random
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageFont

from comity.papers import Nature, Paper, lines_of, read_here
from comity.papers.reading.penned import by_hand
from comity.papers.seeing import Page, Place, Word
from samples.papers.making import make
from samples.papers.marking import COURT_FORMS, MARKED

CAPTION = Place(1, 150, 200, 350, 212)
UNSIGNED = [kind for kind in MARKED if "+unsigned" in kind]
SIGNED = [kind for kind in MARKED if "+signed" in kind]


def page(draw: Callable[[ImageDraw.ImageDraw], None]) -> Page:
    """A page with nothing on it but what is drawn over a caption, at 200 dots to the inch."""
    image = Image.new("L", (1700, 700), 250)
    draw(ImageDraw.Draw(image))
    return Page(1, (), np.asarray(image), is_scan=True)


@pytest.mark.parametrize("kind", UNSIGNED)
def test_a_courts_paper_that_names_a_judge_and_has_another_mark_than_a_signature_is_no_judges(
    kind: str, text_paper: Callable[..., Paper], tally: Callable[..., None]
) -> None:
    for seed in (1, 2):
        paper = text_paper(kind, seed)
        assert not paper.signature.is_there
        assert paper.nature is Nature.CANNOT_TELL
        tally("papers with a mark where nobody signed")


@pytest.mark.parametrize("kind", [f"{form}+signed-stamped-near" for form in COURT_FORMS])
def test_a_stamp_beside_a_signature_takes_nothing_from_it(kind: str, text_paper: Callable[..., Paper]) -> None:
    for seed in (1, 2):
        paper = text_paper(kind, seed)
        assert (paper.signature.is_there, paper.nature) == (True, Nature.JUDICIAL)


@pytest.mark.parametrize("kind", SIGNED)
def test_a_signature_under_a_stamp_is_a_judges_or_left_to_a_person_and_never_said_to_be_missing(
    kind: str, text_paper: Callable[..., Paper]
) -> None:
    paper = text_paper(kind, 1)
    assert paper.signature.is_there in {True, None}
    assert paper.nature in {Nature.JUDICIAL, Nature.CANNOT_TELL}


@pytest.mark.parametrize(
    ("kind", "rendering"),
    [
        ("ao-442+unsigned-stamped", "200 dpi"),
        ("state-warrant+unsigned-sealed", "fax, coarse"),
        ("federal-order+unsigned-crossed", "100 dpi"),
        ("writ+unsigned-circled", "photograph"),
        ("state-order+unsigned-stamped-twice", "200 dpi, 2° skew, noise"),
    ],
)
def test_no_scanner_makes_a_signature_of_a_mark(kind: str, rendering: str, scan: Callable[..., Paper]) -> None:
    paper = scan(kind, rendering)
    assert not paper.signature.is_there
    assert paper.nature is Nature.CANNOT_TELL


def test_a_scan_that_is_signed_and_stamped_beside_is_a_judges(scan: Callable[..., Paper]) -> None:
    assert scan("ao-442+signed-stamped-near", "200 dpi").nature is Nature.JUDICIAL


def test_where_there_is_a_mark_a_person_is_asked_and_shown_the_place(text_paper: Callable[..., Paper]) -> None:
    paper = text_paper("ao-442+unsigned-crossed", 1)
    assert paper.why == "There is a mark on the line. A person has to look whether it is a signature."
    assert any("such as a stamp" in sign.says and sign.place for sign in paper.signs)
    line = next(line for line in lines_of(paper) if line.key == "signed")
    assert line.value == ""  # a person has to say it
    assert line.place is not None
    assert line.place.height > 50


def test_where_there_is_no_mark_nobody_signed(text_paper: Callable[..., Paper]) -> None:
    paper = text_paper("ao-442+unsigned-plain", 1)
    assert paper.signature.is_there is False
    assert paper.why.startswith("Nobody has signed it.")


STAMPS = st.tuples(
    st.sampled_from(("RECEIVED", "COPY", "CERTIFIED COPY", "VOID", "Filed 3/4/26")),
    st.sampled_from(("box", "oval", "none")),
    st.integers(24, 60),  # dots that its letters are high
    st.integers(-25, 25),  # degrees
)


@settings(max_examples=40, deadline=None)
@given(STAMPS, st.integers(220, 700), st.integers(270, 330))
def test_a_stamp_of_any_size_at_any_angle_anywhere_on_the_line_is_no_signature(
    stamped: tuple[str, str, int, int], across: int, down: int
) -> None:
    words, frame, size, angle = stamped
    font = ImageFont.load_default(size=size)
    pad = Image.new("L", (900, size * 3), 250)
    draw = ImageDraw.Draw(pad)
    left, top, right, bottom = draw.textbbox((30, size), words, font=font)
    draw.text((30, size), words, fill=70, font=font)
    if frame != "none":
        shape = draw.rectangle if frame == "box" else draw.ellipse
        shape((left - 14, top - 10, right + 14, bottom + 10), outline=70, width=3)
    stamp = pad.crop((0, 0, int(right) + 30, size * 3)).rotate(angle, expand=True, fillcolor=250)
    image = Image.new("L", (1700, 700), 250)
    image.paste(stamp, (across, down - stamp.height // 2))
    image.paste(70, (255, 338, 900, 341))  # the line
    assert not by_hand(Page(1, (), np.asarray(image), is_scan=True), CAPTION)


@given(st.integers(0, 10_000))
def test_two_or_three_straight_strokes_are_no_signature(seed: int) -> None:
    dice = random.Random(seed)
    strokes = [
        [(dice.uniform(260, 700), dice.uniform(255, 336)) for _ in range(2)] for _ in range(dice.choice((1, 2, 3)))
    ]
    assert not by_hand(page(lambda draw: [draw.line(each, fill=30, width=5) for each in strokes] and None), CAPTION)


def test_every_name_that_is_drawn_by_hand_on_a_clean_page_is_one(tally: Callable[..., None]) -> None:
    signed = [make("ao-442", seed) for seed in range(300, 312)]
    assert all(read_here(each.pdf).papers[0].signature.is_there for each in signed)
    tally("names drawn by hand", len(signed))


@settings(max_examples=40, deadline=None)
@given(st.integers(150, 640), st.integers(50, 140), st.integers(200, 420), st.integers(260, 330), st.integers(0, 99))
def test_a_ring_that_the_line_and_the_caption_cut_to_pieces_is_no_signature(
    wide: int, tall: int, left: int, middle: int, seed: int
) -> None:
    image = Image.new("L", (1700, 700), 250)
    draw = ImageDraw.Draw(image)
    draw.ellipse((left, middle - tall // 2, left + wide, middle + tall // 2), outline=30, width=4)
    draw.line((255, 338, 900, 338), fill=30, width=3)
    noisy = np.asarray(image, np.float32) + np.random.default_rng(seed).normal(0, 6, (700, 1700))
    words = tuple(Word("printed", Place(1, at, 204, at + 50, 214)) for at in range(150, 350, 54))
    assert not by_hand(Page(1, words, np.clip(noisy, 0, 255).astype(np.uint8), is_scan=True), CAPTION)
