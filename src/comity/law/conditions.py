"""Reads a condition: a small, named subset of CEL (Common Expression Language), and refuses the rest by name.

    condition  = conjunct { "||" conjunct }
    conjunct   = relation { "&&" relation }
    relation   = term [ ("==" | "!=" | "<" | "<=" | ">" | ">=") term | "in" "[" constant { "," constant } "]" ]
    term       = "!" term | "-" integer | "(" condition ")" | constant | name [ "(" arguments ")" ]
               | name "." field | name "." ("exists" | "all") "(" variable "," condition ")"

The whole grammar is CEL's own (google/cel-spec, doc/langdef.md, Syntax); what is left out is listed in `_REFUSED`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from comity.law.errors import ConditionError
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
    Term,
    Value,
    interned,
)

MAX_CHARACTERS = 4_000
MAX_DEPTH = 40

_TOKEN = re.compile(
    r"[ \t\r\n]*(?:(?P<integer>[0-9]+)|(?P<string>\"[^\"\\\n]*\")|(?P<name>[A-Za-z_][A-Za-z0-9_]*)"
    r"|(?P<symbol>&&|\|\||==|!=|<=|>=|[-<>!()\[\],.]))"
)
_RELATIONS = frozenset({"==", "!=", "<", "<=", ">", ">="})
_QUANTIFIERS = frozenset({"exists", "all"})
_REFUSED = {
    "?": "the choice `? :`",
    "+": "arithmetic",
    "*": "arithmetic",
    "/": "arithmetic",
    "%": "arithmetic",
    "{": "a map",
    "'": "a string in single quotes",
    "=": "a single `=`",
    "&": "a single `&`",
    "|": "a single `|`",
    "\\": "a backslash",
}
_REFUSED_WORDS = {
    "has", "exists_one", "filter", "map", "matches", "size", "null", "contains", "startsWith", "endsWith",
    "as", "break", "const", "continue", "else", "for", "function", "if", "import", "let", "loop", "package",
    "namespace", "return", "var", "void", "while",
}  # fmt: skip
_KEYWORDS = {"in", "true", "false"}
_INSTEAD = "Use only && || ! == != < <= > >= in, parentheses, names, whole numbers, quoted words, exists, all."


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    column: int


def parse_condition(text: str) -> Expression:
    """Read the text of one condition into the expression graph, as it is written; `typed` puts it into one form.

    Raises:
        ConditionError: the text is not in the subset; `column` tells where.
    """
    if len(text) > MAX_CHARACTERS:
        raise ConditionError(
            f"the condition has more than {MAX_CHARACTERS:,} characters", help="Give parts of it names as definitions."
        )
    parser = _Parser(_tokens(text))
    expression = parser.condition()
    parser.expect_end()
    return expression


def _tokens(text: str) -> list[_Token]:
    tokens, position, end = [], 0, len(text.rstrip(" \t\r\n"))
    while position < end:
        match = _TOKEN.match(text, position)
        if match is None:
            raise _unreadable(text, position)
        kind = match.lastgroup or ""
        tokens.append(_Token(kind, match.group(kind), match.start(kind) + 1))
        position = match.end()
    tokens.append(_Token("end", "the end", end + 1))
    return tokens


def _unreadable(text: str, position: int) -> ConditionError:
    rest = text[position:].lstrip(" \t\r\n")
    column = len(text) - len(rest) + 1 if rest else position + 1
    what = _REFUSED.get(rest[:1], f"`{rest[:1]}`")
    return ConditionError(f"{what} is not part of the condition language", help=_INSTEAD, column=column)


class _Parser:
    """Recursive descent over the tokens."""

    def __init__(self, tokens: list[_Token]) -> None:
        self._tokens = tokens
        self._at = 0
        self._depth = 0

    def condition(self) -> Expression:
        parts = [self._conjunct()]
        while self._take("||"):
            parts.append(self._conjunct())
        return interned(Disjunction(tuple(parts))) if len(parts) > 1 else parts[0]

    def expect_end(self) -> None:
        if self._here.kind != "end":
            raise self._unexpected("the end of the condition")

    def _conjunct(self) -> Expression:
        parts = [self._relation()]
        while self._take("&&"):
            parts.append(self._relation())
        return interned(Conjunction(tuple(parts))) if len(parts) > 1 else parts[0]

    def _relation(self) -> Expression:
        left = self._term()
        if self._here.kind == "symbol" and self._here.text in _RELATIONS:
            first = self._as_term(left)
            operator = self._next().text
            relation = interned(Relation(operator, first, self._as_term(self._term())))
            if self._here.text in _RELATIONS and self._here.kind == "symbol":
                raise self._unexpected("one comparison at a time")
            return relation
        if self._here.kind == "name" and self._here.text == "in":
            first = self._as_term(left)
            self._next()
            return interned(Member(first, self._constants()))
        return left

    def _as_term(self, expression: Expression) -> Term:
        if isinstance(expression, (Constant, Name, Field, Call)):
            return expression
        raise self._unexpected("a fact, a field or a constant on each side of a comparison")

    def _term(self) -> Expression:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise ConditionError(
                f"the nesting is deeper than {MAX_DEPTH}",
                help="Give parts of it names as definitions.",
                column=self._here.column,
            )
        try:
            return self._plain_term()
        finally:
            self._depth -= 1

    def _plain_term(self) -> Expression:
        if self._take("!"):
            return interned(Negation(self._term()))
        if self._take("("):
            inner = self.condition()
            self._need(")")
            return inner
        if self._here.kind == "name":
            return self._named()
        return interned(Constant(self._constant()))

    def _named(self) -> Expression:
        token = self._next()
        if token.text in {"true", "false"}:
            return interned(Constant(token.text == "true"))
        if token.text in _REFUSED_WORDS | _KEYWORDS:
            raise ConditionError(
                f"`{token.text}` is not part of the condition language", help=_INSTEAD, column=token.column
            )
        if self._take("("):
            return interned(Call(token.text, self._arguments()))
        if self._take("."):
            return self._member_of(token)
        return interned(Name(token.text))

    def _member_of(self, owner: _Token) -> Expression:
        field = self._need_name()
        if not self._take("("):
            return interned(Field(owner.text, field.text))
        if field.text not in _QUANTIFIERS:
            raise ConditionError(
                f"`.{field.text}(…)` is not part of the condition language", help=_INSTEAD, column=field.column
            )
        variable = self._need_name()
        self._need(",")
        body = self.condition()
        self._need(")")
        return interned(Quantified(field.text, owner.text, variable.text, body))

    def _arguments(self) -> tuple[Term, ...]:
        arguments: list[Term] = []
        while not self._take(")"):
            if arguments:
                self._need(",")
            arguments.append(self._as_term(self._term()))
        return tuple(arguments)

    def _constants(self) -> tuple[Value, ...]:
        self._need("[")
        constants = [self._listed_constant()]
        while self._take(","):
            constants.append(self._listed_constant())
        self._need("]")
        return tuple(constants)

    def _listed_constant(self) -> Value:
        if self._here.text in {"true", "false"}:
            raise self._unexpected("a quoted word or a whole number")
        return self._constant()

    def _constant(self) -> Value:
        sign = -1 if self._take("-") else 1
        token = self._here
        if token.kind == "integer" and len(token.text) < 16:
            return sign * int(self._next().text)
        if token.kind == "string" and sign == 1:
            return self._next().text[1:-1]
        raise self._unexpected("a name or a constant" if sign == 1 else "a whole number")

    @property
    def _here(self) -> _Token:
        return self._tokens[self._at]

    def _next(self) -> _Token:
        token = self._tokens[self._at]
        self._at = min(self._at + 1, len(self._tokens) - 1) if token.kind != "end" else self._at
        return token

    def _take(self, symbol: str) -> bool:
        found = self._here.kind == "symbol" and self._here.text == symbol
        self._at += found
        return found

    def _need(self, symbol: str) -> None:
        if not self._take(symbol):
            raise self._unexpected(f"`{symbol}`")

    def _need_name(self) -> _Token:
        if self._here.kind != "name" or self._here.text in _REFUSED_WORDS | _KEYWORDS:
            raise self._unexpected("a name")
        return self._next()

    def _unexpected(self, expected: str) -> ConditionError:
        found = "the end" if self._here.kind == "end" else f"`{self._here.text}`"
        return ConditionError(f"{found} stands where {expected} is expected", help=_INSTEAD, column=self._here.column)
