"""Counting expressions: a closed form that says which entries a figure counts, and how it is decided of each."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, replace

from comity.decide import Case
from comity.decide.derive import Surroundings, truth
from comity.facts import FactValue
from comity.law import LawLibrary
from comity.law.expressions import Expression, names_in
from comity.reports.cases import Cases
from comity.reports.entries import KINDS, Entry

ALSO = frozenset({"handed_over", "not_handed_over", "ran_out", "with_ground", "without_ground"})


@dataclass(frozen=True, slots=True)
class Counting:
    """Which entries count: each part that is given has to hold."""

    event: str = ""
    orgs: frozenset[str] = frozenset()
    asks: frozenset[str] = frozenset()
    yes: bool | None = None
    when: tuple[Expression, ...] = ()
    also: frozenset[str] = frozenset()

    def together(self, other: Counting) -> Counting:
        """Both: what the other says stands before what this one says, and conditions add up."""
        return replace(
            self,
            event=other.event or self.event,
            orgs=other.orgs or self.orgs,
            asks=other.asks or self.asks,
            yes=self.yes if other.yes is None else other.yes,
            when=self.when + other.when,
            also=self.also | other.also,
        )

    def fits(self, entry: Entry) -> bool:
        """Whether what the public entry itself says is as asked for."""
        return (
            entry.event == self.event
            and (not self.orgs or entry.asked.org in self.orgs)
            and (self.yes is None or entry.yes is self.yes)
            and (not self.asks or not self.asks.isdisjoint(_asks(entry)))
        )

    def codes_fit(self, kind: str, decision: str, org: str) -> bool:
        """The same of bare codes: what the log shows of an entry of which nothing else is left.

        A public entry of a request does not say what was asked.
        """
        return (
            kind == KINDS[self.event]
            and _DECISIONS.get(self.event, "") in decision
            and (not self.orgs or not org or org in self.orgs)
            and (self.yes is None or decision.endswith("/yes" if self.yes else "/no"))
            and (not self.asks or self.event == "request_received" or decision.partition("/")[0] in self.asks)
        )


_DECISIONS = {"hold_started": "hold/started", "transferred": "transfer/with", "visited": "/let_in/"}


def _asks(entry: Entry) -> frozenset[str]:
    if entry.ask:
        return frozenset({entry.ask})
    return frozenset(ask.value for ask in entry.asked.asks) if entry.event == "request_received" else frozenset()


class Truths:
    """Decides conditions of the law about the requests of entries: cases that are alike are decided once."""

    def __init__(self, library: LawLibrary, countings: Iterable[Counting]) -> None:
        self._cases = Cases(library, [condition for each in countings for condition in each.when])
        self._found: dict[tuple[str, Expression], bool | None] = {}

    def alike(self, entry: Entry) -> Hashable:
        """What an entry has in common with those of which every counting says the same."""
        asked = entry.asked
        of_request = (asked.org, asked.asks, asked.handed_over, self._cases.likeness(asked.case))
        return (entry.event, entry.ask, entry.yes, entry.ran_out, entry.has_ground, *of_request)

    def counts(self, counting: Counting, entry: Entry) -> bool | None:
        """Whether an entry counts; `None` where what is known does not settle it."""
        if not counting.fits(entry) or not all(_also(word, entry) for word in counting.also):
            return False
        if not counting.when:
            return True
        found = [self._holds(each, entry.asked.case) for each in counting.when]
        return False if False in found else None if None in found else True

    def _holds(self, condition: Expression, document: Mapping[str, object]) -> bool | None:
        key = (self._cases.likeness(document), condition)
        if key not in self._found:
            case = self._cases.case(document)
            self._found[key] = None if case is None else holds(condition, case)
        return self._found[key]


def holds(condition: Expression, case: Case) -> bool | None:
    """Whether a condition holds of a case, by the definitions in force on its day; `None`: not known."""
    values: dict[str, FactValue | None] = {name: each.value for name, each in case.facts.items()}
    terms = {
        each.name: each.expression
        for pack in reversed(case.pack.stack)
        for each in pack.definitions
        if each.at.days.covers(case.day)
    }
    return _worked_out(condition, case, values, terms)


def _worked_out(
    node: Expression, case: Case, values: dict[str, FactValue | None], terms: Mapping[str, Expression]
) -> bool | None:
    for name in names_in(node) & terms.keys():
        if name not in values:
            values[name] = None  # a term that rests on itself is not known
            values[name] = _worked_out(terms[name], case, values, terms)
    return truth(node, Surroundings(values, case.pack, case.day))


def _also(word: str, entry: Entry) -> bool:
    match word:
        case "handed_over":
            return entry.asked.handed_over
        case "not_handed_over":
            return not entry.asked.handed_over
        case "ran_out":
            return entry.ran_out
    return entry.has_ground is (word == "with_ground")
