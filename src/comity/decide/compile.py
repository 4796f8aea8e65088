"""Turns expressions into Python functions: strong Kleene logic as two rails, *certainly true* and *certainly false*.

Only the node kinds of the expression graph are emitted, names are keys of a dictionary written by `repr`, and
constants are written by `repr`: nothing of a pack reaches the compiler as program text.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from comity.decide.outcome import Outcome
from comity.decide.resolve import AskLaw
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
)

Values = Mapping[str, Any]
Truth = bool | None
_CONTRARY = {"==": "!=", "!=": "==", "<": ">=", ">=": "<", "<=": ">", ">": "<="}


def compiled_outcome(law: AskLaw) -> Callable[[Values], Outcome]:
    """A function from facts (every name present, unknown as `None`) to the outcome of one ask."""
    lines = ["def outcome(f):"]
    if law.conflict == TRUE:
        lines.append(" return CONFLICT")
    elif law.conflict == FALSE and law.requires == FALSE:
        lines += _bars_only(law)
    else:
        lines += _all_flags(law)
    return _defined(lines, "outcome")


def _bars_only(law: AskLaw) -> list[str]:
    """No command and no named doubt: the common shape, with nothing evaluated twice."""
    lines = []
    if law.forbids != FALSE:
        lines.append(f" if {_rail(law.forbids, True)}: return FORBIDDEN")
        lines.append(f" if not {_rail(law.forbids, False)}: return OPEN")
    return lines + _permission(law, " ")


def _permission(law: AskLaw, indent: str) -> list[str]:
    if law.permits in (TRUE, FALSE):
        return [f"{indent}return {'PERMITTED' if law.permits == TRUE else 'SILENT'}"]
    return [
        f"{indent}if {_rail(law.permits, True)}: return PERMITTED",
        f"{indent}return SILENT if {_rail(law.permits, False)} else OPEN",
    ]


def _all_flags(law: AskLaw) -> list[str]:
    return [
        f" doubt = {_truth(law.conflict)}",
        " if doubt is True: return CONFLICT",
        f" bar = {_truth(law.forbids)}",
        f" command = {_truth(law.requires)}",
        " if bar is True and command is True: return CONFLICT",
        " if doubt is None or bar is None or command is None: return OPEN",
        " if bar: return FORBIDDEN",
        " if command: return REQUIRED",
        *_permission(law, " "),
    ]


def compiled_truths(expressions: Sequence[Expression]) -> Callable[[Values], tuple[Truth, ...]]:
    """A function from facts to the truth of each expression, every fact fetched once."""
    names = sorted({name for expression in expressions for name in names_in(expression)})
    local = {name: f"v{index}" for index, name in enumerate(names)}
    lines = ["def truths(f):", *(f" {local[name]} = f[{name!r}]" for name in names)]
    lines.append(f" return ({''.join(_truth(expression, local) + ',' for expression in expressions)})")
    return _defined(lines, "truths")


def compiled_truth(expression: Expression) -> Callable[[Values], Truth]:
    """A function from facts to the truth of one expression."""
    return _defined(["def truth(f):", f" return {_truth(expression)}"], "truth")


def _defined(lines: list[str], name: str) -> Callable[..., Any]:
    outcomes = {outcome.name: outcome for outcome in Outcome}
    space: dict[str, Any] = {"__builtins__": {}, **outcomes}
    exec("\n".join(lines), space)  # noqa: S102 - the text is made here, from typed nodes only
    function: Callable[..., Any] = space[name]
    return function


def _truth(expression: Expression, local: Mapping[str, str] | None = None) -> str:
    if isinstance(expression, Constant):
        return repr(bool(expression.value))
    return f"(True if {_rail(expression, True, local)} else False if {_rail(expression, False, local)} else None)"


def _rail(node: Expression, wanted: bool, local: Mapping[str, str] | None = None) -> str:
    """Source text for: the node is certainly `wanted`."""
    match node:
        case Constant(value):
            return repr(value is wanted)
        case Name(name):
            return f"({_fact(name, local)} is {wanted})"
        case Negation(part):
            return _rail(part, not wanted, local)
        case Member(Name(name), constants):
            if wanted:
                return f"({_fact(name, local)} in {constants!r})"
            return f"({_fact(name, local)} not in {(*constants, None)!r})"
        case Relation(operator, Name(name), Constant(value)):
            fact = _fact(name, local)
            return f"({fact} is not None and {fact} {operator if wanted else _CONTRARY[operator]} {value!r})"
        case Conjunction(parts) | Disjunction(parts):
            both = isinstance(node, Conjunction) is wanted
            return "(" + (" and " if both else " or ").join(_rail(part, wanted, local) for part in parts) + ")"
    raise TypeError(f"no code for {type(node).__name__}")


def _fact(name: str, local: Mapping[str, str] | None) -> str:
    return local[name] if local else f"f[{name!r}]"
