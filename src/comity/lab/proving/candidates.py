"""Values worth trying for a fact: those that the definitions which use it tell apart.

For a list of records, records are made from the texts of the definitions themselves: each way in which the body of a
quantifier can hold, field by field, with days on either side of every span that is counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from itertools import islice, product
from typing import TypeVar

from comity.facts import Fact
from comity.facts.kinds import Kind
from comity.lab.proving.definitions import Definitions
from comity.law.expressions import (
    Call,
    Conjunction,
    Constant,
    Disjunction,
    Expression,
    Field,
    Member,
    Negation,
    Quantified,
    Relation,
    walk,
)

MOST_WAYS = 48  # in which one body can hold
MOST_RECORDS_TRIED = 600
_NO_OFFENCE = "none of the lists"
_Part = TypeVar("_Part", Call, Member)
_Record = Mapping[str, object]


class Candidates:
    """The values that the definitions of some laws tell apart."""

    def __init__(self, laws: Sequence[Definitions]) -> None:
        self._laws = laws
        self._texts = [law.rules.derived[name] for law in laws for name in law.inner_first]

    def of(self, fact: Fact) -> list[object]:
        """The values of a fact, the plainest first; of a list, records."""
        if fact.kind is not Kind.RECORDS:
            return list(self._scalars(fact))
        plain = {name: next(self._scalars(field)) for name, field in fact.fields.items()}
        made = (record for way in self._ways_of(fact) for record in self._records(fact, {**plain, **way}, way))
        return [plain, *islice(made, MOST_RECORDS_TRIED)]

    def _records(self, fact: Fact, record: dict[str, object], way: _Record) -> Iterator[_Record]:
        """A record with each day that its dates may tell apart."""
        dates = [name for name, field in fact.fields.items() if field.kind is Kind.DATE and name not in way]
        for day in self._days():
            yield {**record, **dict.fromkeys(dates, day)}

    def _ways_of(self, fact: Fact) -> Iterator[_Record]:
        """Fields that make the body of a quantifier over this list hold."""
        for text in self._texts:
            for node in walk(text):
                if isinstance(node, Quantified) and node.records == fact.name:
                    yield from islice(self._ways(node.body, True), MOST_WAYS)

    def _ways(self, node: Expression, holds: bool) -> Iterator[_Record]:
        """Fields that make a condition hold, or not; dates and other facts are left to be tried."""
        match node:
            case Negation(part):
                yield from self._ways(part, not holds)
            case Conjunction(parts) | Disjunction(parts):
                if isinstance(node, Conjunction) is holds:
                    each = [list(islice(self._ways(part, holds), MOST_WAYS)) for part in parts]
                    for chosen in islice(product(*each), MOST_WAYS):
                        yield {name: value for way in chosen for name, value in way.items()}
                else:
                    for part in parts:
                        yield from self._ways(part, holds)
            case Field(_, field):
                yield {field: holds}
            case Member(Field(_, field), constants) if holds:
                yield from ({field: constant} for constant in constants)
            case Call("listed", (Constant(name), Field(_, field))):
                yield from ({field: offence} for offence in (self._listed(str(name)) if holds else [_NO_OFFENCE]))
            case _:
                yield {}

    def _scalars(self, fact: Fact) -> Iterator[object]:
        match fact.kind:
            case Kind.YES_NO:
                yield from (False, True)
            case Kind.CHOICE:
                yield from fact.choices
            case Kind.COUNT:
                yield from sorted({fact.minimum, *_near(self._numbers(), fact), fact.maximum})
            case Kind.DATE:
                yield from self._days()
            case Kind.MOMENT:
                yield from (datetime.combine(day, time(12)) for day in self._days())
            case Kind.TEXT:
                yield _NO_OFFENCE
                yield from self._offences(fact)

    def _days(self) -> list[date]:
        """The days of the laws, and days just within and just beyond every span that a definition counts."""
        spans = [
            (call.function, argument.value)
            for call in self._parts(Call)
            for argument in call.arguments
            if isinstance(argument, Constant) and type(argument.value) is int
        ]
        found = set[date]()
        for day in {law.day for law in self._laws}:
            found |= {day, day - timedelta(days=1)}
            found.update(near for function, span in spans for near in _either_side(function, span, day))
        return sorted(found, reverse=True)

    def _offences(self, fact: Fact) -> Iterator[str]:
        """Some offences of every list that a definition names, and every offence that one names itself."""
        for call in self._parts(Call):
            if call.function == "listed" and isinstance(call.arguments[0], Constant):
                yield from self._listed(str(call.arguments[0].value))
        for node in self._parts(Member):
            if isinstance(node.term, Field) and node.term.field == fact.name:
                yield from map(str, node.constants)

    def _listed(self, name: str) -> Iterator[str]:
        for law in self._laws:
            if name in law.rules.pack.lists:
                rows = law.rules.pack.lists[name].rows
                yield from [row.offence for row in rows if row.days.covers(law.day)][:3]

    def _numbers(self) -> Iterator[int]:
        for node in (node for text in self._texts for node in walk(text)):
            if isinstance(node, Relation) and isinstance(node.right, Constant) and type(node.right.value) is int:
                yield node.right.value

    def _parts(self, kind: type[_Part]) -> Iterator[_Part]:
        return (node for text in self._texts for node in walk(text) if isinstance(node, kind))


def _near(numbers: Iterable[int], fact: Fact) -> set[int]:
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
