"""What is still open once the known facts are put in: which facts would settle an ask, and the next best question.

Kleene's logic is the norm for every reading of the law; this room goes one step further for the single case and
settles an ask exactly when every completion of the unknown facts gives one outcome. Definitions that rest on
unknown records are free here: nothing is assumed about how two of them hang together.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import or_
from types import MappingProxyType
from typing import NamedTuple

from comity.decide.compile import Values
from comity.decide.derive import missing_facts
from comity.decide.diagram import FALSE_NODE, TRUE_NODE, Diagram, minimal
from comity.decide.outcome import Outcome
from comity.decide.resolve import AskLaw
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

_OPERATORS = {
    "==": lambda left, right: left == right,
    "!=": lambda left, right: left != right,
    "<": lambda left, right: left < right,
    "<=": lambda left, right: left <= right,
    ">": lambda left, right: left > right,
    ">=": lambda left, right: left >= right,
}
_NOTHING_KNOWN: Mapping[str, FactValue | None] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class SettlingSet:
    """Facts which, once known, can settle the ask; no part of them can. `leads_to`: the outcomes they can give."""

    facts: frozenset[str]
    leads_to: frozenset[Outcome]


class Lead(NamedTuple):
    """What an answer would lead to: each name with the values meant, and the outcome then.

    A fact is named itself, with every value that gives this outcome (a count with its least and its most); where
    definitions stand for the facts asked, they are named, and a lead holds if no lead before it does.
    """

    given: tuple[tuple[str, tuple[object, ...]], ...]
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Question:
    """A fact (or facts asked together) that is still open, and what each answer would lead to."""

    facts: tuple[str, ...]
    leads_to: tuple[Lead, ...]
    settles: float  # the share of its answers, each counted alike, that settle the ask
    score: float


@dataclass(frozen=True, slots=True)
class Residual:
    """The whole answer about an open ask."""

    settled: Outcome | None  # the outcome of every completion, if there is but one
    settling_sets: tuple[SettlingSet, ...]
    questions: tuple[Question, ...]  # the next best first
    matters: frozenset[str]  # every fact on which the outcome still depends


@dataclass(frozen=True, slots=True)
class _Variable:
    facts: tuple[str, ...]  # of the vocabulary
    cells: tuple[Mapping[str, object], ...]  # a representative value of each name, per cell


def residual(
    law: AskLaw,
    values: Values,
    derived: dict[str, Expression],
    vocabulary: Vocabulary,
    known: Mapping[str, FactValue | None] = _NOTHING_KNOWN,
) -> Residual:
    """Analyse one ask of a case.

    `values` holds what the norms look at (unknown as `None`, definitions worked out); `known` holds the facts of the
    case as established, so that a definition still open is laid to the facts that are missing and to no others.
    """
    parts: dict[int, Expression] = {}
    flags = [_put_in(flag, values, parts) for flag in (law.conflict, law.forbids, law.requires, law.permits)]
    return _Analysis(flags, derived, vocabulary, known).result()


def _put_in(node: Expression, values: Values, parts: dict[int, Expression]) -> Expression:
    """What is left of a node; `parts` keeps what is left of each, by identity, since flags share their parts.

    Nodes made here are not interned: they are of one case, and interned nodes are kept for ever.
    """
    if id(node) not in parts:
        parts[id(node)] = _left_of(node, values, parts)
    return parts[id(node)]


def _left_of(node: Expression, values: Values, parts: dict[int, Expression]) -> Expression:
    match node:
        case Negation(part):
            left = _put_in(part, values, parts)
            return FALSE if left is TRUE else TRUE if left is FALSE else Negation(left)
        case Conjunction(among) | Disjunction(among):
            neutral, absorbing = (TRUE, FALSE) if isinstance(node, Conjunction) else (FALSE, TRUE)
            kept = []
            for part in among:
                left = _put_in(part, values, parts)
                if left is absorbing:
                    return absorbing
                if left is not neutral:
                    kept.append(left)
            return type(node)(tuple(kept)) if len(kept) > 1 else kept[0] if kept else neutral
    return _known(node, values)


def _known(atom: Expression, values: Values) -> Expression:
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
            return atom if value is None else TRUE if _OPERATORS[operator](value, constant) else FALSE
    raise TypeError(f"not an atom: {type(atom).__name__}")


class _Analysis:
    """The diagram of one residual."""

    def __init__(
        self,
        flags: list[Expression],
        derived: dict[str, Expression],
        vocabulary: Vocabulary,
        known: Mapping[str, FactValue | None],
    ) -> None:
        self.derived, self.vocabulary, self.known = derived, vocabulary, known
        self.alike = _told_apart(flags, derived, vocabulary)
        self.variables = self._variables()
        self.place = {name: index for index, variable in enumerate(self.variables) for name in variable.cells[0]}
        self.diagram = Diagram([len(variable.cells) for variable in self.variables])
        self._drawn: dict[int, int] = {}
        conflict, forbids, requires, permits = (self._node(flag) for flag in flags)
        self.nodes = self._outcomes(conflict, forbids, requires, permits)

    def _outcomes(self, doubt: int, forbids: int, requires: int, permits: int) -> dict[Outcome, int]:
        both, contrary = self.diagram.both, self.diagram.contrary
        free = contrary(doubt)
        neither = both(free, both(contrary(forbids), contrary(requires)))
        return {
            Outcome.CONFLICT: self.diagram.either(doubt, both(forbids, requires)),
            Outcome.FORBIDDEN: both(free, both(forbids, contrary(requires))),
            Outcome.REQUIRED: both(free, both(requires, contrary(forbids))),
            Outcome.PERMITTED: both(neither, permits),
            Outcome.SILENT: both(neither, contrary(permits)),
        }

    def result(self) -> Residual:
        settled = next((outcome for outcome, node in self.nodes.items() if node == TRUE_NODE), None)
        if settled is not None:
            return Residual(settled, (), (), frozenset())
        # One outcome holds in every completion: what is known of all but one is known of all.
        (last, _), *telling = [entry for entry in self.nodes.items() if entry[1] != FALSE_NODE]
        depends = reduce(or_, [self.diagram.dependence(node) for _, node in telling])
        support = [index for index in range(len(self.variables)) if depends >> index & 1]
        questions = [self._question(index, len(support), telling, last) for index in support]
        questions.sort(key=lambda asked: (-asked.score, asked.facts))
        matters = frozenset(name for index in support for name in self.variables[index].facts)
        return Residual(None, self._settling_sets(), tuple(questions), matters)

    def _settling_sets(self) -> tuple[SettlingSet, ...]:
        each = {outcome: self.diagram.settling(node) for outcome, node in self.nodes.items()}
        smallest = minimal([mask for masks in each.values() for mask in masks])
        return tuple(
            SettlingSet(
                frozenset(
                    name
                    for index, variable in enumerate(self.variables)
                    if mask >> index & 1
                    for name in variable.facts
                ),
                frozenset(outcome for outcome, masks in each.items() if any(part & mask == part for part in masks)),
            )
            for mask in smallest
        )

    def _question(self, index: int, open_now: int, telling: list[tuple[Outcome, int]], last: Outcome) -> Question:
        variable = self.variables[index]
        after = [self._after(index, cell, telling, last) for cell in range(len(variable.cells))]
        settles = sum(outcome is not Outcome.OPEN for outcome, _ in after) / len(after)
        fewer = 1 - sum(left for _, left in after) / len(after) / open_now
        effort = max(self.vocabulary[name].effort for name in variable.facts)
        leads = self._leads([(cell, outcome) for cell, (outcome, _) in zip(variable.cells, after, strict=True)])
        return Question(variable.facts, leads, settles, (settles + fewer) / effort)

    def _after(self, index: int, cell: int, telling: list[tuple[Outcome, int]], last: Outcome) -> tuple[Outcome, int]:
        """The outcome once a variable is known to lie in a cell, and on how many others it then depends."""
        found, depends = last, 0
        for outcome, node in telling:
            left = self.diagram.restricted(node, index, cell)
            if left == TRUE_NODE:
                return outcome, 0
            if left != FALSE_NODE:
                found = Outcome.OPEN
                depends |= self.diagram.dependence(left)
        return found, depends.bit_count()

    def _leads(self, cells: list[tuple[Mapping[str, object], Outcome]]) -> tuple[Lead, ...]:
        """What each answer leads to; a group of definitions is told as a short list, read from the top."""
        names = list(cells[0][0])
        if len(names) == 1:
            return tuple(
                Lead(((names[0], self._members(names[0], cell[names[0]])),), outcome) for cell, outcome in cells
            )
        return tuple(_split(cells, names))

    def _members(self, name: str, representative: object) -> tuple[object, ...]:
        """Every value of the cell for which one stands."""
        alike = next(group for group in self.alike[name] if group[0] == representative)
        is_count = name not in self.derived and self.vocabulary[name].kind is Kind.COUNT
        return (alike[0], alike[-1]) if is_count else alike

    def _node(self, expression: Expression) -> int:
        if id(expression) not in self._drawn:
            self._drawn[id(expression)] = self._draw(expression)
        return self._drawn[id(expression)]

    def _draw(self, expression: Expression) -> int:
        match expression:
            case Constant(value):
                return TRUE_NODE if value else FALSE_NODE
            case Negation(part):
                return self.diagram.contrary(self._node(part))
            case Conjunction(parts):
                return reduce(self.diagram.both, map(self._node, parts))
            case Disjunction(parts):
                return reduce(self.diagram.either, map(self._node, parts))
        return self._atom(expression)

    def _atom(self, expression: Expression) -> int:
        index = self.place[_subject(expression)]
        return self.diagram.atom(index, [_known(expression, cell) is TRUE for cell in self.variables[index].cells])

    def _variables(self) -> list[_Variable]:
        """One variable for each unknown fact; definitions that share unknown facts are one variable together."""
        plain = [name for name in self.alike if name not in self.derived]
        groups: list[tuple[set[str], set[str]]] = [({name}, {name}) for name in plain]
        for name in self.alike:
            if name in self.derived:
                _join(groups, name, set(missing_facts(name, self.derived, self.known)))
        return [self._variable(names, facts) for names, facts in groups]

    def _variable(self, names: set[str], facts: set[str]) -> _Variable:
        cells: list[dict[str, object]] = [{}]
        for name in sorted(names):
            cells = [{**cell, name: alike[0]} for cell in cells for alike in self.alike[name]]
        return _Variable(tuple(sorted(facts)), tuple(cells))


def representatives(
    flags: list[Expression], derived: dict[str, Expression], vocabulary: Vocabulary
) -> dict[str, list[object]]:
    """For each name that the expressions speak of, one value for each set of values that they tell apart."""
    groups = _told_apart(flags, derived, vocabulary)
    return {name: [alike[0] for alike in told_apart] for name, told_apart in groups.items()}


def _told_apart(
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
        signature = tuple(_known(atom, {fact.name: value}) is TRUE for atom in atoms)
        told_apart.setdefault(signature, []).append(value)
    return [tuple(alike) for alike in told_apart.values()]


def _thresholds(fact: Fact, atoms: list[Expression]) -> list[object]:
    edges = {fact.minimum, fact.maximum}
    for atom in atoms:
        constants = atom.constants if isinstance(atom, Member) else (atom.right.value,)  # type: ignore[union-attr]
        for constant in constants:
            edges |= {int(constant) - 1, int(constant), int(constant) + 1}  # type: ignore[arg-type]
    return [edge for edge in sorted(edges) if fact.minimum <= edge <= fact.maximum]


def _split(cells: list[tuple[Mapping[str, object], Outcome]], names: list[str]) -> Iterator[Lead]:
    """Tell the cells apart by one name at a time, the name whose answer decides by itself first."""
    outcomes = {outcome for _, outcome in cells}
    if len(outcomes) == 1:
        yield Lead((), outcomes.pop())
        return
    name, value = _deciding(cells, names)
    decided = [cell for cell in cells if cell[0][name] == value]
    others = [cell for cell in cells if cell[0][name] != value]
    rest = [other for other in names if other != name]
    for lead in _split(decided, rest):
        yield Lead(((name, (value,)), *lead.given), lead.outcome)
    yield from _split(others, rest)


def _deciding(cells: list[tuple[Mapping[str, object], Outcome]], names: list[str]) -> tuple[str, bool]:
    """A name and an answer to it that leaves one outcome; a yes rather than a no; else the first name."""
    for value in (True, False):
        for name in names:
            if len({outcome for cell, outcome in cells if cell[name] == value}) == 1:
                return name, value
    return names[0], True
