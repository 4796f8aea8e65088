"""What `comity.decide` says of cases one by one, in the words in which the planes answer."""

import random
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from random_law import Law

from comity.decide import Answer, Case, Evaluator, Outcome, evaluator_for
from comity.decide.derive import missing_facts
from comity.decide.drawing import known_atom
from comity.facts import Vocabulary
from comity.lab.bulk import OUTCOMES, VERDICTS, RowAnswers, Settler, answers, block_of, row_answers
from comity.law.expressions import FALSE, TRUE, Conjunction, Constant, Disjunction, Expression, Negation, names_in

DEFAULTS = ("refuse", "ask")


class Told(NamedTuple):
    """One answer: outcome, verdict, the first norm it rests on, the first fact that is missing."""

    outcome: str | None
    verdict: str | None
    norm: str | None
    missing: str | None


def by_planes(cases: Sequence[Case], vocabulary: Vocabulary, most_kinds: int) -> dict[tuple[int, str], Told]:
    """The answers to cases of one agency, all at once."""
    agency, pack = cases[0].agency, cases[0].pack
    block = block_of(cases)
    found = row_answers(block.rows, answers(block, agency, pack, Settler(most_kinds), vocabulary))
    return {
        (row, ask.value): _told(columns, row)
        for ask, columns in found.items()
        for row in np.flatnonzero(columns.outcome).tolist()
    }


def _told(columns: RowAnswers, row: int) -> Told:
    word = lambda numbers, words: words[numbers[row] - 1] if numbers[row] else None  # noqa: E731
    return Told(
        word(columns.outcome, [each.value for each in OUTCOMES]),
        word(columns.verdict, [each.value for each in VERDICTS]),
        word(columns.norm, columns.norms.found),
        word(columns.missing, columns.facts.found),
    )


def by_cases(cases: Sequence[Case], vocabulary: Vocabulary, *, settle: bool) -> dict[tuple[int, str], Told]:
    """The same answers, case by case."""
    found = {}
    for row, case in enumerate(cases):
        evaluator = evaluator_for(case.agency, case.pack, case.day, vocabulary)
        for answer in evaluator.decide(case, nearest=False).answers:
            found[row, answer.ask.value] = _answered(answer, case, evaluator, settle)
    return found


def _answered(answer: Answer, case: Case, evaluator: Evaluator, settle: bool) -> Told:
    if answer.outcome is Outcome.OPEN or (answer.settled_by_residual and not settle):
        return Told("open", "facts_missing", None, first_missing(answer, case, evaluator))
    norm = answer.decisive[0].norm.at.ref if answer.decisive else None
    return Told(answer.outcome.value, answer.verdict.value, norm, None)


def first_missing(answer: Answer, case: Case, evaluator: Evaluator) -> str:
    """The first fact that what is left of the law still names, by walking the tree."""
    law, rules, vocabulary = evaluator.rules.laws[answer.ask], evaluator.rules, evaluator.vocabulary
    values = evaluator.values(case.facts, case.day)
    known: dict[str, Any] = {name: established.value for name, established in case.facts.items()}
    known["decision_date"] = case.day
    names = set()
    for flag in (law.conflict, law.forbids, law.requires, law.permits):
        for name in names_in(left_of(flag, values)):
            names |= missing_facts(name, rules.derived, known) if name in rules.derived else {name}
    order = list(vocabulary.facts)
    return min(names, key=lambda name: (vocabulary[name].effort, order.index(name)))


def left_of(node: Expression, values: dict[str, Any]) -> Expression:
    """What is left of a condition once the known facts are put in."""
    match node:
        case Constant():
            return node
        case Negation(part):
            left = left_of(part, values)
            return (
                {TRUE: FALSE, FALSE: TRUE}.get(left, Negation(left)) if isinstance(left, Constant) else Negation(left)
            )
        case Conjunction(parts) | Disjunction(parts):
            neutral, absorbing = (TRUE, FALSE) if isinstance(node, Conjunction) else (FALSE, TRUE)
            left_parts = [left_of(part, values) for part in parts]
            if absorbing in left_parts:
                return absorbing
            kept = tuple(part for part in left_parts if part != neutral)
            return type(node)(kept) if kept else neutral
    return known_atom(node, values)


def with_doubt(law: Law, chance: random.Random) -> Law:
    """The law with texts that nobody has read, and norms whose meaning is doubted, here and there."""
    for name, sections in law.sections.items():
        doubts = [{"id": f"D{default}", "cite": "(d)", "says": "So.", "default": default} for default in DEFAULTS]
        law.heads[name]["doubts"] = [*law.heads[name]["doubts"], *doubts]
        for content in sections.values():
            for norm in content["norms"]:
                if chance.random() < 0.3:
                    norm["doubt"] = chance.sample([doubt["id"] for doubt in doubts], chance.choice([1, 1, 2]))
                for entry in (norm, *norm.get("unless", [])):
                    if chance.random() < 0.3:
                        entry["basis"] = chance.choice(["memory", "secondary"])
            for term in content.get("definitions", []):
                if chance.random() < 0.3:
                    term["basis"] = "memory"
    return law
