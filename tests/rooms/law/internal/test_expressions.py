"""Equal conditions are one object, in one form, and stay what they were."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from random_conditions import condition
from small_packs import VOCABULARY

from comity.law.conditions import parse_condition
from comity.law.expressions import (
    FALSE,
    TRUE,
    Conjunction,
    Constant,
    Disjunction,
    Expression,
    Name,
    Negation,
    all_of,
    any_of,
    interned,
    names_in,
    negation,
    rebuilt,
    walk,
)
from comity.law.typecheck import Scope, typed

P, Q, R = (interned(Name(name)) for name in "pqr")


def read(text: str) -> Expression:
    """A norm's condition in its one form."""
    return typed(parse_condition(text), Scope(VOCABULARY))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("p && q", "p&&q"),
        ("p && (q && r)", "(p && q) && r"),
        ("p && p && q", "p && q"),
        ("!!p", "p"),
        ("p == true", "p"),
        ("p != true", "!p"),
        ("p == false", "!p"),
        ("true == p", "p"),
        ("p && true", "p"),
        ("p || false", "p"),
        ("p && false", "false"),
        ("p || true", "true"),
        ('colour == "red"', 'colour in ["red"]'),
        ('colour != "red"', '!(colour in ["red"])'),
        ('"red" == colour', 'colour == "red"'),
        ("3 > number", "number < 3"),
        ("3 <= number", "number >= 3"),
        ("number in [1, 1, 2]", "number in [1, 2]"),
    ],
)
def test_two_ways_of_writing_one_condition_are_one_object(one: str, other: str) -> None:
    assert read(one) is read(other)


@pytest.mark.parametrize(
    ("one", "other"), [("p && q", "p || q"), ("number == 1", "number != 1"), ("number < 1", "number <= 1"), ("p", "!p")]
)
def test_two_conditions_are_two_objects(one: str, other: str) -> None:
    assert read(one) is not read(other)


def test_true_and_one_are_apart() -> None:
    """Python calls them equal; a law must not."""
    assert Constant(True) != Constant(1)
    assert interned(Constant(True)) is not interned(Constant(1))
    assert all_of([Constant(1)]) == Constant(1)


def test_the_empty_chain_is_its_neutral_value() -> None:
    assert (all_of([]), any_of([])) == (TRUE, FALSE)
    assert all_of([P]) is any_of([P]) is P
    assert (negation(TRUE), negation(FALSE)) == (FALSE, TRUE)


def test_names_are_found_wherever_they_stand() -> None:
    found = parse_condition("p && !(q || r == s) && t in [1] && list.exists(x, x.y == u && f(v))")
    assert names_in(found) == set("pqrstuv") | {"list"}
    assert {type(node) for node in walk(found)} >= {Conjunction, Disjunction, Negation, Name}


def test_a_replaced_part_is_simplified_on_the_way_up() -> None:
    whole = all_of([P, any_of([Q, negation(R)])])
    assert rebuilt(whole, lambda node: TRUE if node is P else None) is any_of([Q, negation(R)])
    assert rebuilt(whole, lambda node: FALSE if node is P else None) == FALSE
    assert rebuilt(whole, lambda node: TRUE if node is R else None) is all_of([P, Q])


@settings(max_examples=100)
@given(st.integers(0, 2**32), st.integers(1, 8))
def test_reading_a_condition_twice_gives_one_object(seed: int, parts: int) -> None:
    text = condition(random.Random(seed), parts)
    assert parse_condition(text) is parse_condition(text)
