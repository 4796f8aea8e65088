"""Says a condition in another engine's language; each language is a few words and the form of its lists."""

from __future__ import annotations

import json
from dataclasses import dataclass

from comity.law.expressions import Conjunction, Constant, Disjunction, Expression, Member, Name, Negation, Relation


@dataclass(frozen=True)
class Dialect:
    """How a language writes and, or, not, a fact, and one of a list."""

    both: str
    either: str
    contrary: str
    fact: str = "{}"
    among: str = "{fact} in {words}"


CEL = Dialect(" && ", " || ", "!({})")
ZEN = Dialect(" and ", " or ", "not ({})")
CEDAR = Dialect(" && ", " || ", "!({})", "context.{}", "{words}.contains({fact})")


def spoken(node: Expression, dialect: Dialect) -> str:
    """The condition as text of that language."""
    match node:
        case Name(name):
            return dialect.fact.format(name)
        case Relation(operator, Name(name), Constant(value)):
            return f"{dialect.fact.format(name)} {operator} {json.dumps(value)}"
        case Member(Name(name), words):
            return dialect.among.format(fact=dialect.fact.format(name), words=json.dumps(list(words)))
        case Negation(part):
            return dialect.contrary.format(spoken(part, dialect))
        case Conjunction(parts) | Disjunction(parts):
            word = dialect.both if isinstance(node, Conjunction) else dialect.either
            return f"({word.join(spoken(part, dialect) for part in parts)})"
    raise TypeError(f"no word for {type(node).__name__}")
