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


def test_every_order_has_its_place_in_the_catalogue(tally: Callable[..., None]) -> None:
    from comity.decide import Verdict
    from comity.facts import Ask
    from comity.tell import order
    from comity.web.pages.requests.sentences import ORDERS

    assert sorted(ORDERS) == sorted(order(ask, verdict) for ask in Ask for verdict in Verdict)
    tally("orders in two languages", len(ORDERS))


def test_every_ground_of_an_order_has_its_place() -> None:
    from comity.tell import MARKS, OUTCOMES, sentence
    from comity.web.pages.requests.sentences import BECAUSE

    whole = {sentence(words) for words in (*OUTCOMES.values(), *MARKS.values())}
    softened = {f"{sentence(words)[:-1]}, as far as we can tell." for words in OUTCOMES.values()}
    assert set(BECAUSE) == whole | softened


def test_every_choice_has_its_place() -> None:
    from comity.facts import VOCABULARY
    from comity.web.pages.requests.sentences import CHOICES

    names = ("requester", "purpose", "instrument")
    assert set(CHOICES) == {words for name in names for words in VOCABULARY[name].choices.values()}


def test_every_question_that_has_a_place_is_the_vocabularys() -> None:
    from comity.facts import VOCABULARY
    from comity.web.pages.requests.sentences import QUESTIONS

    assert set(QUESTIONS) <= {fact.question for fact in VOCABULARY.facts.values()}


def test_what_has_no_translation_says_that_it_is_english() -> None:
    from django.utils.translation import override

    from comity.web.pages.requests.sentences import QUESTIONS, language_of

    with override("es"):
        assert language_of(QUESTIONS[0]) == "es"
        assert language_of("A sentence that nobody has translated.") == "en"


def test_a_ground_is_told_in_the_language_of_the_page() -> None:
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
    assert 'lang="en"' in text  # the law's own words stay in the language in which they were written down


def own_sentences() -> list[str]:
    """Every sentence that these pages say of their own accord."""
    entries = [entry for entry in polib.pofile(str(CATALOGUE)) if not entry.obsolete]
    ours = [entry.msgid for entry in entries if any("requests/" in path for path, _ in entry.occurrences)]
    theirs = _of_lower_rooms()
    plain = (re.sub(r"<[^>]+>|%\(\w+\)s|[“”]", "it", text) for text in ours if text not in theirs)
    return [part for text in plain for part in re.split(r"(?<=[.?!:])\s+", text) if len(part.split()) > 4]


def _of_lower_rooms() -> set[str]:
    from comity.web.pages.requests.sentences import BECAUSE, CHOICES, ORDERS, QUESTIONS

    return {*ORDERS, *BECAUSE, *CHOICES, *QUESTIONS}


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
