"""The nearest other answer: the smallest change of known facts that would change the outcome."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import combinations, product

from comity.decide.compile import Values
from comity.decide.decision import Change
from comity.decide.drawing import representatives
from comity.decide.outcome import Outcome
from comity.decide.resolve import AskLaw
from comity.facts import Vocabulary
from comity.law.expressions import Expression

MAX_CHANGED = 3  # facts changed at once; beyond this nobody is helped by the answer
MAX_TRIED = 4_000  # evaluations; the search stops there and says nothing rather than guess
_SETTLED = frozenset(Outcome) - {Outcome.OPEN}


class Neighbourhood:
    """The alternatives of every fact that one ask looks at, worked out once for a law."""

    def __init__(self, law: AskLaw, derived: dict[str, Expression], vocabulary: Vocabulary) -> None:
        flags = [law.conflict, law.forbids, law.requires, law.permits]
        self._alternatives = representatives(flags, derived, vocabulary)

    def nearest(self, values: Values, outcome: Callable[[Values], Outcome], now: Outcome) -> tuple[Change, ...]:
        """Every change of the smallest size that gives another settled outcome; empty if none is near."""
        known = sorted(name for name in self._alternatives if values.get(name) is not None)
        tried = 0
        for size in range(1, MAX_CHANGED + 1):
            found = []
            for change in self._changes(known, size, values):
                tried += 1
                if tried > MAX_TRIED:
                    return ()
                then = outcome({**values, **dict(change)})
                if then is not now and then in _SETTLED:
                    found.append(Change(change, then))
            if found:
                return tuple(found)
        return ()

    def _changes(self, known: list[str], size: int, values: Values) -> Iterator[tuple[tuple[str, object], ...]]:
        for names in combinations(known, size):
            others = [[value for value in self._alternatives[name] if value != values[name]] for name in names]
            for chosen in product(*others):
                yield tuple(zip(names, chosen, strict=True))
