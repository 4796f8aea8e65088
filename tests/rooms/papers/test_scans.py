"""Scans, faxes and photographs: read where they can be read, and never taken for a judge's where they are not."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from pypdf import PdfReader, PdfWriter

from comity.papers import Nature, Paper, ReaderMissingError, Reading, Tick, read_here
from comity.papers.reading.reader import read_pages
from comity.papers.seeing import rapid, words
from comity.papers.seeing.opening import seen
from comity.papers.seeing.straightening import lies_on_its_side, slant, turned
from comity.papers.seeing.sweeping import specks, swept
from samples.papers.making import Sample, make
from samples.papers.rendering import RENDERINGS, Rendering, images, scanned

Scan = Callable[..., Paper]
READERS = ["tesseract", *[words.RAPID] * rapid.is_here()]  # the extra is tried where it is; the tally says by which
CLEAN, FAINT = Rendering("clean", 150), Rendering("faint", 60)


def slug(paper: Paper) -> str:
    return paper.form.lower().replace(" ", "-")


@pytest.fixture(scope="session")
def bundle() -> Reading:
    """One file: a later page upside down, a picture over another paper's text, and the first page of the later one."""
    first, second = images(make("i-205", 1, whole=True).pdf, CLEAN, 1)
    pages = PdfReader(BytesIO(scanned([second.rotate(180), *images(make("i-200", 1).pdf, CLEAN, 1), first], dpi=150)))
    beneath = PdfReader(BytesIO(make("ao-442", 1).pdf)).pages[0]
    writer = PdfWriter()
    for number, page in enumerate(pages.pages):
        writer.add_page(beneath if number == 1 else page)
    writer.pages[1].merge_page(pages.pages[1])
    kept = BytesIO()
    writer.write(kept)
    return read_here(kept.getvalue())


@pytest.mark.parametrize(
    ("kind", "rendering"),
    [
        ("i-247a", "photograph"),
        ("i-205+names-a-judge", "200 dpi, 2° skew, noise"),
        ("ao-442", "fax, fine"),
        ("ao-442+by-an-officer", "150 dpi, 1.5° skew, noise"),
        ("state-warrant", "on its side, 200 dpi"),
        ("i-203", "200 dpi, noise"),
        ("writ", "200 dpi, 4° skew"),
    ],
)
def test_a_paper_is_read_as_it_was_made(kind: str, rendering: str, scan: Scan, sample: Callable[..., Sample]) -> None:
    made, paper = sample(kind, 1), scan(kind, rendering)
    assert slug(paper) == made.kind
    assert paper.nature.value == made.nature, paper.why
    assert {box.box for box in paper.boxes if box.tick is Tick.TICKED} == set(made.ticked)


@pytest.mark.parametrize("program", READERS)
def test_whatever_reads_images_a_judges_warrant_is_known_and_no_other_is_taken_for_one(
    program: str, scan: Scan, sample: Callable[..., Sample], monkeypatch: pytest.MonkeyPatch, tally: Callable[..., None]
) -> None:
    if program == words.RAPID:
        monkeypatch.setattr(words, "reader", lambda: program)
    for kind, rendering in (("ao-442", "fax, fine"), ("ao-442+by-an-officer", "150 dpi, 1.5° skew, noise")):
        made = sample(kind, 1)
        paper = scan(kind, rendering, program=program)
        assert slug(paper) == made.kind
        assert paper.nature.value in {made.nature, "cannot_tell"}
    tally(f"scans read by {program}", 2)


def test_where_neither_reader_is_installed_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(words.shutil, "which", lambda _: None)
    monkeypatch.setattr(rapid, "is_here", lambda: True)
    assert words.reader() == words.RAPID
    monkeypatch.setattr(rapid, "is_here", lambda: False)
    with pytest.raises(ReaderMissingError, match="no program to read images") as missing:
        words.reader()
    assert "tesseract-ocr" in missing.value.help


def test_a_page_that_nobody_can_read_is_called_unreadable(scan: Scan) -> None:
    grey = np.asarray(images(make("i-200", 1).pdf, FAINT, 1)[0])
    part = grey[: len(grey) // 3]  # noise is dear to read
    blotted = seen(np.minimum(part, np.random.default_rng(1).integers(0, 255, part.shape, np.uint8)), 1)
    (paper,) = read_pages([blotted])
    assert (paper.form, paper.nature) == ("unreadable", Nature.CANNOT_TELL)


def test_papers_in_one_file_are_told_apart_and_their_pages_put_in_order(scan: Scan, bundle: Reading) -> None:
    assert [(paper.form, paper.pages) for paper in bundle.papers] == [("I-200", (2,)), ("I-205", (3, 1))]
    assert [page.turned for page in bundle.pages] == [180, 0, 0]


def test_text_that_lies_under_a_picture_is_not_believed(scan: Scan, bundle: Reading) -> None:
    """What a person sees is what counts: an officer's warrant, over the text of a judge's."""
    paper = bundle.papers[0]
    assert (paper.form, paper.nature) == ("I-200", Nature.ADMINISTRATIVE)


@pytest.mark.parametrize("angle", [-4.0, -1.5, -0.5, 0.0, 1.0, 3.0])
def test_a_slanted_page_is_straightened(angle: float) -> None:
    grey = np.asarray(images(make("i-200", 1).pdf, CLEAN, 1)[0])
    assert slant(turned(grey, angle)) == pytest.approx(angle, abs=0.3)


@pytest.mark.parametrize("kind", ["immigration-court", "i-247a"])  # of little print, and of much
@pytest.mark.parametrize("angle", [-4.0, 0.0, 4.0])
def test_a_slanted_page_lies_on_its_side_only_where_it_does(kind: str, angle: float) -> None:
    grey = np.asarray(images(make(kind, 1).pdf, CLEAN, 1)[0])
    assert not lies_on_its_side(turned(grey, angle))
    assert lies_on_its_side(turned(grey, 90 + angle))


@pytest.mark.parametrize("kind", ["immigration-court", "federal-order"])
@pytest.mark.parametrize("noise", [30, 60])
def test_a_noisy_page_of_little_print_gives_its_reader_no_more_specks_than_any_other(kind: str, noise: int) -> None:
    grey = np.asarray(images(make(kind, 200).pdf, Rendering("noisy", 200, 0.3, noise, 150), 200)[0])
    assert specks(grey) > 100_000
    assert specks(swept(grey)) < 1_000


def test_a_page_with_few_specks_is_read_dot_for_dot_as_it_came() -> None:
    pdf = make("i-247a", 1).pdf
    for rendering in RENDERINGS:
        grey = np.asarray(images(pdf, rendering, 1)[0])
        assert swept(grey) is grey, rendering.name


def test_a_page_that_keeps_its_reader_at_work_without_end_is_left_and_told_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    endless = tmp_path / "endless"
    endless.write_text("#!/bin/sh\nwhile :; do :; done\n")
    endless.chmod(0o700)
    monkeypatch.setattr(words, "reader", lambda: str(endless))
    monkeypatch.setattr(words, "_WORK", 1)
    (paper,) = read_pages([seen(np.asarray(images(make("i-200", 1).pdf, CLEAN, 1)[0]), 1)])
    assert (paper.form, paper.nature) == ("unreadable", Nature.CANNOT_TELL)
    assert "more work than a page may take" in paper.why
