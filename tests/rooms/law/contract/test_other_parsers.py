"""Conditions are read as two other implementations of CEL read them: cel-python, and Google's cel-expr-python."""

import random
from collections.abc import Callable

import pytest
from foreign_trees import celpy_tree, google_tree, our_tree
from hypothesis import given, settings
from hypothesis import strategies as st
from random_conditions import condition, damaged, soup
from shipped_conditions import shipped

from comity.law import ConditionError
from comity.law.conditions import parse_condition

SHIPPED = shipped()


def test_every_condition_that_ships_is_read_as_two_others_read_it(tally: Callable[..., None]) -> None:
    assert len(SHIPPED) > 250
    for text in SHIPPED:
        ours = our_tree(parse_condition(text))
        assert ours == celpy_tree(text), text
        assert ours == google_tree(text), text
    tally("conditions read by three parsers", len(SHIPPED))


@settings(max_examples=300)
@given(st.integers(0, 2**32), st.integers(1, 8))
def test_any_condition_of_the_language_is_read_as_two_others_read_it(seed: int, parts: int) -> None:
    text = condition(random.Random(seed), parts)
    ours = our_tree(parse_condition(text))
    assert ours == celpy_tree(text), text
    assert ours == google_tree(text), text


@settings(max_examples=600)
@given(st.integers(0, 2**32), st.integers(1, 5), st.sampled_from([soup, damaged]))
def test_whatever_we_accept_google_accepts_and_reads_alike(
    seed: int, parts: int, written: Callable[[random.Random, int], str]
) -> None:
    """The language is a true subset: nothing is read that CEL would refuse."""
    text = written(random.Random(seed), parts)
    try:
        ours = our_tree(parse_condition(text))
    except ConditionError:
        return
    assert ours == google_tree(text), text


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("p || q && r", ("or", ("name", "p"), ("and", ("name", "q"), ("name", "r")))),
        ("!p && q", ("and", ("not", ("name", "p")), ("name", "q"))),
        ("!(p && q)", ("not", ("and", ("name", "p"), ("name", "q")))),
        ("! p == q", ("rel", "==", ("not", ("name", "p")), ("name", "q"))),
    ],
)
def test_what_binds_closer_binds_closer(text: str, tree: object) -> None:
    assert google_tree(text) == tree
    try:
        assert our_tree(parse_condition(text)) == tree
    except ConditionError:
        assert text == "! p == q"  # a comparison of a denial is refused, not read in another way
