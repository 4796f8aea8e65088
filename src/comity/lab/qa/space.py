"""Every case that there can be for an agency on a day, as a solver sees it, and how much of it one case can show."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import z3

from comity.facts import FactValue, Vocabulary
from comity.lab.proving.definitions import Definitions
from comity.lab.proving.symbols import Symbols
from comity.lab.qa.inside import Inside
from comity.lab.qa.points import Point
from comity.lab.qa.worlds import World
from comity.law.expressions import all_of, names_in

Together = list[dict[str, FactValue | None]] | None
ONE_CHECK = 4_000_000  # the solver's own units of work for one question, about a second
ALL_AT_ONCE = 5_000_000  # the same, for several cases that are sought at once


@dataclass(slots=True)
class Effort:
    """The solver's work that a whole search may take, in its own units: the same everywhere, and no time."""

    most: int
    spent: int = 0

    @property
    def is_over(self) -> bool:
        """Whether all of it is spent."""
        return self.spent >= self.most


@dataclass(frozen=True, slots=True)
class Model:
    """A case that a solver has found: facts, and the points that it is to show."""

    facts: Mapping[str, FactValue | None]
    shows: frozenset[int]


@dataclass(slots=True)
class _Side:
    """One solver, with what every case keeps to, and a literal for each point."""

    solver: z3.Solver
    rules: list[z3.BoolRef]
    literals: list[z3.BoolRef] = field(default_factory=list)


