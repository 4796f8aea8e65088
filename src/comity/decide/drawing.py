"""Draws what is open as a decision diagram: a variable for each unknown fact, a cell for values treated alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from math import prod
from types import MappingProxyType

from comity.decide.compile import Values
from comity.decide.derive import COMPARISONS, missing_facts
from comity.decide.diagram import FALSE_NODE, TRUE_NODE, Diagram
from comity.facts import Fact, FactValue, Kind, Vocabulary
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
)

MAX_CELLS = 128  # of one variable

NOTHING_KNOWN: Mapping[str, FactValue | None] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Variable:
    """One unknown fact, or definitions that rest on the same unknown facts, and the cells that the law tells apart."""

    facts: tuple[str, ...]  # of the vocabulary
    cells: tuple[Mapping[str, object], ...]  # a representative value of each name, per cell
    group: int  # variables of one group become known together


class Drawing:
    """Expressions over unknown facts, drawn as nodes of one diagram."""

    def __init__(
        self,
        expressions: Sequence[Expression],
        derived: dict[str, Expression],
        vocabulary: Vocabulary,
        known: Mapping[str, FactValue | None] = NOTHING_KNOWN,
    ) -> None:
        self.derived, self.vocabulary, self.known = derived, vocabulary, known
        self.alike = told_apart(list(expressions), derived, vocabulary)
        self.variables = self._variables()
        self.place = {name: index for index, variable in enumerate(self.variables) for name in variable.cells[0]}
        groups = [variable.group for variable in self.variables]
        self.diagram = Diagram([len(variable.cells) for variable in self.variables], groups)
        self._drawn: dict[int, int] = {}

    def members(self, name: str, representative: object) -> tuple[object, ...]:
        """Every value of the cell for which one stands."""
        alike = next(group for group in self.alike[name] if group[0] == representative)
        is_count = name not in self.derived and self.vocabulary[name].kind is Kind.COUNT
        return (alike[0], alike[-1]) if is_count else alike

    def node(self, expression: Expression) -> int:
        """The node of an expression."""
        if id(expression) not in self._drawn:
            self._drawn[id(expression)] = self._draw(expression)
        return self._drawn[id(expression)]

    def _draw(self, expression: Expression) -> int:
        match expression:
            case Constant(value):
                return TRUE_NODE if value else FALSE_NODE
            case Negation(part):
                return self.diagram.contrary(self.node(part))
            case Conjunction(parts):
                return reduce(self.diagram.both, map(self.node, parts))
            case Disjunction(parts):
                return reduce(self.diagram.either, map(self.node, parts))
        return self._atom(expression)

    def _atom(self, expression: Expression) -> int:
        index = self.place[_subject(expression)]
        return self.diagram.atom(index, [known_atom(expression, cell) is TRUE for cell in self.variables[index].cells])

    def _variables(self) -> list[Variable]:
        """One variable for each unknown fact; definitions that share unknown facts are one variable together.

        Where these are so many that their cells, which double with each, would be too many, each is a variable of
        its own; they still count as one group when it is asked which facts would settle something.
        """
        plain = [name for name in self.alike if name not in self.derived]
        groups: list[tuple[set[str], set[str]]] = [({name}, {name}) for name in plain]
        for name in self.alike:
            if name in self.derived:
                _join(groups, name, set(missing_facts(name, self.derived, self.known)))
        drawn = []
        for index, (names, facts) in enumerate(groups):
            together = prod(len(self.alike[name]) for name in names) <= MAX_CELLS
            parts = [names] if together else [{name} for name in names]
            drawn += [self._variable(part, facts, index) for part in parts]
        if len(drawn) > len(groups):  # what is met together is drawn side by side
            place = {name: index for index, name in enumerate(self.alike)}
            drawn.sort(key=lambda variable: min(place[name] for name in variable.cells[0]))
        return drawn

    def _variable(self, names: set[str], facts: set[str], group: int) -> Variable:
        cells: list[dict[str, object]] = [{}]
        for name in sorted(names):
            cells = [{**cell, name: alike[0]} for cell in cells for alike in self.alike[name]]
        return Variable(tuple(sorted(facts)), tuple(cells), group)


def known_atom(atom: Expression, values: Values) -> Expression:
    """The constant that an atom has become, or the atom while it is unknown."""
    match atom:
        case Constant(constant):
            return TRUE if constant else FALSE
        case Name(name):
            value = values.get(name)
            return atom if value is None else TRUE if value else FALSE
        case Member(Name(name), constants):
            value = values.get(name)
            return atom if value is None else TRUE if value in constants else FALSE
        case Relation(operator, Name(name), Constant(constant)):
            value = values.get(name)
            return atom if value is None else TRUE if COMPARISONS[operator](value, constant) else FALSE
    raise TypeError(f"not an atom: {type(atom).__name__}")


def representatives(
    flags: list[Expression], derived: dict[str, Expression], vocabulary: Vocabulary
) -> dict[str, list[object]]:
    """For each name that the expressions speak of, one value for each set of values that they tell apart."""
    groups = told_apart(flags, derived, vocabulary)
    return {name: [alike[0] for alike in told_apart] for name, told_apart in groups.items()}


def told_apart(
    flags: list[Expression], derived: dict[str, Expression], vocabulary: Vocabulary
) -> dict[str, list[tuple[object, ...]]]:
    """For each name that the expressions speak of, its values in groups that no expression tells apart."""
    return {
        name: [(False,), (True,)]
        if name in derived or vocabulary[name].kind is Kind.YES_NO
        else _groups(vocabulary[name], atoms)
        for name, atoms in _atoms(flags).items()
    }


def _atoms(flags: list[Expression]) -> dict[str, list[Expression]]:
    """The atoms still unknown, by the name they speak of; the name met most often first, which keeps diagrams small."""
    found: dict[str, list[Expression]] = {}
    times: Counter[str] = Counter()
    seen: set[int] = set()
    waiting = flags[::-1]
    while waiting:
        node = waiting.pop()
        match node:
            case Negation(part):
                waiting.append(part)
            case Conjunction(parts) | Disjunction(parts) if id(node) not in seen:
                waiting += reversed(parts)
            case Name() | Member() | Relation():
                times[_subject(node)] += 1
                if id(node) not in seen:
                    found.setdefault(_subject(node), []).append(node)
        seen.add(id(node))
    return dict(sorted(found.items(), key=lambda entry: -times[entry[0]]))


def _subject(atom: Expression) -> str:
    match atom:
        case Name(name) | Member(Name(name), _) | Relation(_, Name(name), _):
            return name
    raise TypeError(f"not an atom: {type(atom).__name__}")


def _join(groups: list[tuple[set[str], set[str]]], name: str, facts: set[str]) -> None:
    """Add a definition to the groups, merging those with which it shares a fact."""
    names = {name}
    for group in [group for group in groups if group[1] & facts]:
        groups.remove(group)
        names |= group[0]
        facts = facts | group[1]
    groups.append((names, facts))


def _groups(fact: Fact, atoms: list[Expression]) -> list[tuple[object, ...]]:
    """The values in groups that the atoms do not tell apart, in the order of the values."""
    told_apart: dict[tuple[bool, ...], list[object]] = {}
    for value in list(fact.choices) if fact.kind is Kind.CHOICE else _thresholds(fact, atoms):
        signature = tuple(known_atom(atom, {fact.name: value}) is TRUE for atom in atoms)
        told_apart.setdefault(signature, []).append(value)
    return [tuple(alike) for alike in told_apart.values()]


def _thresholds(fact: Fact, atoms: list[Expression]) -> list[object]:
    edges = {fact.minimum, fact.maximum}
    for atom in atoms:
        constants = atom.constants if isinstance(atom, Member) else (atom.right.value,)  # type: ignore[union-attr]
        for constant in constants:
            edges |= {int(constant) - 1, int(constant), int(constant) + 1}  # type: ignore[arg-type]
    return [edge for edge in sorted(edges) if fact.minimum <= edge <= fact.maximum]
