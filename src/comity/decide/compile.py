"""Turns expressions into Python functions: strong Kleene logic as two rails, *certainly true* and *certainly false*.

Only the node kinds of the expression graph are emitted, names are keys of a dictionary written by `repr`, and
constants are written by `repr`: nothing of a pack reaches the compiler as program text.

What is fast here: the rail that is likelier to hold is tried first, the test that is likelier to end a rail stands
first in it, and what several rails need is kept in a local variable.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from math import prod
from typing import Any, NamedTuple

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
    all_of,
    any_of,
    children,
    names_in,
    negation,
)

Values = Mapping[str, Any]
Truth = bool | None
Finding = tuple[tuple[Truth, ...], tuple[tuple[str, object], ...]]
Survey = tuple[Outcome, tuple[tuple[Truth, ...], ...], tuple[Truth, ...]]
_CONTRARY = {"==": "!=", "!=": "==", "<": ">=", ">=": "<", "<=": ">", ">": "<="}
_OFTEN = 0.6  # a fact that this share of an outcome's parts look at is fetched once, before them


class _Flags(NamedTuple):
    """The four expressions of an ask's law, which alone decide its outcome."""

    conflict: Expression
    forbids: Expression
    requires: Expression
    permits: Expression

    @classmethod
    def of(cls, law: AskLaw) -> _Flags:
        """Those of one law."""
        return cls(law.conflict, law.forbids, law.requires, law.permits)


def compiled_outcome(law: AskLaw) -> Callable[[Values], Outcome]:
    """A function from facts (every name present, unknown as `None`) to the outcome of one ask."""
    return _outcome_function(_Flags.of(law))


def compiled_truths(expressions: Iterable[Expression]) -> Callable[[Values], tuple[Truth, ...]]:
    """A function from facts to the truth of each expression, every fact fetched once."""
    return _truths_function(tuple(expressions))


def compiled_findings(
    rows: Iterable[tuple[tuple[Expression, ...], tuple[str, ...]]],
) -> Callable[[Values], tuple[Finding, ...]]:
    """A function from facts to, for each row, the truths of its expressions and its names with their values."""
    return _findings_function(tuple(rows))


def compiled_survey(
    law: AskLaw, norms: Sequence[Sequence[Expression]], others: Sequence[Expression]
) -> Callable[[Values], Survey]:
    """A function from facts to the outcome of one ask, the truths that belong to each norm, and those of the others."""
    flags = _Flags.of(law)
    source = _sharing([*flags, *(expression for norm in norms for expression in norm), *others])
    of_norms = "".join(source.truths(norm) + ", " for norm in norms)
    return source.function(f"({_outcome(flags, source)}, ({of_norms}), {source.truths(others)})")


# One law stays in force from era to era and binds many agencies: what was compiled for one is kept for the others.
@lru_cache(maxsize=1024)
def _outcome_function(law: _Flags) -> Callable[[Values], Outcome]:
    source = _Source(_often_read(law))
    return source.function(_outcome(law, source))


@lru_cache(maxsize=1024)
def _truths_function(expressions: tuple[Expression, ...]) -> Callable[[Values], tuple[Truth, ...]]:
    source = _sharing(expressions)
    return source.function(source.truths(expressions))


@lru_cache(maxsize=1024)
def _findings_function(
    rows: tuple[tuple[tuple[Expression, ...], tuple[str, ...]], ...],
) -> Callable[[Values], tuple[Finding, ...]]:
    source = _sharing([expression for expressions, _ in rows for expression in expressions])
    source.lines += [f" p{local} = ({name!r}, {local})" for name, local in source.facts.items()]
    found = [
        f"({source.truths(expressions)}, ({''.join(f'p{source.facts[name]}, ' for name in names)})), "
        for expressions, names in rows
    ]
    return source.function(f"({''.join(found)})")


def _sharing(expressions: Sequence[Expression]) -> _Source:
    """A source that fetches every fact of the expressions once, and judges once what stands in several of them."""
    source = _Source(sorted({name for expression in expressions for name in names_in(expression)}))
    source.share(expressions)
    return source


