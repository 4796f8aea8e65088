"""Proves a property over all facts and all days of a law, or finds the case that breaks it.

Every era of the law (the days between two changes) and every agency has its own formula. A case that is found is
decided again by `decide` before it is shown. Each question has a bound on the solver's work, not on time, so that the
same question has the same answer everywhere; beyond it the finding says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from enum import Enum
from zoneinfo import ZoneInfo

import z3

from comity.base import Period
from comity.decide import Case, Outcome, decide, evaluator_for
from comity.decide.resolve import AskLaw, RuleSet, UndefinedError, base_facts, changes_of_law, opened
from comity.facts import VOCABULARY, Ask, Claim, Established, FactValue, Vocabulary
from comity.lab.proving.definitions import Definitions
from comity.lab.proving.properties import Property
from comity.lab.proving.realise import Realiser
from comity.lab.proving.symbols import Symbols
from comity.law import Agency, Pack
from comity.law.expressions import Expression, names_in

EFFORT = 40_000_000  # the solver's own units of work for one question, some ten seconds
ATTEMPTS = 60  # models tried, where definitions cannot come out as a model wants them


class ProofResult(Enum):
    """What was found of a property for one ask, agency and era."""

    PROVEN = "proven"  # no case breaks it
    BROKEN = "broken"  # this case breaks it
    EMPTY = "empty"  # no case meets its condition, so that it says nothing
    UNDECIDED = "undecided"  # not within the bound, or no facts were found for the definitions


@dataclass(frozen=True, slots=True)
class Proof:
    """One finding, and the days whose law it is about. A case that breaks it is of the first of these days or later."""

    property: Property
    agency: Agency
    ask: Ask
    days: Period
    result: ProofResult
    case: Case | None = None
    outcome: Outcome | None = None  # what the law answers in the case
    why: str = ""  # where it is undecided


def prove(
    property: Property, pack: Pack, vocabulary: Vocabulary = VOCABULARY, *, effort: int = EFFORT
) -> Iterator[Proof]:
    """Every finding for the agencies of a pack, their asks, and the eras of the law; days with one finding as one."""
    for agency in sorted(pack.agencies.values(), key=lambda each: each.name):
        if property.speaks_of(agency):
            for ask in property.asks:
                yield from _joined(_eras(_Question(property, pack, agency, ask, vocabulary, effort)))


@dataclass(frozen=True, slots=True)
class _Question:
    property: Property
    pack: Pack
    agency: Agency
    ask: Ask
    vocabulary: Vocabulary
    effort: int


def eras_of(pack: Pack, days: Period) -> Iterator[Period]:
    """The eras of the law that is known, as far as they lie within some days."""
    known = pack.known
    changes = [day for day in changes_of_law(pack) if known.covers(day) and day > known.first]
    lasts = [*(day - timedelta(days=1) for day in changes), known.last]
    for first, last in zip([known.first, *changes], lasts, strict=True):
        if days.overlaps(Period(first, last)):
            ends = [day for day in (last, days.last) if day is not None]
            yield Period(max(first, days.first), min(ends, default=None))


def _eras(question: _Question) -> Iterator[Proof]:
    answered: dict[tuple[Expression, ...], Proof] = {}
    last = ProofResult.PROVEN
    for era in eras_of(question.pack, question.property.days):
        rules = evaluator_for(question.agency, question.pack, era.first, question.vocabulary).rules
        try:
            when = opened(rules, question.property.when)
        except UndefinedError as error:
            last = ProofResult.EMPTY
            yield _found(question, era, last, f"`{error}` is not defined in these days")
            continue
        law = rules.laws[question.ask]
        key = (law.conflict, law.forbids, law.requires, law.permits, when)
        if key not in answered or (answered[key].result is ProofResult.BROKEN and last is not ProofResult.BROKEN):
            answered[key] = _answer(question, rules, law, when, era)  # a case is shown under the law of its own day
        last = answered[key].result
        yield replace(answered[key], days=era)


def _found(question: _Question, era: Period, result: ProofResult, why: str = "") -> Proof:
    return Proof(question.property, question.agency, question.ask, era, result, why=why)


def _answer(question: _Question, rules: RuleSet, law: AskLaw, when: Expression, era: Period) -> Proof:
    symbols = Symbols(question.vocabulary)
    met, broken = symbols.formula(when), symbols.some_outcome(law, question.property.breaking)
    definitions = Definitions.of(rules, era.first)
    flags = (when, law.conflict, law.forbids, law.requires, law.permits)
    definitions.bind(symbols, {name for flag in flags for name in names_in(flag)})
    solver = z3.Solver()
    solver.set("rlimit", question.effort)
    solver.add(met, *symbols.bounds)
    if solver.check() == z3.unsat:
        return _found(question, era, ProofResult.EMPTY, "no case meets its condition")
    solver.add(broken)
    realiser = Realiser([definitions], question.vocabulary)
    for attempt in range(ATTEMPTS):
        found = solver.check()
        if found == z3.unsat and not attempt:
            return _found(question, era, ProofResult.PROVEN)
        if found == z3.unknown:
            return _found(question, era, ProofResult.UNDECIDED, "the solver reached its bound")
        if found == z3.unsat:
            break  # INVARIANT: what was struck out for want of records is not proven away
        wanted, fixed = _split(symbols.values(solver.model()), rules)
        facts = realiser.facts(wanted, fixed)
        if facts is not None:
            return _broken(question, when, rules, era, {**fixed, **facts})
        solver.add(z3.Not(symbols.same(wanted)))
    return _found(question, era, ProofResult.UNDECIDED, "no records were found that make the definitions so")


def _split(values: Iterable[tuple[str, object]], rules: RuleSet) -> tuple[dict[str, bool], dict[str, FactValue | None]]:
    """A model's values: of definitions, and of facts."""
    wanted: dict[str, bool] = {}
    fixed: dict[str, FactValue | None] = {}
    for name, value in values:
        if name in rules.derived:
            wanted[name] = bool(value)
        else:
            fixed[name] = value  # type: ignore[assignment]
    return wanted, fixed


