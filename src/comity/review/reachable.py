"""Finds norms that nothing can set off and exceptions that can never be met: law that is written and never read."""

from __future__ import annotations

from collections.abc import Iterator

from comity.decide.diagram import FALSE_NODE
from comity.decide.drawing import Drawing
from comity.decide.evaluate import evaluator_for
from comity.decide.resolve import NormInForce
from comity.facts import Vocabulary
from comity.law import Agency, Norm, Pack
from comity.law.checks import Finding
from comity.law.expressions import Expression, all_of, negation


def check_reachable(pack: Pack, vocabulary: Vocabulary) -> Iterator[Finding]:
    """A finding for each norm of the pack, or exception of it, that no combination of facts can reach.

    Definitions over records are free: nothing is assumed of what they can be together.
    """
    for norm in pack.norms:
        agency = _bound(norm, pack)
        if agency is None:
            yield _finding(norm, f"no agency of this pack is bound by `{norm.at.ref}`", "Name one, or correct `binds`.")
            continue
        rules = evaluator_for(agency, pack, norm.at.days.first, vocabulary).rules
        found = next((one for one in rules.norms if one.norm is norm), None)
        if found is not None:
            yield from _unreachable(found, rules.derived, vocabulary)


def _bound(norm: Norm, pack: Pack) -> Agency | None:
    return next((agency for agency in pack.agencies.values() if norm.at.binds_agency(agency)), None)


def _unreachable(found: NormInForce, derived: dict[str, Expression], vocabulary: Vocabulary) -> Iterator[Finding]:
    norm = found.norm
    if not _can_hold(found.when, derived, vocabulary):
        yield _finding(norm, f"nothing can set off `{norm.at.ref}`", "Correct its condition.")
        return
    for exception, when in found.exceptions:
        if not _can_hold(all_of([found.when, when]), derived, vocabulary):
            message = f"the exception `{exception.ref}` can never be met where its norm applies"
            yield _finding(norm, message, "Correct its condition, or remove it.")
    for ask in norm.asks:
        if not _can_hold(all_of([found.when, negation(found.met(ask))]), derived, vocabulary):
            message = f"an exception of `{norm.at.ref}` is always met, so it never bears on `{ask.value}`"
            yield _finding(norm, message, "Correct the exceptions.")


def _can_hold(expression: Expression, derived: dict[str, Expression], vocabulary: Vocabulary) -> bool:
    drawing = Drawing([expression], derived, vocabulary)
    return drawing.node(expression) != FALSE_NODE


def _finding(norm: Norm, message: str, help: str) -> Finding:
    return Finding(f"{norm.at.file}:{norm.at.line}", message, help)
