"""Works out definitions over dates and lists of records, in Kleene's strong logic, before norms are evaluated."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from comity.deadlines import days_after, years_after
from comity.deadlines.errors import DueTimeError
from comity.facts import FactValue, RecordList, Scalar
from comity.law import Pack
from comity.law.expressions import (
    Call,
    Conjunction,
    Constant,
    Disjunction,
    Expression,
    Field,
    Member,
    Name,
    Negation,
    Quantified,
    Relation,
    Term,
)

Truth = bool | None
_OPERATORS: dict[str, Callable[..., bool]] = {
    "==": lambda left, right: left == right,
    "!=": lambda left, right: left != right,
    "<": lambda left, right: left < right,
    "<=": lambda left, right: left <= right,
    ">": lambda left, right: left > right,
    ">=": lambda left, right: left >= right,
}


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a definition is worked out in: the facts known, the pack's lists, the day of the case."""

    values: Mapping[str, FactValue | None]
    pack: Pack
    day: date


def truth(node: Expression, around: Surroundings, record: Mapping[str, Mapping[str, Scalar]] | None = None) -> Truth:
    """Whether an expression holds; `None` while what is unknown could change that."""
    bound = record or {}
    match node:
        case Conjunction(parts):
            return _all(truth(part, around, bound) for part in parts)
        case Disjunction(parts):
            return _not(_all(_not(truth(part, around, bound)) for part in parts))
        case Negation(part):
            return _not(truth(part, around, bound))
        case Quantified():
            return _quantified(node, around, bound)
        case Relation(operator, left, right):
            first, second = _value(left, around, bound), _value(right, around, bound)
            return None if first is None or second is None else _OPERATORS[operator](first, second)
        case Member(term, constants):
            found = _value(term, around, bound)
            return None if found is None else found in constants
    value = _value(node, around, bound)
    return value if isinstance(value, bool) else None


def _not(value: Truth) -> Truth:
    return None if value is None else not value


def _all(values: Iterable[Truth]) -> Truth:
    answer: Truth = True
    for value in values:
        if value is False:
            return False
        if value is None:
            answer = None
    return answer


def _quantified(node: Quantified, around: Surroundings, bound: Mapping[str, Mapping[str, Scalar]]) -> Truth:
    found = around.values.get(node.records)
    if not isinstance(found, RecordList):
        return None
    each = [truth(node.body, around, {**bound, node.variable: record}) for record in found.known]
    others: list[Truth] = [] if found.complete else [None]
    if node.quantifier == "all":
        return _all([*each, *others])
    return _not(_all([_not(value) for value in [*each, *others]]))


def _value(term: Expression, around: Surroundings, bound: Mapping[str, Mapping[str, Scalar]]) -> Scalar | None:
    match term:
        case Constant(value):
            return value
        case Name(name):
            known = around.values.get(name)
            return None if isinstance(known, RecordList) else known
        case Field(variable, field):
            return bound[variable].get(field)
        case Call(function, arguments):
            return _called(function, [_argument(argument, around, bound) for argument in arguments], around)
    return truth(term, around, bound)


def _argument(term: Term, around: Surroundings, bound: Mapping[str, Mapping[str, Scalar]]) -> Scalar | None:
    return _value(term, around, bound)


def _called(function: str, arguments: list[Scalar | None], around: Surroundings) -> Scalar | None:
    """A documented function; unknown if an argument is unknown or the date runs out of the calendar."""
    if any(argument is None for argument in arguments):
        return None
    try:
        return _FUNCTIONS[function](around, *arguments)
    except (DueTimeError, OverflowError):
        return None


def _listed(around: Surroundings, name: str, offence: str) -> bool | None:
    return around.pack.lists[name].holds(offence, around.day)


_FUNCTIONS: dict[str, Callable[..., Scalar | None]] = {
    "years_after": lambda _, day, years, days=0: years_after(day, years, days),
    "days_after": lambda _, day, days: days_after(day, days),
    "hours_after": lambda _, moment, hours: moment + timedelta(hours=hours),
    "date_of": lambda _, moment: datetime.date(moment),
    "listed": _listed,
}
