"""Chooses the rules in force for an agency on a day, and joins them into one expression an outcome."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

from comity.facts import Ask
from comity.law import (
    Agency,
    Basis,
    Definition,
    Doubt,
    Duty,
    Effect,
    Fault,
    Layer,
    Limit,
    Norm,
    NormException,
    Pack,
    Provenance,
    Standing,
    StandingSpan,
)
from comity.law.expressions import (
    FALSE,
    TRUE,
    Call,
    Conjunction,
    Constant,
    Disjunction,
    Expression,
    Field,
    Name,
    Negation,
    Quantified,
    Relation,
    all_of,
    any_of,
    names_in,
    negation,
    rebuilt,
    walk,
)

_Rule = TypeVar("_Rule", Limit, Duty)
_Made = TypeVar("_Made")


@dataclass(frozen=True, slots=True)
class NormInForce:
    """A norm on the day, its condition over facts and derived definitions only."""

    norm: Norm
    layer: Layer
    when: Expression
    exceptions: tuple[tuple[NormException, Expression], ...]
    standing: StandingSpan | None  # how it stands before the courts that day, if not settled
    unread: frozenset[str]  # of the norm and its exceptions, those that rest on a text nobody of us has read

    @property
    def enjoined(self) -> bool:
        """Whether a court has stopped it on the day."""
        return self.standing is not None and self.standing.standing is Standing.ENJOINED

    def met(self, ask: Ask) -> Expression:
        """That an exception for this ask is met."""
        return any_of(when for exception, when in self.exceptions if not exception.asks or ask in exception.asks)

    def applies(self, ask: Ask) -> Expression:
        """That the norm bears on this ask."""
        if self.enjoined:
            return FALSE
        return all_of([self.when, negation(self.met(ask))])

    def excepted(self, ask: Ask) -> Expression:
        """That the norm would bear on this ask but for an exception."""
        return FALSE if self.enjoined else all_of([self.when, self.met(ask)])


@dataclass(frozen=True, slots=True)
class AskLaw:
    """What the law of a day says of one ask, as four expressions; see `docs/for/law-authors.md` section 6."""

    ask: Ask
    norms: tuple[NormInForce, ...]
    forbids: Expression  # a bar stands
    requires: Expression  # a command stands
    permits: Expression  # a permission, or a bar lifted by an exception, in the agency's own layers
    conflict: Expression  # a named doubt finds two rules answering differently, or a rule is unreadable
    doubts: tuple[tuple[Doubt, Expression], ...]
    faults: tuple[Fault, ...]


class ByAsk(Mapping[Ask, _Made]):
    """Something for each ask, made when it is first looked at: few cases look at more than three."""

    def __init__(self, make: Callable[[Ask], _Made]) -> None:
        self._make = make
        self._made: dict[Ask, _Made] = {}

    def __getitem__(self, ask: Ask) -> _Made:
        if ask not in self._made:
            self._made[ask] = self._make(ask)
        return self._made[ask]

    def __iter__(self) -> Iterator[Ask]:
        return iter(Ask)

    def __len__(self) -> int:
        return len(Ask)


@dataclass(frozen=True, slots=True)
class RuleSet:
    """The law for one agency on one day, and until it next changes."""

    agency: Agency
    pack: Pack
    day: date
    norms: tuple[NormInForce, ...]
    laws: Mapping[Ask, AskLaw]
    limits: tuple[tuple[Limit, Expression], ...]
    duties: tuple[tuple[Duty, Expression], ...]
    derived: dict[str, Expression]  # definitions to work out before norms are evaluated
    definitions: dict[str, Definition]


def rules_for(agency: Agency, pack: Pack, day: date) -> RuleSet:
    """The rules in force for an agency of a pack on a day, in every layer that binds it."""
    return _Resolver(pack, agency, day).rule_set()


def changes_of_law(pack: Pack) -> tuple[date, ...]:
    """The first day there is, and every day on which a rule of the pack or of one it extends begins or has ended."""
    periods = [fault.days for layer in pack.stack for fault in layer.faults if fault.days]
    for layer in pack.stack:
        periods += [doubt.days for doubt in layer.doubts.values()]
        for section in layer.sections:
            for at in section.provenances:
                periods += [at.days, *(span.days for span in at.standings)]
    changes = {date.min} | {period.first for period in periods}
    ends = {period.last for period in periods if period.last is not None and period.last < date.max}
    return tuple(sorted(changes | {last + timedelta(days=1) for last in ends}))


class UndefinedError(Exception):
    """A definition that is not in force on the day."""


class _Resolver:
    def __init__(self, pack: Pack, agency: Agency, day: date) -> None:
        self.pack, self.agency, self.day = pack, agency, day
        self.definitions = {
            definition.name: definition
            for layer in reversed(pack.stack)
            for definition in layer.definitions
            if definition.at.days.covers(day)
        }
        self.defined = {definition.name for layer in pack.stack for definition in layer.definitions}
        self.derived: dict[str, Expression] = {}
        self.faults = [
            fault for layer in pack.stack for fault in layer.faults if not fault.days or fault.days.covers(day)
        ]

    def rule_set(self) -> RuleSet:
        norms = tuple(
            found for layer in self.pack.stack for norm in layer.norms if (found := self._norm(norm, layer.layer))
        )
        sections = [section for layer in self.pack.stack for section in layer.sections]
        limits = tuple(self._conditions(limit for section in sections for limit in section.limits))
        duties = tuple(self._conditions(duty for section in sections for duty in section.duties))
        return RuleSet(
            self.agency,
            self.pack,
            self.day,
            norms,
            ByAsk(lambda ask: self._ask_law(ask, norms)),
            limits,
            duties,
            self.derived,
            self.definitions,
        )

    def _conditions(self, rules: Iterable[_Rule]) -> Iterable[tuple[_Rule, Expression]]:
        for rule in rules:
            if rule.at.days.covers(self.day) and rule.at.binds_agency(self.agency):
                try:
                    yield rule, self.plain(rule.when.expression)
                except UndefinedError as error:
                    self._fault(rule.at, frozenset(), error)

    def _norm(self, norm: Norm, layer: Layer) -> NormInForce | None:
        if not norm.at.days.covers(self.day) or not norm.at.binds_agency(self.agency):
            return None
        try:
            when = self.plain(norm.when.expression)
            exceptions = tuple((exception, self.plain(exception.when.expression)) for exception in norm.unless)
        except UndefinedError as error:
            self._fault(norm.at, frozenset(norm.asks), error)
            return None
        return NormInForce(norm, layer, when, exceptions, norm.at.standing_on(self.day), frozenset(self._unread(norm)))

    def _unread(self, norm: Norm) -> Iterable[str]:
        """A rule is as well read as its own text and every definition it uses."""
        if norm.at.basis is not Basis.READ or self._uses_unread(norm.when.expression):
            yield norm.at.ref
        for exception in norm.unless:
            if exception.basis is not Basis.READ or self._uses_unread(exception.when.expression):
                yield exception.ref

    def _uses_unread(self, expression: Expression) -> bool:
        """Whether a definition that must hold for the expression to hold has not been read.

        A carve-out from memory that is not met takes nothing from a bar that was read; one that is met does.
        """
        used = [self.definitions[name] for name in _affirmed(expression) if name in self.definitions]
        return any(found.at.basis is not Basis.READ or self._uses_unread(found.expression) for found in used)

    def _fault(self, at: Provenance, asks: frozenset[Ask], undefined: UndefinedError) -> None:
        message = f"`{at.ref}` uses `{undefined}`, which is not defined on {self.day}"
        self.faults.append(Fault(f"{at.file}:{at.line}", message, "Define it for that day.", asks, at.days, at.ref))

    def plain(self, expression: Expression) -> Expression:
        """The expression with definitions put in place of their names, or kept as derived facts."""
        plain = rebuilt(expression, self._definition)
        for name in self._left_inside(plain):
            self._keep(name)
        return plain

    def _left_inside(self, plain: Expression) -> frozenset[str]:
        """The definitions that a quantifier or a comparison still names: they are worked out before it."""
        if is_propositional(plain):
            return frozenset()
        return (names_in(plain) & self.defined) - self.derived.keys()

    def _keep(self, name: str) -> None:
        if name not in self.definitions:
            raise UndefinedError(name)
        self.derived[name] = self.plain(self.definitions[name].expression)

    def _definition(self, node: Expression) -> Expression | None:
        if not isinstance(node, Name) or node.name not in self.defined:
            return None
        if node.name not in self.definitions:
            raise UndefinedError(node.name)
        inner = self.plain(self.definitions[node.name].expression)
        if is_propositional(inner):
            return inner
        self.derived[node.name] = inner
        return node

    def _ask_law(self, ask: Ask, norms: tuple[NormInForce, ...]) -> AskLaw:
        on_ask = [norm for norm in norms if ask in norm.norm.asks]
        faults = tuple(fault for fault in self.faults if not fault.asks or ask in fault.asks)
        doubts = tuple(self._active_doubts(ask, on_ask))
        conflict = TRUE if faults else any_of(active for _, active in doubts)
        forbids = any_of(_standing(norm, on_ask, ask) for norm in on_ask if norm.norm.effect is Effect.FORBIDS)
        requires = any_of(_standing(norm, on_ask, ask) for norm in on_ask if norm.norm.effect is Effect.REQUIRES)
        permits = any_of(self._permission(norm, ask) for norm in on_ask)
        return AskLaw(ask, tuple(on_ask), forbids, requires, permits, conflict, doubts, faults)

    def _permission(self, norm: NormInForce, ask: Ask) -> Expression:
        """That the norm allows the ask, if its permission counts for this agency."""
        if not permission_counts(norm.norm, norm.layer, self.pack.layer):
            return FALSE
        if norm.norm.effect is Effect.PERMITS:
            return norm.applies(ask)
        return norm.excepted(ask) if norm.norm.effect is Effect.FORBIDS else FALSE

    def _active_doubts(self, ask: Ask, norms: list[NormInForce]) -> Iterable[tuple[Doubt, Expression]]:
        for layer in self.pack.stack:
            for doubt in layer.doubts.values():
                if doubt.between and doubt.days.covers(self.day):
                    sides = [_active(ref, norms, ask) for ref in doubt.between]
                    yield doubt, all_of(sides)


def _active(ref: str, norms: list[NormInForce], ask: Ask) -> Expression:
    """That the norm applies, or the exception is met, to which a doubt refers."""
    found = [norm.applies(ask) for norm in norms if norm.norm.at.ref == ref]
    for norm in norms:
        for exception, when in norm.exceptions:
            if exception.ref == ref and (not exception.asks or ask in exception.asks) and not norm.enjoined:
                found.append(all_of([norm.when, when]))
    return any_of(found)


def _standing(norm: NormInForce, norms: list[NormInForce], ask: Ask) -> Expression:
    """That the norm bears on the ask and no norm of another layer makes it stand down."""
    against = any_of(other.applies(ask) for other in norms if gives_way(norm, other))
    return all_of([norm.applies(ask), negation(against)])


def permission_counts(norm: Norm, layer: Layer, own: Layer) -> bool:
    """Whether what a norm allows is allowed to an agency whose own pack is of layer `own`.

    A federal permission, or a federal bar that is lifted, tells a state or local agency only that federal law is no
    obstacle, unless the norm itself gives the power or stands over contrary law.
    """
    if layer is not Layer.FEDERAL or own is Layer.FEDERAL:
        return True
    return norm.effect is Effect.PERMITS and (norm.confers or bool(norm.overrides))


def gives_way(norm: NormInForce, other: NormInForce) -> bool:
    """Whether `norm` stands down before `other`, if `other` applies."""
    if norm.layer is other.layer or norm.norm.effect is other.norm.effect or norm.norm.effect is Effect.PERMITS:
        return False
    if other.norm.effect is Effect.PERMITS and norm.norm.effect is not Effect.FORBIDS:
        return False  # leave to do a thing is no answer to a command to do it
    if norm.layer in other.norm.overrides:
        return True
    if other.layer in norm.norm.yields_to and other.norm.effect is not Effect.PERMITS:
        return True
    # A local body is the state's creature: state law stands over local law without saying so.
    return other.norm.effect is not Effect.PERMITS and other.layer is Layer.STATE and norm.layer is Layer.LOCAL


def _affirmed(node: Expression, affirmed: bool = True) -> frozenset[str]:
    """The names that a condition affirms, leaving out those it denies."""
    match node:
        case Name(name):
            return frozenset({name}) if affirmed else frozenset()
        case Negation(part):
            return _affirmed(part, not affirmed)
        case Conjunction(parts) | Disjunction(parts):
            return frozenset().union(*(_affirmed(part, affirmed) for part in parts))
        case Quantified(body=body):
            return _affirmed(body, affirmed)
    return frozenset()


def is_propositional(expression: Expression) -> bool:
    """Whether an expression is only facts and comparisons with constants: no record, function or date."""
    for node in walk(expression):
        if isinstance(node, (Quantified, Call, Field)):
            return False
        if isinstance(node, Relation) and not (isinstance(node.left, Name) and isinstance(node.right, Constant)):
            return False
    return True


def base_facts(expression: Expression, derived: dict[str, Expression]) -> frozenset[str]:
    """The facts of the vocabulary behind an expression, definitions opened."""
    found: set[str] = set()
    for name in names_in(expression):
        found |= base_facts(derived[name], derived) if name in derived else {name}
    return frozenset(found)


def opened(rules: RuleSet, expression: Expression) -> Expression:
    """A condition that is no rule's own, as the law in force reads it: definitions put in place or kept as derived.

    Raises:
        UndefinedError: it uses a definition that is not in force that day.
    """
    resolver = _Resolver(rules.pack, rules.agency, rules.day)
    plain = resolver.plain(expression)
    rules.derived.update(resolver.derived)
    return plain
