"""The law of one ask as one SQL expression over columns of facts: for questions asked where the rows are.

SQL's AND, OR and NOT over NULL are Kleene's logic; the outcome is chosen only after each flag has its three values, for
a CASE over single rules would take what is unknown for *no*. With rails each condition is written twice instead, as
*certainly true* and *certainly false*, of parts that are never NULL: DuckDB works those out several times as fast.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from sqlglot import exp

from comity.decide import Evaluator, Outcome, evaluator_for
from comity.decide.resolve import AskLaw, changes_of_law
from comity.facts import VOCABULARY, Ask, Vocabulary
from comity.facts.kinds import Kind
from comity.law import Agency, Pack
from comity.law.expressions import (
    Conjunction,
    Constant,
    Disjunction,
    Expression,
    Member,
    Name,
    Negation,
    Relation,
    names_in,
)

DIALECTS = ("duckdb", "postgres", "spark")
DAY = "day"  # the column with the day of the case
_COMPARED: Mapping[str, type[exp.Binary]] = {
    "==": exp.EQ, "!=": exp.NEQ, "<": exp.LT, "<=": exp.LTE, ">": exp.GT, ">=": exp.GTE,
}  # fmt: skip
_CONTRARY = {"==": "!=", "!=": "==", "<": ">=", ">=": "<", "<=": ">", ">": "<="}
_TYPES = {Kind.YES_NO: "BOOLEAN", Kind.CHOICE: "TEXT", Kind.COUNT: "INT"}


@dataclass(frozen=True, slots=True)
class SqlLaw:
    """An expression that gives the outcome as a word, and the columns that it looks at with their types."""

    text: str
    columns: Mapping[str, str]  # definitions are columns too: BOOLEAN, worked out before


def outcome_in_sql(
    agency: Agency,
    pack: Pack,
    ask: Ask,
    *,
    dialect: str,
    on: date | None = None,
    vocabulary: Vocabulary = VOCABULARY,
) -> SqlLaw:
    """The outcome of an ask by Kleene's logic, under the law of one day, or of the day in the column `day`.

    Raises:
        ValueError: it is not one of `DIALECTS`.
    """
    if dialect not in DIALECTS:
        raise ValueError(f"no dialect `{dialect}`")
    eras = [(on, evaluator_for(agency, pack, on, vocabulary))] if on else _eras(agency, pack, ask, vocabulary)
    whole = _outcome(eras[-1][1].rules.laws[ask], dialect)
    if len(eras) > 1:
        whole = exp.Case(
            ifs=[_if(_before(until), _outcome(one.rules.laws[ask], dialect)) for until, one in _until(eras)],
            default=whole,
        )
    names = {name for _, one in eras for flag in _flags(one.rules.laws[ask]) for name in names_in(flag)}
    columns = {name: _type(name, eras, vocabulary) for name in sorted(names)}
    return SqlLaw(whole.sql(dialect=dialect), columns | ({DAY: "DATE"} if len(eras) > 1 else {}))


def _flags(law: AskLaw) -> tuple[Expression, ...]:
    return law.conflict, law.forbids, law.requires, law.permits


def _eras(agency: Agency, pack: Pack, ask: Ask, vocabulary: Vocabulary) -> list[tuple[date, Evaluator]]:
    """The first day of each era within the horizon in which the ask has another law than before."""
    changes = changes_of_law(pack)
    first = bisect_right(changes, pack.horizon.first) - 1
    found: list[tuple[date, Evaluator]] = []
    for day in changes[first:]:
        evaluator = evaluator_for(agency, pack, day, vocabulary)
        if not found or _flags(found[-1][1].rules.laws[ask]) != _flags(evaluator.rules.laws[ask]):
            found.append((day, evaluator))
    return found


def _until(eras: list[tuple[date, Evaluator]]) -> Iterable[tuple[date, Evaluator]]:
    """Each era but the last, with the day on which the next begins."""
    return [(following, one) for (_, one), (following, _) in pairwise(eras)]


def _before(day: date) -> exp.Expr:
    return exp.LT(this=exp.column(DAY, quoted=True), expression=exp.cast(exp.Literal.string(day.isoformat()), "date"))


def _type(name: str, eras: list[tuple[date, Evaluator]], vocabulary: Vocabulary) -> str:
    if any(name in one.rules.derived for _, one in eras):
        return "BOOLEAN"
    return _TYPES[vocabulary[name].kind]


def _outcome(law: AskLaw, dialect: str) -> exp.Expr:
    """The outcome once each flag is known to be true, false or neither."""
    flags = [_Flag.of(flag, rails=dialect == "duckdb") for flag in _flags(law)]
    conflict, forbids, requires, permits = flags
    neither = [exp.not_(flag.known) for flag in flags[:3]]
    return exp.Case(
        ifs=[
            _if(exp.or_(conflict.true, exp.and_(forbids.true, requires.true)), _word(Outcome.CONFLICT)),
            _if(exp.or_(*neither), _word(Outcome.OPEN)),
            _if(forbids.true, _word(Outcome.FORBIDDEN)),
            _if(requires.true, _word(Outcome.REQUIRED)),
            _if(permits.true, _word(Outcome.PERMITTED)),
            _if(permits.false, _word(Outcome.SILENT)),
        ],
        default=_word(Outcome.OPEN),
    )


@dataclass(frozen=True, slots=True)
class _Flag:
    """A condition, certainly true, certainly false; neither is ever NULL."""

    true: exp.Expr
    false: exp.Expr

    @classmethod
    def of(cls, node: Expression, *, rails: bool) -> _Flag:
        if rails:
            return cls(_rail(node, True), _rail(node, False))
        plain = _three_valued(node)
        return cls(
            exp.Is(this=exp.paren(plain), expression=exp.true()),
            exp.Is(this=exp.paren(plain.copy()), expression=exp.false()),
        )

    @property
    def known(self) -> exp.Expr:
        return exp.paren(exp.or_(self.true.copy(), self.false.copy()))


def _three_valued(node: Expression) -> exp.Expr:
    match node:
        case Negation(part):
            return exp.not_(exp.paren(_three_valued(part)))
        case Conjunction(parts):
            return exp.and_(*map(_three_valued, parts))
        case Disjunction(parts):
            return exp.or_(*map(_three_valued, parts))
    return _atom(node, True)


def _rail(node: Expression, wanted: bool) -> exp.Expr:
    """That the node is certainly `wanted`."""
    match node:
        case Constant(value):
            return exp.true() if value is wanted else exp.false()
        case Name(name):
            return exp.Is(this=exp.column(name, quoted=True), expression=exp.true() if wanted else exp.false())
        case Negation(part):
            return _rail(part, not wanted)
        case Conjunction(parts) | Disjunction(parts):
            join = exp.and_ if isinstance(node, Conjunction) is wanted else exp.or_
            return join(*(_rail(part, wanted) for part in parts))
    return exp.Coalesce(this=_atom(node, wanted), expressions=[exp.false()])


def _atom(node: Expression, wanted: bool) -> exp.Expr:
    """A fact or a comparison, or its contrary; NULL where the fact is."""
    match node:
        case Constant(value):
            return exp.true() if value else exp.false()
        case Name(name):
            return exp.column(name, quoted=True)
        case Member(Name(name), constants):
            found = exp.In(this=exp.column(name, quoted=True), expressions=[exp.convert(each) for each in constants])
            return found if wanted else exp.not_(found)
        case Relation(sign, Name(name), Constant(constant)):
            kind = _COMPARED[sign if wanted else _CONTRARY[sign]]
            return kind(this=exp.column(name, quoted=True), expression=exp.convert(constant))
    raise TypeError(f"no SQL for {type(node).__name__}")


def _if(test: exp.Expr, then: exp.Expr) -> exp.If:
    return exp.If(this=test, true=then)


def _word(outcome: Outcome) -> exp.Expr:
    return exp.Literal.string(outcome.value)
