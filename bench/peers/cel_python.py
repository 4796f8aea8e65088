"""cel-python: CEL in pure Python, interpreted."""

from __future__ import annotations

import logging

import celpy
from comity.facts import Kind

from dialects import CEL, spoken
from engines import Answer, Engine, Survey, granted
from model import DUTIES, PERMIT, RULES, Case, vocabulary

_TYPES = {
    Kind.YES_NO: celpy.celtypes.BoolType,
    Kind.COUNT: celpy.celtypes.IntType,
    Kind.CHOICE: celpy.celtypes.StringType,
}
logging.getLogger("celpy").setLevel(logging.CRITICAL + 1)  # it would log every absent fact, and be slower for it
TYPES = {name: _TYPES[fact.kind] for name, fact in vocabulary().facts.items()}


def engine() -> Engine:
    """Programs for the interpreter; it needs each value in a type of its own."""
    environment = celpy.Environment()  # told the types, it would take an absent fact for its type, and that for true

    def program(when: str) -> celpy.Runner:
        return environment.program(environment.compile(when))

    permit = program(spoken(PERMIT, CEL))
    rules = {rule.name: program(spoken(rule.when, CEL)) for rule in RULES}
    duties = [program(spoken(when, CEL)) for when in DUTIES.values()]

    def survey(case: Case) -> Survey:
        facts = typed(case)
        values = {name: bool(runner.evaluate(facts)) for name, runner in rules.items()}
        facts["permit"] = celpy.celtypes.BoolType(granted(values))
        return bool(facts["permit"]), tuple(values.values()), tuple(bool(runner.evaluate(facts)) for runner in duties)

    return Engine("cel-python", lambda case: evaluated(permit, case), survey)


def typed(case: Case) -> dict[str, object]:
    """The facts in celpy's types."""
    return {name: TYPES[name](value) for name, value in case.items()}


def evaluated(runner: celpy.Runner, case: Case) -> Answer:
    """The answer; an error, which is what an absent fact leaves, is undecided."""
    try:
        return bool(runner.evaluate(typed(case)))
    except (celpy.CELEvalError, KeyError, TypeError):
        return None
