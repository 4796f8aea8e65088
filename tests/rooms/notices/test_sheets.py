"""Every kind of letter in every language is a tagged, lasting, titled PDF that says what the letter says."""

import io
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from pypdf import PdfReader

from comity.notices import LetterKind, Sheet, TextLibrary, plain_text, render

LANGUAGES = ("en", "es", "ko", "tl", "vi", "zh-Hans")
WRITTEN = [
    (kind, language)
    for kind in LetterKind
    for language in LANGUAGES
    if language == "en" or kind is not LetterKind.AGENCY_ANSWER
]
LONG = "DETAINER\n\nKeep this person for 48 hours.\nSigned: Officer Able"


@pytest.fixture(params=WRITTEN, ids=lambda one: f"{one[0].value}-{one[1]}")
def letter(request: pytest.FixtureRequest, write: Any, need_fonts: Any, texts: TextLibrary) -> Any:
    kind, language = request.param
    need_fonts(language, texts)
    return write(kind, language)


def opened(sheet: Sheet) -> PdfReader:
    return PdfReader(io.BytesIO(sheet.pdf))


def test_a_sheet_is_tagged_has_its_language_and_shows_its_title(letter: Any, tally: Callable[..., None]) -> None:
    sheet = render(letter)
    root: Any = opened(sheet).trailer["/Root"]
    assert "/StructTreeRoot" in root
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"].partition("-")[0] == sheet.language.partition("-")[0]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert opened(sheet).metadata.title in plain_text(letter)
    assert opened(sheet).metadata.author == letter.office.name
    tally("letters set")


def test_a_sheet_claims_pdf_ua_1_and_pdf_a_2a(letter: Any) -> None:
    root: Any = opened(render(letter)).trailer["/Root"]
    said = root["/Metadata"].get_data().decode()
    assert "<pdfuaid:part>1</pdfuaid:part>" in said
    assert "<pdfaid:part>2</pdfaid:part>" in said
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in said
    assert "2026-11-20T00:00:00" in said


def test_each_language_of_a_letter_stands_on_one_page(letter: Any) -> None:
    sheet = render(letter)
    languages = 1 if sheet.language == "en" else 2
    longest = letter.kind is LetterKind.COUNSEL_NOTICE
    assert sheet.pages == len(opened(sheet).pages)
    assert languages <= sheet.pages <= languages + longest


def test_a_sheet_says_every_word_of_the_plain_text(letter: Any, words_of: Any) -> None:
    printed = words_of(render(letter))
    for line in plain_text(letter).splitlines():
        for piece in line.strip(" -[]").removesuffix(": ____________________").split(": "):
            for words in piece.split("; "):
                assert "".join(words.split()) in printed, line


def test_the_values_of_the_letter_can_be_read_on_it(letter: Any, words_of: Any) -> None:
    printed = words_of(render(letter))
    fields = [letter.person_name, letter.reference, letter.office.name, letter.office.telephone, letter.seal]
    fields += letter.office.address
    agency = letter.kind is LetterKind.AGENCY_ANSWER
    fields += [letter.addressee] if agency else [letter.booking_number, letter.requester]
    assert [field for field in fields if "".join(field.split()) not in printed] == []
    if letter.kind is LetterKind.COUNSEL_NOTICE:
        assert "Superior Court, Department 4".replace(" ", "") in printed
        assert "".join(letter.asks[0].reason.split()) in printed
    else:
        assert "".join(letter.asks[0].reason.split()) not in printed


def test_a_draft_says_so_in_its_language_and_in_english(letter: Any, texts: TextLibrary, words_of: Any) -> None:
    sheet = render(letter)
    assert (sheet.reviewed, sheet.reviewer) == (False, None)
    printed, english = words_of(sheet), texts.frame("en")
    assert "".join(texts.frame(sheet.language).draft.split()) in printed
    assert english.draft.replace(" ", "") in printed
    assert (english.draft_translation.replace(" ", "") in printed) == (sheet.language != "en")


def test_the_language_of_the_person_comes_first_and_english_below(letter: Any, texts: TextLibrary) -> None:
    sheet = render(letter)
    pages = ["".join(page.extract_text().split()) for page in opened(sheet).pages]
    same = texts.frame("en").same_letter.replace(" ", "")
    assert "".join(texts.frame(sheet.language).labels["received"].split()) in pages[0]
    assert [same in page for page in pages].count(True) == (sheet.language != "en")
    assert same not in pages[0]


