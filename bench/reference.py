"""The reference: strong Kleene logic by walking the tree, kept as plain as the definition."""

from __future__ import annotations

import operator
from collections.abc import Iterable

from comity.law.expressions import Conjunction, Constant, Disjunction, Expression, Member, Name, Negation, Relation

from model import DUTIES, PERMIT, RULES, Case

Truth = bool | None
_COMPARE = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}


def truth(node: Expression, case: Case) -> Truth:
    """Whether a condition holds; `None` while what is unknown could change that."""
    match node:
        case Name(name):
            return case[name]  # type: ignore[return-value]
        case Relation(compare, Name(name), Constant(value)):
            return None if case[name] is None else _COMPARE[compare](case[name], value)
        case Member(Name(name), words):
            return None if case[name] is None else case[name] in words
        case Negation(part):
            return contrary(truth(part, case))
        case Conjunction(parts):
            return every(truth(part, case) for part in parts)
        case Disjunction(parts):
            return contrary(every(contrary(truth(part, case)) for part in parts))
    raise TypeError(f"no truth for {type(node).__name__}")


def contrary(value: Truth) -> Truth:
    """Not."""
    return None if value is None else not value


def every(values: Iterable[Truth]) -> Truth:
    """And."""
    found = set(values)
    return False if False in found else None if None in found else True


def survey(case: Case) -> tuple[Truth, tuple[Truth, ...], tuple[Truth, ...]]:
    """The answer, the truth of R02 to R12, and of O1 to O4."""
    answer = truth(PERMIT, case)
    facts: Case = {**case, "permit": answer}
    return (
        answer,
        tuple(truth(rule.when, case) for rule in RULES),
        tuple(truth(when, facts) for when in DUTIES.values()),
    )
