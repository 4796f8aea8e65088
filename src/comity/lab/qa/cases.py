"""The cases by which a lawyer checks a pack: for its rules in force on a day, the fewest that show every condition."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from comity.base import ComityError
from comity.decide import Case, Evaluator, evaluator_for
from comity.decide.resolve import RuleSet
from comity.facts import VOCABULARY, Ask, RecordList, Vocabulary
from comity.lab.qa.evaluated import Evaluated, Facts
from comity.lab.qa.inside import Inside
from comity.lab.qa.points import Condition, conditions_of
from comity.lab.qa.search import Search, Searched, Showing, Tried
from comity.lab.qa.space import Effort
from comity.law import Agency, Pack
from comity.law.expressions import Constant

EFFORT = 100_000_000  # the solver's own units of work for a whole pack; what ships takes less than a tenth


@dataclass(frozen=True, slots=True)
class Shows:
    """That a case shows a condition: it holds there, or not, and the rule hangs on it."""

    condition: Condition
    holds: bool
    decides: bool  # what comes of the rule there


@dataclass(frozen=True, slots=True)
class LawCase:
    """A case to be looked at, and what it shows that no case before it shows."""

    case: Case
    shows: tuple[Shows, ...]


@dataclass(frozen=True, slots=True)
class ConditionFound:
    """A condition, and what became of it: with it holding, and without."""

    condition: Condition
    agency: Agency
    found: tuple[Showing, ...]

    @property
    def is_shown(self) -> bool:
        """Whether it is shown both ways, or as far as there are two."""
        return all(one is Showing.SHOWN for one in self.found)

    @property
    def is_impossible(self) -> bool:
        """Whether it is proven that it cannot be shown both ways."""
        return any(one is Showing.IMPOSSIBLE for one in self.found)


@dataclass(frozen=True, slots=True)
class LawCases:
    """What was found for a pack on a day."""

    pack: Pack
    day: date
    cases: tuple[LawCase, ...]
    conditions: tuple[ConditionFound, ...]
    at_least: int  # fewer cases cannot show as much, with these agencies
    left_out: tuple[tuple[str, str], ...]  # rules in force of which no case can be made, and why

    @property
    def is_least(self) -> bool:
        """Whether it is proven that no fewer cases show as much."""
        return self.at_least == len(self.cases)


def law_cases(
    pack: Pack,
    day: date,
    vocabulary: Vocabulary = VOCABULARY,
    *,
    norm: str = "",
    given: Sequence[Case] = (),
    effort: int = EFFORT,
) -> LawCases:
    """The cases for a pack as it stands on a day.

    Args:
        pack: The pack; of the packs that it extends no rule is looked at, though they take part in every answer.
        day: Whose law.
        vocabulary: The facts.
        norm: One rule by its reference, and nothing but what it needs.
        given: Cases that were looked at before: they stay, as far as they still show something.
        effort: The solver's own units of work for all of it.

    Raises:
        ComityError: the day is not within what the pack knows, or it has no such rule in force.
    """
    if not pack.known.covers(day):
        raise ComityError(f"`{pack.name}` does not hold the law of {day}", help=f"It holds the law {pack.known}.")
    evaluators = [evaluator_for(agency, pack, day, vocabulary) for agency in pack.agencies.values()]
    bound = {each.rules.agency.name: _refs(each.rules, pack) for each in evaluators}
    left_out = tuple(_left_out(pack, day, evaluators, bound))
    budget, cases, conditions, least = Effort(effort), list[LawCase](), list[ConditionFound](), 0
    tried: Tried = {}
    for agency, refs in _agencies(_only(norm, bound, pack, day) if norm else bound):
        evaluator = evaluator_for(pack.agencies[agency], pack, day, vocabulary)
        inside = Inside(evaluator.rules, day)
        shown = {each.condition.of.ref for each in conditions}
        wanted = [one for one in conditions_of(evaluator.rules, refs, inside) if one.of.ref not in shown]
        before = [each for each in given if each.agency.name == agency]
        searched = Search(evaluator, day, wanted, inside, vocabulary=vocabulary, effort=budget, tried=tried).run(before)
        cases += _cases(searched, wanted)
        conditions += _found(searched, wanted, pack.agencies[agency])
        least += searched.at_least
    return LawCases(pack, day, tuple(cases), tuple(conditions), least, left_out)


def _refs(rules: RuleSet, pack: Pack) -> frozenset[str]:
    """The pack's own norms that bind an agency, and its limits and duties that hang on a condition."""
    found = [norm.norm.at.ref for norm in rules.norms if not norm.enjoined]
    found += [limit.at.ref for limit, when in rules.limits if not isinstance(when, Constant)]
    found += [duty.at.ref for duty, when in rules.duties if not isinstance(when, Constant)]
    return frozenset(ref for ref in found if ref.startswith(f"{pack.name}/"))