class Space:
    """The cases of an agency: with what was tried out for the definitions, or with whatever they may say."""

    def __init__(
        self,
        definitions: Definitions,
        points: Sequence[Point],
        inside: Inside,
        worlds: Sequence[Sequence[World]],
        *,
        vocabulary: Vocabulary,
        effort: Effort,
    ) -> None:
        self._vocabulary, self._effort, self._worlds = vocabulary, effort, worlds
        self._symbols = Symbols(vocabulary)
        self._formulas = [self._symbols.formula(point.shown) for point in points]
        names = {name for point in points for name in names_in(point.shown)}
        self._bind(definitions, inside, names)
        self._chosen = [[z3.Bool(f"world {at}.{one}") for one in range(len(each))] for at, each in enumerate(worlds)]
        self._loose = self._side([])
        self._tight = self._side(self._worlds_hold(names)) if worlds else self._loose

    def _bind(self, definitions: Definitions, inside: Inside, names: set[str]) -> None:
        used = names & definitions.rules.derived.keys()
        definitions.bind(self._symbols, used)
        for name in sorted(used):
            single = self._symbols.formula(all_of(inside.single(name)))
            said = self._symbols.same({name: True}) == self._symbols.formula(inside.body(name))
            self._symbols.bounds.append(z3.Implies(single, said))

    def _worlds_hold(self, names: set[str]) -> list[z3.BoolRef]:
        """That the definitions come out as in one thing that was tried."""
        found = []
        for literals, worlds in zip(self._chosen, self._worlds, strict=True):
            found.append(z3.Or(literals))
            for literal, world in zip(literals, worlds, strict=True):
                said = {name: truth for name, truth in world.truths.items() if name in names}
                shared = {
                    name: value
                    for name, value in world.facts.items()
                    if name in names and isinstance(value, (bool, int, str))
                }
                found.append(z3.Implies(literal, self._symbols.same({**said, **shared})))
        return found

    def _side(self, more: Iterable[z3.BoolRef]) -> _Side:
        solver = z3.Solver()
        solver.set("rlimit", ONE_CHECK)
        solver.set("random_seed", 0)
        side = _Side(solver, [*self._symbols.bounds, *more])
        solver.add(side.rules)
        for at, formula in enumerate(self._formulas):
            side.literals.append(z3.Bool(f"point {at}"))
            solver.add(z3.Implies(side.literals[at], formula))
        return side

    def possible(self, points: Iterable[int], *, tried: bool) -> bool | None:
        """Whether one case can show all of these points; `None` if the solver came to its bound.

        Args:
            points: By their numbers.
            tried: Whether definitions can only come out as they did when tried; else as their texts allow.
        """
        found = self._check(self._tight if tried else self._loose, points)
        return None if found == z3.unknown else bool(found == z3.sat)

    def case(self, first: int, others: Iterable[int]) -> Model | None:
        """A case that shows a point, and as many of the others as can be had one after another."""
        side, wanted = self._tight, [first]
        if self._check(side, wanted) != z3.sat:
            return None
        model = side.solver.model()
        for other in others:
            if z3.is_true(model.eval(self._formulas[other], model_completion=True)):
                wanted.append(other)
            elif not self._effort.is_over and self._check(side, [*wanted, other]) == z3.sat:
                wanted.append(other)
                model = side.solver.model()
        return Model(self._facts(model), frozenset(wanted))

    def together(self, points: Sequence[int], firsts: Sequence[int], number: int, *, tried: bool) -> Together:
        """Some number of cases that show all of these points between them; each of `firsts` is shown by one of its own.

        Raises:
            OverflowError: the solver came to its bound.
        """
        side = self._tight if tried else self._loose
        solver = z3.Solver()
        solver.set("rlimit", ALL_AT_ONCE)
        copies = [_Copy(at) for at in range(number)]
        formulas = [[copy.of(formula) for formula in self._formulas] for copy in copies]
        for copy in copies:
            solver.add([copy.of(each) for each in side.rules])
        solver.add([z3.Or([formulas[at][point] for at in range(number)]) for point in points])
        solver.add([formulas[at][point] for at, point in enumerate(firsts[:number])])
        before = _work(solver)
        found = solver.check()
        self._effort.spent += max(1, _work(solver) - before)
        if found == z3.unknown:
            raise OverflowError
        return [self._facts(solver.model(), copy) for copy in copies] if found == z3.sat else None

    def _check(self, side: _Side, points: Iterable[int]) -> z3.CheckSatResult:
        if self._effort.is_over:
            return z3.unknown
        before = _work(side.solver)
        found = side.solver.check([side.literals[point] for point in points])
        self._effort.spent += max(1, _work(side.solver) - before)
        return found

    def _facts(self, model: z3.ModelRef, copy: _Copy | None = None) -> dict[str, FactValue | None]:
        facts: dict[str, FactValue | None] = {}
        for literals, worlds in zip(self._chosen, self._worlds, strict=True):
            own = [copy.of(literal) if copy else literal for literal in literals]
            chosen = next((at for at, literal in enumerate(own) if z3.is_true(model.eval(literal))), 0)
            facts |= worlds[chosen].facts
        values = self._symbols.values(model, copy.of if copy else None)
        facts |= {name: value for name, value in values if name in self._vocabulary}  # type: ignore[misc]
        return facts


class _Copy:
    """One of several cases that are sought at once: the same formulas over symbols of its own."""

    def __init__(self, at: int) -> None:
        self._at = at
        self._pairs: dict[str, tuple[z3.ExprRef, z3.ExprRef]] = {}
        self._looked: set[int] = set()

    def of(self, formula: z3.ExprRef) -> z3.BoolRef:
        """The formula over its symbols."""
        self._meet(formula)
        return z3.substitute(formula, *self._pairs.values())

    def _meet(self, formula: z3.ExprRef) -> None:
        waiting = [formula]
        while waiting:
            node = waiting.pop()
            if node.get_id() in self._looked:
                continue
            self._looked.add(node.get_id())
            if z3.is_const(node) and node.decl().kind() == z3.Z3_OP_UNINTERPRETED:
                name = node.decl().name()
                self._pairs[name] = (node, z3.Const(f"{name} of {self._at}", node.sort()))
            waiting += node.children()


def _work(solver: z3.Solver) -> int:
    return int(solver.statistics().get_key_value("rlimit count"))
