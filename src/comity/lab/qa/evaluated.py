"""Cases of one agency, evaluated as `decide` does: which points each shows, and what the law answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from typing import NamedTuple
from zoneinfo import ZoneInfo

from comity.decide import Case, Evaluator, Mark, Outcome, Verdict
from comity.decide.compile import compiled_truths
from comity.facts import Ask, Claim, Established, FactValue, Vocabulary
from comity.lab.qa.inside import Inside
from comity.lab.qa.points import Point
from comity.law.expressions import names_in

_DAY = "decision_date"
Facts = Mapping[str, FactValue | None]


class Said(NamedTuple):
    """What the law says of one ask, and the rules that this rests on."""

    outcome: Outcome
    verdict: Verdict
    marks: frozenset[Mark]
    decisive: tuple[str, ...]


class Evaluated:
    """The points of an agency's law on a day, ready to be looked for in many cases."""

    def __init__(
        self, evaluator: Evaluator, day: date, points: Sequence[Point], inside: Inside, vocabulary: Vocabulary
    ) -> None:
        self._evaluator, self._points, self._inside, self._vocabulary = evaluator, points, inside, vocabulary
        self._unknown: dict[str, FactValue | None] = {
            name: None for point in points for name in sorted(names_in(point.shown))
        }
        self.rules, self.day = evaluator.rules, day  # the rules may be kept from an earlier day of the same era

    def truths(self, facts: Facts) -> dict[str, bool | None]:
        """What each definition, and each condition inside one, says."""
        worked_out = self._worked_out(facts)
        derived: dict[str, bool | None] = {
            name: value if isinstance(value, bool) else None
            for name, value in worked_out.items()
            if name in self.rules.derived
        }
        return {**derived, **dict(self._inside.truths({**facts, **worked_out}))}

    def _worked_out(self, facts: Facts) -> dict[str, FactValue | None]:
        return {**self._evaluator.values(self.established(facts), self.day), _DAY: self.day}

    def shown(self, facts: Facts, among: Iterable[int] | None = None) -> frozenset[int]:
        """The points that a case shows, by their numbers, whatever is asked in it."""
        looked = range(len(self._points)) if among is None else sorted(among)
        worked_out = self._worked_out(facts)
        values = {**self._unknown, **facts, **worked_out, **dict(self._inside.truths({**facts, **worked_out}))}
        found = compiled_truths([self._points[at].shown for at in looked])(values)
        return frozenset(at for at, truth in zip(looked, found, strict=True) if truth is True)

    def established(self, facts: Facts) -> dict[str, Established]:
        """Facts as a case has them."""
        return {
            name: Established(self._vocabulary[name], (Claim(value),))
            for name, value in sorted(facts.items())
            if value is not None
        }

    def case(self, facts: Facts, asks: Iterable[Ask]) -> Case:
        """The case, at noon of the day."""
        pack = self.rules.pack
        noon = datetime.combine(self.day, time(12), ZoneInfo(pack.calendar.zone))
        return Case(noon, self.rules.agency, pack, tuple(sorted(asks, key=list(Ask).index)), self.established(facts))

    def answers(self, facts: Facts, asks: Iterable[Ask]) -> tuple[Said, ...] | None:
        """What the whole law answers, in a form that can be compared; `None` while an answer is open."""
        case = self.case(facts, asks)
        values = self._evaluator.values(case.facts, case.day)
        if any(self._evaluator.asks[ask].outcome(values) is Outcome.OPEN for ask in case.asks):
            return None
        found = [self._evaluator.answer(case, ask, values, (), nearest=False) for ask in case.asks]
        return tuple(
            Said(each.outcome, each.verdict, each.marks, tuple(one.norm.at.ref for one in each.decisive))
            for each in found
        )
