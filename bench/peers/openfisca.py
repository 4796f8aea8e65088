"""OpenFisca-Core, one person a case. An absent fact takes the default of its type.

Its licence is the AGPL: it is measured here, in an environment of the bench, and is no dependency of comity.
"""

from __future__ import annotations

import operator
from functools import reduce
from typing import Any

import numpy as np
from comity.facts import Fact, Kind
from comity.law.expressions import (
    Conjunction,
    Constant,
    Disjunction,
    Expression,
    Member,
    Name,
    Negation,
    Relation,
    all_of,
    any_of,
    negation,
)
from openfisca_core.entities import build_entity
from openfisca_core.indexed_enums import Enum
from openfisca_core.periods import DAY
from openfisca_core.simulation_builder import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

from engines import Answer, Engine, Survey
from model import DUTIES, RULES, Case, vocabulary

_DAY = "2026-01-01"
_COMPARE = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}
_PERMIT = any_of(
    all_of([Name(rule.name), *(negation(Name(name)) for name in rule.unless)]) for rule in RULES if rule.permits
)


def engine() -> Engine:
    """A variable for each fact, norm and duty; a new simulation for each case."""
    person = build_entity(key="person", plural="persons", label="a person", is_person=True)
    system = TaxBenefitSystem([person])
    words = {
        name: Enum(name, {word: word for word in fact.choices})
        for name, fact in vocabulary().facts.items()
        if fact.kind is Kind.CHOICE
    }
    for fact in vocabulary().facts.values():
        system.add_variable(_variable(fact.name, person, **_type(fact, words)))
    rules = {rule.name: rule.when for rule in RULES}
    for name, when in {**rules, "permit": _PERMIT, **DUTIES}.items():
        system.add_variable(_variable(name, person, value_type=bool, formula=_formula(when, words)))

    def worked_out(case: Case, names: list[str]) -> list[bool]:
        simulation = SimulationBuilder().build_default_simulation(system, count=1)
        for name, value in case.items():
            given = np.array([value])
            simulation.set_input(name, _DAY, words[name].encode(given) if name in words else given)
        return [bool(simulation.calculate(name, _DAY)[0]) for name in names]

    def decide(case: Case) -> Answer:
        return worked_out(case, ["permit"])[0]

    def survey(case: Case) -> Survey:
        answer, *found = worked_out(case, ["permit", *rules, *DUTIES])
        return answer, tuple(found[: len(rules)]), tuple(found[len(rules) :])

    return Engine("openfisca-core", decide, survey)


def _variable(name: str, person: Any, **more: object) -> type:
    return type(name, (Variable,), {"entity": person, "definition_period": DAY, "label": name, **more})


def _type(fact: Fact, words: dict[str, Any]) -> dict[str, object]:
    if fact.kind is Kind.CHOICE:
        return {"value_type": Enum, "possible_values": words[fact.name], "default_value": next(iter(words[fact.name]))}
    return {"value_type": int if fact.kind is Kind.COUNT else bool}


def _formula(when: Expression, words: dict[str, Any]) -> Any:
    return lambda person, period, parameters: _vector(when, words, lambda name: person(name, period))


def _vector(node: Expression, words: dict[str, Any], column: Any) -> Any:
    """The condition over numpy columns."""
    match node:
        case Name(name):
            return column(name)
        case Relation(compare, Name(name), Constant(value)):
            return _COMPARE[compare](column(name), words[name][value] if isinstance(value, str) else value)
        case Member(Name(name), among):
            return reduce(operator.or_, (column(name) == words[name][word] for word in among))
        case Negation(part):
            return ~_vector(part, words, column)
        case Conjunction(parts) | Disjunction(parts):
            join = operator.and_ if isinstance(node, Conjunction) else operator.or_
            return reduce(join, (_vector(part, words, column) for part in parts))
    raise TypeError(f"no column for {type(node).__name__}")
