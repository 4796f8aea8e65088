"""Two laws of one ask as formulas over the same facts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import groupby, permutations
from typing import NamedTuple

import z3

from comity.decide import Outcome
from comity.decide.drawing import told_apart
from comity.decide.resolve import AskLaw
from comity.facts import Ask, FactValue
from comity.facts.kinds import Kind
from comity.lab.comparing.sides import Side
from comity.lab.proving.definitions import Definitions
from comity.lab.proving.realise import Realiser
from comity.lab.proving.symbols import Symbols
from comity.law.expressions import Call, Constant, Expression, Name, names_in, rebuilt, walk

EFFORT = 20_000_000  # the solver's units of work for one question
_SECOND = "@second"  # marks the symbol of a definition that the second law reads in its own way


class Span(NamedTuple):
    """The whole numbers from a first to a last."""

    first: int
    last: int


Cells = Mapping[str, tuple[object, ...]]  # facts and definitions, each with the values that it may have


class Joint:
    """Both laws, their facts in common; what neither law tells apart is one value."""

    def __init__(self, first: Side, second: Side, ask: Ask) -> None:
        self._vocabulary = first.vocabulary
        one, two = first.law(ask), second.law(ask)
        own = {name: name if _alike(name, first, second) else name + _SECOND for name in second.rules.derived}
        two = _renamed(two, own)
        self._laws = (one, two)
        names = {name: name for name in first.rules.derived}
        definitions = [Definitions(first.rules, first.day, names), Definitions(second.rules, second.day, own)]
        self._realiser = Realiser(definitions, self._vocabulary)
        self._definitions = names.keys() | set(own.values())
        derived = {**first.rules.derived, **{own[name]: text for name, text in second.rules.derived.items()}}
        flags = [flag for law in self._laws for flag in (law.conflict, law.forbids, law.requires, law.permits)]
        self._groups = told_apart(flags, derived, self._vocabulary)
        self._symbols = Symbols(self._vocabulary)
        for each in definitions:
            each.bind(self._symbols, self._groups)
        self._domain = [
            self.within({name: tuple(group[0] for group in groups)}) for name, groups in self._groups.items()
        ]

    def solver(self) -> z3.Solver:
        """A solver in which every fact has one of the values that the laws tell apart."""
        solver = z3.Solver()
        solver.set("rlimit", EFFORT)
        solver.add(*self._domain, *self._symbols.bounds)
        return solver

    def answered(self, outcomes: tuple[Outcome, Outcome]) -> z3.BoolRef:
        """That the first law gives one outcome and the second the other."""
        return z3.And([self._symbols.outcome(law, each) for law, each in zip(self._laws, outcomes, strict=True)])

    def differs(self) -> z3.BoolRef:
        """That the two answer differently."""
        settled = [outcome for outcome in Outcome if outcome is not Outcome.OPEN]
        return z3.Or([self.answered((one, two)) for one, two in permutations(settled, 2)])

    def values(self, model: z3.ModelRef) -> dict[str, object]:
        """What a model says of each fact and definition that the laws look at."""
        return {name: value for name, value in self._symbols.values(model) if name in self._groups}

    def facts(self, values: Mapping[str, object]) -> dict[str, FactValue | None] | None:
        """The facts of a case, those behind definitions included; `None` if none were found."""
        wanted = {name: bool(value) for name, value in values.items() if name in self._definitions}
        fixed: dict[str, FactValue | None] = {
            name: value  # type: ignore[misc]
            for name, value in values.items()
            if name not in wanted
        }
        found = self._realiser.facts(wanted, fixed)
        return None if found is None else {**fixed, **found}

    def definitions(self, values: Mapping[str, object]) -> z3.BoolRef:
        """That the definitions have these truths."""
        return self._symbols.same({name: value for name, value in values.items() if name in self._definitions})

    def within(self, cells: Cells) -> z3.BoolRef:
        """That each fact has one of its values, or one that no law tells apart from it."""
        choices = [z3.Or([self._symbols.same({name: value}) for value in values]) for name, values in cells.items()]
        return z3.And(choices)

    def widened(self, values: Mapping[str, object], sought: z3.BoolRef) -> Cells:
        """A description around a case, as wide as it can be while everything within it is what was sought."""
        solver = self.solver()
        solver.add(z3.Not(sought))
        cells: dict[str, tuple[object, ...]] = {name: (value,) for name, value in values.items()}
        cells = {name: cells[name] for name in self._core(solver, cells)}
        for name in sorted(cells, key=lambda each: (each not in self._definitions, each)):
            everywhere = {other: kept for other, kept in cells.items() if other != name}
            if solver.check(self.within(everywhere)) == z3.unsat:
                cells = everywhere
        for name in sorted(cells):
            for group in self._groups[name]:
                wider = {**cells, name: (*cells[name], group[0])}
                if group[0] not in cells[name] and solver.check(self.within(wider)) == z3.unsat:
                    cells = wider
        return cells

    def _core(self, solver: z3.Solver, cells: Cells) -> list[str]:
        """Facts that suffice, as the solver happens to see it: most of those that do not matter are gone at once."""
        marks = {name: z3.Bool(f"given {name}") for name in cells}
        solver.push()
        solver.add([z3.Implies(mark, self.within({name: cells[name]})) for name, mark in marks.items()])
        solver.check(*marks.values())
        kept = {str(mark) for mark in solver.unsat_core()}
        solver.pop()
        return [name for name, mark in marks.items() if str(mark) in kept]

    def meant(self, name: str, representatives: tuple[object, ...]) -> tuple[object, ...]:
        """Every value of a fact for which the representatives stand; of a count, spans of values."""
        groups = self._groups[name]
        if name in self._definitions or self._vocabulary[name].kind is not Kind.COUNT:
            return tuple(value for group in groups if group[0] in representatives for value in group)
        meant = {int(str(value)): group[0] in representatives for group in groups for value in group}
        # between two neighbouring values that were told apart from nothing lies nothing that a law tells apart
        runs = groupby(sorted(meant), key=lambda value: meant[value])
        return tuple(Span(found[0], found[-1]) for kept, run in runs if kept and (found := list(run)))


def _alike(name: str, first: Side, second: Side) -> bool:
    """Whether two laws mean the same by a definition: the same text, day and lists, and those it uses alike."""
    text = second.rules.derived[name]
    if first.day != second.day or first.rules.derived.get(name) != text:
        return False
    lists = {call.arguments[0].value for call in walk(text) if isinstance(call, Call) and _names_a_list(call)}  # type: ignore[union-attr]
    inner = names_in(text) & second.rules.derived.keys()
    same_lists = all(first.pack.lists.get(str(each)) == second.pack.lists.get(str(each)) for each in lists)
    return same_lists and all(_alike(each, first, second) for each in inner)


def _names_a_list(call: Call) -> bool:
    return call.function == "listed" and isinstance(call.arguments[0], Constant)


def _renamed(law: AskLaw, own: Mapping[str, str]) -> AskLaw:
    def renamed(node: Expression) -> Expression | None:
        return Name(own[node.name]) if isinstance(node, Name) and node.name in own else None

    return replace(
        law,
        conflict=rebuilt(law.conflict, renamed),
        forbids=rebuilt(law.forbids, renamed),
        requires=rebuilt(law.requires, renamed),
        permits=rebuilt(law.permits, renamed),
    )