def _outcome(law: _Flags, source: _Source) -> str:
    """Source text for the outcome of one ask."""
    if law.conflict == TRUE:
        return "CONFLICT"
    source.lines.append(" open = False")
    if law.conflict == FALSE and law.requires == FALSE:
        return _bars_only(law, source)
    for local, flag in (("doubt", law.conflict), ("bar", law.forbids), ("command", law.requires)):
        source.lines += [f" {local} = True if {source.some(flag)} else None if open else False", " open = False"]
    return (
        "CONFLICT if doubt is True or bar is True and command is True"
        " else OPEN if doubt is None or bar is None or command is None"
        f" else FORBIDDEN if bar else REQUIRED if command else {_permission(law, source)}"
    )


def _bars_only(law: _Flags, source: _Source) -> str:
    """No command and no named doubt: the common shape."""
    if _pushed(law.forbids, False) == _pushed(law.permits, True):  # what lifts the last bar is what permits
        barred, free = source.rail(law.forbids, True), source.rail(law.forbids, False)
        return f"FORBIDDEN if {barred} else PERMITTED if {free} else OPEN"
    return f"FORBIDDEN if {source.some(law.forbids)} else OPEN if open else {_permission(law, source)}"


def _permission(law: _Flags, source: _Source) -> str:
    return f"PERMITTED if {source.some(law.permits)} else OPEN if open else SILENT"


def _often_read(law: _Flags) -> list[str]:
    """The facts that most parts of an outcome look at."""
    parts = [part for flag in law for part in _parts(flag)]
    counts = Counter(name for part in parts for name in names_in(part))
    return sorted(name for name, count in counts.items() if count >= max(3, _OFTEN * len(parts)))


def _parts(node: Expression) -> tuple[Expression, ...]:
    inner = node.part if isinstance(node, Negation) else node
    return inner.parts if isinstance(inner, (Conjunction, Disjunction)) else (inner,)


def _pushed(node: Expression, wanted: bool) -> Expression:
    """The node, or its contrary, with negations only before facts and comparisons."""
    match node:
        case Negation(part):
            return _pushed(part, not wanted)
        case Conjunction(parts) | Disjunction(parts):
            join = all_of if isinstance(node, Conjunction) is wanted else any_of
            return join([_pushed(part, wanted) for part in parts])
    return node if wanted else negation(node)


def _likelihood(node: Expression) -> float:
    """A guess how likely the node is to hold, to choose what is tested first; it changes no answer."""
    match node:
        case Negation(part):
            return 1 - _likelihood(part)
        case Conjunction(parts):
            return prod(map(_likelihood, parts))
        case Disjunction(parts):
            return 1 - prod(1 - _likelihood(part) for part in parts)
        case Member(_, constants):
            return len(constants) / (len(constants) + 3)
    return 0.5


