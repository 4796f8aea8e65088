"""What a condition of a law says, in the words of the vocabulary, wherever in its rule it stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import product

from comity.decide.resolve import RuleSet
from comity.facts import Fact
from comity.law import ConditionError
from comity.law.conditions import parse_condition
from comity.law.expressions import Expression, Field, Quantified, negation, walk
from comity.law.typecheck import Scope, typed
from comity.tell import Names, clause_text, expression_clause

Records = Mapping[str, Fact]  # the list that each variable of a condition takes its records from


def condition_words(text: str, rule: str, rules: RuleSet, names: Names, *, holds: bool) -> str:
    """That a condition holds, or does not, in words; as it is written where lists would say it otherwise.

    Args:
        text: The condition as a pack writes it, or a part of one.
        rule: The reference of the rule in which it stands.
        rules: The law in which that rule is in force.
        names: How each name is said.
        holds: Whether it holds.
    """
    try:
        expression = parse_condition(text)
    except ConditionError:
        return _as_written(text, names, holds)
    ways = {
        clause_text(expression_clause(said if holds else negation(said), names, records), names.phrases)
        for said, records in _readings(expression, rule, rules, names)
    }
    return ways.pop() if len(ways) == 1 else _as_written(text, names, holds)


def _readings(expression: Expression, rule: str, rules: RuleSet, names: Names) -> Iterator[tuple[Expression, Records]]:
    """The condition in one form, once for each way to say which lists its variables take their records from."""
    variables = dict.fromkeys(part.variable for part in walk(expression) if isinstance(part, Field))
    lists = [fact for fact in names.vocabulary.facts.values() if fact.fields]
    bound = _bound(rule, rules, names)
    for chosen in product(*(bound.get(each) or lists for each in variables)):
        records = dict(zip(variables, chosen, strict=True))
        try:
            yield _in_one_form(expression, records, rules, names), records
        except ConditionError:
            continue  # these lists have no such field


def _bound(rule: str, rules: RuleSet, names: Names) -> dict[str, list[Fact]]:
    """The lists that the definition at that place gives to its variables."""
    found: dict[str, dict[str, Fact]] = {}
    for definition in rules.definitions.values():
        if definition.at.ref == rule:
            for each in _quantified(definition.expression):
                found.setdefault(each.variable, {})[each.records] = names.vocabulary[each.records]
    return {variable: list(facts.values()) for variable, facts in found.items()}


def _quantified(expression: Expression) -> Iterable[Quantified]:
    return (part for part in walk(expression) if isinstance(part, Quantified))


def _in_one_form(expression: Expression, records: Records, rules: RuleSet, names: Names) -> Expression:
    """The condition as its pack is read: under its lists, from which it is taken out again."""
    scope = Scope(names.vocabulary, frozenset(rules.definitions), frozenset(rules.pack.lists), inside_definition=True)
    for variable, fact in records.items():
        expression = Quantified("exists", fact.name, variable, expression)
    found = typed(expression, scope)
    for _ in records:
        assert isinstance(found, Quantified), "a form keeps its quantifiers"
        found = found.body
    return found


def _as_written(text: str, names: Names, holds: bool) -> str:
    return names.phrases("`{condition}` holds" if holds else "`{condition}` does not hold", condition=text)
