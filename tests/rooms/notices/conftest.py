"""What the tests of letters write with: invented people, an invented office, and the fonts that are here."""

import io
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from pypdf import PdfReader

from comity.facts import Ask
from comity.notices import AnswerWord, AskLine, CourtDate, FontShelf, Letter, LetterKind, Office, Sheet, TextLibrary

LANGUAGES = ("en", "es", "ko", "tl", "vi", "zh-Hans")
REASON = "The paper is not signed by a judge, so the law lets nobody be held on it."

Write = Callable[..., Letter]


@pytest.fixture(scope="session")
def write() -> Write:
    """Write a letter that has every field, but for those given."""

    def written(kind: LetterKind = LetterKind.REQUEST_COPY, language: str = "en", **given: Any) -> Letter:
        fields: dict[str, Any] = {
            "kind": kind,
            "language": language,
            "office": Office("Harbor County Jail", ("1 Quay Street", "Harbor, CA 90000"), "555-0100"),
            "reference": "2026-0412",
            "dated": date(2026, 11, 20),
            "addressee": "Elena Quispe-Rojas",
            "person_name": "Elena Quispe-Rojas",
            "booking_number": "B-55102",
            "requester": "U.S. Immigration and Customs Enforcement (ICE)",
            "asks": (
                AskLine(Ask.HOLD, AnswerWord.NO, ("Gov. Code § 7284.6(a)(1)(B)",), REASON),
                AskLine(Ask.NOTIFY_RELEASE, AnswerWord.YES, ("Gov. Code § 7282.5(a)(1)",)),
                AskLine(Ask.INTERVIEW, AnswerWord.NOT_DECIDED),
            ),
            "release_due": datetime(2026, 11, 20, 16, 30),
            "court_dates": (CourtDate(datetime(2026, 12, 1, 9, 0), "Superior Court, Department 4"),),
            "received": datetime(2026, 11, 19, 9, 40),
            "seal": "7F3K-2QMD",
        }
        return Letter(**{**fields, **given})

    return written


@pytest.fixture(scope="session")
def texts() -> TextLibrary:
    """The texts that come with comity."""
    return TextLibrary()


@pytest.fixture(scope="session")
def need_fonts() -> Callable[[str, TextLibrary], None]:
    """Skip where the fonts of a language are not installed."""

    def needed(language: str, texts: TextLibrary) -> None:
        font = texts.frame(texts.language(language)).font
        if font and font not in FontShelf().families:
            pytest.skip(f"{font} is not here; install fonts-noto-cjk")

    return needed


def reader(sheet: Sheet) -> PdfReader:
    """The sheet, opened."""
    return PdfReader(io.BytesIO(sheet.pdf))


def bare(text: str) -> str:
    """A text without its white space, as lines may be broken anywhere."""
    return "".join(text.split())


@pytest.fixture(scope="session")
def words_of() -> Callable[[Sheet], str]:
    """Everything that can be read on a sheet, without white space."""
    return lambda sheet: bare("".join(page.extract_text() for page in reader(sheet).pages))
