"""Kleene's three values, and conditions evaluated the slow and obvious way: no graph, no compiler, no simplification.

Conditions come as the plain tuples of `foreign_trees`, read by cel-python, so that nothing of comity's own reading
of a condition is used to check it.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

Truth = bool | None


def negated(value: Truth) -> Truth:
    """Not: what is unknown stays unknown."""
    return None if value is None else not value


def every(values: Iterable[Truth]) -> Truth:
    """All of them: false if one is false, true if all are true, else unknown."""
    found = list(values)
    return False if False in found else None if None in found else True


def some(values: Iterable[Truth]) -> Truth:
    """Any of them: true if one is true, false if all are false, else unknown."""
    found = list(values)
    return True if True in found else None if None in found else False


@dataclass
class Row:
    """One row of a list of offences."""

    offence: str
    first: date
    last: date | None


@dataclass
class World:
    """The facts of one case, and what its words mean on its day."""

    facts: Mapping[str, Any]  # a list of records is a pair: those known, and whether they are all
    day: date
    terms: Mapping[str, Any] = field(default_factory=dict)  # the definitions in force, as trees
    lists: Mapping[str, tuple[list[Row], bool]] = field(default_factory=dict)  # rows, and whether the list is open


def holds(tree: Any, world: World, record: Mapping[str, Mapping[str, Any]] | None = None) -> Truth:
    """Whether a condition holds in a world."""
    bound = record or {}
    match tree:
        case ("and", *parts):
            return every(holds(part, world, bound) for part in parts)
        case ("or", *parts):
            return some(holds(part, world, bound) for part in parts)
        case ("not", part):
            return negated(holds(part, world, bound))
        case ("exists" | "all", _, _, _):
            return _quantified(tree, world, bound)
        case ("rel", operator, left, right):
            first, second = _value(left, world, bound), _value(right, world, bound)
            return None if first is None or second is None else _COMPARED[operator](first, second)
        case ("in", term, constants):
            found = _value(term, world, bound)
            return None if found is None else found in [value for _, value in constants]
    found = _value(tree, world, bound)
    assert found is None or isinstance(found, bool), tree
    return found


def _quantified(tree: Any, world: World, bound: Any) -> Truth:
    word, name, variable, body = tree
    if world.facts.get(name) is None:
        return None
    known, complete = world.facts[name]
    each = [holds(body, world, {**bound, variable: one}) for one in known] + ([] if complete else [None])
    return some(each) if word == "exists" else every(each)


def _value(tree: Any, world: World, bound: Any) -> Any:
    match tree:
        case ("constant", value):
            return value
        case ("name", name) if name in world.terms:
            return holds(world.terms[name], world, {})
        case ("name", name):
            return world.facts.get(name)
        case ("field", variable, name):
            return bound[variable].get(name)
        case ("call", name, *arguments):
            values = [_value(argument, world, bound) for argument in arguments]
            return None if None in values else _FUNCTIONS[name](world, *values)
    return holds(tree, world, bound)


def _years_after(_: World, day: date, years: int, days: int = 0) -> date:
    try:
        later = day.replace(year=day.year + years)
    except ValueError:  # 29 February of a year that is none
        later = date(day.year + years, 2, 28)
    return later + timedelta(days=days)


def _listed(world: World, name: str, offence: str) -> Truth:
    rows, is_open = world.lists[name]
    today = [row for row in rows if row.first <= world.day and (row.last is None or world.day <= row.last)]
    code, subdivisions = _parted(offence)
    for row in today:
        its_code, its_subdivisions = _parted(row.offence)
        if its_code == code and subdivisions[: len(its_subdivisions)] == its_subdivisions:
            return True
    coarser = any(
        _parted(row.offence)[0] == code and _parted(row.offence)[1][: len(subdivisions)] == subdivisions
        for row in today
    )
    return None if coarser or is_open else False


def _parted(offence: str) -> tuple[str, list[str]]:
    """`NY PL 120.05(2)(a)` as its section and its subdivisions."""
    code, *rest = offence.split("(")
    return code, [part.rstrip(")") for part in rest]


_COMPARED: dict[str, Callable[[Any, Any], bool]] = {
    "==": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}
_FUNCTIONS: dict[str, Callable[..., Any]] = {
    "years_after": _years_after,
    "days_after": lambda _, day, days: day + timedelta(days=days),
    "hours_after": lambda _, moment, hours: moment + timedelta(hours=hours),
    "date_of": lambda _, moment: datetime.date(moment),
    "listed": _listed,
}