def test_every_page_has_the_request_its_number_and_the_seal_at_its_foot(letter: Any, texts: TextLibrary) -> None:
    for count in (LONG, LONG * 100):
        sheet = render(type(letter)(**{**_fields(letter), "request_text": count}))
        pages = opened(sheet).pages
        for number, page in enumerate(pages, start=1):
            foot = "".join(page.extract_text().split())[-90:]
            patterns = {texts.frame(language).page for language in ("en", sheet.language)}
            shown = {p.replace("{page}", str(number)).replace("{pages}", str(len(pages))) for p in patterns}
            assert any("".join(words.split()) in foot for words in shown), foot
            assert letter.reference in foot
            assert letter.seal in foot


def _fields(letter: Any) -> dict[str, Any]:
    return {name: getattr(letter, name) for name in letter.__slots__}


def test_no_letter_is_smaller_than_twelve_points_nor_in_large_print_than_eighteen(letter: Any) -> None:
    for large, least in ((False, 12), (True, 18)):
        sizes = _sizes(render(type(letter)(**{**_fields(letter), "large_print": large})))
        assert len(sizes) > 1, "headings are larger than the text"
        assert min(sizes) == pytest.approx(least), sizes


def _sizes(sheet: Sheet) -> set[float]:
    found: set[float] = set()

    def visit(text: str, cm: Any, tm: Any, _font: Any, size: float) -> None:
        if text.strip():
            found.add(round(abs(size * tm[3] * cm[3]), 2))

    for page in opened(sheet).pages:
        page.extract_text(visitor_text=visit)
    return found


@pytest.mark.parametrize("kind", [LetterKind.REQUEST_COPY, LetterKind.COUNSEL_NOTICE])
def test_the_words_of_the_request_are_copied_at_the_end(write: Any, kind: LetterKind) -> None:
    sheet = render(write(kind, "es", request_text=LONG))
    last = opened(sheet).pages[-1].extract_text()
    assert [line for line in LONG.splitlines() if line and line not in last] == []
    assert "Copia de la solicitud" in last
    assert LONG in plain_text(write(kind, "es", request_text=LONG))


@pytest.mark.parametrize("kind", [LetterKind.AGENCY_ANSWER, LetterKind.INTERVIEW_CONSENT, LetterKind.RELEASE_NOTICE])
def test_other_letters_carry_no_copy_of_the_request(write: Any, kind: LetterKind, words_of: Any) -> None:
    letter = write(kind, request_text=LONG)
    assert "OfficerAble" not in words_of(render(letter))
    assert "Officer Able" not in plain_text(letter)


def test_the_answer_to_an_agency_gives_away_no_booking_release_or_court_date(write: Any, words_of: Any) -> None:
    letter = write(LetterKind.AGENCY_ANSWER, addressee="ICE, Harbor Field Office")
    for said in (words_of(render(letter)), plain_text(letter)):
        assert "Elena" in said
        for secret in ("B-55102", "4:30", "December", "Superior", "judge, so"):
            assert secret not in said


def test_a_letter_with_every_ask_and_every_answer_can_be_set(write: Any, texts: TextLibrary, words_of: Any) -> None:
    from comity.facts import Ask
    from comity.notices import AnswerWord, AskLine

    answers = list(AnswerWord)
    asks = tuple(AskLine(ask, answers[number % 4], ("§ 1",)) for number, ask in enumerate(Ask))
    printed = words_of(render(write(LetterKind.REQUEST_COPY, "es", asks=asks, large_print=True)))
    text = texts.text("es", LetterKind.REQUEST_COPY)
    assert [
        said for said in (*text.asks.values(), *text.answers.values()) if "".join(said.split()) not in printed
    ] == []


def test_the_tags_name_headings_tables_lists_and_nothing_stands_outside_of_them(letter: Any) -> None:
    letter = type(letter)(**{**_fields(letter), "request_text": LONG})
    root: Any = opened(render(letter)).trailer["/Root"]["/StructTreeRoot"]
    roles = list(_roles(root["/K"], ""))
    names = {role for role, _ in roles}
    assert {"/H1", "/P"} <= names
    assert {role for role, above in roles if above == "/Document"} <= {"/P", "/H1", "/H2", "/Div", "/Table", "/L"}
    if letter.asks and letter.kind in {LetterKind.REQUEST_COPY, LetterKind.COUNSEL_NOTICE, LetterKind.AGENCY_ANSWER}:
        assert {"/Table", "/THead", "/TH", "/TD"} <= names
    if letter.kind is LetterKind.INTERVIEW_CONSENT:
        assert {"/H2", "/L", "/LI", "/LBody"} <= names


def _roles(node: Any, above: str) -> Iterator[tuple[str, str]]:
    node = node.get_object()
    if isinstance(node, list):
        for part in node:
            yield from _roles(part, above)
    elif isinstance(node, dict) and "/S" in node:
        yield str(node["/S"]), above
        if "/K" in node:
            yield from _roles(node["/K"], str(node["/S"]))