def _broken(
    question: _Question, when: Expression, rules: RuleSet, era: Period, facts: Mapping[str, FactValue | None]
) -> Proof:
    """The case, once `decide` has said that it breaks the property; facts that change nothing are left out of it."""
    established = {
        name: Established(question.vocabulary[name], (Claim(value),))
        for name, value in sorted(facts.items())
        if value is not None and name in question.vocabulary
    }
    noon = datetime.combine(era.first, time(12), ZoneInfo(question.pack.calendar.zone))
    case = Case(noon, question.agency, question.pack, (question.ask,), established)
    outcome = _outcome(case, question)
    if outcome not in question.property.breaking:
        raise AssertionError(f"the solver and `decide` differ on a case of `{question.property.ref}`")
    for name in sorted(established.keys() - base_facts(when, rules.derived)):
        less = replace(case, facts={other: known for other, known in case.facts.items() if other != name})
        if _outcome(less, question) is outcome:
            case = less
    return replace(_found(question, era, ProofResult.BROKEN), case=case, outcome=outcome)


def _outcome(case: Case, question: _Question) -> Outcome:
    return decide(case, question.vocabulary, nearest=False).answers[0].outcome


def _joined(proofs: Iterable[Proof]) -> Iterator[Proof]:
    """Findings that follow each other and say the same, as one; of the cases that break it, the first is kept."""
    kept: Proof | None = None
    for proof in proofs:
        if kept is None or (kept.result, kept.why) != (proof.result, proof.why):
            if kept is not None:
                yield kept
            kept = proof
        else:
            kept = replace(kept, days=Period(kept.days.first, proof.days.last))
    if kept is not None:
        yield kept
