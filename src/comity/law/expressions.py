"""The expression graph: what a condition says, as typed nodes shared by every reading of the law.

Nodes are immutable and hash-consed by the constructors `all_of`, `any_of`, `negation` and `interned`: two equal
conditions are one object, so a back end may key its work by identity.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

Value = bool | int | str | date


@dataclass(frozen=True, slots=True)
class Constant:
    """A literal value; `kind` keeps `true` and `1`, which Python calls equal, apart."""

    value: Value
    kind: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "kind", type(self.value).__name__)


@dataclass(frozen=True, slots=True)
class Name:
    """A fact, or a definition."""

    name: str


@dataclass(frozen=True, slots=True)
class Field:
    """One field of the record at hand."""

    variable: str
    field: str


@dataclass(frozen=True, slots=True)
class Call:
    """A documented function of dates or lists."""

    function: str
    arguments: tuple[Term, ...]


Term = Constant | Name | Field | Call


@dataclass(frozen=True, slots=True)
class Relation:
    """A comparison of two terms: `==`, `!=`, `<`, `<=`, `>`, `>=`."""

    operator: str
    left: Term
    right: Term


@dataclass(frozen=True, slots=True)
class Member:
    """Whether a term is one of some constants."""

    term: Term
    constants: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Negation:
    """Not."""

    part: Expression
    _hash: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_hash", hash(("Negation", self.part)))

    def __hash__(self) -> int:
        return self._hash


@dataclass(frozen=True, slots=True)
class Conjunction:
    """All of the parts."""

    parts: tuple[Expression, ...]
    _hash: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_hash", hash(("Conjunction", self.parts)))

    def __hash__(self) -> int:
        return self._hash


@dataclass(frozen=True, slots=True)
class Disjunction:
    """Any of the parts."""

    parts: tuple[Expression, ...]
    _hash: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_hash", hash(("Disjunction", self.parts)))

    def __hash__(self) -> int:
        return self._hash


@dataclass(frozen=True, slots=True)
class Quantified:
    """Whether some (`exists`) or every (`all`) record of a list fulfils the body."""

    quantifier: str
    records: str
    variable: str
    body: Expression


Expression = Constant | Name | Field | Call | Relation | Member | Negation | Conjunction | Disjunction | Quantified

TRUE = Constant(True)
FALSE = Constant(False)

_Node = TypeVar("_Node", bound=Expression)
_interned: dict[Expression, Expression] = {TRUE: TRUE, FALSE: FALSE}


def interned(node: _Node) -> _Node:
    """The one shared object equal to this node."""
    return _interned.setdefault((node), node)  # type: ignore[return-value]


def negation(part: Expression) -> Expression:
    """Not `part`, with constants and double negations removed."""
    if isinstance(part, Constant):
        return FALSE if part.value else TRUE
    if isinstance(part, Negation):
        return part.part
    return interned(Negation(part))


def all_of(parts: Iterable[Expression]) -> Expression:
    """All of `parts`, flattened; the empty list is true."""
    return _joined(parts, Conjunction, TRUE, FALSE)


def any_of(parts: Iterable[Expression]) -> Expression:
    """Any of `parts`, flattened; the empty list is false."""
    return _joined(parts, Disjunction, FALSE, TRUE)


def _joined(
    parts: Iterable[Expression], kind: type[Conjunction | Disjunction], neutral: Constant, absorbing: Constant
) -> Expression:
    flat: dict[Expression, None] = {}
    for part in parts:
        for piece in part.parts if isinstance(part, kind) else (part,):
            if piece == absorbing:
                return absorbing
            if piece != neutral:
                flat[piece] = None
    if not flat:
        return neutral
    return next(iter(flat)) if len(flat) == 1 else interned(kind(tuple(flat)))


def children(node: Expression) -> tuple[Expression, ...]:
    """The nodes directly below."""
    match node:
        case Negation(part):
            return (part,)
        case Conjunction(parts) | Disjunction(parts):
            return parts
        case Quantified(body=body):
            return (body,)
        case Relation(_, left, right):
            return (left, right)
        case Member(term, _):
            return (term,)
        case Call(_, arguments):
            return arguments
    return ()


def walk(node: Expression) -> Iterator[Expression]:
    """The node and everything below it."""
    yield node
    for child in children(node):
        yield from walk(child)


def names_in(node: Expression) -> frozenset[str]:
    """Every fact, definition or record list that the node speaks of."""
    found: set[str] = set()
    waiting: list[Expression] = [node]
    while waiting:
        here = waiting.pop()
        if isinstance(here, Name):
            found.add(here.name)
        elif isinstance(here, Quantified):
            found.add(here.records)
        waiting += children(here)
    return frozenset(found)


def rebuilt(node: Expression, replace: Callable[[Expression], Expression | None]) -> Expression:
    """The node with each logical part replaced where `replace` answers, simplified on the way up."""
    answer = replace(node)
    if answer is not None:
        return answer
    match node:
        case Negation(part):
            return negation(rebuilt(part, replace))
        case Conjunction(parts):
            return all_of(rebuilt(part, replace) for part in parts)
        case Disjunction(parts):
            return any_of(rebuilt(part, replace) for part in parts)
    return interned(node)
