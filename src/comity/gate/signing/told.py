"""A case of a pack in words, as it is shown to whoever signs it off: what is known, what is answered, what it shows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from comity.decide import Answer, Decision
from comity.facts import VOCABULARY, Fact, Vocabulary
from comity.law import ConditionError
from comity.law.conditions import parse_condition
from comity.law.expressions import Expression, Field, Negation, walk
from comity.tell import Line, Telling
from comity.tell.acts import order
from comity.tell.conditions import clause_text, expression_clause
from comity.tell.page import fact_lines, outcome_text
from comity.tell.prose import sentence
from comity.tell.reasons import mark_lines, reason_lines


@dataclass(frozen=True, slots=True)
class AnswerTold:
    """What the law answers to one ask, and why."""

    answer: Answer
    order: str
    outcome: str
    why: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class CaseTold:
    """A case and its answers in words."""

    decision: Decision
    facts: tuple[Line, ...]
    answers: tuple[AnswerTold, ...]


def case_told(decision: Decision, vocabulary: Vocabulary = VOCABULARY, *, language: str = "en") -> CaseTold:
    """The case in words."""
    telling = Telling.of(decision, vocabulary, language)
    answers = tuple(
        AnswerTold(
            each,
            order(each.ask, each.verdict),
            outcome_text(each),
            (*mark_lines(each, 0, telling.phrases), *reason_lines(each, telling, depth=0, full=False)),
        )
        for each in decision.answers
    )
    return CaseTold(decision, tuple(fact_lines(telling)), answers)


_DECIDES = {
    "norm": ("does not apply", "applies"),
    "limit": ("does not run", "runs"),
    "duty": ("is not owed", "is owed"),
    "definition": ("is not met", "is met"),
}


def shown_lines(shows: Iterable[Mapping[str, object]], telling: Telling) -> list[str]:
    """What a case shows, a sentence for each rule and what comes of it."""
    exceptions: dict[str, list[str]] = {}
    others: dict[str, list[str]] = {}
    for each in shows:
        head = f"{each['cite']} {_DECIDES[str(each['kind'])][bool(each['decides'])]}"
        words = _condition_words(str(each["condition"]), telling, holds=bool(each["holds"]))
        (exceptions if each["exception"] and each["holds"] else others).setdefault(head, []).append(words)
    lines = [
        sentence(f"{head}, only since an exception is met: {'; '.join(dict.fromkeys(met))}")
        for head, met in exceptions.items()
    ]
    for head, conditions in others.items():
        left = [each for each in dict.fromkeys(conditions) if each and each not in exceptions.get(head, ())]
        if left or head not in exceptions:
            alone = "hangs on this alone" if len(left) == 1 else "hangs on each of these alone"
            lines.append(sentence(f"{head}, and that {alone}: {'; '.join(left)}" if left else head))
    return lines


def _condition_words(text: str, telling: Telling, *, holds: bool) -> str:
    if not text:
        return ""
    try:
        expression = parse_condition(text)
    except ConditionError:
        return _as_written(text, holds)
    said = expression if holds else Negation(expression)
    ways = {clause_text(expression_clause(said, telling.names, records)) for records in _lists(expression, telling)}
    return ways.pop() if len(ways) == 1 else _as_written(text, holds)


def _lists(expression: Expression, telling: Telling) -> list[dict[str, Fact]]:
    """Every list of records that the variables of a condition can stand for, all of them for the same one."""
    fields = [part for part in walk(expression) if isinstance(part, Field)]
    if not fields:
        return [{}]
    facts = telling.names.vocabulary.facts.values()
    found = [fact for fact in facts if fact.fields and all(part.field in fact.fields for part in fields)]
    return [{part.variable: fact for part in fields} for fact in found]


def _as_written(text: str, holds: bool) -> str:
    return f"`{text}` {'holds' if holds else 'does not hold'}"
