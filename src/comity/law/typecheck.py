"""Checks that a condition speaks only of known facts, in their types, and puts it into one form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from comity.deadlines import MAX_DAYS, MAX_HOURS, MAX_YEARS
from comity.facts.kinds import Fact, Kind, Vocabulary
from comity.law.errors import ConditionError
from comity.law.expressions import (
    FALSE,
    TRUE,
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
    all_of,
    any_of,
    interned,
    negation,
)

MAX_NESTED = 2  # lists looked through for each record of another; each multiplies the time it takes

_FLIPPED = {"<": ">", ">": "<", "<=": ">=", ">=": "<=", "==": "==", "!=": "!="}
_SIGNATURES: dict[str, tuple[tuple[str, ...], int, str]] = {
    # function: (kinds of its arguments, how many are required, kind of its result)
    "years_after": (("date", "count", "count"), 2, "date"),
    "days_after": (("date", "count"), 2, "date"),
    "hours_after": (("moment", "count"), 2, "moment"),
    "date_of": (("moment",), 1, "date"),
    "listed": (("list", "text"), 2, "yes_no"),
}
_MOST = {
    "years_after": (0, MAX_YEARS, MAX_DAYS),
    "days_after": (0, MAX_DAYS),
    "hours_after": (0, MAX_HOURS),
    "date_of": (0,),
    "listed": (0, 0),
}  # of a number written as such, by the place of the argument
_ORDERED = frozenset({"count", "date", "moment"})


@dataclass(frozen=True, slots=True)
class Scope:
    """What a condition may speak of: the vocabulary, the definitions' names, the lists' names."""

    vocabulary: Vocabulary
    definitions: frozenset[str] = frozenset()
    lists: frozenset[str] = frozenset()
    inside_definition: bool = False


def typed(expression: Expression, scope: Scope) -> Expression:
    """The expression in one form, with every name and comparison checked.

    A choice compared with a word becomes a `Member`; a yes-or-no fact compared with true or false becomes the
    fact or its negation; a constant always stands on the right.

    Raises:
        ConditionError: a name is not known, a type does not fit, or a norm does what only a definition may.
    """
    return _truth(expression, scope, {})


_Variables = Mapping[str, Mapping[str, Fact]]


def _truth(node: Expression, scope: Scope, variables: _Variables) -> Expression:
    match node:
        case Constant(value) if isinstance(value, bool):
            return TRUE if value else FALSE
        case Negation(part):
            return negation(_truth(part, scope, variables))
        case Conjunction(parts):
            return all_of([_truth(part, scope, variables) for part in parts])
        case Disjunction(parts):
            return any_of([_truth(part, scope, variables) for part in parts])
        case Relation():
            return _relation(node, scope, variables)
        case Member():
            return _member(node, scope, variables)
        case Quantified():
            return _quantified(node, scope, variables)
    if (kind := _kind(node, scope, variables)) != "yes_no":
        raise ConditionError(f"`{_shown(node)}` is a {kind}, not true or false", help="Compare it with something.")
    return node


def _quantified(node: Quantified, scope: Scope, variables: _Variables) -> Expression:
    _only_in_definitions(scope, f"`.{node.quantifier}(…)`")
    fact = scope.vocabulary.facts.get(node.records)
    if fact is None or fact.kind is not Kind.RECORDS:
        raise ConditionError(
            f"`{node.records}` is not a list of records", help=f"Lists are: {_lists(scope.vocabulary)}."
        )
    if len(variables) == MAX_NESTED:
        raise ConditionError("a list within a list within a list", help="Give the inner part a name as a definition.")
    if node.variable in variables or node.variable in scope.vocabulary or node.variable in scope.definitions:
        raise ConditionError(f"`{node.variable}` is taken already", help="Choose another name for the record.")
    body = _truth(node.body, scope, {**variables, node.variable: fact.fields})
    return interned(Quantified(node.quantifier, node.records, node.variable, body))


def _relation(node: Relation, scope: Scope, variables: _Variables) -> Expression:
    operator, left, right = node.operator, node.left, node.right
    if isinstance(left, Constant):
        operator, left, right = _FLIPPED[operator], right, left
    if isinstance(left, Constant):
        raise ConditionError("two constants are compared", help="Compare a fact with a constant.")
    if not isinstance(right, Constant) or not isinstance(left, Name):
        _only_in_definitions(scope, "a comparison of anything but a fact with a constant")
    kind = _kind(left, scope, variables)
    if kind in {"choice", "yes_no"} and isinstance(right, Constant):
        return _equality(operator, left, right, scope, variables)
    _fits(left, kind, right, scope, variables)
    if operator not in {"==", "!="} and kind not in _ORDERED:
        raise ConditionError(f"`{_shown(left)}` has no order, so `{operator}` means nothing", help="Use == or !=.")
    return interned(Relation(operator, left, right))


def _equality(operator: str, left: Term, right: Constant, scope: Scope, variables: _Variables) -> Expression:
    if operator not in {"==", "!="}:
        raise ConditionError(f"`{_shown(left)}` has no order, so `{operator}` means nothing", help="Use == or !=.")
    if isinstance(right.value, bool):
        truth = _truth(left, scope, variables)
        return truth if right.value == (operator == "==") else negation(truth)
    if not isinstance(right.value, str):
        raise ConditionError(f"`{_shown(left)}` is compared with a number", help="Put the word in double quotes.")
    member = _member(Member(left, (right.value,)), scope, variables)
    return member if operator == "==" else negation(member)


def _member(node: Member, scope: Scope, variables: _Variables) -> Expression:
    if not isinstance(node.term, Name):
        _only_in_definitions(scope, "`in` after anything but a fact")
    kind = _kind(node.term, scope, variables)
    for value in node.constants:
        _fits(node.term, kind, Constant(value), scope, variables)
    if kind == "yes_no":
        raise ConditionError(f"`{_shown(node.term)}` is true or false", help="Write the name by itself, or after `!`.")
    return interned(Member(node.term, tuple(dict.fromkeys(node.constants))))


def _fits(left: Term, kind: str, right: Term, scope: Scope, variables: _Variables) -> None:
    if kind == "records":
        raise ConditionError(
            f"`{_shown(left)}` is a list of records", help="Use `.exists(name, …)` or `.all(name, …)`."
        )
    if not isinstance(right, Constant):
        other = _kind(right, scope, variables)
        if other != kind:
            raise ConditionError(f"a {kind} is compared with a {other}", help="Compare things of one kind.")
        return
    fact = _fact(left, scope, variables)
    if kind == "choice" and fact is not None and right.value not in fact.choices:
        raise ConditionError(
            f"`{right.value}` is not a value of `{fact.name}`", help=f"Values are: {', '.join(fact.choices)}."
        )
    if kind == "count" and (type(right.value) is not int or (fact and not fact.minimum <= right.value <= fact.maximum)):
        raise ConditionError(
            f"`{right.value}` is outside the range of `{_shown(left)}`",
            help=f"Use a whole number from {fact.minimum} to {fact.maximum}." if fact else "Use a whole number.",
        )
    if kind in {"date", "moment"} or (kind in {"text", "choice"} and not isinstance(right.value, str)):
        raise ConditionError(f"`{_shown(left)}` cannot be compared with `{right.value}`", help=f"It is a {kind}.")


def _kind(term: Expression, scope: Scope, variables: _Variables) -> str:
    match term:
        case Constant(value):
            return {"bool": "yes_no", "int": "count", "str": "text"}[type(value).__name__]
        case Name(name) if name in scope.definitions:
            return "yes_no"
        case Call():
            return _call_kind(term, scope, variables)
        case Name() | Field():
            fact = _fact(term, scope, variables)
            if fact is not None:
                return fact.kind.value
    raise ConditionError(f"`{_shown(term)}` is not a value", help="Use a fact, a field, a constant or a function.")


def _fact(term: Expression, scope: Scope, variables: _Variables) -> Fact | None:
    match term:
        case Name(name):
            if name not in scope.vocabulary:
                raise ConditionError(f"`{name}` is not a fact or a definition", help=_near(name, scope))
            return scope.vocabulary[name]
        case Field(variable, field):
            if variable not in variables:
                raise ConditionError(
                    f"`{variable}` is no record here", help="Use the name given in `.exists(name, …)`."
                )
            if field not in variables[variable]:
                raise ConditionError(
                    f"`{field}` is not a field of the record", help=f"Fields are: {', '.join(variables[variable])}."
                )
            return variables[variable][field]
    return None


def _call_kind(call: Call, scope: Scope, variables: _Variables) -> str:
    _only_in_definitions(scope, f"`{call.function}(…)`")
    if call.function not in _SIGNATURES:
        raise ConditionError(f"`{call.function}` is not a function", help=f"Functions are: {', '.join(_SIGNATURES)}.")
    kinds, required, result = _SIGNATURES[call.function]
    if not required <= len(call.arguments) <= len(kinds):
        raise ConditionError(
            f"`{call.function}` takes {required} to {len(kinds)} arguments", help="See the table of functions."
        )
    for argument, kind, most in zip(call.arguments, kinds, _MOST[call.function], strict=False):
        _argument(call.function, argument, kind, scope, variables)
        if kind == "count" and isinstance(argument, Constant) and not 0 <= int(argument.value) <= most:  # type: ignore[arg-type]  # a count
            raise ConditionError(f"`{argument.value}` is too few or too many", help=f"Use a number from 0 to {most:,}.")
    return result


def _argument(function: str, argument: Term, kind: str, scope: Scope, variables: _Variables) -> None:
    if kind == "list":
        if not isinstance(argument, Constant) or argument.value not in scope.lists:
            raise ConditionError(
                f"`{_shown(argument)}` is not a list of this pack",
                help=f"Lists are: {', '.join(sorted(scope.lists)) or 'none'}.",
            )
    elif _kind(argument, scope, variables) != kind:
        raise ConditionError(
            f"`{_shown(argument)}` is not a {kind}, which `{function}` needs", help="Give it a " + kind + "."
        )


def _only_in_definitions(scope: Scope, what: str) -> None:
    if not scope.inside_definition:
        raise ConditionError(f"{what} may stand only in a definition", help="Give it a name under `definitions`.")


def _near(name: str, scope: Scope) -> str:
    close = get_close_matches(name, [*scope.vocabulary.facts, *scope.definitions], n=3)
    return f"Did you mean {' or '.join(f'`{word}`' for word in close)}?" if close else "See `comity law facts`."


def _lists(vocabulary: Vocabulary) -> str:
    return ", ".join(fact.name for fact in vocabulary.facts.values() if fact.kind is Kind.RECORDS)


def _shown(term: Expression) -> str:
    match term:
        case Constant(value):
            return str(value)
        case Name(name):
            return name
        case Field(variable, field):
            return f"{variable}.{field}"
        case Call(function):
            return f"{function}(…)"
    return "the condition"
