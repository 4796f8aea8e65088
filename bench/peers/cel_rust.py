"""common-expression-language: CEL in Rust."""

from __future__ import annotations

import cel

from dialects import CEL, spoken
from engines import Answer, Engine, Survey, granted
from model import DUTIES, PERMIT, RULES, Case


def engine() -> Engine:
    """One program for each condition; the facts are converted once a case."""
    permit = cel.compile(spoken(PERMIT, CEL))
    rules = {rule.name: cel.compile(spoken(rule.when, CEL)) for rule in RULES}
    duties = [cel.compile(spoken(when, CEL)) for when in DUTIES.values()]

    def decide(case: Case) -> Answer:
        try:
            answer = permit.execute(case)
        except (RuntimeError, TypeError, ValueError):  # a name is not there, or is null
            return None
        return answer if isinstance(answer, bool) else None

    def survey(case: Case) -> Survey:
        context = cel.Context()
        context.update(case)
        values = {name: program.execute(context) for name, program in rules.items()}
        answer = granted(values)
        context.add_variable("permit", answer)
        return answer, tuple(values.values()), tuple(program.execute(context) for program in duties)

    return Engine("common-expression-language", decide, survey)
