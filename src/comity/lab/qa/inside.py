"""What stands inside definitions: their conditions about records and dates, each under a name of its own.

A definition asks whether some record of a list, or every one, is such and such. What that asks of a record is shown on
a list of one record: there, *some* and *every* say the same as what they say of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from comity.decide.derive import Surroundings, truth
from comity.decide.resolve import RuleSet
from comity.facts import FactValue, RecordList
from comity.facts.values import Record
from comity.law.expressions import (
    Call,
    Conjunction,
    Constant,
    Disjunction,
    Expression,
    Field,
    Member,
    Name,
    Negation,
    Quantified,
    Relation,
    all_of,
    any_of,
    interned,
    names_in,
    negation,
    walk,
)

_ONE = "exactly one of "


class Inside:
    """The conditions inside the definitions of a law on a day."""

    def __init__(self, rules: RuleSet, day: date) -> None:
        self._rules, self._day = rules, day
        self._named: dict[str, tuple[Expression, Mapping[str, str]]] = {}  # a condition, and the lists of its variables
        self._lists: dict[str, dict[str, None]] = {}  # by definition: the lists that its conditions are about
        self._bodies: dict[str, Expression] = {}

    def body(self, name: str) -> Expression:
        """A definition over one record of each list, its conditions under their names."""
        if name not in self._bodies:
            self._lists[name] = {}
            self._bodies[name] = self._opened(self._rules.derived[name], {}, self._lists[name])
        return self._bodies[name]

    def single(self, name: str) -> list[Expression]:
        """That each list which a definition is about has exactly one record."""
        self.body(name)
        return [interned(Name(f"{_ONE}{records}")) for records in self._lists[name]]

    def names(self, definitions: Iterable[str]) -> frozenset[str]:
        """The names of the conditions inside some definitions, and those by which lists have one record."""
        bodies = [self.body(name) for name in definitions]
        single = [part for name in definitions for part in self.single(name)]
        return frozenset(name for part in (*bodies, *single) for name in names_in(part))

    def text(self, leaf: Expression) -> str:
        """A condition as a pack writes it."""
        if isinstance(leaf, Name) and leaf.name in self._named:
            return written(self._named[leaf.name][0])
        return written(leaf)

    def truths(self, known: Mapping[str, FactValue | None]) -> Iterator[tuple[str, bool | None]]:
        """What these names say in a case, where there is just one record; `known` has facts, day and definitions."""
        records = {name: _only(known.get(name)) for lists in self._lists.values() for name in lists}
        yield from ((f"{_ONE}{name}", record is not None) for name, record in records.items())
        around = Surroundings(known, self._rules.pack, self._day)
        for name, (condition, lists) in self._named.items():
            bound = {variable: record for variable, of in lists.items() if (record := records[of]) is not None}
            if len(bound) == len(lists):
                yield name, truth(condition, around, bound)

    def _opened(self, node: Expression, bound: Mapping[str, str], lists: dict[str, None]) -> Expression:
        match node:
            case Negation(part):
                return negation(self._opened(part, bound, lists))
            case Conjunction(parts):
                return all_of(self._opened(part, bound, lists) for part in parts)
            case Disjunction(parts):
                return any_of(self._opened(part, bound, lists) for part in parts)
            case Quantified(_, records, variable, body):
                lists[records] = None
                return self._opened(body, {**bound, variable: records}, lists)
            case Name(name) if name in self._rules.derived:
                return self._opened(self._rules.derived[name], {}, lists)
            case Constant() | Name():
                return node
        return self._under_a_name(node, bound)

    def _under_a_name(self, node: Expression, bound: Mapping[str, str]) -> Name:
        used = {part.variable for part in walk(node) if isinstance(part, Field)}
        lists = {variable: bound[variable] for variable in sorted(used)}
        name = f"{written(node)} {sorted(lists.items())}"
        self._named[name] = (node, lists)
        return interned(Name(name))


def _only(value: FactValue | None) -> Record | None:
    return value.known[0] if isinstance(value, RecordList) and value.complete and len(value.known) == 1 else None


def written(node: Expression) -> str:
    """A condition as a pack writes it."""
    match node:
        case Constant(value):
            return (
                str(value).lower()
                if isinstance(value, bool)
                else f'"{value}"'
                if isinstance(value, str)
                else str(value)
            )
        case Name(name):
            return name
        case Field(variable, field):
            return f"{variable}.{field}"
        case Call(function, arguments):
            return f"{function}({', '.join(map(written, arguments))})"
        case Member(term, constants):
            return f"{written(term)} in [{', '.join(written(Constant(each)) for each in constants)}]"
        case Relation(operator, left, right):
            return f"{written(left)} {operator} {written(right)}"
    raise TypeError(f"no text for {type(node).__name__}")
