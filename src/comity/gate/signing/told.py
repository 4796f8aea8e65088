"""A case of a pack in words, as it is shown to whoever signs it off: what is known, what is answered, what it shows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from comity.decide import Answer, Decision
from comity.facts import VOCABULARY, Vocabulary
from comity.gate.signing.showing import condition_words
from comity.tell import Line, Telling
from comity.tell.acts import order
from comity.tell.page import fact_lines, outcome_text
from comity.tell.prose import sentence
from comity.tell.reasons import mark_lines, reason_lines
from comity.tell.spoken.phrases import Phrases


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
    "norm": ("{cite} does not apply", "{cite} applies"),
    "limit": ("{cite} does not run", "{cite} runs"),
    "duty": ("{cite} is not owed", "{cite} is owed"),
    "definition": ("{cite} is not met", "{cite} is met"),
}


def shown_lines(shows: Iterable[Mapping[str, object]], telling: Telling) -> list[str]:
    """What a case shows, a sentence for each rule and what comes of it."""
    _ = telling.phrases
    exceptions: dict[str, list[str]] = {}
    others: dict[str, list[str]] = {}
    for each in shows:
        head = _(_DECIDES[str(each["kind"])][bool(each["decides"])], cite=each["cite"])
        words = _words(each, telling)
        (exceptions if each["exception"] and each["holds"] else others).setdefault(head, []).append(words)
    lines = [
        sentence(_("{head}, only since an exception is met: {what}", head=head, what="; ".join(dict.fromkeys(met))))
        for head, met in exceptions.items()
    ]
    for head, conditions in others.items():
        left = [each for each in dict.fromkeys(conditions) if each and each not in exceptions.get(head, ())]
        if left or head not in exceptions:
            lines.append(sentence(_hangs_on(head, left, _)))
    return lines


def _hangs_on(head: str, conditions: Sequence[str], _: Phrases) -> str:
    if not conditions:
        return head
    one, more = "{head}, and that hangs on this alone: {what}", "{head}, and that hangs on each of these alone: {what}"
    return _(one if len(conditions) == 1 else more, head=head, what="; ".join(conditions))


def _words(shown: Mapping[str, object], telling: Telling) -> str:
    text, rule = str(shown["condition"]), str(shown["rule"])
    return condition_words(text, rule, telling.rules, telling.names, holds=bool(shown["holds"])) if text else ""
