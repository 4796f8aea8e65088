"""The law of one ask as one SQL expression over columns of facts: for questions asked where the rows are.

SQL's AND, OR and NOT over NULL are Kleene's logic; the outcome is chosen only after each flag has its three values, for
a CASE over single rules would take what is unknown for *no*. With rails each condition is written twice instead, as
*certainly true* and *certainly false*, of parts that are never NULL. `in_duckdb` does so over columns that are never
NULL either, which is several times as fast.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

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
Eras = list[tuple[date, Evaluator]]
DAY = "day"  # the column with the day of the case
COMPARED: Mapping[str, type[exp.Binary]] = {
    "==": exp.EQ, "!=": exp.NEQ, "<": exp.LT, "<=": exp.LTE, ">": exp.GT, ">=": exp.GTE,
}  # fmt: skip
CONTRARY = {"==": "!=", "!=": "==", "<": ">=", ">=": "<", "<=": ">", ">": "<="}
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
    eras = eras_of(agency, pack, ask, on, vocabulary)
    of_each = [
        outcome_of([Flag.of(flag, rails=dialect == "duckdb") for flag in flags_of(one.rules.laws[ask])])
        for _, one in eras
    ]
    return SqlLaw(by_era(eras, of_each).sql(dialect=dialect), columns_of(eras, ask, vocabulary))


def by_era(eras: Eras, outcomes: Sequence[exp.Expr]) -> exp.Expr:
    """The outcome of the era that the day of a row falls into."""
    if len(eras) == 1:
        return outcomes[0]
    ends = [_if(_before(following), outcome) for outcome, (following, _) in zip(outcomes, eras[1:], strict=False)]
    return exp.Case(ifs=ends, default=outcomes[-1])


def columns_of(eras: Eras, ask: Ask, vocabulary: Vocabulary) -> dict[str, str]:
    """The facts and definitions that the law of an ask looks at, with their types, and the day if it must be known."""
    names = {name for _, one in eras for flag in flags_of(one.rules.laws[ask]) for name in names_in(flag)}
    columns = {name: _type(name, eras, vocabulary) for name in sorted(names)}
    return columns | ({DAY: "DATE"} if len(eras) > 1 else {})


def flags_of(law: AskLaw) -> tuple[Expression, ...]:
    """What decides the outcome, in the order that `outcome_of` takes it in."""
    return law.conflict, law.forbids, law.requires, law.permits


def eras_of(agency: Agency, pack: Pack, ask: Ask, on: date | None, vocabulary: Vocabulary) -> Eras:
    """The law of one day; or each law of an ask within the horizon, with the first day of its era."""
    if on:
        return [(on, evaluator_for(agency, pack, on, vocabulary))]
    changes = changes_of_law(pack)
    first = bisect_right(changes, pack.horizon.first) - 1
    found: list[tuple[date, Evaluator]] = []
    for day in changes[first:]:
        evaluator = evaluator_for(agency, pack, day, vocabulary)
        if not found or flags_of(found[-1][1].rules.laws[ask]) != flags_of(evaluator.rules.laws[ask]):
            found.append((day, evaluator))
    return found


def _before(day: date) -> exp.Expr:
    return exp.LT(this=exp.column(DAY, quoted=True), expression=exp.cast(exp.Literal.string(day.isoformat()), "date"))


def _type(name: str, eras: Eras, vocabulary: Vocabulary) -> str:
    if any(name in one.rules.derived for _, one in eras):
        return "BOOLEAN"
    return _TYPES[vocabulary[name].kind]


def outcome_of(flags: Sequence[Flag]) -> exp.Expr:
    """The outcome once each flag is known to be true, false or neither; tests that are never met are left out."""
    conflict, forbids, requires, permits = flags
    neither = [_none_of(flag.true, flag.false) for flag in flags[:3]]
    tests = [
        (_any_of(conflict.true, _all_of(forbids.true, requires.true)), Outcome.CONFLICT),
        (_any_of(*neither), Outcome.OPEN),
        (forbids.true, Outcome.FORBIDDEN),
        (requires.true, Outcome.REQUIRED),
        (permits.true, Outcome.PERMITTED),
        (permits.false, Outcome.SILENT),
    ]
    return exp.Case(
        ifs=[_if(test, _word(outcome)) for test, outcome in tests if test != exp.false()], default=_word(Outcome.OPEN)
    )


def _any_of(*parts: exp.Expr) -> exp.Expr:
    if exp.true() in parts:
        return exp.true()
    return exp.or_(*left) if (left := [part for part in parts if part != exp.false()]) else exp.false()


def _all_of(*parts: exp.Expr) -> exp.Expr:
    if exp.false() in parts:
        return exp.false()
    return exp.and_(*left) if (left := [part for part in parts if part != exp.true()]) else exp.true()


def _none_of(*parts: exp.Expr) -> exp.Expr:
    some = _any_of(*(part.copy() for part in parts))
    return exp.false() if some == exp.true() else exp.not_(exp.paren(some))


@dataclass(frozen=True, slots=True)
class Flag:
    """A condition, certainly true, certainly false; neither is ever NULL."""

    true: exp.Expr
    false: exp.Expr

    @classmethod
    def of(cls, node: Expression, *, rails: bool) -> Flag:
        """Over columns that may be NULL; by rails, or by SQL's own logic."""
        if rails or isinstance(node, Constant):
            return cls(rail(node, True, _plain_rail), rail(node, False, _plain_rail))
        plain = _three_valued(node)
        return cls(
            exp.Is(this=exp.paren(plain), expression=exp.true()),
            exp.Is(this=exp.paren(plain.copy()), expression=exp.false()),
        )


def _three_valued(node: Expression) -> exp.Expr:
    match node:
        case Negation(part):
            return exp.not_(exp.paren(_three_valued(part)))
        case Conjunction(parts):
            return exp.and_(*map(_three_valued, parts))
        case Disjunction(parts):
            return exp.or_(*map(_three_valued, parts))
    return _atom(node, True)


def rail(node: Expression, wanted: bool, atom: Callable[[Expression, bool], exp.Expr]) -> exp.Expr:
    """That the node is certainly `wanted`; `atom` says it of a condition without parts."""
    match node:
        case Constant(value):
            return exp.true() if value is wanted else exp.false()
        case Negation(part):
            return rail(part, not wanted, atom)
        case Conjunction(parts) | Disjunction(parts):
            join = exp.and_ if isinstance(node, Conjunction) is wanted else exp.or_
            return join(*(rail(part, wanted, atom) for part in parts))
    return atom(node, wanted)


def _plain_rail(node: Expression, wanted: bool) -> exp.Expr:
    if isinstance(node, Name):
        return exp.Is(this=exp.column(node.name, quoted=True), expression=exp.true() if wanted else exp.false())
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
            kind = COMPARED[sign if wanted else CONTRARY[sign]]
            return kind(this=exp.column(name, quoted=True), expression=exp.convert(constant))
    raise TypeError(f"no SQL for {type(node).__name__}")


def _if(test: exp.Expr, then: exp.Expr) -> exp.If:
    return exp.If(this=test, true=then)


def _word(outcome: Outcome) -> exp.Expr:
    return exp.Literal.string(outcome.value)
