"""Facts behind definitions, tried out: which definitions hold together, and what does so.

A solver knows nothing of records and dates. Here lists of records are made from the texts of the definitions (see
`comity.lab.proving.candidates`), each field is set to something else in turn, and two records are put together; what
comes out differently is kept, with the facts that do it. The search is bounded and always tries the same things.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, islice

from comity.decide.resolve import base_facts
from comity.facts import Fact, FactValue, RecordList, Scalar, Vocabulary
from comity.facts.kinds import Kind
from comity.facts.values import Record
from comity.lab.proving.candidates import Candidates
from comity.lab.proving.definitions import Definitions
from comity.law.expressions import Name

MOST_TRIED = 6_000  # for the definitions of one group
MOST_KEPT = 500
MOST_PAIRS = 1_500
_DAY = "decision_date"

Truths = Mapping[str, bool | None]
Judge = Callable[[Mapping[str, FactValue | None]], Truths]


@dataclass(frozen=True, slots=True)
class World:
    """Facts, and what the definitions and the conditions inside them then say."""

    facts: Mapping[str, FactValue | None]
    truths: Truths


def groups(definitions: Definitions, names: Iterable[str]) -> list[tuple[frozenset[str], frozenset[str]]]:
    """Definitions that share facts, together: their names, and the facts behind them."""
    found: list[tuple[frozenset[str], frozenset[str]]] = []
    for name in sorted(names):
        facts = base_facts(Name(name), definitions.rules.derived) - {_DAY}
        mine, behind = frozenset({name}), facts
        for others, shared in [one for one in found if one[1] & facts]:
            found.remove((others, shared))
            mine, behind = mine | others, behind | shared
        found.append((mine, behind))
    return found


class Trials:
    """Tries facts, and keeps those under which something comes out differently."""

    def __init__(self, candidates: Candidates, vocabulary: Vocabulary, judge: Judge) -> None:
        self._candidates, self._vocabulary, self._judge = candidates, vocabulary, judge

    def of(self, facts: Sequence[str], names: frozenset[str]) -> list[World]:
        """What was kept for some facts and the names that hang on them, the plainest first."""
        plain = {name: self._plainest(name) for name in facts}
        kept: dict[frozenset[tuple[str, bool | None]], World] = {}
        tried = islice(self._tried(plain, kept), MOST_TRIED)
        for facts_tried in tried:
            truths = {name: truth for name, truth in self._judge(facts_tried).items() if name in names}
            if None in truths.values():
                continue  # open, though every fact is given: a list of offences that is not closed, a day out of reach
            kept.setdefault(frozenset(truths.items()), World(facts_tried, truths))
            if len(kept) >= MOST_KEPT:
                break
        return list(kept.values())

    def _tried(
        self, plain: dict[str, FactValue | None], kept: Mapping[frozenset[tuple[str, bool | None]], World]
    ) -> Iterator[dict[str, FactValue | None]]:
        """Facts to try, each time made from what was kept so far."""
        yield plain
        lists = [name for name in plain if self._vocabulary[name].kind is Kind.RECORDS]
        for name in lists:
            yield from ({**plain, name: _one(record)} for record in self._records(name))
        looked = 0
        while looked < len(kept):  # each thing kept, with one fact or one field changed
            world = list(kept.values())[looked]
            looked += 1
            yield from self._changed(dict(world.facts))
        for name in lists:
            yield from self._pairs(name, plain, list(kept.values()))

    def _changed(self, facts: dict[str, FactValue | None]) -> Iterator[dict[str, FactValue | None]]:
        for name, value in facts.items():
            fact = self._vocabulary[name]
            if not isinstance(value, RecordList):
                yield from (facts | {name: other} for other in self._values(fact) if other != value)
            elif len(value.known) == 1:
                record = value.known[0]
                for field, kind in fact.fields.items():
                    others = (other for other in self._values(kind) if other != record.get(field))
                    yield from (facts | {name: _one({**record, field: other})} for other in others)

    def _pairs(
        self, name: str, plain: dict[str, FactValue | None], kept: Sequence[World]
    ) -> Iterator[dict[str, FactValue | None]]:
        records = [
            value.known[0]
            for world in kept
            if isinstance(value := world.facts[name], RecordList) and len(value.known) == 1
        ]
        for pair in islice(combinations(records, 2), MOST_PAIRS):
            yield {**plain, name: RecordList(pair, complete=True)}

    def _records(self, name: str) -> Iterator[Record]:
        return (value for value in self._candidates.of(self._vocabulary[name]) if isinstance(value, Mapping))

    def _values(self, fact: Fact) -> list[Scalar]:
        return [value for value in self._candidates.of(fact) if not isinstance(value, Mapping)]  # type: ignore[misc]

    def _plainest(self, name: str) -> FactValue | None:
        fact = self._vocabulary[name]
        return RecordList((), complete=True) if fact.kind is Kind.RECORDS else self._values(fact)[0]


def _one(record: Record) -> RecordList:
    return RecordList((record,), complete=True)
