"""A diagram says of every completion what its expression says."""

import random
from itertools import combinations, product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.decide.diagram import FALSE_NODE, TRUE_NODE, Diagram, minimal

CELLS = [2, 3, 2, 2, 4]
EVERY = list(product(*map(range, CELLS)))


def grown(diagram: Diagram, chance: random.Random, parts: int) -> tuple[int, set[Any]]:
    """A random node, and the completions in which it is true."""
    if parts == 1:
        variable = chance.randrange(len(CELLS))
        true = [chance.random() < 0.5 for _ in range(CELLS[variable])]
        return diagram.atom(variable, true), {cells for cells in EVERY if true[cells[variable]]}
    left = chance.randint(1, parts - 1)
    (one, first), (other, second) = grown(diagram, chance, left), grown(diagram, chance, parts - left)
    match chance.randrange(3):
        case 0:
            return diagram.both(one, other), first & second
        case 1:
            return diagram.either(one, other), first | second
    return diagram.contrary(diagram.both(one, other)), set(EVERY) - (first & second)


@settings(max_examples=200)
@given(st.integers(0, 2**32), st.integers(1, 9))
def test_a_node_is_true_where_its_expression_is(seed: int, parts: int) -> None:
    diagram = Diagram(CELLS)
    node, true = grown(diagram, random.Random(seed), parts)
    for cells in EVERY:
        left = node
        for variable, cell in enumerate(cells):
            left = diagram.restricted(left, variable, cell)
        assert left == (TRUE_NODE if cells in true else FALSE_NODE)
    assert diagram.share(node) == pytest.approx(len(true) / len(EVERY))
    assert (node == TRUE_NODE) == (len(true) == len(EVERY))
    mask = diagram.dependence(node)
    assert [bool(mask >> variable & 1) for variable in range(len(CELLS))] == [
        depends(true, variable) for variable in range(len(CELLS))
    ]


def depends(true: set[Any], variable: int) -> bool:
    """Whether a change of one variable alone can change the truth."""
    moved = [
        (cells, (*cells[:variable], cell, *cells[variable + 1 :])) for cells in EVERY for cell in range(CELLS[variable])
    ]
    return any((one in true) != (other in true) for one, other in moved)


@settings(max_examples=100)
@given(st.integers(0, 2**32), st.integers(1, 7), st.sampled_from([None, [0, 1, 0, 1, 2], [0, 0, 0, 0, 0]]))
def test_the_settling_sets_are_the_smallest_that_can_settle(seed: int, parts: int, groups: list[int] | None) -> None:
    diagram = Diagram(CELLS, groups)
    node, true = grown(diagram, random.Random(seed), parts)
    of = groups or list(range(len(CELLS)))
    expected: list[int] = []
    names = sorted(set(of))
    for size in range(len(names) + 1):
        for chosen in combinations(names, size):
            mask = sum(1 << group for group in chosen)
            known = [variable for variable, group in enumerate(of) if group in chosen]
            if not any(smaller & mask == smaller for smaller in expected) and settles(true, known):
                expected.append(mask)
    assert set(diagram.settling(node)) == set(expected)


def settles(true: set[Any], known: list[int]) -> bool:
    """Whether some values of the known variables make it true whatever the others are."""
    for values in product(*(range(CELLS[variable]) for variable in known)):
        fixed = dict(zip(known, values, strict=True))
        left = [cells for cells in EVERY if all(cells[variable] == value for variable, value in fixed.items())]
        if all(cells in true for cells in left):
            return True
    return False


def test_the_smallest_sets_are_kept() -> None:
    assert minimal([0b111, 0b101, 0b011, 0b100]) == (0b100, 0b011)
    assert minimal([0, 0b1]) == (0,)
    assert minimal([]) == ()
