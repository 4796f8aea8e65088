"""Whatever is told of a decision in English is told in Spanish; what is not translated says that it is English."""

import ast
import re
from collections.abc import Callable, Iterator
from datetime import date, datetime
from itertools import combinations
from pathlib import Path
from string import Formatter
from zoneinfo import ZoneInfo

import pytest

import comity.gate
import comity.tell
from comity.deadlines import Excluded
from comity.deadlines.wording import excluded_words
from comity.decide import Decision, Verdict
from comity.facts import VOCABULARY, Ask, Fact, Kind
from comity.tell import (
    DUTY_MOMENTS,
    MARKS,
    OUTCOMES,
    Telling,
    act,
    denial,
    leads_texts,
    open_questions,
    order,
    sentence,
)
from comity.tell.acts import OUTCOMES_OF
from comity.tell.page import (
    CLOSING,
    LAW_UNKNOWN_BEFORE,
    LAW_UNKNOWN_SINCE,
    because_again,
    fact_lines,
    limit_text,
    rests_on_lines,
)
from comity.tell.reasons import BEARINGS, EXCEPTIONS, layer_text, mark_lines, reason_lines
from comity.tell.rules import BASES, STANDINGS
from comity.tell.spoken.phrases import CLOSES, ENGLISH, OPENS, phrases_in, pieces, plain

SPANISH = phrases_in("es")
LETTERS = "abcdefgh"
# English function words that no Spanish sentence has
ENGLISH_WORD = re.compile(r"\b(?:the|and|of|is|was|are|not|they|with|which|from|this|that|unless)\b")
NAMES = (  # kept as they are
    "California Sex and Arson Registry",
    "Immigration and Customs Enforcement",
    "Department of Corrections",
    "Department of Correction",
    "Administrative Office of the Courts",
    "United States v. City of New York",
)
REFUSES = ("needed", "one_of", "found")


def texts_of(fact: Fact) -> Iterator[str]:
    yield from (fact.question, fact.says, fact.source, *fact.choices.values())
    if fact.kind is Kind.YES_NO:
        yield denial(fact.says)
    for field in fact.fields.values():
        yield from texts_of(field)


def said_by_the_room() -> Iterator[str]:
    """What the modules of this room say, and the words that they choose from."""
    for path in Path(str(comity.tell.__file__)).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            called = getattr(node, "func", None)
            name = getattr(called, "id", getattr(called, "attr", ""))
            first = node.args[0] if isinstance(node, ast.Call) and node.args else None
            if name in ("_", "phrases") and isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield first.value
    tables = (OUTCOMES, OUTCOMES_OF, DUTY_MOMENTS, BASES, STANDINGS, BEARINGS, EXCEPTIONS)
    yield from (str(words) for table in tables for words in table.values())
    yield from (CLOSING, LAW_UNKNOWN_BEFORE, LAW_UNKNOWN_SINCE)
    yield from (sentence(words) for table in (MARKS, OUTCOMES) for words in table.values())
    yield from (f"{sentence(words)[:-1]}, as far as we can tell." for words in OUTCOMES.values())
    yield from (order(ask, verdict) for ask in Ask for verdict in Verdict)
    yield from map(act, Ask)
    yield from (excluded_words(frozenset(some)) for size in (1, 2, 3) for some in combinations(Excluded, size))


def fields(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name}


def test_every_text_of_the_vocabulary_has_its_spanish(tally: Callable[..., None]) -> None:
    wanted = {text for fact in VOCABULARY.facts.values() for text in texts_of(fact)}
    assert sorted(wanted - set(SPANISH.texts)) == []
    tally("texts of facts in Spanish", len(wanted))


def test_every_sentence_of_this_room_has_its_spanish_with_the_same_values(tally: Callable[..., None]) -> None:
    wanted = set(said_by_the_room())
    assert len(wanted) > 150
    assert sorted(wanted - set(SPANISH.texts)) == []
    assert {text for text in wanted if fields(text) != fields(SPANISH.texts[text])} == set()
    tally("sentences in Spanish", len(wanted))


