"""The kinds of case in which two laws answer differently, in few descriptions, each with its simplest case.

A description is a set of facts, each with the values that it may have: whatever the other facts are, the first law
gives one outcome and the second another. It is found from a case by leaving out what does not matter and by widening
what may be more than one value; none of those that remain is covered by the others. There may be a shorter list: to
find the shortest is a problem of its own, and no reader would notice.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import permutations

import z3

from comity.decide import Answer, Case, Outcome, decide
from comity.facts import Ask, FactValue
from comity.lab.comparing.joint import Cells, Joint
from comity.lab.comparing.sides import Side

MOST_KINDS = 80  # sought for one ask; beyond, the comparison says that there are more
ATTEMPTS = 240  # models tried for one ask, those included for which no records are found
_Why = tuple[tuple[Outcome, Outcome], tuple[tuple[str, ...], tuple[str, ...]]]
_SETTLED: tuple[Outcome, ...] = tuple(outcome for outcome in Outcome if outcome is not Outcome.OPEN)


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of case: the facts that make it, and its simplest case before either law."""

    given: tuple[tuple[str, tuple[object, ...]], ...]  # each fact or definition with the values that it may have
    cases: tuple[Case, Case]


@dataclass(frozen=True, slots=True)
class Difference:
    """Kinds of case in which each law gives one outcome for one reason; the simplest kind first."""

    outcomes: tuple[Outcome, Outcome]
    decisive: tuple[tuple[str, ...], tuple[str, ...]]  # the norms that either answer rests on
    joined_by: tuple[str, ...]  # the norms without any one of which the two laws would answer all these alike
    kinds: tuple[Kind, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """How two laws compare on one ask. `complete` is whether every kind is there."""

    ask: Ask
    differences: tuple[Difference, ...]
    complete: bool


def compare(first: Side, second: Side, ask: Ask, *, most: int = MOST_KINDS) -> Compared:
    """The kinds of case in which two laws answer an ask differently; the simplest first, and no more than `most`."""
    return _Comparison(first, second, ask, most).compared()


class _Comparison:
    def __init__(self, first: Side, second: Side, ask: Ask, most: int) -> None:
        self.sides, self.ask, self.joint = (first, second), ask, Joint(first, second, ask)
        self._most, self._left = most, ATTEMPTS

    def compared(self) -> Compared:
        """All that was found."""
        found: list[tuple[Cells, tuple[Outcome, Outcome], dict[str, FactValue | None]]] = []
        complete = True
        for outcomes in permutations(_SETTLED, 2):
            for cells, facts in self._kinds(outcomes, self._most - len(found)):
                if cells is None:
                    complete = False
                else:
                    found.append((cells, outcomes, facts))
        groups: dict[_Why, list[tuple[Cells, Kind]]] = {}
        for cells, outcomes, facts in self._needed(found):
            cases = self._simplest(outcomes, facts)
            kind = Kind(tuple((name, self.joint.meant(name, each)) for name, each in sorted(cells.items())), cases)
            groups.setdefault((outcomes, self._decisive(cases)), []).append((cells, kind))
        differences = [self._difference(why, group) for why, group in groups.items()]
        differences.sort(key=lambda each: (len(each.kinds[0].given), str(each.kinds[0].given)))
        return Compared(self.ask, tuple(differences), complete)

    def _kinds(
        self, outcomes: tuple[Outcome, Outcome], most: int
    ) -> Iterator[tuple[Cells | None, dict[str, FactValue | None]]]:
        """Descriptions that together cover every case with these outcomes; `None` if some are left."""
        solver, sought, struck = self.joint.solver(), self.joint.answered(outcomes), False
        solver.add(sought)
        while (found := solver.check()) == z3.sat:
            self._left -= 1
            if most <= 0 or self._left < 0:
                yield None, {}
                return
            values = self.joint.values(solver.model())
            facts = self.joint.facts(values)
            if facts is None:  # no records make the definitions so
                solver.add(z3.Not(self.joint.definitions(values)))
                struck = True
                continue
            cells = self.joint.widened(values, sought)
            solver.add(z3.Not(self.joint.within(cells)))
            most -= 1
            yield cells, facts
        if found == z3.unknown or struck:
            yield None, {}

    def _needed(
        self, found: list[tuple[Cells, tuple[Outcome, Outcome], dict[str, FactValue | None]]]
    ) -> list[tuple[Cells, tuple[Outcome, Outcome], dict[str, FactValue | None]]]:
        """Those that are not covered by the others."""
        kept = list(found)
        for one in sorted(found, key=lambda each: -len(each[0])):
            others = [self.joint.within(cells) for cells, _, _ in kept if cells is not one[0]]
            solver = self.joint.solver()
            solver.add(self.joint.within(one[0]), z3.Not(z3.Or(others)))
            if others and solver.check() == z3.unsat:
                kept.remove(one)
        return kept

    def _decisive(self, cases: tuple[Case, Case]) -> tuple[tuple[str, ...], tuple[str, ...]]:
        first, second = (decide(case, self.sides[0].vocabulary, nearest=False).answers[0] for case in cases)
        return _refs(first), _refs(second)

    def _difference(self, why: _Why, group: list[tuple[Cells, Kind]]) -> Difference:
        outcomes, decisive = why
        everywhere = [cells for cells, _ in group]
        joined = tuple(ref for ref in dict.fromkeys((*decisive[0], *decisive[1])) if self._joins(ref, everywhere))
        kinds = sorted((kind for _, kind in group), key=lambda kind: (len(kind.given), str(kind.given)))
        return Difference(outcomes, decisive, joined, tuple(kinds))

    def _simplest(self, outcomes: tuple[Outcome, Outcome], facts: Mapping[str, FactValue | None]) -> tuple[Case, Case]:
        """The case with every fact left out that neither law needs."""
        known = dict(facts)
        if self._outcomes(known) != outcomes:
            raise AssertionError(f"the solver and `decide` differ on a case of {self.ask.value}")
        for name in sorted(facts):
            less = {other: value for other, value in known.items() if other != name}
            if self._outcomes(less) == outcomes:
                known = less
        return self.sides[0].case(self.ask, known), self.sides[1].case(self.ask, known)

    def _outcomes(self, facts: Mapping[str, FactValue | None]) -> tuple[Outcome, ...]:
        cases = (side.case(self.ask, facts) for side in self.sides)
        return tuple(decide(case, self.sides[0].vocabulary, nearest=False).answers[0].outcome for case in cases)

    def _joins(self, ref: str, everywhere: list[Cells]) -> bool:
        """Whether the two laws would answer alike in all these kinds if a norm had never been written."""
        joint = Joint(self.sides[0].without(ref), self.sides[1].without(ref), self.ask)
        solver = joint.solver()
        solver.add(z3.Or([joint.within(cells) for cells in everywhere]), joint.differs())
        return bool(solver.check() == z3.unsat)


def _refs(answer: Answer) -> tuple[str, ...]:
    return tuple(dict.fromkeys(reason.norm.at.ref for reason in answer.decisive))
