"""Seeks the fewest cases that show what can be shown of one agency's law."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import Enum

from comity.decide import Case, Evaluator
from comity.decide.resolve import base_facts
from comity.facts import FactValue, RecordList, Vocabulary
from comity.facts.kinds import Kind
from comity.lab.proving.candidates import Candidates
from comity.lab.proving.definitions import Definitions
from comity.lab.qa.cover import apart, fewest
from comity.lab.qa.evaluated import Evaluated, Facts
from comity.lab.qa.inside import Inside
from comity.lab.qa.points import Condition, Point
from comity.lab.qa.space import Effort, Space
from comity.lab.qa.worlds import Trials, World, groups
from comity.law.expressions import Name, names_in

ROUNDS = 4  # orders in which cases are sought, where there are few points
FEW_POINTS = 130
FEW_AT_ONCE = 4_000  # points times cases, up to which all cases are sought at once
WORLD_SIZE = 10  # as many points does one thing that was tried for a definition weigh
Tried = dict[frozenset[str], list[World]]  # by the names that hang on the facts that were tried


class Showing(Enum):
    """What became of one point."""

    SHOWN = "shown"  # by one of the cases
    IMPOSSIBLE = "impossible"  # proven: no case can show it
    UNDECIDED = "undecided"  # not within the bound, or no records were found that do it


@dataclass(slots=True)
class Searched:
    """The cases that were chosen for one agency, and what became of each point."""

    evaluated: Evaluated
    points: list[Point]
    ways: list[tuple[int, ...]]  # for each condition, the numbers of the points by which it is shown
    showing: dict[int, Showing] = field(default_factory=dict)
    cases: list[tuple[Facts, frozenset[int]]] = field(default_factory=list)  # and the points that each shows
    kept: list[Case] = field(default_factory=list)  # the first of them, as they were given
    at_least: int = 0  # no set of cases can be smaller, as was proven


class Search:
    """One search: the points, the solver, what was found so far."""

    def __init__(
        self,
        evaluator: Evaluator,
        day: date,
        conditions: Sequence[Condition],
        inside: Inside,
        *,
        vocabulary: Vocabulary,
        effort: Effort,
        tried: Tried,
    ) -> None:
        self._numbers: dict[Point, int] = {}
        self._ways = [[self._numbered(way) for way in one.ways] for one in conditions]
        self._points = list(self._numbers)
        self._evaluated = Evaluated(evaluator, day, self._points, inside, vocabulary)
        definitions = Definitions.of(evaluator.rules, day)
        candidates = Candidates([definitions])
        self._plain = _plain_facts(evaluator, candidates, vocabulary)
        trials = Trials(candidates, vocabulary, self._evaluated.truths)
        worlds = _worlds(definitions, self._points, trials, inside, tried)
        self._worlds = sum(map(len, worlds))
        self._space = Space(definitions, self._points, inside, worlds, vocabulary=vocabulary, effort=effort)
        self._cases: list[Facts] = []
        self._shown: list[frozenset[int]] = []
        self._failed: dict[int, Showing] = {}

    def _numbered(self, way: Sequence[Point]) -> tuple[int, ...]:
        return tuple(self._numbers.setdefault(point, len(self._numbers)) for point in way)

    def run(self, given: Sequence[Case]) -> Searched:
        """Seek; cases that are given are kept as far as they show something."""
        settled = [case for case in given if self._given(case)]
        kept = len(settled)
        self._seek([ways[0] for ways in self._ways])
        self._seek([ways[1] for ways in self._ways if len(ways) > 1 and not self._is_shown(ways[0])])
        chosen_ways = [self._best(ways) for ways in self._ways]
        wanted = frozenset(point for way in chosen_ways for point in way)
        can = sorted(point for point in wanted if point not in self._failed)
        if not kept and len(can) <= FEW_POINTS:
            for turn in range(1, ROUNDS):
                self._round([*can[turn * len(can) // ROUNDS :], *can[: turn * len(can) // ROUNDS]])
        chosen = fewest(self._shown, frozenset(can), kept)
        least = self._apart(can) if can else []
        size = (len(can) + WORLD_SIZE * self._worlds) * len(chosen)
        if not kept and len(least) < len(chosen) and size <= FEW_AT_ONCE:
            chosen, at_least = self._at_once(can, least, chosen)
        else:
            at_least = len(least)
        showing = {point: self._failed.get(point, Showing.SHOWN) for point in wanted}
        cases = [(self._cases[at], self._shown[at]) for at in sorted(chosen)]
        stay = [settled[at] for at in sorted(chosen) if at < kept]
        return Searched(self._evaluated, self._points, chosen_ways, showing, cases, stay, at_least)

    def _round(self, points: Sequence[int]) -> None:
        """More cases, found in another order."""
        left = list(points)
        while left:
            model = self._space.case(left[0], left[1:])
            if model is None:
                return
            shown = self._keep({**self._plain, **model.facts}) | model.shows
            left = [point for point in left if point not in shown]

    def _at_once(self, points: Sequence[int], apart_: Sequence[int], chosen: list[int]) -> tuple[list[int], int]:
        """Fewer cases, sought all at once, as long as there are; and how few there can be."""
        while len(chosen) > len(apart_):
            fewer = len(chosen) - 1
            try:
                found = self._space.together(points, apart_, fewer, tried=True)
                if found is None:
                    proven = self._space.together(points, apart_, fewer, tried=False) is None
                    return chosen, len(chosen) if proven else len(apart_)
            except OverflowError:
                return chosen, len(apart_)
            chosen = list(range(len(self._cases), len(self._cases) + fewer))
            for facts in found:
                self._keep({**self._plain, **facts})
        return chosen, len(apart_)

    def _given(self, case: Case) -> bool:
        """Take a case that was looked at before as it is; not if its answer has become open."""
        facts = {name: known.value for name, known in case.facts.items()}
        if self._evaluated.answers(facts, case.asks) is None:
            return False
        shown = self._evaluated.shown(facts)
        self._cases.append(facts)
        self._shown.append(frozenset(at for at in shown if not self._points[at].asks.isdisjoint(case.asks)))
        return True

    def _keep(self, facts: Facts) -> frozenset[int]:
        shown = self._evaluated.shown(facts)
        self._cases.append(facts)
        self._shown.append(shown)
        return shown

    def _seek(self, ways: Sequence[tuple[int, ...]]) -> None:
        """Cases for the points that no case shows yet, each case for as many as it can."""
        open_points = list(dict.fromkeys(point for way in ways for point in way))
        open_points = [point for point in open_points if not any(point in shown for shown in self._shown)]
        while open_points:
            first, *others = open_points
            model = self._space.case(first, others)
            if model is None:
                self._failed[first] = self._why_not(first)
                open_points = others
                continue
            shown = self._keep({**self._plain, **model.facts})
            if not model.shows <= shown:
                raise AssertionError("the solver and `decide` differ on what a case shows")
            open_points = [point for point in open_points if point not in shown]

    def _why_not(self, point: int) -> Showing:
        return Showing.IMPOSSIBLE if self._space.possible([point], tried=False) is False else Showing.UNDECIDED

    def _is_shown(self, way: Sequence[int]) -> bool:
        return not any(point in self._failed for point in way)

    def _best(self, ways: Sequence[tuple[int, ...]]) -> tuple[int, ...]:
        """The first way in which a condition is shown both ways; else the first of which most is."""
        return min(ways, key=lambda way: sum(point in self._failed for point in way))

    def _apart(self, points: Sequence[int]) -> list[int]:
        """Points of which no case can show two."""
        answered: dict[tuple[int, int], bool] = {}

        def together(one: int, two: int) -> bool:
            pair = (min(one, two), max(one, two))
            if pair not in answered:
                answered[pair] = self._space.possible(pair, tried=False) is not False
            return answered[pair]

        return apart(points, self._shown, together)


def _worlds(
    definitions: Definitions, points: Sequence[Point], trials: Trials, inside: Inside, tried: Tried
) -> list[list[World]]:
    """What was tried for the definitions that the points speak of, each group for itself; for one agency or another."""
    used = {name for point in points for name in names_in(point.shown)} & definitions.rules.derived.keys()
    found = []
    for names, facts in groups(definitions, used):
        of_group = names | inside.names(names)
        if of_group not in tried:
            tried[of_group] = trials.of(sorted(facts), of_group)
        found.append(tried[of_group])
    return found


def _plain_facts(evaluator: Evaluator, candidates: Candidates, vocabulary: Vocabulary) -> dict[str, FactValue | None]:
    """A value for every fact that the law looks at, so that no answer is open for want of one."""
    rules = evaluator.rules
    behind = {fact for name in evaluator.names for fact in base_facts(Name(name), rules.derived)}
    return {name: _plainest(name, candidates, vocabulary) for name in sorted(behind - {"decision_date"})}


def _plainest(name: str, candidates: Candidates, vocabulary: Vocabulary) -> FactValue | None:
    fact = vocabulary[name]
    if fact.kind is Kind.RECORDS:
        return RecordList((), complete=True)
    return candidates.of(fact)[0]  # type: ignore[return-value]
