"""What is still open once the known facts are put in: which facts would settle an ask, and the next best question.

Kleene's logic is the norm for every reading of the law; this room goes one step further for the single case and
settles an ask exactly when every completion of the unknown facts gives one outcome. Definitions that rest on
unknown records are free here: nothing is assumed about how two of them hang together.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce

from comity.decide.compile import Values
from comity.decide.diagram import FALSE_NODE, TRUE_NODE, Diagram, minimal
from comity.decide.outcome import Outcome
from comity.decide.resolve import AskLaw, base_facts
from comity.facts import Fact, Kind, Vocabulary
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
    rebuilt,
    walk,
)

_OPERATORS = {
    "==": lambda left, right: left == right,
    "!=": lambda left, right: left != right,
    "<": lambda left, right: left < right,
    "<=": lambda left, right: left <= right,
    ">": lambda left, right: left > right,
    ">=": lambda left, right: left >= right,
}
_DECIDED = (Outcome.REQUIRED, Outcome.FORBIDDEN, Outcome.PERMITTED, Outcome.SILENT, Outcome.CONFLICT)


@dataclass(frozen=True, slots=True)
class SettlingSet:
    """Facts which, once known, can settle the ask; no part of them can. `leads_to`: the outcomes they can give."""

    facts: frozenset[str]
    leads_to: frozenset[Outcome]


@dataclass(frozen=True, slots=True)
class Question:
    """A fact (or facts asked together) that is still open, and what each answer would lead to."""

    facts: tuple[str, ...]
    leads_to: tuple[tuple[str, Outcome], ...]  # the answer in words, and the outcome then
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
    words: tuple[str, ...]


def residual(law: AskLaw, values: Values, derived: dict[str, Expression], vocabulary: Vocabulary) -> Residual:
    """Analyse one ask of a case whose known facts are `values` (unknown as `None`)."""
    flags = [_put_in(part, values) for part in (law.conflict, law.forbids, law.requires, law.permits)]
    return _Analysis(flags, derived, vocabulary).result()


def _put_in(expression: Expression, values: Values) -> Expression:
    return rebuilt(expression, lambda node: _known(node, values))


def _known(node: Expression, values: Values) -> Expression | None:
    """The constant that an atom has become, the atom while it is unknown, `None` for what must be looked into."""
    match node:
        case Name(name):
            value = values.get(name)
            return node if value is None else TRUE if value else FALSE
        case Member(Name(name), constants):
            value = values.get(name)
            return node if value is None else TRUE if value in constants else FALSE
        case Relation(operator, Name(name), Constant(constant)):
            value = values.get(name)
            return node if value is None else TRUE if _OPERATORS[operator](value, constant) else FALSE
    return None


class _Analysis:
    """The diagram of one residual."""

    def __init__(self, flags: list[Expression], derived: dict[str, Expression], vocabulary: Vocabulary) -> None:
        self.derived, self.vocabulary = derived, vocabulary
        self.atoms = _atoms(flags)
        self.variables = self._variables()
        self.place = {name: index for index, variable in enumerate(self.variables) for name in variable.cells[0]}
        self.diagram = Diagram([len(variable.cells) for variable in self.variables])
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
        settled = self._settled(self.nodes)
        if settled is not None:
            return Residual(settled, (), (), frozenset())
        support = sorted(
            reduce(frozenset.union, (self.diagram.support(node) for node in self.nodes.values()))
            - {len(self.variables)}
        )
        questions = sorted(
            (self._question(index, len(support)) for index in support), key=lambda asked: (-asked.score, asked.facts)
        )
        matters = frozenset(name for index in support for name in self.variables[index].facts)
        return Residual(None, self._settling_sets(), tuple(questions), matters)

    def _settled(self, nodes: Mapping[Outcome, int]) -> Outcome | None:
        return next((outcome for outcome, node in nodes.items() if node == TRUE_NODE), None)

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

    def _question(self, index: int, open_now: int) -> Question:
        variable = self.variables[index]
        after = [
            {outcome: self.diagram.restricted(node, index, cell) for outcome, node in self.nodes.items()}
            for cell in range(len(variable.cells))
        ]
        leads = tuple(
            (words, self._settled(nodes) or Outcome.OPEN) for words, nodes in zip(variable.words, after, strict=True)
        )
        settles = sum(outcome is not Outcome.OPEN for _, outcome in leads) / len(leads)
        left = sum(
            len(reduce(frozenset.union, map(self.diagram.support, nodes.values())) - {len(self.variables)})
            for nodes in after
        )
        fewer = 1 - left / len(after) / open_now
        effort = max(self.vocabulary[name].effort for name in variable.facts)
        return Question(variable.facts, leads, settles, (settles + fewer) / effort)

    def _node(self, expression: Expression) -> int:
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
        return self.diagram.atom(index, [_known(expression, cell) == TRUE for cell in self.variables[index].cells])

    def _variables(self) -> list[_Variable]:
        """One variable for each unknown fact; definitions that share unknown facts are one variable together."""
        plain = [name for name in self.atoms if name not in self.derived]
        groups: list[tuple[set[str], set[str]]] = [({name}, {name}) for name in plain]
        for name in self.atoms:
            if name in self.derived:
                _join(groups, name, set(base_facts(Name(name), self.derived)))
        return [self._variable(names, facts) for names, facts in groups]

    def _variable(self, names: set[str], facts: set[str]) -> _Variable:
        cells: list[dict[str, object]] = [{}]
        for name in sorted(names):
            choices = self._cells(name)
            cells = [{**cell, name: choice} for cell in cells for choice in choices]
        words = tuple(_words(cell, len(names) == 1) for cell in cells)
        return _Variable(tuple(sorted(facts)), tuple(cells), words)

    def _cells(self, name: str) -> list[object]:
        return _cells(name, self.atoms[name], self.derived, self.vocabulary)


def representatives(
    flags: list[Expression], derived: dict[str, Expression], vocabulary: Vocabulary
) -> dict[str, list[object]]:
    """For each name that the expressions speak of, one value for each set of values that they tell apart."""
    return {name: _cells(name, atoms, derived, vocabulary) for name, atoms in _atoms(flags).items()}


def _cells(name: str, atoms: list[Expression], derived: dict[str, Expression], vocabulary: Vocabulary) -> list[object]:
    if name in derived or vocabulary[name].kind is Kind.YES_NO:
        return [False, True]
    return _representatives(vocabulary[name], atoms)


def _atoms(flags: list[Expression]) -> dict[str, list[Expression]]:
    """The atoms still unknown, by the name they speak of."""
    found: dict[str, list[Expression]] = {}
    for flag in flags:
        for node in walk(flag):
            if isinstance(node, (Member, Relation)):
                found.setdefault(_subject(node), []).append(node)
        for node in _bare_names(flag):
            found.setdefault(node.name, []).append(node)
    return found


def _bare_names(node: Expression) -> list[Name]:
    """The yes-or-no names, without those that stand inside a comparison."""
    match node:
        case Name():
            return [node]
        case Negation(part):
            return _bare_names(part)
        case Conjunction(parts) | Disjunction(parts):
            return [name for part in parts for name in _bare_names(part)]
    return []


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


def _representatives(fact: Fact, atoms: list[Expression]) -> list[object]:
    """One value for each set of values that the atoms tell apart, in the order of the values."""
    candidates: list[object] = list(fact.choices) if fact.kind is Kind.CHOICE else _thresholds(fact, atoms)
    told_apart: dict[tuple[bool, ...], object] = {}
    for value in candidates:
        signature = tuple(_known(atom, {fact.name: value}) == TRUE for atom in atoms)
        told_apart.setdefault(signature, value)
    return list(told_apart.values())


def _thresholds(fact: Fact, atoms: list[Expression]) -> list[object]:
    edges = {fact.minimum, fact.maximum}
    for atom in atoms:
        constants = atom.constants if isinstance(atom, Member) else (atom.right.value,)  # type: ignore[union-attr]
        for constant in constants:
            edges |= {int(constant) - 1, int(constant), int(constant) + 1}  # type: ignore[arg-type]
    return [edge for edge in sorted(edges) if fact.minimum <= edge <= fact.maximum]


def _words(cell: Mapping[str, object], alone: bool) -> str:
    shown = {
        name: {True: "yes", False: "no"}.get(value, value) if isinstance(value, bool) else value
        for name, value in cell.items()
    }
    return str(next(iter(shown.values()))) if alone else ", ".join(f"{name}: {value}" for name, value in shown.items())
