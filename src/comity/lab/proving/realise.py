"""Finds facts that make definitions come out as wanted: lists of records, days, moments.

A definition is searched over the values that its own text tells apart: each word, each listed offence, and days on
either side of every span that it counts. The search is bounded and always tries the same things; where it finds
nothing, that proves nothing.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta

from comity.decide.derive import Surroundings, truth
from comity.decide.resolve import RuleSet, base_facts
from comity.facts import Fact, FactValue, RecordList, Vocabulary
from comity.facts.kinds import Kind
from comity.law.expressions import Call, Constant, Expression, Field, Member, Relation, names_in, walk

TRIES = 4_000  # lists of records tried for one set of definitions
MOST_RECORDS = 4  # in one list
_NO_OFFENCE = "none of the lists"


class Realiser:
    """Finds facts for the definitions of one law on a day."""

    def __init__(self, rules: RuleSet, vocabulary: Vocabulary, day: date) -> None:
        self._rules, self._vocabulary, self._day = rules, vocabulary, day
        self._order = _inner_first(rules.derived)

    def facts(
        self, wanted: Mapping[str, bool], fixed: Mapping[str, FactValue | None]
    ) -> dict[str, FactValue | None] | None:
        """Facts under which each definition has its wanted truth, with some facts fixed; `None` if none was found."""
        if not wanted:
            return {}
        chance = random.Random(0)  # noqa: S311 - the same search each time
        behind = sorted(
            frozenset().union(*(base_facts(self._rules.derived[name], self._rules.derived) for name in wanted))
        )
        choices = {name: self._choices(self._vocabulary[name]) for name in behind if name not in fixed}
        best = {name: _plainest(values) for name, values in choices.items()}
        missed = self._missed(wanted, {**fixed, **best})
        for _ in range(TRIES):
            if not missed:
                return {name: self._pruned(name, best, wanted, fixed) for name in best}
            name = chance.choice(sorted(choices)) if choices else ""
            if not name:
                return None
            tried = {**best, name: self._changed(best[name], choices[name], chance)}
            now = self._missed(wanted, {**fixed, **tried})
            if now <= missed:
                best, missed = tried, now
        return None

    def _pruned(
        self,
        name: str,
        found: Mapping[str, FactValue | None],
        wanted: Mapping[str, bool],
        fixed: Mapping[str, FactValue | None],
    ) -> FactValue | None:
        """A list of records without those, and without the fields, that nothing depends on."""
        kept = found[name]
        for smaller in _smaller(kept):
            if not self._missed(wanted, {**fixed, **found, name: smaller}):
                return self._pruned(name, {**found, name: smaller}, wanted, fixed)
        return kept

    def _missed(self, wanted: Mapping[str, bool], known: Mapping[str, FactValue | None]) -> int:
        """How many definitions do not come out as wanted."""
        values = dict(known)
        for name in self._order:
            values[name] = truth(self._rules.derived[name], Surroundings(values, self._rules.pack, self._day))
        return sum(values[name] is not truth_ for name, truth_ in wanted.items())

    def _changed(self, now: FactValue | None, choices: Sequence[object], chance: random.Random) -> FactValue | None:
        if not isinstance(now, RecordList):
            return chance.choice(choices)  # type: ignore[return-value]
        records = list(now.known)
        if records and chance.random() < 0.6:
            at = chance.randrange(len(records))
            if chance.random() < 0.3:
                del records[at]
            else:  # one field is set to something else
                record, fields = dict(records[at]), chance.choice(choices)
                field = chance.choice(sorted(fields))  # type: ignore[call-overload]
                records[at] = {**record, field: fields[field]}  # type: ignore[index]
        elif len(records) < MOST_RECORDS:
            records.append(chance.choice(choices))  # type: ignore[arg-type]
        return RecordList(tuple(records), complete=True)

    def _choices(self, fact: Fact) -> list[object]:
        """The values worth trying; of a list, records."""
        texts = [self._rules.derived[name] for name in self._order]
        if fact.kind is not Kind.RECORDS:
            return list(self._scalars(fact, texts))
        chance = random.Random(fact.name)  # noqa: S311
        fields = {name: list(self._scalars(field, texts)) for name, field in fact.fields.items()}
        plain: list[object] = [{name: values[0] for name, values in fields.items()}]
        return plain + [{name: chance.choice(values) for name, values in fields.items()} for _ in range(200)]

    def _scalars(self, fact: Fact, texts: Sequence[Expression]) -> Iterator[object]:
        match fact.kind:
            case Kind.YES_NO:
                yield from (False, True)
            case Kind.CHOICE:
                yield from fact.choices
            case Kind.COUNT:
                yield from sorted({fact.minimum, *_near(_integers(texts), fact), fact.maximum})
            case Kind.DATE:
                yield from self._days(texts)
            case Kind.MOMENT:
                yield from (datetime.combine(day, time(12)) for day in self._days(texts))
            case Kind.TEXT:
                yield _NO_OFFENCE
                yield from self._offences(fact, texts)

    def _days(self, texts: Sequence[Expression]) -> list[date]:
        """The day itself, and days just within and just beyond every span that a definition counts."""
        found = {self._day, self._day - timedelta(days=1)}
        for call in (node for text in texts for node in walk(text) if isinstance(node, Call)):
            for argument in call.arguments:
                if isinstance(argument, Constant) and type(argument.value) is int:
                    found |= set(_either_side(call.function, argument.value, self._day))
        return sorted(found, reverse=True)

    def _offences(self, fact: Fact, texts: Sequence[Expression]) -> Iterator[str]:
        named = {
            argument.value
            for text in texts
            for node in walk(text)
            if isinstance(node, Call) and node.function == "listed"
            for argument in node.arguments
            if isinstance(argument, Constant)
        }
        for name in sorted(map(str, named)):
            in_force = [row.offence for row in self._rules.pack.lists[name].rows if row.days.covers(self._day)]
            yield from in_force[:3]
        for node in (node for text in texts for node in walk(text) if isinstance(node, Member)):
            if isinstance(node.term, Field) and node.term.field == fact.name:
                yield from map(str, node.constants)


def _smaller(value: FactValue | None) -> Iterator[RecordList]:
    """The list with one record less, then with one field less."""
    if isinstance(value, RecordList):
        records = value.known
        for at in range(len(records)):
            yield RecordList((*records[:at], *records[at + 1 :]), complete=True)
        for at, record in enumerate(records):
            for field in record:
                less = {name: given for name, given in record.items() if name != field}
                yield RecordList((*records[:at], less, *records[at + 1 :]), complete=True)


def _plainest(choices: Sequence[object]) -> FactValue | None:
    """No record, or the first value."""
    return RecordList((), complete=True) if choices and isinstance(choices[0], dict) else choices[0]  # type: ignore[return-value]


def _integers(texts: Sequence[Expression]) -> Iterator[int]:
    for node in (node for text in texts for node in walk(text)):
        if isinstance(node, Relation) and isinstance(node.right, Constant) and type(node.right.value) is int:
            yield node.right.value


def _near(numbers: Iterator[int], fact: Fact) -> set[int]:
    return {
        near for number in numbers for near in (number - 1, number, number + 1) if fact.minimum <= near <= fact.maximum
    }


def _either_side(function: str, span: int, day: date) -> Iterator[date]:
    days = {"years_after": span * 365.2425, "days_after": span}.get(function, span / 24)
    try:
        edge = day - timedelta(days=round(days))
    except OverflowError:
        return
    yield from (edge - timedelta(days=2), edge + timedelta(days=2))


def _inner_first(derived: Mapping[str, Expression]) -> list[str]:
    """The definitions in an order in which each comes after those that it uses."""
    order: list[str] = []

    def add(name: str) -> None:
        if name not in order:
            for inner in sorted(names_in(derived[name]) & derived.keys()):
                add(inner)
            order.append(name)

    for name in sorted(derived):
        add(name)
    return order
