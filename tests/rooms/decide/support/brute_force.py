"""What would settle an ask, found by trying everything: every completion of the unknown facts, every set of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, product
from typing import Any

from naive_law import NaiveLaw


@dataclass
class Completions:
    """The outcome of one ask under every completion of the unknown facts."""

    domains: dict[str, list[Any]]
    outcomes: dict[tuple[Any, ...], str]

    @classmethod
    def of(cls, law: NaiveLaw, ask: str, known: dict[str, Any], domains: dict[str, list[Any]]) -> "Completions":
        """Every completion, worked out."""
        return cls(domains, law.table(ask, known, domains))

    def given(self, **values: Any) -> "Completions":
        """The completions that remain once some facts are known."""
        fixed = {list(self.domains).index(name): value for name, value in values.items()}
        left = {
            tuple(value for place, value in enumerate(cell) if place not in fixed): outcome
            for cell, outcome in self.outcomes.items()
            if all(cell[place] == value for place, value in fixed.items())
        }
        return Completions({name: found for name, found in self.domains.items() if name not in values}, left)

    @property
    def outcome(self) -> str:
        """The outcome that all agree on, or `open`."""
        found = set(self.outcomes.values())
        return found.pop() if len(found) == 1 else "open"

    @property
    def matters(self) -> set[str]:
        """The facts on which the outcome still depends."""
        return {
            name
            for place, name in enumerate(self.domains)
            for cell, outcome in self.outcomes.items()
            for other in self.domains[name]
            if self.outcomes[(*cell[:place], other, *cell[place + 1 :])] != outcome
        }

    def settling(self) -> dict[frozenset[str], frozenset[str]]:
        """Each smallest set of facts some values of which settle the ask, and the outcomes those values give."""
        found: dict[frozenset[str], frozenset[str]] = {}
        for size in range(len(self.domains) + 1):
            for names in map(frozenset, combinations(self.domains, size)):
                if not any(smaller < names for smaller in found) and (settled := self._settled_by(names)):
                    found[names] = settled
        return found

    def _settled_by(self, names: frozenset[str]) -> frozenset[str]:
        each = {self.given(**dict(zip(sorted(names), cell, strict=True))).outcome for cell in self._cells(names)}
        return frozenset(each - {"open"})

    def _cells(self, names: frozenset[str]) -> Iterator[tuple[Any, ...]]:
        return product(*(self.domains[name] for name in sorted(names)))


def smallest_changes(
    law: NaiveLaw, ask: str, known: dict[str, Any], domains: dict[str, list[Any]], most: int
) -> dict[frozenset[tuple[str, Any]], str]:
    """Every smallest change of known facts that gives another settled outcome, with that outcome."""
    now = law.outcome(ask, known)
    for size in range(1, most + 1):
        found = {}
        for names in combinations(sorted(known), size):
            others = [[value for value in domains[name] if value != known[name]] for name in names]
            for values in product(*others):
                change = dict(zip(names, values, strict=True))
                then = law.outcome(ask, known | change)
                if then not in {now, "open"}:
                    found[frozenset(change.items())] = then
        if found:
            return found
    return {}
