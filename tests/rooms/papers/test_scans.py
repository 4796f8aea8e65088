"""Scans, faxes and photographs: read where they can be read, and never taken for a judge's where they are not."""

from collections.abc import Callable
from io import BytesIO

import numpy as np
import pytest
from pypdf import PdfReader, PdfWriter

from comity.papers import Nature, Paper, Tick, read_here
from comity.papers.reading.reader import read_pages
from comity.papers.seeing.opening import seen
from comity.papers.seeing.straightening import slant, turned
from samples.papers.making import Sample, make
from samples.papers.rendering import Rendering, images, scanned

Scan = Callable[..., Paper]
CLEAN, FAINT = Rendering("clean", 150), Rendering("faint", 60)


@pytest.mark.parametrize(
    ("kind", "rendering"),
    [
        ("i-247a", "200 dpi"),
        ("i-205+names-a-judge", "200 dpi, 2° skew, noise"),
        ("i-200", "photograph"),
        ("ao-442", "fax, fine"),
        ("ao-442+by-an-officer", "150 dpi, 1.5° skew, noise"),
        ("state-warrant", "upside down, 200 dpi"),
        ("immigration-court", "on its side, 200 dpi"),
    ],
)
def test_a_paper_is_read_as_it_was_made(kind: str, rendering: str, scan: Scan, sample: Callable[..., Sample]) -> None:
    made, paper = sample(kind, 1), scan(kind, rendering)
    assert paper.form.lower().replace(" ", "-") == made.kind
    assert paper.nature.value == made.nature, paper.why
    assert {box.box for box in paper.boxes if box.tick is Tick.TICKED} == set(made.ticked)


def test_a_page_that_nobody_can_read_is_called_unreadable(scan: Scan) -> None:
    grey = np.asarray(images(make("i-200", 1).pdf, FAINT, 1)[0])
    blotted = seen(np.minimum(grey, np.random.default_rng(1).integers(0, 255, grey.shape, np.uint8)), 1)
    (paper,) = read_pages([blotted])
    assert (paper.form, paper.nature) == ("unreadable", Nature.CANNOT_TELL)


def test_papers_in_one_file_are_told_apart_and_their_pages_put_in_order(scan: Scan) -> None:
    whole = make("i-205", 1, whole=True)
    first, second = images(whole.pdf, CLEAN, 1)
    other = images(make("ao-442", 2).pdf, CLEAN, 1)[0]
    papers = read_here(scanned([second.rotate(180), other, first])).papers
    assert [(paper.form, paper.pages) for paper in papers] == [("AO 442", (2,)), ("I-205", (3, 1))]
    assert papers[0].nature is Nature.JUDICIAL
    assert papers[1].nature is Nature.ADMINISTRATIVE


@pytest.mark.parametrize("angle", [-4.0, -1.5, -0.5, 0.0, 1.0, 3.0])
def test_a_slanted_page_is_straightened(angle: float) -> None:
    grey = np.asarray(images(make("i-200", 1).pdf, CLEAN, 1)[0])
    assert slant(turned(grey, angle)) == pytest.approx(angle, abs=0.3)


def test_text_that_lies_under_a_picture_is_not_believed(scan: Scan) -> None:
    """A scan with another text beneath it: what a person sees is what counts."""
    writer = PdfWriter(clone_from=BytesIO(make("ao-442", 1).pdf))
    picture = PdfReader(BytesIO(scanned(images(make("i-200", 1).pdf, CLEAN, 1), dpi=150)))
    writer.pages[0].merge_page(picture.pages[0])
    kept = BytesIO()
    writer.write(kept)
    (paper,) = read_here(kept.getvalue()).papers
    assert (paper.form, paper.nature) == ("I-200", Nature.ADMINISTRATIVE)
