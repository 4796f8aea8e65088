"""The law of one ask for DuckDB over columns that are never NULL: facts as whole numbers, one of which is *unknown*.

DuckDB joins conditions that may be NULL several times as slowly as those that cannot. So the columns are made once, and
each flag of the law is two conditions over them, certainly true and certainly false. The flags are columns of an inner
query, because the CASE that chooses the outcome looks at some of them more than once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlglot import exp

from comity.facts import VOCABULARY, Ask, Fact, FactValue, Vocabulary
from comity.facts.kinds import Kind
from comity.lab.in_sql import (
    COMPARED,
    CONTRARY,
    DAY,
    Eras,
    Flag,
    by_era,
    columns_of,
    eras_of,
    flags_of,
    outcome_of,
    rail,
)
from comity.law import Agency, Pack
from comity.law.expressions import Constant, Expression, Member, Name, Relation

_NUMBERS = {"UTINYINT": 1 << 8, "USMALLINT": 1 << 16, "UINTEGER": 1 << 32}  # how many each type has


@dataclass(frozen=True, slots=True)
class CodedLaw:
    """A query in two parts, and the columns that the first of them looks at, as they are before."""

    columns: Mapping[str, str]
    codes: str  # a list for SELECT: what each column becomes
    flags: str  # a list for SELECT over those
    outcome: str  # over these

    def over(self, coded: str, keep: Sequence[str] = ()) -> str:
        """The query that gives `outcome` for each row of a table of codes, beside columns that it keeps."""
        kept = "".join(f'"{name}", ' for name in keep)
        return f"SELECT {kept}{self.outcome} AS outcome FROM (SELECT {kept}{self.flags} FROM {coded})"  # noqa: S608


def outcome_in_duckdb(
    agency: Agency, pack: Pack, ask: Ask, *, on: date | None = None, vocabulary: Vocabulary = VOCABULARY
) -> CodedLaw:
    """The outcome of an ask by Kleene's logic, under the law of one day, or of the day in the column `day`."""
    eras = eras_of(agency, pack, ask, on, vocabulary)
    columns = columns_of(eras, ask, vocabulary)
    codes = {
        name: Code.of(None if kind == "BOOLEAN" else vocabulary[name]) for name, kind in columns.items() if name != DAY
    }
    flags = _Flags(codes)
    outcome = by_era(eras, [outcome_of(flags.of_era(eras, place, ask)) for place in range(len(eras))])
    made = [exp.alias_(code.made(name), name, quoted=True) for name, code in codes.items()]
    days = [exp.column(DAY, quoted=True)] if DAY in columns else []
    return CodedLaw(
        columns,
        _list([*made, *days] or [exp.true()]),
        _list([*flags.made, *days] or [exp.true()]),
        outcome.sql(dialect="duckdb"),
    )


@dataclass(frozen=True, slots=True)
class Code:
    """Which number stands for each value of a fact or a definition."""

    words: tuple[str, ...]  # of a choice
    is_count: bool
    kind: str

    @classmethod
    def of(cls, fact: Fact | None) -> Code:
        """The code of a choice or a count; of what is true or false, where none is given."""
        words = tuple(fact.choices) if fact and fact.kind is Kind.CHOICE else ()
        is_count = fact is not None and fact.kind is Kind.COUNT
        values = fact.maximum + 1 if fact and is_count else max(len(words), 2)
        return cls(words, is_count, next(kind for kind, numbers in _NUMBERS.items() if values < numbers))

    @property
    def unknown(self) -> exp.Expr:
        """The last number."""
        return exp.Literal.number(_NUMBERS[self.kind] - 1)

    def number(self, value: FactValue) -> exp.Expr:
        """The number of a value."""
        return exp.Literal.number(self.words.index(str(value)) if self.words else int(value))  # type: ignore[arg-type]

    def made(self, name: str) -> exp.Expr:
        """The code, from the column as it is."""
        column = exp.column(name, quoted=True)
        if self.is_count:
            return exp.cast(exp.Coalesce(this=column, expressions=[self.unknown]), self.kind, dialect="duckdb")
        values: Sequence[FactValue] = self.words or (False, True)
        ifs = [
            exp.If(this=exp.EQ(this=column.copy(), expression=exp.convert(each)), true=self.number(each))
            for each in values
        ]
        return exp.cast(exp.Case(ifs=ifs, default=self.unknown), self.kind, dialect="duckdb")


class _Flags:
    """The flags of all eras as columns of the inner query."""

    def __init__(self, codes: Mapping[str, Code]) -> None:
        self._codes, self.made = codes, list[exp.Expr]()

    def of_era(self, eras: Eras, place: int, ask: Ask) -> list[Flag]:
        """The flags of one era."""
        return [
            Flag(self._column(flag, True), self._column(flag, False))
            for flag in flags_of(eras[place][1].rules.laws[ask])
        ]

    def _column(self, flag: Expression, wanted: bool) -> exp.Expr:
        if isinstance(flag, Constant):
            return rail(flag, wanted, self._atom)
        name = f"flag {len(self.made)}"
        self.made.append(exp.alias_(rail(flag, wanted, self._atom), name, quoted=True))
        return exp.column(name, quoted=True)

    def _atom(self, node: Expression, wanted: bool) -> exp.Expr:
        match node:
            case Name(name):
                return exp.EQ(this=_column(name), expression=self._codes[name].number(wanted))
            case Member(Name(name), constants):
                passes = [self._compared("==" if wanted else "!=", name, each) for each in constants]
                return exp.or_(*passes) if wanted else exp.and_(*passes, self._known(name))
            case Relation(sign, Name(name), Constant(constant)):
                return exp.and_(self._compared(sign if wanted else CONTRARY[sign], name, constant), self._known(name))
        raise TypeError(f"no SQL for {type(node).__name__}")

    def _compared(self, sign: str, name: str, value: FactValue) -> exp.Expr:
        return COMPARED[sign](this=_column(name), expression=self._codes[name].number(value))

    def _known(self, name: str) -> exp.Expr:
        return exp.NEQ(this=_column(name), expression=self._codes[name].unknown)


def _column(name: str) -> exp.Expr:
    return exp.column(name, quoted=True)


def _list(parts: Sequence[exp.Expr]) -> str:
    return ", ".join(part.sql(dialect="duckdb") for part in parts)
