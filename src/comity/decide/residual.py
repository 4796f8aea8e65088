"""What is still open once the known facts are put in: which facts would settle an ask, and the next best question.

Kleene's logic is the norm for every reading of the law; this room goes one step further for the single case and
settles an ask exactly when every completion of the unknown facts gives one outcome. Definitions that rest on
unknown records are free here: nothing is assumed about how two of them hang together.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import NamedTuple

from comity.decide.compile import Values
from comity.decide.diagram import FALSE_NODE, TRUE_NODE, minimal
from comity.decide.drawing import NOTHING_KNOWN, Drawing, known_atom
from comity.decide.outcome import Outcome
from comity.decide.resolve import AskLaw
from comity.facts import FactValue, Vocabulary
from comity.law.expressions import FALSE, TRUE, Conjunction, Disjunction, Expression, Negation


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


def residual(
    law: AskLaw,
    values: Values,
    derived: dict[str, Expression],
    vocabulary: Vocabulary,
    known: Mapping[str, FactValue | None] = NOTHING_KNOWN,
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
    return known_atom(node, values)


class _Analysis:
    """The diagram of one residual."""

    def __init__(
        self,
        flags: list[Expression],
        derived: dict[str, Expression],
        vocabulary: Vocabulary,
        known: Mapping[str, FactValue | None],
    ) -> None:
        self.drawing = Drawing(flags, derived, vocabulary, known)
        self.diagram, self.variables = self.drawing.diagram, self.drawing.variables
        self.vocabulary = vocabulary
        conflict, forbids, requires, permits = (self.drawing.node(flag) for flag in flags)
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
        best: dict[tuple[str, ...], Question] = {}  # of definitions too many to be drawn together, the best is asked
        for asked in questions:
            best.setdefault(asked.facts, asked)
        matters = frozenset(name for index in support for name in self.variables[index].facts)
        return Residual(None, self._settling_sets(), tuple(best.values()), matters)

    def _settling_sets(self) -> tuple[SettlingSet, ...]:
        each = {outcome: self.diagram.settling(node) for outcome, node in self.nodes.items()}
        smallest = minimal([mask for masks in each.values() for mask in masks])
        return tuple(
            SettlingSet(
                frozenset(name for variable in self.variables if mask >> variable.group & 1 for name in variable.facts),
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
                Lead(((names[0], self.drawing.members(names[0], cell[names[0]])),), outcome) for cell, outcome in cells
            )
        return tuple(_split(cells, names))


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
