"""Works out definitions over dates and lists of records, in Kleene's strong logic, before norms are evaluated."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from comity.deadlines import days_after, years_after
from comity.deadlines.errors import DueTimeError
from comity.decide.resolve import base_facts
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
    walk,
)

Truth = bool | None
COMPARISONS: dict[str, Callable[..., bool]] = {
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
            return None if first is None or second is None else COMPARISONS[operator](first, second)
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
            return None if isinstance(known, RecordList) else _one_clock(known, around)
        case Field(variable, field):
            return _one_clock(bound[variable].get(field), around)
        case Call(function, arguments):
            return _called(function, [_argument(argument, around, bound) for argument in arguments], around)
    return truth(term, around, bound)


def _one_clock(value: Scalar | None, around: Surroundings) -> Scalar | None:
    """A moment as an instant, so that moments given on different clocks compare as they happened."""
    if not isinstance(value, datetime):
        return value
    try:
        return around.pack.calendar.instant(value)
    except DueTimeError:
        return None


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
    "date_of": lambda around, moment: around.pack.calendar.day_of(moment),
    "listed": _listed,
}


def missing_facts(name: str, derived: dict[str, Expression], known: Mapping[str, FactValue | None]) -> frozenset[str]:
    """The facts behind a definition that keep it open: those not known, and lists that are partial or lack a field."""
    return behind(name, derived).missing(known)


@dataclass(frozen=True, slots=True)
class Behind:
    """What a definition rests on: facts of the vocabulary, and the fields of lists of records at which it looks."""

    facts: frozenset[str]
    fields: Mapping[str, set[str]]

    def missing(self, known: Mapping[str, FactValue | None]) -> frozenset[str]:
        """The facts that keep the definition open, see `missing_facts`."""
        missing = (fact for fact in self.facts if not _is_enough(known.get(fact), self.fields.get(fact, set())))
        return frozenset(missing) or self.facts


def behind(name: str, derived: dict[str, Expression]) -> Behind:
    """What a definition rests on, found once for many cases."""
    return Behind(base_facts(Name(name), derived), _fields_read(name, derived))


def _fields_read(name: str, derived: dict[str, Expression]) -> dict[str, set[str]]:
    """For each list of records behind a definition, the fields that it looks at."""
    found: dict[str, set[str]] = {}
    for node in walk(derived[name]):
        if isinstance(node, Quantified):
            fields = {
                part.field for part in walk(node.body) if isinstance(part, Field) and part.variable == node.variable
            }
            found.setdefault(node.records, set()).update(fields)
        elif isinstance(node, Name) and node.name in derived:
            for records, fields in _fields_read(node.name, derived).items():
                found.setdefault(records, set()).update(fields)
    return found


def _is_enough(value: FactValue | None, fields: set[str]) -> bool:
    """Whether a fact is known as fully as a definition over these fields can need."""
    if isinstance(value, RecordList):
        return value.complete and all(fields <= record.keys() for record in value.known)
    return value is not None
