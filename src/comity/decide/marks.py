"""Which marks an outcome carries, and what the clerk is told because of them."""

from __future__ import annotations

from collections.abc import Sequence

from comity.decide.decision import Bearing, Reason
from comity.decide.outcome import Mark, Outcome, Verdict
from comity.decide.resolve import AskLaw, RuleSet, permission_counts
from comity.law import Default, Doubt, Effect, Layer

_PLAIN = {
    Outcome.REQUIRED: Verdict.DO,
    Outcome.FORBIDDEN: Verdict.DO_NOT,
    Outcome.PERMITTED: Verdict.MAY,
    Outcome.SILENT: Verdict.ASK_LEGAL,
    Outcome.CONFLICT: Verdict.ASK_LEGAL,
    Outcome.OPEN: Verdict.FACTS_MISSING,
}
_ASK_LEGAL = frozenset({Mark.UNREAD, Mark.CONTESTED, Mark.NO_AUTHORITY, Mark.UNENCODED_LAYER, Mark.FAULT})


def verdict_of(outcome: Outcome, marks: frozenset[Mark], doubts: Sequence[Doubt]) -> Verdict:
    """What the clerk is told. A doubt whose default is to refuse leaves *do not* standing."""
    if outcome is Outcome.OPEN:
        return Verdict.FACTS_MISSING
    if marks & _ASK_LEGAL:
        return Verdict.ASK_LEGAL
    if doubts and not (outcome is Outcome.FORBIDDEN and all(doubt.default is Default.REFUSE for doubt in doubts)):
        return Verdict.ASK_LEGAL
    return _PLAIN[outcome]


def marks_of(
    rules: RuleSet,
    law: AskLaw,
    outcome: Outcome,
    reasons: tuple[Reason, ...],
    decisive: tuple[Reason, ...],
    *,
    disputed: bool,
    between: tuple[Doubt, ...],
) -> tuple[frozenset[Mark], tuple[Doubt, ...]]:
    """The marks of an outcome, and the doubts that it rests on; `between` are those that found two rules at odds."""
    shaky = _shaky(decisive)
    named = _doubts(rules, decisive) if Mark.DOUBT in shaky else ()
    doubts = tuple(dict.fromkeys((*between, *named)))
    authority = any(reason.norm.confers or reason.effect is Effect.REQUIRES for reason in _applied(reasons))
    found = {
        Mark.DOUBT: bool(doubts),
        Mark.NO_AUTHORITY: outcome is Outcome.PERMITTED and law.ask.needs_authority and not authority,
        Mark.OVERRIDDEN: any(reason.bearing is Bearing.STOOD_DOWN for reason in reasons),
        Mark.UNENCODED_LAYER: rules.pack.layer is Layer.FEDERAL,
        Mark.FAULT: bool(law.faults),
        Mark.DISPUTED: disputed,
    }
    return shaky | {mark for mark, holds in found.items() if holds}, doubts


def _applied(reasons: tuple[Reason, ...]) -> list[Reason]:
    return [reason for reason in reasons if reason.bearing is Bearing.APPLIED]


def decisive_reasons(outcome: Outcome, reasons: tuple[Reason, ...], own: Layer) -> tuple[Reason, ...]:
    """The norms that an outcome rests on, for an agency whose own pack is of layer `own`."""
    match outcome:
        case Outcome.FORBIDDEN:
            found = [reason for reason in _applied(reasons) if reason.effect is Effect.FORBIDS]
        case Outcome.REQUIRED:
            found = [reason for reason in _applied(reasons) if reason.effect is Effect.REQUIRES]
        case Outcome.PERMITTED:
            counted = [reason for reason in reasons if permission_counts(reason.norm, reason.layer, own)]
            lifted = [part for part in counted if part.bearing is Bearing.EXCEPTED and part.effect is Effect.FORBIDS]
            found = lifted or [part for part in _applied(tuple(counted)) if part.effect is Effect.PERMITS]
        case Outcome.CONFLICT:
            found = _applied(reasons)
        case _:
            found = []
    return tuple(found)


def _shaky(decisive: tuple[Reason, ...]) -> frozenset[Mark]:
    """Why what the outcome rests on needs a lawyer's eye; nothing, if one sound norm carries it alone.

    Where bars were lifted, each lifted bar carries the outcome, so each must be sound.
    """
    each = [_weaknesses(reason) for reason in decisive]
    lifted = any(reason.bearing is Bearing.EXCEPTED for reason in decisive)
    if not lifted and not all(each):
        return frozenset()
    return frozenset().union(*each)


def _weaknesses(reason: Reason) -> frozenset[Mark]:
    found = {
        Mark.UNREAD: reason.unread,
        Mark.CONTESTED: reason.standing is not None,
        Mark.DOUBT: bool(reason.norm.at.doubts),
    }
    return frozenset(mark for mark, holds in found.items() if holds)


def _doubts(rules: RuleSet, decisive: tuple[Reason, ...]) -> tuple[Doubt, ...]:
    """The doubts named by the norms that the outcome rests on."""
    by_pack = {(pack.name, doubt.id): doubt for pack in rules.pack.stack for doubt in pack.doubts.values()}
    named = [(reason.norm.at.ref.partition("/")[0], doubt) for reason in decisive for doubt in reason.norm.at.doubts]
    return tuple(dict.fromkeys(by_pack[key] for key in named if key in by_pack))