def _only(norm: str, bound: Mapping[str, frozenset[str]], pack: Pack, day: date) -> Mapping[str, frozenset[str]]:
    """Of what binds the agencies, one rule."""
    found = {name: refs & {norm} for name, refs in bound.items()}
    if not any(found.values()):
        raise ComityError(
            f"no rule `{norm}` of `{pack.name}` to be shown is in force on {day}",
            help="Name it as `pack/section/id`, as `comity law show` does.",
        )
    return found


def _left_out(
    pack: Pack, day: date, evaluators: Sequence[Evaluator], bound: Mapping[str, frozenset[str]]
) -> Iterator[tuple[str, str]]:
    every = frozenset().union(*bound.values())
    stopped = {norm.norm.at.ref for each in evaluators for norm in each.rules.norms if norm.enjoined}
    for norm in pack.norms:
        if norm.at.days.covers(day) and norm.at.ref not in every:
            yield norm.at.ref, "stopped by a court" if norm.at.ref in stopped else "binds no agency of this pack"


def _agencies(bound: Mapping[str, frozenset[str]]) -> Iterator[tuple[str, frozenset[str]]]:
    """Few agencies that are bound by every rule, each with the rules that it stands for."""
    left = frozenset().union(*bound.values())
    while left:
        name = max(sorted(bound), key=lambda one: len(bound[one] & left))
        yield name, bound[name] & left
        left -= bound[name]


def _cases(searched: Searched, wanted: Sequence[Condition]) -> Iterator[LawCase]:
    """The cases, each with what it shows first and with no fact that nothing hangs on; those given as they were."""
    told: set[int] = set()
    for at, (facts, shown) in enumerate(searched.cases):
        new = {point for point in shown if searched.showing.get(point) is Showing.SHOWN} - told
        told |= new
        if not new:
            continue
        shows = tuple(
            Shows(condition, searched.points[point].holds, searched.points[point].decides)
            for condition, way in zip(wanted, searched.ways, strict=True)
            for point in way
            if point in new
        )
        if at < len(searched.kept):
            yield LawCase(replace(searched.kept[at], at=searched.evaluated.case({}, ()).at), shows)
            continue
        asks = _asks([searched.points[point].asks for point in sorted(new)])
        less = _pruned(searched.evaluated, facts, asks, frozenset(new))
        yield LawCase(searched.evaluated.case(less, asks), shows)


def _asks(wanted: Sequence[frozenset[Ask]]) -> list[Ask]:
    """Few asks of which each set has one."""
    found: list[Ask] = []
    left = list(wanted)
    while left:
        best = max(Ask, key=lambda ask: sum(ask in one for one in left))
        found.append(best)
        left = [one for one in left if best not in one]
    return found


def _pruned(evaluated: Evaluated, facts: Facts, asks: Sequence[Ask], points: frozenset[int]) -> Facts:
    """The facts without those on which neither the answers hang, nor what the case is to show."""
    said = evaluated.answers(facts, asks)

    def enough(tried: Facts) -> bool:
        return points <= evaluated.shown(tried, points) and (said is None or evaluated.answers(tried, asks) == said)

    left = dict(facts)
    for name in sorted(left, key=lambda each: (isinstance(left[each], RecordList), each)):
        less = {other: value for other, value in left.items() if other != name}
        if enough(less):
            left = less
        elif isinstance(value := left[name], RecordList):
            left = {**left, name: _shorter(value, name, left, enough)}
    return left


def _shorter(value: RecordList, name: str, facts: Facts, enough: Callable[[Facts], bool]) -> RecordList:
    """The list without the records, and then without the fields, that nothing hangs on."""
    for record in value.known:
        less = RecordList(tuple(each for each in value.known if each is not record), complete=True)
        value = less if enough({**facts, name: less}) else value
    for at in range(len(value.known)):
        for field in list(value.known[at]):
            fields = {name: given for name, given in value.known[at].items() if name != field}
            less = RecordList((*value.known[:at], fields, *value.known[at + 1 :]), complete=True)
            value = less if enough({**facts, name: less}) else value
    return value


def _found(searched: Searched, wanted: Sequence[Condition], agency: Agency) -> Iterator[ConditionFound]:
    for condition, way in zip(wanted, searched.ways, strict=True):
        yield ConditionFound(condition, agency, tuple(searched.showing[point] for point in way))
