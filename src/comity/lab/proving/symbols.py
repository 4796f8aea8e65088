"""Conditions as formulas of a solver (Z3): a symbol for each fact, over every value that it may have.

Facts are all known here. What Kleene's logic decides while some are unknown, it decides alike however they turn out,
so a property of every case with all facts known holds of every case. A definition over dates and lists of records is a
symbol of its own, bound to the others by its text; whether records exist that make it so is found out afterwards.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import reduce

import z3

from comity.decide import Outcome
from comity.decide.derive import COMPARISONS
from comity.decide.resolve import AskLaw, is_propositional
from comity.facts import Fact, Vocabulary
from comity.facts.kinds import Kind
from comity.law.expressions import (
    Conjunction,
    Constant,
    Disjunction,
    Expression,
    Member,
    Name,
    Negation,
    Relation,
)


class Symbols:
    """The facts and definitions that some conditions speak of, and the conditions as formulas over them."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._symbols: dict[str, z3.ExprRef] = {}
        self._formulas: dict[int, tuple[Expression, z3.BoolRef]] = {}
        self._opaque: dict[tuple[str, Expression], z3.BoolRef] = {}
        self.bounds: list[z3.BoolRef] = []  # what every fact and definition keeps to, whatever is asked

    def formula(self, node: Expression) -> z3.BoolRef:
        """A condition as a formula."""
        if id(node) not in self._formulas:
            self._formulas[id(node)] = (node, self._made(node))
        return self._formulas[id(node)][1]

    def _made(self, node: Expression) -> z3.BoolRef:
        match node:
            case Constant(value):
                return z3.BoolVal(bool(value))
            case Negation(part):
                return z3.Not(self.formula(part))
            case Conjunction(parts):
                return z3.And([self.formula(part) for part in parts])
            case Disjunction(parts):
                return z3.Or([self.formula(part) for part in parts])
            case Name(name):
                return self._symbol(name)
            case Member(Name(name), constants):
                return z3.Or([self._symbol(name) == self._code(name, constant) for constant in constants])
            case Relation(operator, Name(name), Constant(value)):
                return COMPARISONS[operator](self._symbol(name), self._code(name, value))
        raise TypeError(f"no formula for {type(node).__name__}")

    def define(self, symbol: str, text: Expression, names: Mapping[str, str], world: str) -> None:
        """Bind the symbol of a definition to its text; what is about records or dates is one unknown in all its places.

        `names` gives the symbols of the definitions that the text uses; `world` tells apart laws to which the same text
        may mean different things.
        """
        self.bounds.append(self._symbol(symbol) == self._opened(text, names, world))

    def _opened(self, node: Expression, names: Mapping[str, str], world: str) -> z3.BoolRef:
        match node:
            case Negation(part):
                return z3.Not(self._opened(part, names, world))
            case Conjunction(parts):
                return z3.And([self._opened(part, names, world) for part in parts])
            case Disjunction(parts):
                return z3.Or([self._opened(part, names, world) for part in parts])
            case Name(name) if name in names:
                return self._symbol(names[name])
        if is_propositional(node):
            return self.formula(node)
        if (world, node) not in self._opaque:
            self._opaque[world, node] = z3.Bool(f"{world} {len(self._opaque)}")
        return self._opaque[world, node]

    def outcome(self, law: AskLaw, outcome: Outcome) -> z3.BoolRef:
        """That the law gives this outcome, in the order in which `decide` looks."""
        conflict, forbids, requires, permits = map(self.formula, (law.conflict, law.forbids, law.requires, law.permits))
        in_conflict = z3.Or(conflict, z3.And(forbids, requires))
        tests = {
            Outcome.CONFLICT: in_conflict,
            Outcome.FORBIDDEN: forbids,
            Outcome.REQUIRED: requires,
            Outcome.PERMITTED: permits,
            Outcome.SILENT: z3.BoolVal(True),
        }
        order = list(tests)
        earlier = [z3.Not(tests[other]) for other in order[: order.index(outcome)]]
        return z3.And([*earlier, tests[outcome]])

    def some_outcome(self, law: AskLaw, outcomes: Iterable[Outcome]) -> z3.BoolRef:
        """That the law gives one of these outcomes."""
        return z3.Or([self.outcome(law, outcome) for outcome in sorted(outcomes, key=lambda each: each.value)])

    def values(
        self, model: z3.ModelRef, standing_for: Callable[[z3.ExprRef], z3.ExprRef] | None = None
    ) -> Iterator[tuple[str, object]]:
        """What a model says of each fact and definition; what it leaves free gets a value all the same.

        What is free may still choose between two outcomes that are asked for alike. Where a model is of several cases,
        `standing_for` gives the symbol of one of them.
        """
        for name, symbol in sorted(self._symbols.items()):
            value = model.eval(standing_for(symbol) if standing_for else symbol, model_completion=True)
            yield name, self._word(name, value.as_long()) if z3.is_int_value(value) else z3.is_true(value)

    def same(self, values: Mapping[str, object]) -> z3.BoolRef:
        """That these names have these values."""
        return reduce(
            z3.And,
            [self._symbol(name) == self._code(name, value) for name, value in values.items()],
            z3.BoolVal(True),
        )

    def _symbol(self, name: str) -> z3.ExprRef:
        if name not in self._symbols:
            fact = self._vocabulary.facts.get(name)
            truth = fact is None or fact.kind is Kind.YES_NO
            self._symbols[name] = z3.Bool(name) if truth else z3.Int(name)
            if fact is not None and not truth:
                low, high = _range(fact)
                self.bounds.append(z3.And(self._symbols[name] >= low, self._symbols[name] <= high))
        return self._symbols[name]

    def _code(self, name: str, value: object) -> z3.ExprRef | int:
        if isinstance(value, bool):
            return z3.BoolVal(value)
        if isinstance(value, str):
            return list(self._vocabulary[name].choices).index(value)
        return int(value)  # type: ignore[call-overload]

    def _word(self, name: str, number: int) -> object:
        fact = self._vocabulary[name]
        return list(fact.choices)[number] if fact.kind is Kind.CHOICE else number


def _range(fact: Fact) -> tuple[int, int]:
    return (0, len(fact.choices) - 1) if fact.kind is Kind.CHOICE else (fact.minimum, fact.maximum)
