"""Counts what a law says of blocks of rows; a count over parts of a table is the sum of theirs."""

from __future__ import annotations

from collections import Counter
from typing import TypeVar

from comity.decide import Outcome, Verdict
from comity.facts import Ask
from comity.lab.bulk.answers import Answers
from comity.lab.bulk.planes import count
from comity.lab.bulk.settling import Alike
from comity.lab.replay import Replay

_Answer = TypeVar("_Answer", Outcome, Verdict)


def count_into(result: Replay, found: Answers) -> None:
    """Add the answers to one ask of one era."""
    ask, norms = found.ask, found.asked.law.norms
    for outcome, plane in found.asked.outcomes.items():
        _add(result.outcomes, ask, outcome, count(plane))
    for verdict, plane in found.asked.verdicts.items():
        _add(result.verdicts, ask, verdict, count(plane))
    for grounds in found.asked.decisive.values():
        for place, plane in grounds.items():
            if number := count(plane):
                result.decided_by[ask, norms[place].norm.at.ref] += number
    result.open_asks += count(found.asked.outcomes[Outcome.OPEN])
    for alike in found.kinds:
        _add_kind(result, ask, alike)


def _add_kind(result: Replay, ask: Ask, alike: Alike) -> None:
    """What the look at one kind of open rows adds, or corrects."""
    number, answer = len(alike.rows), alike.answer
    if answer is None:
        result.not_looked_at += number
    elif answer.outcome is Outcome.OPEN:
        result.add_open(answer, number)
    else:
        result.open_asks -= number
        _add(result.outcomes, ask, Outcome.OPEN, -number)
        _add(result.outcomes, ask, answer.outcome, number)
        _add(result.verdicts, ask, Verdict.FACTS_MISSING, -number)
        _add(result.verdicts, ask, answer.verdict, number)
        for reason in answer.decisive:
            result.decided_by[ask, reason.norm.at.ref] += number


def _add(counts: Counter[tuple[Ask, _Answer]], ask: Ask, answer: _Answer, number: int) -> None:
    counts[ask, answer] += number
    if not counts[ask, answer]:
        del counts[ask, answer]
