"""What a set of cases has to show of a law: that each condition of each rule decides alone, both ways.

A *decision* is what is looked at: whether a norm bears on an ask, whether a limit runs or a duty is owed, whether a
definition holds. Its *conditions* are the facts and comparisons that it is made of, each once, wherever it stands. A
case shows a condition when the decision would be turned by this condition and by nothing else, all others
being as they are in that case (masking MC/DC): `shown` says so as an expression, so that a solver can seek it and
`decide`'s own evaluation can confirm it, with facts unknown as well.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from comity.decide.resolve import NormInForce, RuleSet
from comity.facts import Ask
from comity.lab.qa.inside import Inside, written
from comity.law import Provenance
from comity.law.expressions import (
    FALSE,
    TRUE,
    Conjunction,
    Constant,
    Disjunction,
    Expression,
    Name,
    Negation,
    all_of,
    any_of,
    names_in,
    negation,
    rebuilt,
)


class RuleKind(Enum):
    """What is looked at."""

    NORM = "norm"  # whether it bears on the ask
    LIMIT = "limit"  # whether it runs
    DUTY = "duty"  # whether it is owed
    DEFINITION = "definition"  # whether it holds, where that turns a norm, a limit or a duty


@dataclass(frozen=True, slots=True)
class Decided:
    """One rule as it is looked at, on one ask of several that are all alike."""

    ref: str
    kind: RuleKind
    citation: str
    asks: frozenset[Ask]


@dataclass(frozen=True, slots=True)
class Point:
    """That a condition holds in a case, or does not, and that the decision hangs on it there."""

    holds: bool
    decides: bool  # what comes of the decision there
    shown: Expression
    asks: frozenset[Ask]  # one of them has to be asked for


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition of a decision; `ways` are its two points, first for a condition that speaks for the rule.

    Where a condition speaks for the rule in some cases and against it in others, one of the two ways is enough.
    """

    of: Decided
    text: str  # as a pack writes it; empty for the rule as a whole
    exception: str  # the exception that is the condition, as a whole; else empty
    ways: tuple[tuple[Point, ...], ...]


def conditions_of(rules: RuleSet, refs: frozenset[str], inside: Inside) -> Iterator[Condition]:
    """Every condition of every decision of some rules that bind an agency on a day, and of the definitions they use."""
    norms = [norm for norm in rules.norms if norm.norm.at.ref in refs and not norm.enjoined]
    decisions: list[tuple[Expression, frozenset[Ask]]] = []
    for norm in norms:
        for expression, asks in _by_ask(norm):
            decided = Decided(norm.norm.at.ref, RuleKind.NORM, norm.norm.at.citation, asks)
            yield from _conditions(decided, expression)
            yield from _exceptions(decided, norm)
            decisions.append((expression, asks))
    for kind, at, when, asks in _beside_norms(rules):
        if at.ref in refs:
            yield from _conditions(Decided(at.ref, kind, at.citation, asks), when)
            decisions.append((when, asks))
    yield from _definitions(rules, decisions, inside)


def _beside_norms(rules: RuleSet) -> Iterator[tuple[RuleKind, Provenance, Expression, frozenset[Ask]]]:
    """The limits and duties that hang on a condition."""
    for limit, when in rules.limits:
        if not isinstance(when, Constant):
            yield RuleKind.LIMIT, limit.at, when, frozenset({limit.ask})
    for duty, when in rules.duties:
        if not isinstance(when, Constant):
            yield RuleKind.DUTY, duty.at, when, duty.asks or frozenset(Ask)


def _by_ask(norm: NormInForce) -> Iterator[tuple[Expression, frozenset[Ask]]]:
    """That the norm bears on its asks; those on which it bears under the same condition together."""
    alike: dict[Expression, set[Ask]] = {}
    for ask in norm.norm.asks:
        alike.setdefault(norm.applies(ask), set()).add(ask)
    return ((expression, frozenset(asks)) for expression, asks in alike.items())


def _conditions(decided: Decided, decision: Expression) -> Iterator[Condition]:
    found = leaves(decision)
    if not found:
        yield Condition(decided, "", "", ((Point(True, True, decision, decided.asks),),))
    for leaf in found:
        yield Condition(decided, written(leaf), "", _ways(leaf, _turned(decision, leaf), decided.asks))


def _ways(
    leaf: Expression, turned: tuple[Expression, Expression], asks: frozenset[Ask]
) -> tuple[tuple[Point, ...], ...]:
    return tuple(
        (
            Point(True, speaks_for, all_of([leaf, way]), asks),
            Point(False, not speaks_for, all_of([negation(leaf), way]), asks),
        )
        for speaks_for, way in zip((True, False), turned, strict=True)
    )


def _turned(decision: Expression, leaf: Expression) -> tuple[Expression, Expression]:
    """That the condition alone makes the decision hold; that it alone keeps it from holding."""
    with_it = rebuilt(decision, lambda node: TRUE if node == leaf else None)
    without = rebuilt(decision, lambda node: FALSE if node == leaf else None)
    return all_of([with_it, negation(without)]), all_of([without, negation(with_it)])


def _exceptions(decided: Decided, norm: NormInForce) -> Iterator[Condition]:
    """Each exception as a whole: met when no other is, and not met, where the norm would bear but for it."""
    here = [(one, when) for one, when in norm.exceptions if not one.asks or decided.asks <= one.asks]
    for one, when in here:
        others = [negation(other) for two, other in here if two is not one]
        met, not_met = (all_of([norm.when, *others, each]) for each in (when, negation(when)))
        points = (Point(True, False, met, decided.asks), Point(False, True, not_met, decided.asks))
        yield Condition(decided, one.when.text or one.ref, one.ref, (points,))


def _definitions(
    rules: RuleSet, decisions: Sequence[tuple[Expression, frozenset[Ask]]], inside: Inside
) -> Iterator[Condition]:
    """What stands inside the definitions that decide something, for a list of one record."""
    for name in sorted({name for decision, _ in decisions for name in names_in(decision)} & rules.derived.keys()):
        at = rules.definitions[name].at
        body, single = inside.body(name), inside.single(name)
        using = [(decision, asks) for decision, asks in decisions if name in names_in(decision)]
        asks = frozenset().union(*(asks for _, asks in using))
        turns = [any_of(_turned(decision, Name(name))) for decision, _ in using]
        decided = Decided(at.ref, RuleKind.DEFINITION, at.citation, asks)
        for leaf in leaves(body):
            ways = _turned(body, leaf)
            alone = tuple(all_of([*single, way, any_of(turns)]) for way in ways)
            yield Condition(decided, inside.text(leaf), "", _ways(leaf, (alone[0], alone[1]), asks))


def leaves(decision: Expression) -> list[Expression]:
    """The conditions that a decision is made of, each once, in the order in which they stand."""
    found: dict[Expression, None] = {}
    waiting = [decision]
    while waiting:
        node = waiting.pop(0)
        match node:
            case Constant():
                continue
            case Negation(part):
                waiting.insert(0, part)
            case Conjunction(parts) | Disjunction(parts):
                waiting[:0] = parts
            case _:
                found[node] = None
    return list(found)