class _Source:
    """Source text of one function of facts; what is fetched or judged once is read from local variables."""

    def __init__(self, facts: Iterable[str]) -> None:
        self.facts = {name: f"v{index}" for index, name in enumerate(facts)}
        self.lines = [f" {local} = f[{name!r}]" for name, local in self.facts.items()]
        self._judged: dict[int, str] = {}  # by the identity of a node: equal nodes are one object

    def function(self, answer: str) -> Callable[..., Any]:
        """The function that works out the lines and gives the answer."""
        space: dict[str, Any] = {"__builtins__": {}, **{outcome.name: outcome for outcome in Outcome}}
        text = "\n".join(["def function(f):", *self.lines, f" return {answer}"])
        exec(text, space)  # noqa: S102 - the text is made here, from typed nodes only
        function: Callable[..., Any] = space["function"]
        return function

    def share(self, expressions: Sequence[Expression]) -> None:
        """Judge first, and once, each of these that also stands inside another; the innermost before the others."""
        met: dict[int, int] = {}
        inner_first: list[Expression] = []
        for expression in expressions:
            _meet(expression, met, inner_first)
        asked = {id(expression) for expression in expressions}
        for node in inner_first:
            if met[id(node)] > 1 and id(node) in asked:
                judged = self.truth(node)
                self._judged[id(node)] = local = f"t{len(self._judged)}"
                self.lines.append(f" {local} = {judged}")

    def truths(self, expressions: Iterable[Expression]) -> str:
        """Source text for a tuple of the truth of each node."""
        return f"({''.join(self.truth(expression) + ', ' for expression in expressions)})"

    def truth(self, node: Expression) -> str:
        """Source text for the truth of a node."""
        if isinstance(node, Constant):
            return repr(bool(node.value))
        if isinstance(node, Name):
            return self._fact(node)
        if id(node) in self._judged:
            return self._judged[id(node)]
        first = _likelihood(node) >= 0.5
        return f"({first} if {self.rail(node, first)} else {not first} if {self.rail(node, not first)} else None)"

    def rail(self, node: Expression, wanted: bool) -> str:
        """Source text for: the node is certainly `wanted`."""
        if id(node) in self._judged:
            return f"{self._judged[id(node)]} is {wanted}"
        match node:
            case Constant(value):
                return repr(value is wanted)
            case Name():
                return f"{self._fact(node)} is {wanted}"
            case Negation(part):
                return self.rail(part, not wanted)
            case Member(Name() as name, constants):
                return self._membership(name, constants, wanted)
            case Relation(operator, Name() as name, Constant(value)):
                return self._comparison(name, operator if wanted else _CONTRARY[operator], value)
            case Conjunction(parts) | Disjunction(parts):
                every = isinstance(node, Conjunction) is wanted
                rails = [self.rail(part, wanted) for part in sorted(parts, key=lambda part: self._rank(part, node))]
                return f"({(' and ' if every else ' or ').join(rails)})"
        raise TypeError(f"no code for {type(node).__name__}")

    def some(self, node: Expression) -> str:
        """Source text for: some part of the node is certainly true. If none is and one is open, `open` is then true.

        Of the many bars of a law few bear on a case: each is passed at the first test that says so.
        """
        parts = node.parts if isinstance(node, Disjunction) else (node,)
        passed = [(self.rail(part, False), self.rail(part, True)) for part in parts]
        return " or ".join(f"not {false} and ({true} or not (open := True))" for false, true in passed)

    def _membership(self, name: Name, constants: tuple[object, ...], wanted: bool) -> str:
        if wanted and len(constants) == 1:
            return f"{self._fact(name)} == {constants[0]!r}"
        among = ", ".join(map(repr, constants))  # a set: `in` a tuple would compare one by one
        return f"{self._fact(name)} in {{{among}}}" if wanted else f"{self._fact(name)} not in {{{among}, None}}"

    def _comparison(self, name: Name, operator: str, value: object) -> str:
        if name.name in self.facts:
            return f"({self._fact(name)} is not None and {self._fact(name)} {operator} {value!r})"
        return f"((x := {self._fact(name)}) is not None and x {operator} {value!r})"

    def _rank(self, part: Expression, whole: Expression) -> tuple[int, float]:
        """Cheap tests first, and among them the one that is likeliest to end the rail."""
        match part.part if isinstance(part, Negation) else part:
            case Name(name) | Member(Name(name), _) | Relation(_, Name(name), _):
                cost = 0 if name in self.facts else 1
            case plain:
                cost = 0 if id(plain) in self._judged else 2
        if cost == 2:
            return 2, 0  # among compound parts, the order in which the law was written
        return cost, _likelihood(part) if isinstance(whole, Conjunction) else 1 - _likelihood(part)

    def _fact(self, name: Name) -> str:
        return self.facts.get(name.name) or f"f[{name.name!r}]"


def _meet(node: Expression, met: dict[int, int], inner_first: list[Expression]) -> None:
    """Count in how many places each compound part stands, looking below it only once."""
    if isinstance(node, Negation):
        _meet(node.part, met, inner_first)
    elif isinstance(node, (Conjunction, Disjunction)):
        met[id(node)] = met.get(id(node), 0) + 1
        if met[id(node)] == 1:
            for child in children(node):
                _meet(child, met, inner_first)
            inner_first.append(node)
