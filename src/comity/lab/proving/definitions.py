"""The definitions of a law on a day, as a solver and a search for records need them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from comity.decide.derive import Surroundings, truth
from comity.decide.resolve import RuleSet
from comity.facts import FactValue
from comity.lab.proving.symbols import Symbols
from comity.law.expressions import names_in


@dataclass(frozen=True)
class Definitions:
    """The definitions of a law on a day, and the symbol that stands for each in a formula."""

    rules: RuleSet
    day: date
    symbols: Mapping[str, str]  # by the definition's name; those of two laws may differ and share a name

    @classmethod
    def of(cls, rules: RuleSet, day: date) -> Definitions:
        """Those of one law by itself: each stands under its own name."""
        return cls(rules, day, {name: name for name in rules.derived})

    @cached_property
    def inner_first(self) -> list[str]:
        """The definitions in an order in which each comes after those that it uses."""
        order: dict[str, None] = {}
        for name in sorted(self.rules.derived):
            self._add(name, order)
        return list(order)

    def _add(self, name: str, order: dict[str, None]) -> None:
        if name not in order:
            for inner in sorted(names_in(self.rules.derived[name]) & self.rules.derived.keys()):
                self._add(inner, order)
            order[name] = None

    def needed(self, wanted: Mapping[str, bool]) -> list[str]:
        """The definitions whose symbols are named, and those that they use, the inner ones first."""
        named = {name for name, symbol in self.symbols.items() if symbol in wanted}
        inner = self.rules.derived
        while more := {use for name in named for use in names_in(inner[name]) & inner.keys()} - named:
            named |= more
        return [name for name in self.inner_first if name in named]

    def bind(self, symbols: Symbols, used: Iterable[str]) -> None:
        """Bind the symbols used in some formulas, and those behind them, to the texts of their definitions."""
        for name in self.needed(dict.fromkeys(used, True)):
            world = "" if self.symbols[name] == name else "second"
            symbols.define(self.symbols[name], self.rules.derived[name], self.symbols, world)

    def missed(self, needed: Sequence[str], wanted: Mapping[str, bool], known: Mapping[str, FactValue | None]) -> int:
        """How many of those needed do not come out as wanted."""
        values = {**known, "decision_date": self.day}
        for name in needed:
            values[name] = truth(self.rules.derived[name], Surroundings(values, self.rules.pack, self.day))
        named = [(name, self.symbols[name]) for name in needed if self.symbols[name] in wanted]
        return sum(values[name] is not wanted[symbol] for name, symbol in named)
