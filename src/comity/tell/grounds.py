"""Finds the few facts that a truth rests on, so that a reason names these and no others."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from comity.law.expressions import (
    FALSE,
    TRUE,
    Conjunction,
    Constant,
    Disjunction,
    Expression,
    Member,
    Name,
    Negation,
    Relation,
    names_in,
    rebuilt,
)

Ground = tuple[Expression, bool]  # an atom, and whether it is true or false

_COMPARED: dict[str, Callable[[int, int], bool]] = {
    "==": int.__eq__,
    "!=": int.__ne__,
    "<": int.__lt__,
    "<=": int.__le__,
    ">": int.__gt__,
    ">=": int.__ge__,
}


def grounds(expression: Expression, values: Mapping[str, object], wanted: bool = True) -> list[Ground] | None:
    """The fewest known facts that make an expression true, or false; `None` if they do not."""
    match expression:
        case Constant():
            return [] if expression == (TRUE if wanted else FALSE) else None
        case Negation(part):
            return grounds(part, values, not wanted)
        case Conjunction(parts) | Disjunction(parts):
            found = [grounds(part, values, wanted) for part in parts]
            known = [one for one in found if one is not None]
            if isinstance(expression, Conjunction) is not wanted:
                return min(known, key=len, default=None)
            return list(dict.fromkeys(ground for one in known for ground in one)) if len(known) == len(found) else None
    return [(expression, wanted)] if truth_of(expression, values) is wanted else None


def truth_of(atom: Expression, values: Mapping[str, object]) -> bool | None:
    """Whether an atom holds; `None` while its fact is unknown."""
    match atom:
        case Name(name):
            value = values.get(name)
            return value if isinstance(value, bool) else None
        case Member(Name(name), constants):
            value = values.get(name)
            return None if value is None else value in constants
        case Relation(operator, Name(name), Constant(constant)):
            value = values.get(name)
            known = isinstance(value, int) and isinstance(constant, int)
            return _COMPARED[operator](value, constant) if known else None  # type: ignore[arg-type]
    return None


def still_unknown(expression: Expression, values: Mapping[str, object]) -> list[str]:
    """The unknown names on which an expression still depends once the known values are put in."""
    return sorted(names_in(rebuilt(expression, lambda node: _put_in(node, values))))


def _put_in(node: Expression, values: Mapping[str, object]) -> Expression | None:
    if not isinstance(node, Name | Member | Relation):
        return None
    truth = truth_of(node, values)
    return node if truth is None else TRUE if truth else FALSE
