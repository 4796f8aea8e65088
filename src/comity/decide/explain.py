"""Says how each norm bore on an ask: applied, excepted, did not apply, open, stood down, enjoined."""

from __future__ import annotations

from collections.abc import Callable
from operator import itemgetter

from comity.decide.compile import Truth, Values, compiled_truths
from comity.decide.decision import Bearing, Reason
from comity.decide.outcome import Outcome
from comity.decide.resolve import AskLaw, NormInForce, gives_way
from comity.law import Effect, NormException
from comity.law.expressions import Expression, names_in


class Explanation:
    """The norms of one ask, made ready to be explained many times."""

    def __init__(self, law: AskLaw) -> None:
        self._norms = tuple(_Explained(norm, law) for norm in law.norms)
        expressions: list[Expression] = []
        for norm in self._norms:
            norm.start = len(expressions)
            expressions += [norm.in_force.when, *norm.conditions]
        self._truths = compiled_truths(expressions)
        self._contrary = [
            [other for other, against in enumerate(law.norms) if gives_way(norm, against)] for norm in law.norms
        ]

    def reasons(self, values: Values) -> tuple[Reason, ...]:
        """How each norm bore on the ask, in the order of layers and sections."""
        truths = self._truths(values)
        reasons = [norm.reason(truths, values) for norm in self._norms]
        for index, others in enumerate(self._contrary):
            applied = reasons[index].bearing is Bearing.APPLIED
            if applied and any(reasons[other].bearing is Bearing.APPLIED for other in others):
                reasons[index] = reasons[index]._replace(bearing=Bearing.STOOD_DOWN)
        return tuple(reasons)


class _Explained:
    """One norm with what its explanation needs, looked up once."""

    def __init__(self, norm: NormInForce, law: AskLaw) -> None:
        self.in_force = norm
        relevant = [part for part in norm.exceptions if not part[0].asks or law.ask in part[0].asks]
        self.exceptions: tuple[NormException, ...] = tuple(exception for exception, _ in relevant)
        self.conditions: tuple[Expression, ...] = tuple(when for _, when in relevant)
        self.start = 0
        self.names = tuple(sorted({name for part in (norm.when, *self.conditions) for name in names_in(part)}))
        self._fetch: Callable[[Values], tuple[object, ...]] = _fetcher(self.names)
        self._standing = norm.standing
        self._unread = bool(norm.unread)

    def reason(self, truths: tuple[Truth, ...], values: Values) -> Reason:
        start, norm = self.start, self.in_force
        bearing, exceptions = self._bearing(truths[start], truths[start + 1 : start + 1 + len(self.conditions)])
        facts = tuple(zip(self.names, self._fetch(values), strict=True))
        unread = self._unread and (
            norm.norm.at.ref in norm.unread or any(part.ref in norm.unread for part in exceptions)
        )
        return Reason(norm.norm, norm.layer, bearing, exceptions, facts, self._standing, unread)

    def _bearing(self, when: Truth, met: tuple[Truth, ...]) -> tuple[Bearing, tuple[NormException, ...]]:
        if self.in_force.enjoined:
            return Bearing.ENJOINED, ()
        if when is False:
            return Bearing.DID_NOT_APPLY, ()
        if True in met:
            holds = tuple(exception for exception, value in zip(self.exceptions, met, strict=True) if value)
            return (Bearing.EXCEPTED if when else Bearing.OPEN), holds
        if when is True and None not in met:
            return Bearing.APPLIED, ()
        return Bearing.OPEN, tuple(
            exception for exception, value in zip(self.exceptions, met, strict=True) if value is None
        )


def _fetcher(names: tuple[str, ...]) -> Callable[[Values], tuple[object, ...]]:
    if not names:
        return lambda values: ()
    if len(names) == 1:
        return lambda values: (values[names[0]],)
    return itemgetter(*names)


def outcome_of_layer(reasons: tuple[Reason, ...]) -> Outcome:
    """What the norms of one layer say by themselves."""
    applied = {reason.effect for reason in reasons if reason.bearing in (Bearing.APPLIED, Bearing.STOOD_DOWN)}
    lifted = any(reason.bearing is Bearing.EXCEPTED and reason.effect is Effect.FORBIDS for reason in reasons)
    is_open = any(reason.bearing is Bearing.OPEN for reason in reasons)
    if applied >= {Effect.FORBIDS, Effect.REQUIRES}:
        return Outcome.CONFLICT
    if is_open and _could_change(reasons, applied):
        return Outcome.OPEN
    if Effect.FORBIDS in applied:
        return Outcome.FORBIDDEN
    if Effect.REQUIRES in applied:
        return Outcome.REQUIRED
    return Outcome.PERMITTED if lifted or Effect.PERMITS in applied else Outcome.SILENT


def _could_change(reasons: tuple[Reason, ...], applied: set[Effect]) -> bool:
    """Whether a norm still open could change what the layer says."""
    still_open = {reason.effect for reason in reasons if reason.bearing is Bearing.OPEN}
    if Effect.FORBIDS in applied:
        return Effect.REQUIRES in still_open
    if Effect.REQUIRES in applied:
        return Effect.FORBIDS in still_open
    return bool(still_open - {Effect.PERMITS}) or Effect.PERMITS not in applied
