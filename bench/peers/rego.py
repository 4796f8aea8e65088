"""regopy (Microsoft's rego-cpp): Rego, compiled to a bundle. An absent input counts as false."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import regopy

from engines import Answer, Engine, Survey
from model import DUTIES, RULES, Case

_POLICY = Path(__file__).with_name("rules.rego")


def engine() -> Engine:
    """One bundle for the answer, one for everything."""
    permit, survey = _Entrypoint("bench/permit"), _Entrypoint("bench/survey")

    def decide(case: Case) -> Answer:
        answer: bool = permit.value(case)
        return answer

    def surveyed(case: Case) -> Survey:
        found = survey.value(case)
        rules, duties = found["rules"], found["duties"]
        return found["permit"], tuple(rule.name in rules for rule in RULES), tuple(duty in duties for duty in DUTIES)

    return Engine("regopy", decide, surveyed)


class _Entrypoint:
    """One rule of the policy, compiled."""

    def __init__(self, rule: str) -> None:
        self._rule = rule
        self._interpreter = regopy.Interpreter()
        self._interpreter.add_module(_POLICY.name, _POLICY.read_text())
        self._bundle = self._interpreter.build(None, [rule])

    def value(self, case: Case) -> Any:
        """What the rule gives for a case."""
        self._interpreter.set_input(case)
        return self._interpreter.query_bundle_entrypoint(self._bundle, self._rule).results[0].expressions[0]
