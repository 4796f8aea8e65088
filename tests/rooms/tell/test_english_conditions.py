"""A condition in words keeps its logic, its citations and its brackets."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.facts import VOCABULARY
from comity.law import Condition
from comity.law.conditions import parse_condition
from comity.law.expressions import (
    Conjunction,
    Constant,
    Disjunction,
    Expression,
    Name,
    Negation,
    all_of,
    any_of,
    negation,
)
from comity.law.pack import Leaf
from comity.law.typecheck import Scope, typed
from comity.tell import Names, clause_lines, clause_text, condition_clause, expression_clause, plain_text
from comity.tell.conditions import ALL, Clause
from comity.tell.facts import denial

NAMES = Names(VOCABULARY, {})
SCOPE = Scope(VOCABULARY)
FACTS = ["detainer", "judicial_warrant", "court_order", "writ", "exigent", "juvenile"]


def condition(text: str) -> Expression:
    return typed(parse_condition(text), SCOPE)


def said(text: str) -> str:
    return clause_text(expression_clause(condition(text), NAMES))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("detainer", "there is an immigration detainer"),
        ("!detainer", "there is no immigration detainer"),
        ("detainer && !writ", "there is an immigration detainer and there is no federal writ to produce the person"),
        ("!(detainer || writ)", "there is no immigration detainer and there is no federal writ to produce the person"),
        ("!(detainer && writ)", "there is no immigration detainer or there is no federal writ to produce the person"),
        ('purpose == "mixed"', "the purpose of the request is a crime and civil immigration law together"),
        ('purpose != "mixed"', "the purpose of the request is not a crime and civil immigration law together"),
    ],
)
def test_a_condition_reads_as_a_person_writes(text: str, words: str) -> None:
    assert said(text) == words


def test_long_parts_stand_in_a_list_and_parts_of_parts_below_them() -> None:
    clause = expression_clause(condition("detainer && (writ || court_order || required_by_law) && !exigent"), NAMES)
    assert plain_text(clause_lines("it applies when", clause, 0)).splitlines() == [
        "It applies when all of these hold:",
        "  - there is an immigration detainer",
        "  - any of these:",
        "    - there is a federal writ to produce the person",
        "    - a judge's order directs this act",
        "    - a court order, a judge's warrant or a mandatory statute requires it",
        "  - there is no imminent danger to life or of serious harm",
    ]


def test_in_one_line_parts_of_parts_stand_in_brackets() -> None:
    assert said("exigent && (writ || required_by_law)") == (
        "there is imminent danger to life or of serious harm; and "
        "(there is a federal writ to produce the person; or "
        "a court order, a judge's warrant or a mandatory statute requires it)"
    )


def test_each_cited_leaf_keeps_its_citation_and_its_own_words() -> None:
    detainer, either, not_old = condition("detainer"), condition("writ || court_order"), condition("!juvenile")
    leaves = (
        Leaf(detainer, "§ 1(a)", "a detainer was lodged"),
        Leaf(either, "§ 1(b)", ""),
        Leaf(not_old, "§ 1(c)", "the person is grown up"),
    )
    clause = condition_clause(Condition(all_of([detainer, either, not_old]), "", leaves), NAMES)
    assert clause is not None
    assert [line.strip("- ") for line in plain_text(clause_lines("when", clause, 0)).splitlines()[1:]] == [
        "a detainer was lodged [§ 1(a)]",
        "there is a federal writ to produce the person or a judge's order directs this act [§ 1(b)]",
        "the person is grown up [§ 1(c)]",
    ]


def test_a_leaf_that_was_written_together_is_said_together() -> None:
    both, third = condition("detainer && writ"), condition("exigent")
    leaves = (Leaf(both, "§ 1(a)", "both papers are here"), Leaf(third, "§ 1(b)", ""))
    clause = condition_clause(Condition(all_of([both, third]), "", leaves), NAMES)
    assert clause is not None
    assert [(part.text, part.cite) for part in clause.parts] == [
        ("both papers are here", "§ 1(a)"),
        ("there is imminent danger to life or of serious harm", "§ 1(b)"),
    ]


def test_no_condition_is_said_as_nothing() -> None:
    assert condition_clause(Condition(), NAMES) is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "convictions.exists(c, c.judgment && !c.youthful_offender)",
            (
                "there is a conviction of which all of this holds: there is a judgment; and "
                "it is not a youthful-offender adjudication"
            ),
        ),
        (
            "convictions.exists(c, years_after(c.sentence_date, 5, c.days_incarcerated) > arrest_date)",
            (
                "there is a conviction of which this holds: 5 years after the day of sentence plus the days "
                "incarcerated for it is after the day of this arrest"
            ),
        ),
        (
            'pending_cases.all(p, p.grade == "violation")',
            "every pending case is one of which this holds: the grade is less than a misdemeanour",
        ),
        (
            'convictions.exists(c, listed("serious", c.offence) || c.days_incarcerated >= 30)',
            (
                "there is a conviction of which any of this holds: the offence is on the list `serious`; or "
                "days incarcerated for it is at least 30"
            ),
        ),
        ("hours_after(release_due, 48) < received_at", None),
    ],
)
def test_a_definition_over_records_and_dates_is_said_in_full(text: str, words: str | None) -> None:
    scope = Scope(VOCABULARY, frozenset(), frozenset({"serious"}), inside_definition=True)
    found = clause_text(expression_clause(typed(parse_condition(text), scope), NAMES))
    assert found == words if words else "48 hours after the moment when release is due is before" in found


def _leaves() -> Any:
    return st.sampled_from(FACTS).map(Name)


def _conditions() -> Any:
    parts = st.recursive(
        _leaves(),
        lambda inner: (
            st.lists(inner, min_size=2, max_size=3).map(all_of)
            | st.lists(inner, min_size=2, max_size=3).map(any_of)
            | inner.map(negation)
        ),
        max_leaves=8,
    )
    return parts.filter(lambda node: not isinstance(node, Constant))


@given(_conditions(), st.fixed_dictionaries({name: st.booleans() for name in FACTS}))
def test_the_words_are_true_when_the_condition_is(node: Expression, values: dict[str, bool]) -> None:
    assert _words_hold(expression_clause(node, NAMES), values) == _holds(node, values)


@given(_conditions(), st.fixed_dictionaries({name: st.booleans() for name in FACTS}))
def test_the_words_of_a_denial_are_true_when_the_condition_is_not(node: Expression, values: dict[str, bool]) -> None:
    assert _words_hold(expression_clause(Negation(node), NAMES), values) is not _holds(node, values)


def _holds(node: Expression, values: dict[str, bool]) -> bool:
    match node:
        case Name(name):
            return values[name]
        case Negation(part):
            return not _holds(part, values)
        case Conjunction(parts):
            return all(_holds(part, values) for part in parts)
        case Disjunction(parts):
            return any(_holds(part, values) for part in parts)
    raise AssertionError(node)


def _words_hold(clause: Clause, values: dict[str, bool]) -> bool:
    """Read the words back: a statement is true when its fact is, a denial when it is not."""
    if clause.join:
        parts = [_words_hold(part, values) for part in clause.parts]
        return all(parts) if clause.join == ALL else any(parts)
    by_words = {VOCABULARY[name].says: value for name, value in values.items()}
    by_words |= {denial(VOCABULARY[name].says): not value for name, value in values.items()}
    return by_words[clause.text]
