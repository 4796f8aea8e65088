"""Works out conditions over planes: one by one, or together by steps that are planned once for a law.

In a plan each rail is a row of ANDs and ORs of its own. What is needed once is joined in where it is needed and leaves
its place to the next, so that few planes are written to and those stay near the processor.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np

from comity.lab.bulk.planes import Plane, Rails, empty, full
from comity.law.expressions import FALSE, TRUE, Conjunction, Disjunction, Expression, Negation, children

_Rail = tuple[int, bool]  # a node by its identity; certainly true, or certainly false
_Step = tuple[np.ufunc, int, int, int]  # two places, and where what joins them is put
_DEAR = 2  # joins; what costs more and is needed again is kept


@dataclass
class Plan:
    """Steps over numbered planes: first those of the atoms, true and false in turn, then what is joined."""

    atoms: list[Expression] = field(default_factory=list)
    steps: list[_Step] = field(default_factory=list)
    results: list[tuple[int, int]] = field(default_factory=list)
    places: int = 0

    def work_out(self, rails: Callable[[Expression], Rails], words: int) -> list[Rails]:
        """What is known of each condition of the plan."""
        planes: list[Plane] = [plane for atom in self.atoms for plane in rails(atom)]
        planes += [np.empty(words, np.uint64) for _ in range(self.places - len(planes))]
        for join, one, other, into in self.steps:
            join(planes[one], planes[other], planes[into])
        return [Rails(planes[true], planes[false]) for true, false in self.results]


@lru_cache(maxsize=1024)
def plan_of(nodes: tuple[Expression, ...]) -> Plan:
    """The plan for some conditions."""
    return _Planner(nodes).plan


class _Planner:
    """Goes through the graph from the conditions down, one rail after the other."""

    def __init__(self, nodes: tuple[Expression, ...]) -> None:
        self.plan = Plan()
        self._needed, self._place, self._kept = Counter[int](), dict[_Rail, int](), set[int]()
        for node in nodes:
            self._count(node)
        self._lasting = self.plan.places = 2 * len(self.plan.atoms)
        self._free: list[int] = []
        self.plan.results = [(self._last(node, True), self._last(node, False)) for node in nodes]

    def _count(self, node: Expression) -> None:
        """How often each node is needed; places for the atoms."""
        self._needed[id(node)] += 1
        if self._needed[id(node)] > 1:
            return
        for part in _parts(node):
            self._count(part)
        if not _parts(node):
            self._place |= {(id(node), wanted): 2 * len(self.plan.atoms) + (not wanted) for wanted in (True, False)}
            self.plan.atoms.append(node)

    def _last(self, node: Expression, wanted: bool) -> int:
        """Where a result stands, which nothing is put over."""
        place = self._put(node, wanted)
        self._kept.add(place)
        return place

    def _put(self, node: Expression, wanted: bool) -> int:
        """Plan one rail; where it will stand."""
        if isinstance(node, Negation):
            return self._put(node.part, not wanted)
        if (id(node), wanted) in self._place:
            return self._place[id(node), wanted]
        place = self._join(_parts(node), wanted, isinstance(node, Conjunction) is wanted)
        if self._needed[id(node)] > 1 and len(_parts(node)) > _DEAR + 1:
            self._place[id(node), wanted] = place
            self._kept.add(place)
        return place

    def _join(self, parts: Sequence[Expression], wanted: bool, every: bool) -> int:
        """All of the parts, or any of them."""
        join = np.bitwise_and if every else np.bitwise_or
        one, other = self._put(parts[0], wanted), self._put(parts[1], wanted)
        self._leave(one)
        self._leave(other)
        into = self._room()
        self.plan.steps.append((join, one, other, into))
        for part in parts[2:]:
            other = self._put(part, wanted)
            self._leave(other)
            self.plan.steps.append((join, into, other, into))
        return into

    def _room(self) -> int:
        if not self._free:
            self._free.append(self.plan.places)
            self.plan.places += 1
        return self._free.pop()

    def _leave(self, place: int) -> None:
        """A place is no longer needed, unless it is an atom's or kept."""
        if place >= self._lasting and place not in self._kept:
            self._free.append(place)


def _parts(node: Expression) -> tuple[Expression, ...]:
    return children(node) if isinstance(node, (Negation, Conjunction, Disjunction)) else ()


class Judge:
    """Works out conditions for one block of rows, each node of the law's graph once."""

    def __init__(self, atom: Callable[[Expression], Rails], words: int) -> None:
        self._atom, self.words = atom, words
        self._judged: dict[int, Rails] = {}
        nothing, everything = empty(words), full(words)
        self._judged[id(TRUE)] = Rails(everything, nothing)
        self._judged[id(FALSE)] = Rails(nothing, everything)

    def together(self, nodes: tuple[Expression, ...]) -> list[Rails]:
        """The same as `rails` of each, in fewer steps; nothing is remembered but what is asked for."""
        if not all(id(node) in self._judged for node in nodes):
            found = plan_of(nodes).work_out(self.rails, self.words)
            self._judged |= {id(node): rails for node, rails in zip(nodes, found, strict=True)}
        return [self._judged[id(node)] for node in nodes]

    def rails(self, node: Expression) -> Rails:
        """What is known of a condition; the arrays are shared and must not be written to."""
        found = self._judged.get(id(node))
        if found is None:
            found = self._judged[id(node)] = self._judge(node)
        return found

    def _judge(self, node: Expression) -> Rails:
        match node:
            case Negation(part):
                inner = self.rails(part)
                return Rails(inner.false, inner.true)
            case Conjunction(parts):
                return Rails(*self._joined([self.rails(part) for part in parts]))
            case Disjunction(parts):
                false, true = self._joined([Rails(*reversed(self.rails(part))) for part in parts])
                return Rails(true, false)
        return self._atom(node)

    def _joined(self, parts: list[Rails]) -> tuple[Plane, Plane]:
        """Every one of them true; any of them false."""
        true, false = parts[0].true & parts[1].true, parts[0].false | parts[1].false
        for part in parts[2:]:
            np.bitwise_and(true, part.true, out=true)
            np.bitwise_or(false, part.false, out=false)
        return true, false
