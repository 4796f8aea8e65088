"""One ask of a law over a block of rows: outcomes, the norms they rest on, and what the clerk is told, as planes.

What `comity.decide` works out for one case (`compile`, `explain`, `marks`) is said here once more over planes; tests
hold the two against each other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property

from comity.decide import Outcome, Verdict
from comity.decide.resolve import AskLaw, NormInForce, RuleSet, gives_way, permission_counts
from comity.lab.bulk.judge import Judge
from comity.lab.bulk.planes import Plane, empty, joined
from comity.law import Default, Doubt, Effect, Layer

_PLAIN = {Outcome.REQUIRED: Verdict.DO, Outcome.FORBIDDEN: Verdict.DO_NOT, Outcome.PERMITTED: Verdict.MAY}


class Asked:
    """The rows that make one ask, under the law of one era."""

    def __init__(self, law: AskLaw, rules: RuleSet, judge: Judge, within: Plane) -> None:
        self.law, self.rules, self.judge, self.within = law, rules, judge, within

    @cached_property
    def outcomes(self) -> Mapping[Outcome, Plane]:
        """The rows of each outcome, by Kleene's logic alone."""
        conflict, forbids, requires, permits = self.judge.together(
            (self.law.conflict, self.law.forbids, self.law.requires, self.law.permits)
        )
        at_odds = self.within & (conflict.true | forbids.true & requires.true)
        settled = self.within & ~at_odds & conflict.false & ~forbids.open & ~requires.open
        neither = settled & forbids.false & requires.false
        found = {
            Outcome.REQUIRED: settled & requires.true,
            Outcome.FORBIDDEN: settled & forbids.true,
            Outcome.PERMITTED: neither & permits.true,
            Outcome.SILENT: neither & permits.false,
            Outcome.CONFLICT: at_odds,
        }
        return {**found, Outcome.OPEN: self.within & ~joined(list(found.values()), self.judge.words)}

    @cached_property
    def _applied(self) -> tuple[Plane, ...]:
        """For each norm, the rows in which it applied and did not stand down."""
        applied = [self._certainly(norm, excepted=False) for norm in self.law.norms]
        standing = []
        for norm, plane in zip(self.law.norms, applied, strict=True):
            rivals = [applied[place] for place, other in enumerate(self.law.norms) if gives_way(norm, other)]
            standing.append(plane & ~joined(rivals, self.judge.words) if rivals else plane)
        return tuple(standing)

    def _certainly(self, norm: NormInForce, *, excepted: bool) -> Plane:
        if norm.enjoined:
            return empty(self.judge.words)
        when, met = self.judge.rails(norm.when), self.judge.rails(norm.met(self.law.ask))
        return when.true & (met.true if excepted else met.false)

    @cached_property
    def _lifted(self) -> Mapping[int, Plane]:
        """For each bar that counts, by its place: the rows in which an exception lifted it."""
        return {
            place: self._certainly(norm, excepted=True)
            for place, norm in enumerate(self.law.norms)
            if norm.norm.effect is Effect.FORBIDS and self._counts(norm)
        }

    def _counts(self, norm: NormInForce) -> bool:
        return permission_counts(norm.norm, norm.layer, self.rules.pack.layer)

    def _of(self, effect: Effect, *, counted: bool = False) -> dict[int, Plane]:
        """By place, where the norms of one effect applied."""
        return {
            place: self._applied[place]
            for place, norm in enumerate(self.law.norms)
            if norm.norm.effect is effect and (self._counts(norm) or not counted)
        }

    @cached_property
    def decisive(self) -> Mapping[Outcome, Mapping[int, Plane]]:
        """For each outcome: by place in `law.norms`, the rows that have this outcome and rest on the norm."""
        any_lifted = joined(list(self._lifted.values()), self.judge.words)
        plainly = {place: plane & ~any_lifted for place, plane in self._of(Effect.PERMITS, counted=True).items()}
        grounds = {
            Outcome.FORBIDDEN: self._of(Effect.FORBIDS),
            Outcome.REQUIRED: self._of(Effect.REQUIRES),
            Outcome.PERMITTED: {**self._lifted, **plainly},
            Outcome.CONFLICT: dict(enumerate(self._applied)),
        }
        return {
            outcome: {place: plane & self.outcomes[outcome] for place, plane in sorted(found.items())}
            for outcome, found in grounds.items()
        }

    @cached_property
    def verdicts(self) -> Mapping[Verdict, Plane]:
        """The rows of each verdict."""
        found = {verdict: self.outcomes[outcome] & ~self._to_legal(outcome) for outcome, verdict in _PLAIN.items()}
        found[Verdict.FACTS_MISSING] = self.outcomes[Outcome.OPEN]
        told = joined(list(found.values()), self.judge.words)
        return {**found, Verdict.ASK_LEGAL: self.within & ~told}

    def _to_legal(self, outcome: Outcome) -> Plane:
        """The rows of an outcome that carry a mark for which a lawyer is asked."""
        if self.rules.pack.layer is Layer.FEDERAL or self.law.faults:
            return self.within
        grounds = self.decisive[outcome]
        shaky = self._shaky(grounds, self._weak_reading)
        if outcome is Outcome.PERMITTED and self.law.ask.needs_authority:
            shaky = shaky | ~self._authority
        return shaky | self._doubted(outcome, grounds)

    @cached_property
    def _authority(self) -> Plane:
        giving = [
            plane
            for norm, plane in zip(self.law.norms, self._applied, strict=True)
            if norm.norm.confers or norm.norm.effect is Effect.REQUIRES
        ]
        return joined(giving, self.judge.words)

    def _weak_reading(self, place: int) -> Plane | bool:
        """Where a norm is unread or challenged in court."""
        norm = self.law.norms[place]
        if norm.standing is not None or norm.norm.at.ref in norm.unread:
            return True
        unread = [
            self.judge.rails(when).true
            for exception, when in norm.exceptions
            if exception.ref in norm.unread and (not exception.asks or self.law.ask in exception.asks)
        ]
        if place not in self._lifted or not unread:
            return False
        return self._lifted[place] & joined(unread, self.judge.words)

    def _weak_any(self, place: int) -> Plane | bool:
        """Where a norm has a weakness of any kind, a named doubt included."""
        return True if self.law.norms[place].norm.at.doubts else self._weak_reading(place)

    def _shaky(self, grounds: Mapping[int, Plane], weak: Callable[[int], Plane | bool]) -> Plane:
        """Where some ground is weak in the way asked and no sound one carries the outcome alone.

        Where bars were lifted, each lifted bar carries the outcome, so each must be sound.
        """
        found = joined([_where(plane, weak(place)) for place, plane in grounds.items()], self.judge.words)
        sound = joined(
            [plane & ~_where(plane, self._weak_any(place)) for place, plane in grounds.items()], self.judge.words
        )
        lifted = joined(
            [self._lifted[place] & plane for place, plane in grounds.items() if place in self._lifted], self.judge.words
        )
        return found & (lifted | ~sound)

    def _doubted(self, outcome: Outcome, grounds: Mapping[int, Plane]) -> Plane:
        """Where a doubt bears on the outcome; on a refusal, only one whose default is not to refuse."""
        named = self._shaky(grounds, lambda place: bool(self.law.norms[place].norm.at.doubts))
        found = [self.judge.rails(active).true for doubt, active in self.law.doubts if _bears(doubt, outcome)]
        for place, plane in grounds.items():
            if any(_bears(doubt, outcome) for doubt in self._doubts_of(self.law.norms[place])):
                found.append(plane & named)
        return joined(found, self.judge.words)

    def _doubts_of(self, norm: NormInForce) -> Iterable[Doubt]:
        pack_name = norm.norm.at.ref.partition("/")[0]
        doubts = next((pack.doubts for pack in self.rules.pack.stack if pack.name == pack_name), {})
        return [doubts[name] for name in norm.norm.at.doubts if name in doubts]


def _bears(doubt: Doubt, outcome: Outcome) -> bool:
    return outcome is not Outcome.FORBIDDEN or doubt.default is not Default.REFUSE


def _where(plane: Plane, weak: Plane | bool) -> Plane:
    if isinstance(weak, bool):
        return plane if weak else plane & plane.dtype.type(0)
    return plane & weak
