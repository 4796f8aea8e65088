"""The facts that a reason names are enough for it, and none of them is idle."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from comity.law.expressions import (
    FALSE,
    TRUE,
    Constant,
    Expression,
    Member,
    Name,
    Relation,
    all_of,
    any_of,
    interned,
    names_in,
    negation,
)
from comity.tell.grounds import grounds, still_unknown, truth_of

YES_NO = ["detainer", "writ", "exigent", "court_order"]
WORDS = ["civil_immigration", "criminal", "mixed"]

ATOMS: Any = (
    st.sampled_from(YES_NO).map(Name)
    | st.lists(st.sampled_from(WORDS), min_size=1, max_size=2, unique=True).map(
        lambda words: interned(Member(Name("purpose"), tuple(words)))
    )
    | st.sampled_from(["<", ">=", "==", "!="]).map(lambda sign: interned(Relation(sign, Name("days"), Constant(5))))
)
CONDITIONS: Any = st.recursive(
    ATOMS,
    lambda inner: (
        st.lists(inner, min_size=2, max_size=3).map(all_of)
        | st.lists(inner, min_size=2, max_size=3).map(any_of)
        | inner.map(negation)
    ),
    max_leaves=10,
)
VALUES: Any = st.fixed_dictionaries(
    {name: st.none() | st.booleans() for name in YES_NO}
    | {"purpose": st.none() | st.sampled_from(WORDS), "days": st.none() | st.integers(0, 10)}
)


@given(CONDITIONS, VALUES)
def test_the_grounds_alone_decide_what_they_are_grounds_for(node: Expression, values: dict[str, Any]) -> None:
    for wanted in (True, False):
        found = grounds(node, values, wanted)
        if found is not None:
            named = frozenset(name for atom, _ in found for name in names_in(atom))
            only = {name: value if name in named else None for name, value in values.items()}
            assert grounds(node, only, wanted) == found
            assert grounds(node, values, not wanted) is None
            assert [truth_of(atom, values) for atom, _ in found] == [truth for _, truth in found]


@given(CONDITIONS, VALUES)
def test_what_is_neither_true_nor_false_waits_for_something_unknown(node: Expression, values: dict[str, Any]) -> None:
    settled = grounds(node, values) is not None or grounds(node, values, wanted=False) is not None
    waiting = still_unknown(node, values)
    assert settled != bool(waiting)
    assert all(values[name] is None for name in waiting)


def test_of_several_grounds_the_fewest_are_named() -> None:
    node = any_of([all_of([Name("detainer"), Name("writ")]), Name("exigent")])
    values = {"detainer": True, "writ": True, "exigent": True}
    assert grounds(node, values) == [(Name("exigent"), True)]
    assert grounds(node, {**values, "exigent": None}) == [(Name("detainer"), True), (Name("writ"), True)]


def test_a_constant_needs_no_ground() -> None:
    assert grounds(TRUE, {}) == []
    assert grounds(TRUE, {}, wanted=False) is None
    assert grounds(FALSE, {}, wanted=False) == []
