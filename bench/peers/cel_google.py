"""cel-expr-python: Google's C++ implementation of CEL."""

from __future__ import annotations

from cel_expr_python import cel
from comity.facts import Kind

from dialects import CEL, spoken
from engines import Answer, Engine, Survey, granted
from model import DUTIES, PERMIT, RULES, Case, vocabulary

_TYPES = {Kind.YES_NO: cel.Type.BOOL, Kind.COUNT: cel.Type.INT, Kind.CHOICE: cel.Type.STRING}


def engine() -> Engine:
    """Type-checked programs over one environment."""
    types = {name: _TYPES[fact.kind] for name, fact in vocabulary().facts.items()}
    environment = cel.NewEnv(variables={**types, "permit": cel.Type.BOOL})
    permit = environment.compile(spoken(PERMIT, CEL))
    rules = {rule.name: environment.compile(spoken(rule.when, CEL)) for rule in RULES}
    duties = [environment.compile(spoken(when, CEL)) for when in DUTIES.values()]

    def decide(case: Case) -> Answer:
        answer = permit.eval(data=case).value()
        return answer if isinstance(answer, bool) else None

    def survey(case: Case) -> Survey:
        facts = environment.Activation(case)
        values = {name: program.eval(facts).value() for name, program in rules.items()}
        answer = granted(values)
        facts = environment.Activation({**case, "permit": answer})
        return answer, tuple(values.values()), tuple(program.eval(facts).value() for program in duties)

    return Engine("cel-expr-python", decide, survey)
