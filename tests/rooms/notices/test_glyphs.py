"""What no font can draw is refused with its name, never printed as an empty box."""

from pathlib import Path
from typing import Any

import pytest

from comity.facts import Ask
from comity.notices import AnswerWord, AskLine, FontShelf, GlyphMissingError, LetterKind, NoticesError, Office, render

BARE = FontShelf(folders=())  # only what comes with the typesetter
UNDRAWABLE = "ꙮ"  # no font on any shelf here has it


@pytest.mark.parametrize("language", ["zh", "ko"])
def test_chinese_and_korean_without_their_fonts_are_refused_with_the_remedy(write: Any, language: str) -> None:
    with pytest.raises(GlyphMissingError) as refused:
        render(write(LetterKind.REQUEST_COPY, language), fonts=BARE)
    assert refused.value.help.startswith("Install the fonts with `apt install fonts-noto-cjk`")
    assert language in refused.value.message
    assert f"`{refused.value.glyph}` (U+{ord(refused.value.glyph):04X})" in refused.value.message


@pytest.mark.parametrize("folder", ["gone", "empty"])
def test_a_shelf_that_is_missing_or_empty_is_refused_in_the_same_way(write: Any, tmp_path: Path, folder: str) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(GlyphMissingError):
        render(write(LetterKind.REQUEST_COPY, "zh"), fonts=FontShelf(folders=(tmp_path / folder,)))


@pytest.mark.parametrize("language", ["en", "es", "vi", "tl"])
def test_other_languages_need_no_font_beyond_the_typesetters_own(write: Any, language: str) -> None:
    for kind in (LetterKind.REQUEST_COPY, LetterKind.INTERVIEW_CONSENT):
        assert render(write(kind, language), fonts=BARE).pages == (1 if language == "en" else 2)


def test_a_name_in_chinese_characters_is_refused_without_the_fonts(write: Any) -> None:
    letter = write(LetterKind.REQUEST_COPY, "es", person_name="Li Invented 李")
    with pytest.raises(GlyphMissingError) as refused:
        render(letter, fonts=BARE)
    assert refused.value.glyph == "李"
    assert "fonts-noto-cjk" in refused.value.help


@pytest.mark.parametrize(
    "field",
    [
        {"person_name": f"Elena {UNDRAWABLE}"},
        {"addressee": f"Elena {UNDRAWABLE}"},
        {"requester": f"ICE {UNDRAWABLE}"},
        {"reference": f"2026 {UNDRAWABLE}"},
        {"seal": UNDRAWABLE},
        {"office": Office(f"Jail {UNDRAWABLE}", (), "1")},
        {"office": Office("Jail", (f"1 {UNDRAWABLE} Street",), "1")},
        {"asks": (AskLine(Ask.HOLD, AnswerWord.NO, (f"§ {UNDRAWABLE}",)),)},
        {"asks": (AskLine(Ask.HOLD, AnswerWord.NO, (), f"Because {UNDRAWABLE}."),)},
        {"request_text": f"One\n{UNDRAWABLE}"},
    ],
    ids=lambda field: next(iter(field)),
)
def test_a_letter_that_no_font_has_is_refused_wherever_it_stands(write: Any, field: dict[str, Any]) -> None:
    with pytest.raises(GlyphMissingError) as refused:
        render(write(LetterKind.COUNSEL_NOTICE, **field))
    assert refused.value.glyph == UNDRAWABLE
    assert "U+A66E" in refused.value.message
    assert "apt install" in refused.value.help


@pytest.mark.parametrize("name", ["Zoë Ångström", "Nguyễn Thị Bưởi", "Łukasz Żółć", "Đorđe Ćirić", "Олена", "Ελένη"])
def test_a_name_that_the_fonts_have_is_printed(write: Any, words_of: Any, name: str) -> None:
    assert name.replace(" ", "") in words_of(render(write(person_name=name, addressee=name), fonts=BARE))


def test_every_refusal_is_of_one_family() -> None:
    assert issubclass(GlyphMissingError, NoticesError)
