"""What lower rooms say is said here in the same words, in both languages; and our own words are plain."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polib
import pytest

WEB = Path(__file__).parents[4] / "src" / "comity" / "web"
CATALOGUE = WEB / "locale" / "es" / "LC_MESSAGES" / "django.po"
VOWELS = re.compile(r"[aeiouy]+")
GRADE = 8.0


def test_what_has_no_translation_says_that_it_is_english(desk: Any) -> None:
    from django.utils.translation import override

    from comity.facts import VOCABULARY
    from comity.web.pages.requests.sentences import language_of, said_or_marked

    known, unknown = VOCABULARY["purpose"].question, "A sentence that nobody has <translated>."
    with override("es"):
        assert language_of(known) == "es"
        assert said_or_marked(known) == "¿Para qué es la solicitud?"
        assert language_of(unknown) == "en"
        assert said_or_marked(unknown) == '<span lang="en">A sentence that nobody has &lt;translated&gt;.</span>'
    assert said_or_marked(unknown) == "A sentence that nobody has &lt;translated&gt;."


def test_a_ground_is_told_in_the_language_of_the_page(desk: Any) -> None:
    from django.utils.translation import override

    from comity.web.pages.requests.sentences import said_in_parts

    text = "The law forbids it, as far as we can tell. It rests on a rule that is being challenged in court."
    with override("en"):
        assert said_in_parts(text) == text
    with override("es"):
        spanish = said_in_parts(text)
    assert spanish == "La ley lo prohíbe, hasta donde sabemos. Se apoya en una norma impugnada en la corte."


@pytest.mark.parametrize(("role", "words"), [("desk", "No retenga a la persona"), ("legal", "Qué hacer ahora")])
def test_the_answer_is_there_in_spanish(scene: Any, signed_in: Callable[..., Any], role: str, words: str) -> None:
    asked = scene.receive("hold", "notify_release")
    text = signed_in(role).get(asked.url, headers={"accept-language": "es"}).content.decode()
    assert '<html lang="es">' in text
    assert words in text


def test_an_alarm_in_the_history_is_said_in_the_language_of_the_page(desk: Any) -> None:
    from django.utils.translation import override

    from comity.gate.events import EventKind
    from comity.web.pages.requests.history import _DETAILS

    raised = {"words": "Release is due Friday, November 20, 4:30 p.m."}
    for language, words in (
        ("en", raised["words"]),
        ("es", "La salida corresponde el viernes 20 de noviembre, 16:30."),
    ):
        with override(language):
            assert list(_DETAILS[EventKind.ALARM_RAISED](raised, None)) == [words]


def own_sentences() -> list[str]:
    """Every sentence that these pages say of their own accord."""
    entries = [entry for entry in polib.pofile(str(CATALOGUE)) if not entry.obsolete]
    ours = [entry.msgid for entry in entries if any("requests/" in path for path, _ in entry.occurrences)]
    plain = (re.sub(r"<[^>]+>|%\(\w+\)s|[“”]", "it", text) for text in ours)
    return [part for text in plain for part in re.split(r"(?<=[.?!:])\s+", text) if len(part.split()) > 4]


def grade(sentences: list[str]) -> float:
    """The grade of school at which a text is read (Flesch and Kincaid)."""
    words = [word.lower() for text in sentences for word in re.findall(r"[A-Za-z']+", text)]
    syllables = sum(max(1, len(VOWELS.findall(word.removesuffix("e")))) for word in words)
    return 0.39 * len(words) / len(sentences) + 11.8 * syllables / len(words) - 15.59


def test_our_own_sentences_are_read_at_grade_eight_or_lower(tally: Callable[..., None]) -> None:
    sentences = own_sentences()
    assert len(sentences) > 90
    assert grade(sentences) <= GRADE
    tally("sentences of plain language", len(sentences))


def test_no_sentence_has_more_than_twenty_words() -> None:
    assert [text for text in own_sentences() if len(text.split()) > 20] == []


def test_a_hard_sentence_is_noticed() -> None:
    hard = "Notwithstanding administrative considerations, jurisdictional authorities necessitate documentation."
    assert grade([hard]) > GRADE


def test_a_day_in_may_is_in_may_in_both_languages() -> None:
    from datetime import date

    from django.utils.translation import override

    from comity.web.components import day_text

    with override("es"):
        assert day_text(date(2026, 5, 4)) == "lunes 4 de mayo de 2026"
    with override("en"):
        assert day_text(date(2026, 5, 4)) == "Monday, May 4, 2026"
