"""Decides: facts and law in; per ask an outcome, a verdict, reasons, what is still open, duties and limits out."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping
from datetime import date
from functools import cached_property, lru_cache
from sys import intern
from types import MappingProxyType
from typing import Any, Generic, TypeVar

from comity.decide.case import Case
from comity.decide.compile import Survey, Values, compiled_outcome, compiled_survey, compiled_truths
from comity.decide.decision import Answer, Change, Decision
from comity.decide.derive import Surroundings, truth
from comity.decide.duties import duties_owed, limit_runs
from comity.decide.explain import Explanation, outcomes_of_layers
from comity.decide.marks import decisive_reasons, marks_of, verdict_of
from comity.decide.nearest import Neighbourhood
from comity.decide.outcome import Outcome
from comity.decide.residual import Residual, residual
from comity.decide.resolve import AskLaw, ByAsk, RuleSet, changes_of_law, rules_for
from comity.facts import VOCABULARY, Ask, Established, FactValue, Vocabulary
from comity.law import Agency, Doubt, Pack
from comity.law.expressions import Expression, names_in

_Kept = TypeVar("_Kept")
_NOTHING_KNOWN: Mapping[str, FactValue | None] = MappingProxyType({})
_DECISION_DATE = "decision_date"  # the day of the case, where a law counts from the day of the answer


class AskEvaluator:
    """The law of one ask, compiled when first needed."""

    def __init__(self, law: AskLaw, rules: RuleSet, vocabulary: Vocabulary) -> None:
        self.law, self.rules, self.vocabulary = law, rules, vocabulary

    @cached_property
    def outcome(self) -> Callable[[Values], Outcome]:
        """From facts to the outcome by Kleene's logic: the fast, bare answer."""
        return compiled_outcome(self.law)

    @cached_property
    def survey(self) -> Callable[[Values], Survey]:
        """From facts to the outcome, the truths of each norm's condition and exceptions, those of limits and duties."""
        norms = [[norm.when, *(when for _, when in norm.exceptions)] for norm in self.law.norms]
        others = [condition for _, condition in (*self.rules.limits, *self.rules.duties)]
        return compiled_survey(self.law, norms, others)

    @cached_property
    def explanation(self) -> Explanation:
        """How each norm bears on the ask."""
        return Explanation(self.law)

    @cached_property
    def _doubts(self) -> Callable[[Values], tuple[bool | None, ...]]:
        return compiled_truths([active for _, active in self.law.doubts])

    def active_doubts(self, values: Values) -> tuple[Doubt, ...]:
        """The doubts that find the two rules they name at odds in this case."""
        if not self.law.doubts:
            return ()
        return tuple(doubt for (doubt, _), active in zip(self.law.doubts, self._doubts(values), strict=True) if active)

    @cached_property
    def neighbourhood(self) -> Neighbourhood:
        """The search for the nearest other answer."""
        return Neighbourhood(self.law, self.rules.derived, self.vocabulary)

    def residual(self, values: Values, known: Mapping[str, FactValue | None] = _NOTHING_KNOWN) -> Residual:
        """What would settle the ask; `known` holds the facts of the case as established."""
        return residual(self.law, values, self.rules.derived, self.vocabulary, known)


