"""Says a condition as a careful person would: facts by their statements, *all of these*, *any of these*."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from comity.facts import Fact
from comity.law import Condition
from comity.law.expressions import (
    TRUE,
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
)
from comity.law.pack import Leaf
from comity.tell.facts import Names, choice_statement, fact_denial, singular
from comity.tell.prose import Line, sentence
from comity.tell.spoken.phrases import ENGLISH, Phrases

ALL, ANY = "all", "any"
_SHORT = 150  # characters within which two or three parts stand in one sentence
_ORDER = {">": "more than", ">=": "at least", "<": "less than", "<=": "at most", "==": "", "!=": "not"}
_TIMES = {">": "after", ">=": "on or after", "<": "before", "<=": "on or before", "==": "the same as", "!=": "not"}
_LEADS = {  # of every record or of some one, and whether that is denied
    (True, False): "every {what} is one of which",
    (True, True): "not so: every {what} is one of which",
    (False, False): "there is a {what} of which",
    (False, True): "there is no {what} of which",
}
_OPPOSITE = {">": "<=", ">=": "<", "<": ">=", "<=": ">", "==": "!=", "!=": "=="}


@dataclass(frozen=True, slots=True)
class Clause:
    """A statement, or several joined by *all* or *any*; `cite` is where the law says it."""

    text: str = ""
    join: str = ""
    parts: tuple[Clause, ...] = ()
    cite: str = ""


def condition_clause(condition: Condition, names: Names) -> Clause | None:
    """The condition in words; `None` when it always holds."""
    if condition.expression == TRUE:
        return None
    return _Sayer(names, condition.leaves).clause(condition.expression)


def expression_clause(expression: Expression, names: Names, records: Mapping[str, Fact] | None = None) -> Clause:
    """An expression in words, definitions opened that are not names.

    Args:
        expression: What is said.
        names: How each name is said.
        records: The list whose records each variable of the expression stands for.
    """
    return _Sayer(names, (), dict(records or {})).clause(expression)


def clause_text(clause: Clause, _: Phrases = ENGLISH) -> str:
    """The clause in one line, with brackets only where parts of parts would run together."""
    if not clause.join:
        return clause.text
    word = _and_or(clause, _)
    if all(not part.join for part in clause.parts) and _is_short(clause):
        word = word.removeprefix(";")
    return word.join(f"({clause_text(part, _)})" if part.join else part.text for part in clause.parts)


def _and_or(clause: Clause, _: Phrases) -> str:
    return f"; {_('and') if clause.join == ALL else _('or')} "


def clause_lines(lead: str, clause: Clause, depth: int, _: Phrases = ENGLISH) -> list[Line]:
    """The clause after some lead words: in one line if it is short, else as a list below them."""
    if not clause.join or (_is_flat(clause) and _is_short(clause)):
        return [Line(sentence(f"{_(lead)} {_cited(clause, clause_text(clause, _))}"), depth)]
    head = _("all of these hold:") if clause.join == ALL else _("any of these holds:")
    return [Line(sentence(f"{_(lead)} {head}"), depth), *_listed(clause.parts, depth + 1, _)]


def _listed(parts: Iterable[Clause], depth: int, _: Phrases) -> list[Line]:
    lines = []
    for part in parts:
        if part.join and not (_is_flat(part) and _is_short(part)):
            head = _("all of these:") if part.join == ALL else _("any of these:")
            lines += [Line(_cited(part, head), depth, "-"), *_listed(part.parts, depth + 1, _)]
        else:
            lines.append(Line(_cited(part, clause_text(part, _)), depth, "-"))
    return lines


def _cited(clause: Clause, text: str) -> str:
    return f"{text} [{clause.cite}]" if clause.cite else text


def _is_flat(clause: Clause) -> bool:
    return all(not part.join and not part.cite for part in clause.parts)


def _is_short(clause: Clause) -> bool:
    texts = [part.text for part in clause.parts]
    plain = not any(" and " in text or " or " in text or "," in text for text in texts)
    return len(texts) <= 3 and sum(map(len, texts)) <= _SHORT and plain


class _Sayer:
    """Says the nodes of one condition."""

    def __init__(self, names: Names, leaves: Sequence[Leaf], records: dict[str, Fact] | None = None) -> None:
        self.names, self.leaves, self.records = names, leaves, records or {}

    def clause(self, node: Expression) -> Clause:
        leaf = next((leaf for leaf in self.leaves if leaf.expression == node), None)
        if leaf is not None:
            return self._leaf(leaf)
        match node:
            case Conjunction(parts):
                return _joined(ALL, self._with_leaves(node, parts))
            case Disjunction(parts):
                return _joined(ANY, self._with_leaves(node, parts))
            case Negation(part):
                return self._denied(part)
            case Quantified():
                return self._quantified(node, denied=False)
        return Clause(self._said(node, denied=False))

    def _leaf(self, leaf: Leaf) -> Clause:
        if leaf.says:
            return Clause(self.names.phrases.said(leaf.says), cite=leaf.cite)
        return replace(_Sayer(self.names, (), self.records).clause(leaf.expression), cite=leaf.cite)

    def _with_leaves(self, node: Conjunction | Disjunction, parts: tuple[Expression, ...]) -> list[Clause]:
        """The parts, those that one cited leaf had written together put together again."""
        clauses, left = [], list(parts)
        for leaf in self.leaves:
            if isinstance(leaf.expression, type(node)) and set(leaf.expression.parts) < set(left):
                clauses.append(self._leaf(leaf))
                left = [part for part in left if part not in leaf.expression.parts]
        return [*clauses, *map(self.clause, left)]

    def _denied(self, part: Expression) -> Clause:
        match part:
            case Conjunction(parts):
                return _joined(ANY, [self._denied(inner) for inner in parts])
            case Disjunction(parts):
                return _joined(ALL, [self._denied(inner) for inner in parts])
            case Negation(inner):
                return self.clause(inner)
            case Quantified():
                return self._quantified(part, denied=True)
        return Clause(self._said(part, denied=True))

    def _quantified(self, node: Quantified, *, denied: bool) -> Clause:
        fact = self.names.vocabulary[node.records]
        inner = _Sayer(self.names, (), {**self.records, node.variable: fact}).clause(node.body)
        _ = self.names.phrases
        lead = _(_LEADS[node.quantifier == "all", denied], what=_(singular(fact)))
        if not inner.join:
            return Clause(f"{lead} {_('this holds')}: {inner.text}")
        how = _("all of this holds") if inner.join == ALL else _("any of this holds")
        return Clause(f"{lead} {how}: {_inside(inner, _)}")

    def _said(self, node: Expression, *, denied: bool) -> str:
        _ = self.names.phrases
        match node:
            case Constant(value):
                return _("this never holds") if bool(value) is denied else _("this always holds")
            case Name(name):
                return self.names.denial(name) if denied else self.names.says(name)
            case Field(variable, field):
                says = self.records[variable].fields[field].says
                return fact_denial(says, _) if denied else _.said(says)
            case Member(term, constants):
                fact = self._fact(term)
                return choice_statement(fact, constants, denied=denied, phrases=_) if fact else ""
            case Relation(operator, left, right):
                return self._compared(_OPPOSITE[operator] if denied else operator, left, right)
            case Call("listed", (Constant(name), offence)):
                text = "{offence} is not on the list `{name}`" if denied else "{offence} is on the list `{name}`"
                return _(text, offence=self._term(offence), name=name)
        return self._term(node)

    def _fact(self, term: Expression) -> Fact | None:
        if isinstance(term, Field):
            return self.records[term.variable].fields[term.field]
        return self.names.fact(term.name) if isinstance(term, Name) else None

    def _compared(self, operator: str, left: Expression, right: Expression) -> str:
        counts = isinstance(right, Constant) and isinstance(right.value, int)
        word = (_ORDER if counts else _TIMES)[operator]
        text = f"{{left}} is {word} {{right}}".replace("  ", " ")
        return self.names.phrases(text, left=self._term(left), right=self._term(right))

    def _term(self, term: Expression) -> str:
        _ = self.names.phrases
        match term:
            case Constant(value):
                return value.isoformat() if isinstance(value, date) else str(value)
            case Name() | Field():
                fact = self._fact(term)
                return _.said(fact.says) if fact else str(term)
            case Call("years_after", (day, Constant(years), *extra)):
                more = _(" plus the {days}", days=self._term(extra[0])) if extra else ""
                return f"{_numbered(years, 'year', 'after {day}', _, day=self._term(day))}{more}"
            case Call("days_after", (day, Constant(days))):
                return _numbered(days, "day", "after {day}", _, day=self._term(day))
            case Call("hours_after", (moment, Constant(hours))):
                return _numbered(hours, "hour", "after the moment when {moment}", _, moment=self._term(moment))
            case Call("date_of", (moment,)):
                return _("the day on which {moment}", moment=self._term(moment))
            case Call(function, arguments):
                return f"{function}({', '.join(map(self._term, arguments))})"
        return clause_text(self.clause(term), _)


def _numbered(number: object, unit: str, rest: str, _: Phrases, **values: str) -> str:
    """So many years, days or hours after something."""
    count = int(str(number))
    return _(f"{{number}} {unit}{'' if count == 1 else 's'} {rest}", number=count or "no", **values)


def _joined(join: str, parts: Sequence[Clause]) -> Clause:
    """The parts under one word, those of the same word lifted into it."""
    flat: list[Clause] = []
    for part in parts:
        flat += part.parts if part.join == join and not part.cite else (part,)
    return flat[0] if len(flat) == 1 else Clause(join=join, parts=tuple(flat))


def _inside(clause: Clause, _: Phrases) -> str:
    return _and_or(clause, _).join(f"({clause_text(part, _)})" if part.join else part.text for part in clause.parts)
