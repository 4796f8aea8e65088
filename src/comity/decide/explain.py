"""Says how each norm bore on an ask: applied, excepted, did not apply, open, stood down, enjoined."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from comity.decide.compile import Truth, Values, compiled_findings
from comity.decide.decision import Bearing, Reason
from comity.decide.outcome import Outcome
from comity.decide.resolve import AskLaw, NormInForce, gives_way
from comity.facts import Ask
from comity.law import Effect, NormException, Pack
from comity.law.expressions import Expression, names_in

# Members of an enum are slow to look up, and slower to hash: here they are looked up once and compared by identity.
_APPLIED, _STOOD_DOWN, _EXCEPTED, _OPEN = Bearing.APPLIED, Bearing.STOOD_DOWN, Bearing.EXCEPTED, Bearing.OPEN
_DID_NOT_APPLY = Bearing.DID_NOT_APPLY
_FORBIDS, _REQUIRES, _PERMITS = Effect.FORBIDS, Effect.REQUIRES, Effect.PERMITS

_Bore = tuple[Bearing, tuple[NormException, ...], bool, bool]  # how, exceptions met or open, unread, may still apply


class Explanation:
    """The norms of one ask, made ready to be explained many times."""

    def __init__(self, law: AskLaw) -> None:
        self._norms = tuple(_Explained(norm, law.ask) for norm in law.norms)
        self._findings = compiled_findings([(norm.conditions, norm.names) for norm in self._norms])
        rivals = [[other for other, against in enumerate(law.norms) if gives_way(norm, against)] for norm in law.norms]
        self._rivals = [(index, others) for index, others in enumerate(rivals) if others]

    def reasons(self, values: Values) -> tuple[Reason, ...]:
        """How each norm bore on the ask, in the order of layers and sections."""
        reasons = []
        for norm, (truths, facts) in zip(self._norms, self._findings(values), strict=True):
            bearing, exceptions, unread, may_apply = norm.bore(truths)
            bore = norm.norm, norm.layer, bearing, exceptions, facts, norm.standing, unread, may_apply
            reasons.append(Reason._make(bore))  # twice as fast as `Reason(...)`
        if not self._rivals:
            return tuple(reasons)
        applied = {index for index, reason in enumerate(reasons) if reason.bearing is _APPLIED}
        for index, others in self._rivals:
            if index in applied and not applied.isdisjoint(others):  # even before one that itself stands down
                reasons[index] = reasons[index]._replace(bearing=_STOOD_DOWN)
        return tuple(reasons)


class _Explained:
    """One norm with what its explanation needs, looked up once."""

    def __init__(self, in_force: NormInForce, ask: Ask) -> None:
        self.norm, self.layer, self.standing = in_force.norm, in_force.layer, in_force.standing
        relevant = [part for part in in_force.exceptions if not part[0].asks or ask in part[0].asks]
        self.conditions: tuple[Expression, ...] = (in_force.when, *(when for _, when in relevant))
        self.names = tuple(sorted({name for part in self.conditions for name in names_in(part)}))
        self._exceptions = tuple(exception for exception, _ in relevant)
        self._enjoined, self._unread = in_force.enjoined, in_force.unread
        self.bore = lru_cache(maxsize=256)(self._bore)  # few patterns of truths come up, and they come up often

    def _bore(self, truths: tuple[Truth, ...]) -> _Bore:
        """How the norm bore, from the truth of its condition and of each exception."""
        bearing, exceptions = self._bearing(truths[0], truths[1:])
        rested_on = {self.norm.at.ref, *(exception.ref for exception in exceptions)}
        return bearing, exceptions, not self._unread.isdisjoint(rested_on), True not in truths[1:]

    def _bearing(self, when: Truth, met: tuple[Truth, ...]) -> tuple[Bearing, tuple[NormException, ...]]:
        if self._enjoined:
            return Bearing.ENJOINED, ()
        if when is False:
            return Bearing.DID_NOT_APPLY, ()
        if True in met:
            return (Bearing.EXCEPTED if when else Bearing.OPEN), self._where(True, met)
        if when is True and None not in met:
            return Bearing.APPLIED, ()
        return Bearing.OPEN, self._where(None, met)

    def _where(self, truth: Truth, met: tuple[Truth, ...]) -> tuple[NormException, ...]:
        return tuple(exception for exception, value in zip(self._exceptions, met, strict=True) if value is truth)


def outcomes_of_layers(reasons: Sequence[Reason], stack: Sequence[Pack]) -> tuple[tuple[str, Outcome], ...]:
    """What the law of each pack's layer says by itself."""
    bearing = [reason for reason in reasons if reason.bearing is not _DID_NOT_APPLY]  # most do not
    found = []
    for pack in stack:
        layer = pack.layer
        found.append((pack.name, outcome_of_layer([reason for reason in bearing if reason.layer is layer])))
    return tuple(found)


def outcome_of_layer(reasons: Sequence[Reason]) -> Outcome:
    """What the norms of one layer say by themselves."""
    applied: list[Effect] = []
    still_open: list[Effect] = []
    lifted = may_be_lifted = False
    for reason in reasons:
        bearing = reason.bearing
        if bearing is _APPLIED or bearing is _STOOD_DOWN:
            applied.append(reason.norm.effect)
        elif bearing is _OPEN and reason.may_apply:
            still_open.append(reason.norm.effect)
        elif bearing is _OPEN:
            may_be_lifted = may_be_lifted or reason.norm.effect is _FORBIDS
        elif bearing is _EXCEPTED:
            lifted = lifted or reason.norm.effect is _FORBIDS
    barred, commanded = _FORBIDS in applied, _REQUIRES in applied
    if barred and commanded:
        return Outcome.CONFLICT
    if (not barred and _FORBIDS in still_open) or (not commanded and _REQUIRES in still_open):
        return Outcome.OPEN
    if barred or commanded:
        return Outcome.FORBIDDEN if barred else Outcome.REQUIRED
    if lifted or _PERMITS in applied:
        return Outcome.PERMITTED
    return Outcome.OPEN if may_be_lifted or _PERMITS in still_open else Outcome.SILENT