def _written(node: ast.expr) -> str | None:
    """A refusal as the catalogue has it: each value in it as `{a}`, `{b}`."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        names = iter(LETTERS)
        parts = [str(part.value) if isinstance(part, ast.Constant) else f"{{{next(names)}}}" for part in node.values]
        return "".join(parts)
    return None


def refusals() -> Iterator[str]:
    for path in Path(str(comity.gate.__file__)).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            name = getattr(node.func, "id", "") if isinstance(node, ast.Call) else ""
            if not isinstance(node, ast.Call) or not (name.endswith("Error") or name in REFUSES):
                continue
            told: list[ast.expr] = [word.value for word in node.keywords if word.arg == "help"]
            if name.endswith("Error") and node.args:
                first = node.args[0]
                told += [first.body, first.orelse] if isinstance(first, ast.IfExp) else [first]
            yield from (text for each in told if (text := _written(each)) is not None)
            if name == "needed" and (what := _written(node.args[1])):
                yield f"{what} is missing"


def test_every_refusal_of_the_gate_has_its_spanish(tally: Callable[..., None]) -> None:
    wanted = set(refusals())
    assert len(wanted) > 100
    missing = sorted(wanted - set(SPANISH.texts))
    assert missing == [], "write their Spanish into src/comity/tell/spoken/es/refusals.yaml"
    assert {text for text in wanted if fields(text) != fields(SPANISH.texts[text])} == set()
    tally("refusals in Spanish", len(wanted))


def told_in_spanish(decision: Decision) -> Iterator[str]:
    telling = Telling.of(decision, language="es")
    for answer in decision.answers:
        for line in (*reason_lines(answer, telling), *mark_lines(answer, 0, telling.phrases)):
            yield line.text
        yield layer_text(answer, telling)
        yield from (limit_text(run, answer, telling) for run in answer.limits)
    for question in open_questions(decision):
        yield from leads_texts(question, telling)
    yield from (re.sub(r" \(.*\)$", "", line.text) for line in fact_lines(telling))  # who said so is named as it was
    yield from (line.text for line in rests_on_lines(telling, full=False))


def citations(decision: Decision) -> set[str]:
    stack = decision.case.pack.stack
    known = phrases_in("es", stack)
    at = {at.citation for pack in stack for section in pack.sections for at in section.provenances}
    exceptions = {each.citation for pack in stack for norm in pack.norms for each in norm.unless}
    acts = {known(at.by) for pack in stack for section in pack.sections for at in section.provenances}
    return at | exceptions | acts | {doubt.citation for pack in stack for doubt in pack.doubts.values()}


def test_nothing_english_is_told_in_spanish_without_its_mark(
    decisions: list[tuple[str, Decision]], tally: Callable[..., None]
) -> None:
    number = 0
    for _where, decision in decisions:
        for text in told_in_spanish(decision):
            ours = " ".join(part for part, is_english in pieces(text) if not is_english).replace(
                "\N{NO-BREAK SPACE}", " "
            )
            for cited in (*NAMES, *sorted(citations(decision), key=len, reverse=True)):
                ours = ours.replace(cited, "")  # a law is cited as it is
            assert not ENGLISH_WORD.search(ours), text
            number += 1
    assert number > 1000
    tally("sentences told in Spanish", number)


def test_what_is_told_in_english_has_no_marks(decisions: list[tuple[str, Decision]]) -> None:
    for _where, decision in decisions[:50]:
        telling = Telling.of(decision)
        lines = [line.text for answer in decision.answers for line in reason_lines(answer, telling)]
        assert not any(OPENS in text or CLOSES in text for text in lines)


def test_days_and_moments_are_said_as_the_language_has_them() -> None:
    noon = datetime(2026, 11, 20, 12, 30, tzinfo=ZoneInfo("America/New_York"))
    assert SPANISH.moment(noon) == "viernes 20 de noviembre de 2026, 12:30"
    assert SPANISH.moment(noon.replace(hour=0, minute=0)) == "final del jueves 19 de noviembre de 2026"
    assert (SPANISH.day(date(2014, 12, 14)), ENGLISH.day(date(2014, 12, 14))) == (
        "14 de diciembre de 2014",
        "14 December 2014",
    )


@pytest.mark.parametrize(
    ("english", "spanish"),
    [
        ("this is not for the role `legal`", "esto no es para la función `área legal`"),
        (
            "this cannot be answered yet: ask legal first whether to let their officers in",
            "esto no se puede responder todavía: pregunte primero al área legal si se debe dejar entrar a sus agentes",
        ),
        (
            "The hold of request 2026-0007 runs out Friday, November 20, 4:30 p.m.",
            "La retención de la solicitud 2026-0007 se acaba el viernes 20 de noviembre, 16:30.",
        ),
        (
            "The hold of request 2026-0007 runs out Friday, November 20, 12:05 a.m.",
            "La retención de la solicitud 2026-0007 se acaba el viernes 20 de noviembre, 00:05.",
        ),
        ("Nobody has translated this {yet}.", "Nobody has translated this {yet}."),
    ],
)
def test_what_was_written_down_in_english_is_said_again(english: str, spanish: str) -> None:
    assert SPANISH.again(english) == spanish
    assert ENGLISH.again(english) == english


def test_the_ground_of_an_order_is_said_again() -> None:
    unknown = "The law of 1 January 2027 is not written down here: the pack us-ca was read up to 31 December 2026."
    assert because_again(unknown, SPANISH) == (
        "La ley del 1 de enero de 2027 no está escrita aquí: el paquete us-ca se leyó hasta el 31 de diciembre de 2026."
    )
    assert because_again(unknown, ENGLISH) == unknown
    two = "The law forbids it, as far as we can tell. It rests on a rule that is being challenged in court."
    assert (
        because_again(two, SPANISH)
        == "La ley lo prohíbe, hasta donde sabemos. Se apoya en una norma impugnada en la corte."
    )


def test_a_language_that_nobody_has_written_is_told_in_english() -> None:
    assert phrases_in("fr") is ENGLISH
    assert phrases_in("../es") is ENGLISH
    assert phrases_in("es-MX").language == "es"
    assert plain(phrases_in("es").said("untranslated")) == "untranslated"
