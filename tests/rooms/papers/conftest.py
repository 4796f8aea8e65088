"""Papers of invented people, made as they are wanted; no image is committed."""

import shutil
from collections.abc import Callable
from functools import cache

import numpy as np
import pytest

from comity.papers import Paper, read_here
from comity.papers.reading.reader import read_pages
from comity.papers.seeing.opening import seen
from samples.papers.making import Sample, make
from samples.papers.rendering import RENDERINGS, Rendering, images


@pytest.fixture(scope="session")
def by_name() -> dict[str, Rendering]:
    return {rendering.name: rendering for rendering in RENDERINGS}


@pytest.fixture(scope="session")
def scan(by_name: dict[str, Rendering]) -> Callable[..., Paper]:
    """The reading of a paper's first page, after it went through a machine; by another program it is read anew."""
    if shutil.which("tesseract") is None:
        pytest.skip("tesseract is not installed: apt install tesseract-ocr")

    @cache
    def read(kind: str, rendering: str, seed: int = 1, *, program: str = "tesseract") -> Paper:
        image = images(make(kind, seed).pdf, by_name[rendering], seed)[0]
        return read_pages([seen(np.asarray(image), 1)])[0]

    return read


@pytest.fixture(scope="session")
def sample() -> Callable[..., Sample]:
    return cache(make)


@pytest.fixture(scope="session")
def text_paper(sample: Callable[..., Sample]) -> Callable[[str, int], Paper]:
    """The reading of a paper that came as a PDF with text; each is read once."""
    return cache(lambda kind, seed=1: read_here(sample(kind, seed).pdf).papers[0])
