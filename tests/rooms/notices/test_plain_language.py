"""English letters can be read with eight years of school; the words we leave aside are in none of them."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from comity.notices import LetterKind, TextLibrary, plain_text
from comity.notices.composing import compose
from comity.notices.texts import Form

GRADE = 8.0
LANGUAGES = ("en", "es", "ko", "tl", "vi", "zh-Hans")
WRITTEN = [(kind, language) for kind in LetterKind for language in LANGUAGES]
WRITTEN = [(kind, language) for kind, language in WRITTEN if language == "en" or kind is not LetterKind.AGENCY_ANSWER]
LEFT_ASIDE = re.compile(
    r"\b(aliens?|inmates?|subjects?|illegals?|detainees?|invalid|48h|\d+ ?h|hereby|herein|pursuant|aforementioned)\b",
    re.IGNORECASE,
)


def syllables(word: str) -> int:
    """The syllables of an English word, as its letters suggest."""
    word = re.sub(r"[^a-z]", "", word.lower())
    silent = (word.endswith("e") and not word.endswith("le")) or re.search(r"[^td]ed$", word)
    return max(1, len(re.findall(r"[aeiouy]+", word)) - bool(silent))


def grade(sentences: list[str]) -> float:
    """The Flesch-Kincaid grade level."""
    words = [word for sentence in sentences for word in re.findall(r"[A-Za-z’']+", sentence)]
    return 0.39 * len(words) / len(sentences) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59


def sentences_of(texts: TextLibrary, kind: LetterKind) -> list[str]:
    """The sentences of a letter, with short words in the places of its values."""
    text = texts.text("en", kind)
    values = {"requester": "ICE", "person": "Ann Lee", "telephone": "555", "reference": "12", "office": "the jail"}
    said = [re.sub(r"\{(\w+)\}", lambda place: values[place[1]], sentence) for _, sentence in text.sentences]
    return [one for sentence in said for one in re.split(r"(?<=[.?!:]) ", sentence) if one]


@pytest.mark.parametrize("kind", list(LetterKind))
def test_an_english_letter_needs_eight_years_of_school_at_most(
    texts: TextLibrary, kind: LetterKind, tally: Callable[..., None]
) -> None:
    sentences = sentences_of(texts, kind)
    assert grade(sentences) <= GRADE
    assert [one for one in sentences if len(one.split()) > 20] == []
    tally("sentences in plain English", len(sentences))


def test_the_measure_knows_a_hard_sentence_from_an_easy_one() -> None:
    hard = "Notwithstanding the aforementioned administrative determination, the requesting authority may apply anew."
    assert grade([hard]) > 15
    assert grade(["You may show this to a lawyer."]) < 4
    assert [syllables(word) for word in ("agency", "asked", "release", "people", "decided")] == [3, 1, 2, 2, 3]


@pytest.mark.parametrize("kind", list(LetterKind))
def test_no_letter_uses_the_words_we_leave_aside(write: Any, kind: LetterKind, texts: TextLibrary) -> None:
    said = plain_text(write(kind), texts=texts)
    assert LEFT_ASIDE.findall(said) == []
    assert re.findall(r"(?<!judge’s )(?<!administrative )\bwarrants?\b", said) == []
    assert LEFT_ASIDE.findall("the inmate, for 48h")


@pytest.mark.parametrize(("kind", "language"), WRITTEN)
def test_no_sentence_is_left_with_two_full_stops_or_an_open_place(
    write: Any, kind: LetterKind, language: str, texts: TextLibrary
) -> None:
    said = plain_text(write(kind, language, requester="ICE"), texts=texts)
    assert [mark for mark in ("..", "。。", "{", "}", "  ,", " .") if mark in said.replace("____", "")] == []


def test_only_the_first_part_is_to_be_marked_and_signed(write: Any, texts: TextLibrary) -> None:
    first, second = compose(write(LetterKind.INTERVIEW_CONSENT, "es"), texts)
    forms = [{passage.form for passage in part.passages} for part in (first, second)]
    assert {Form.CHOICES, Form.SIGNATURES} <= forms[0]
    assert not {Form.CHOICES, Form.SIGNATURES} & forms[1]


def test_the_form_of_consent_says_what_the_law_wants_said(write: Any) -> None:
    said = plain_text(write(LetterKind.INTERVIEW_CONSENT))
    for words in ("civil immigration", "voluntary", "You may decline", "only if your own lawyer", "not punish"):
        assert words in said