class Evaluator:
    """The law for one agency in one era, between two changes of the law; ready to decide many cases."""

    def __init__(self, rules: RuleSet, vocabulary: Vocabulary = VOCABULARY) -> None:
        self.rules = rules
        self.vocabulary = vocabulary
        self.asks = ByAsk(lambda ask: AskEvaluator(rules.laws[ask], rules, vocabulary))
        self.names = self._all_names()
        self._inner = {name: names_in(inner) & rules.derived.keys() for name, inner in rules.derived.items()}
        self._side = compiled_truths([condition for _, condition in (*rules.limits, *rules.duties)])

    def _all_names(self) -> tuple[str, ...]:
        conditions: list[Expression] = [condition for _, condition in (*self.rules.limits, *self.rules.duties)]
        for norm in self.rules.norms:
            conditions += [norm.when, *(when for _, when in norm.exceptions)]
        # Interned, as names in compiled text are: a look-up then compares two pointers, not two texts.
        return tuple(sorted({intern(name) for condition in conditions for name in names_in(condition)}))

    def values(self, facts: Mapping[str, Established], day: date) -> dict[str, Any]:
        """Every name that the law looks at, with its value or `None`; definitions worked out for the day."""
        known: dict[str, Any] = {_DECISION_DATE: day}
        known.update((name, established.value) for name, established in facts.items())
        values: dict[str, Any] = {name: known.get(name) for name in self.names}
        around = Surroundings(known, self.rules.pack, day)
        for name in self.names:
            if name in self.rules.derived:
                values[name] = self._derived(name, around, known)
        return values

    def _derived(self, name: str, around: Surroundings, known: dict[str, Any]) -> bool | None:
        """A definition's truth; those it rests on are worked out before it."""
        for inner in self._inner[name]:
            if inner not in known:
                known[inner] = self._derived(inner, around, known)
        return truth(self.rules.derived[name], around)

    def answer(self, case: Case, ask: Ask, values: Values, limits: tuple[Any, ...], *, nearest: bool) -> Answer:
        """The whole answer to one ask."""
        evaluator = self.asks[ask]
        kleene = evaluator.outcome(values)
        known = {name: established.value for name, established in case.facts.items()} | {_DECISION_DATE: case.day}
        rest = evaluator.residual(values, known) if kleene is Outcome.OPEN else Residual(None, (), (), frozenset())
        outcome = rest.settled or kleene
        reasons = evaluator.explanation.reasons(values)
        disputed = {name for name, established in case.facts.items() if established.disputed}
        between = evaluator.active_doubts(values)
        decisive = decisive_reasons(outcome, reasons, self.rules.pack.layer)
        marks, doubts = marks_of(
            self.rules,
            evaluator.law,
            outcome,
            reasons,
            decisive,
            disputed=bool(disputed & rest.matters),
            between=between,
        )
        return Answer(
            ask=ask,
            outcome=outcome,
            verdict=verdict_of(outcome, marks, doubts),
            marks=marks,
            settled_by_residual=kleene is Outcome.OPEN and outcome is not Outcome.OPEN,
            layers=outcomes_of_layers(reasons, self.rules.pack.stack),
            reasons=reasons,
            decisive=decisive,
            doubts=doubts,
            faults=evaluator.law.faults,
            settling_sets=rest.settling_sets,
            questions=rest.questions,
            matters=rest.matters,
            nearest=self._nearest(evaluator, values, outcome) if nearest else (),
            limits=() if outcome is Outcome.FORBIDDEN else limits,
        )

    def _nearest(self, evaluator: AskEvaluator, values: Values, outcome: Outcome) -> tuple[Change, ...]:
        if outcome is Outcome.OPEN:
            return ()
        return evaluator.neighbourhood.nearest(values, evaluator.outcome, outcome)

    def decide(self, case: Case, *, nearest: bool = True) -> Decision:
        """Decide every ask of a case; without `nearest` the search for the nearest other answer is left out."""
        values = self.values(case.facts, case.day)
        truths = self._side(values)
        limits = [(limit, truth) for (limit, _), truth in zip(self.rules.limits, truths, strict=False)]
        duties = [(duty, truth) for (duty, _), truth in zip(self.rules.duties, truths[len(limits) :], strict=True)]
        answers = tuple(
            self.answer(case, ask, values, limit_runs(case, ask, limits), nearest=nearest) for ask in case.asks
        )
        owed = duties_owed(case, duties, {answer.ask: answer.outcome for answer in answers})
        packs = tuple((pack.name, pack.digest, pack.as_read) for pack in case.pack.stack)
        return Decision(case, answers, owed, packs, tuple(case.facts.values()))


class _ByIdentity(Generic[_Kept]):
    """A pack or a vocabulary as a cache key: the object itself, not its content."""

    __slots__ = ("kept",)

    def __init__(self, kept: _Kept) -> None:
        self.kept = kept

    def __hash__(self) -> int:
        return id(self.kept)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _ByIdentity) and other.kept is self.kept


def evaluator_for(agency: Agency, pack: Pack, day: date, vocabulary: Vocabulary = VOCABULARY) -> Evaluator:
    """The law for an agency of a pack on a day, ready to decide; kept for every case of the same era."""
    changes = _changes(_ByIdentity(pack))
    since = changes[bisect_right(changes, day) - 1]
    return _cached(_ByIdentity(pack), agency, since, _ByIdentity(vocabulary))


@lru_cache(maxsize=256)
def _changes(pack: _ByIdentity[Pack]) -> tuple[date, ...]:
    return changes_of_law(pack.kept)


@lru_cache(maxsize=1024)
def _cached(pack: _ByIdentity[Pack], agency: Agency, since: date, vocabulary: _ByIdentity[Vocabulary]) -> Evaluator:
    return Evaluator(rules_for(agency, pack.kept, since), vocabulary.kept)


def decide(case: Case, vocabulary: Vocabulary = VOCABULARY, *, nearest: bool = True) -> Decision:
    """Decide a case under the law in force on its day, in every layer that binds its agency."""
    return evaluator_for(case.agency, case.pack, case.day, vocabulary).decide(case, nearest=nearest)
