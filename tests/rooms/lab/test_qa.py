"""The cases for a lawyer show every condition both ways, as trying every case says; they are few, or it is said."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from counted_cases import Leaf, Pair, Rule, cases_of, fewest, leaves
from hypothesis import given, settings
from hypothesis import strategies as st
from kept_cases import held, kept
from random_law import DAY, short_conditions, with_terms
from small_packs import VOCABULARY, definition, exception, head, norm, section, write_pack

from comity.base import ComityError
from comity.decide import Bearing, decide
from comity.lab.qa import LawCases, Showing, law_cases
from comity.lab.qa.points import RuleKind
from comity.law import LawLibrary, Pack

LIBRARY = LawLibrary()
TODAY = date(2026, 11, 20)
texts = short_conditions.map(lambda text: with_terms(text, []))
rules = st.builds(Rule, texts, st.lists(texts, max_size=2).map(tuple))


@contextmanager
def pack_of(norms: list[dict[str, Any]], **more: Any) -> Iterator[Pack]:
    """A pack with these norms, which bind everybody."""
    with TemporaryDirectory() as scratch:
        write_pack(Path(scratch), head("us"), {"one": section(norms=norms, **more)})
        yield LawLibrary([Path(scratch)], vocabulary=VOCABULARY, builtin=False).pack("us")


def as_norms(law: list[Rule]) -> list[dict[str, Any]]:
    """The rules as a pack has them."""
    return [
        norm(f"n{at}", "forbids", ["hold"], when=rule.when)
        | ({"unless": [exception(f"n{at}-{one}", text) for one, text in enumerate(rule.unless)]} if rule.unless else {})
        for at, rule in enumerate(law)
    ]


def test_what_is_shown_is_what_trying_every_case_shows(tally: Callable[..., None]) -> None:
    met: Counter[str] = Counter()

    @settings(max_examples=20, deadline=None)
    @given(st.lists(rules, min_size=1, max_size=2))
    def compare(law: list[Rule]) -> None:
        names = sorted({leaf[0] for rule in law for leaf in leaves(rule.tree)})
        every = list(cases_of(names))
        with pack_of(as_norms(law)) as pack:
            found = law_cases(pack, DAY, VOCABULARY)
        made = [_completions(each.case.facts, names) for each in found.cases]
        wanted: list[Callable[[Any], bool]] = []
        for pair, can in (_best(one, leaf, every) for one in law for leaf in leaves(one.tree)):
            met["both ways" if len(can) == 2 else "not both ways"] += 1
            wanted += [lambda case, pair=pair, way=way: pair.shown(case) is way for way in can]
        wanted += [shows for one in law for shows in one.exceptions_shown if any(map(shows, every))]
        for shows in wanted:
            assert any(all(map(shows, completions)) for completions in made), "some case shows it, whatever is left out"
        sets = [frozenset(at for at, shows in enumerate(wanted) if shows(one)) for one in every]
        needed = fewest(sets, frozenset(range(len(wanted))), len(found.cases))
        assert found.at_least <= needed <= len(found.cases)
        assert not found.is_least or needed == len(found.cases)
        met["proven least" if found.is_least else "not proven"] += 1
        _none_is_called_impossible_that_can_be(found, law, every)

    compare()
    assert min(met["both ways"], met["not both ways"], met["proven least"]) > 5, met
    tally("conditions of random laws shown as trying every case says", met["both ways"] + met["not both ways"])


def _best(rule: Rule, leaf: Leaf, every: list[Any]) -> tuple[Pair, set[bool]]:
    """The way in which a condition is shown, first as one that speaks for the rule; and how far it can be."""
    pairs = [Pair(rule.tree, leaf, speaks_for) for speaks_for in (True, False)]
    can = [{way for one in every if (way := pair.shown(one)) is not None} for pair in pairs]
    better = 1 if len(can[1]) > len(can[0]) else 0
    return pairs[better], can[better]


def _completions(facts: Any, names: list[str]) -> list[dict[str, Any]]:
    known = {name: one.value for name, one in facts.items()}
    return [{**one, **known} for one in cases_of([name for name in names if name not in known])]


def _none_is_called_impossible_that_can_be(found: LawCases, law: list[Rule], every: list[Any]) -> None:
    conditions = [each for each in found.conditions if not each.condition.exception]
    called = sum(one is Showing.IMPOSSIBLE for each in conditions for one in each.found)
    cannot = sum(2 - len(_best(rule, leaf, every)[1]) for rule in law for leaf in leaves(rule.tree))
    assert called == cannot
    assert not any(one is Showing.UNDECIDED for each in found.conditions for one in each.found)


def test_where_conditions_need_two_cases_two_are_enough_and_proven_so() -> None:
    with pack_of(
        [norm("one", "forbids", ["hold"], when="p"), norm("two", "requires", ["notify_release"], when="q")]
    ) as pack:
        found = law_cases(pack, DAY, VOCABULARY)
    assert (len(found.cases), found.at_least) == (2, 2)
    assert found.is_least


def test_three_alternatives_need_four_cases() -> None:
    with pack_of([norm("one", "forbids", ["hold"], when="p || q || r")]) as pack:
        found = law_cases(pack, DAY, VOCABULARY)
    assert (len(found.cases), found.is_least) == (4, True)


def test_a_condition_that_turns_nothing_is_proven_to() -> None:
    with pack_of(
        [norm("one", "forbids", ["hold"], when='p && (colour == "red" || colour in ["red", "green"])')]
    ) as pack:
        found = law_cases(pack, DAY, VOCABULARY)
    states = {each.condition.text: each.found for each in found.conditions}
    assert states['colour in ["red"]'] == (Showing.IMPOSSIBLE, Showing.SHOWN)
    assert states["p"] == (Showing.SHOWN, Showing.SHOWN)


def test_what_a_definition_asks_of_a_record_is_shown_on_a_record() -> None:
    text = 'convictions.exists(c, c.grade == "felony" && !c.youthful && years_after(c.date, 5) > arrest_date)'
    rule = norm("one", "forbids", ["hold"], when="p || grave")
    with pack_of([rule], definitions=[definition("grave", text)]) as pack:
        found = law_cases(pack, DAY, VOCABULARY)
    inside = [each for each in found.conditions if each.condition.of.kind.value == "definition"]
    assert {each.condition.text for each in inside} == {
        'c.grade in ["felony"]', "c.youthful", "years_after(c.date, 5) > arrest_date",
    }  # fmt: skip
    assert all(each.is_shown for each in found.conditions)


@pytest.mark.parametrize("name", ["us", "us-tx", "us-il-cook", "us-il-chicago"])  # the others: see below
def test_what_a_case_is_to_show_is_what_decide_says_of_it(name: str, tally: Callable[..., None]) -> None:
    found = law_cases(LIBRARY.pack(name), TODAY)
    assert all(each.is_shown or each.is_impossible for each in found.conditions)
    assert not found.left_out
    checked = 0
    for each in found.cases:
        answers = decide(each.case, nearest=False).answers
        for shows in (one for one in each.shows if one.condition.of.kind.value == "norm"):
            asked = [answer for answer in answers if answer.ask in shows.condition.of.asks]
            reasons = [one for answer in asked for one in answer.reasons if one.norm.at.ref == shows.condition.of.ref]
            assert reasons
            assert all(one.bearing is not Bearing.OPEN for one in reasons)
            if not shows.condition.exception and not shows.condition.text:
                assert reasons[0].bearing in {Bearing.APPLIED, Bearing.STOOD_DOWN}
            checked += 1
    tally("conditions shown by cases that decide answers", checked)


@pytest.mark.parametrize("name", LIBRARY.names())
def test_the_kept_cases_of_each_pack_show_every_condition_that_a_case_can_show(
    name: str, tally: Callable[..., None]
) -> None:
    cases, impossible = kept(name, LIBRARY)
    found = held(LIBRARY.pack(name), cases)
    assert found.lacking == impossible, f"run tests/rooms/lab/support/kept_cases.py {name}"
    answers = {id(case): decide(case, nearest=False).answers for case in cases}
    for case, condition in found.shown:
        asked = [answer for answer in answers[id(case)] if answer.ask in condition.of.asks]
        reasons = [one for answer in asked for one in answer.reasons if one.norm.at.ref == condition.of.ref]
        assert not any(one.bearing is Bearing.OPEN for one in reasons), condition
        assert reasons or condition.of.kind is not RuleKind.NORM, condition
    tally("conditions of packs that kept cases show", found.conditions - len(found.lacking))


def test_without_one_of_the_kept_cases_a_condition_is_missed() -> None:
    cases, impossible = kept("us-tx", LIBRARY)
    for left_out in cases:
        fewer = [case for case in cases if case is not left_out]
        assert held(LIBRARY.pack("us-tx"), fewer).lacking > impossible


def test_cases_looked_at_before_stay_as_they_were() -> None:
    pack = LIBRARY.pack("us-il-cook")
    first = law_cases(pack, TODAY)
    again = law_cases(pack, TODAY, given=[each.case for each in first.cases])
    assert [(each.case.agency, each.case.asks, each.case.facts) for each in again.cases] == [
        (each.case.agency, each.case.asks, each.case.facts) for each in first.cases
    ]


def test_without_work_nothing_is_called_shown_or_impossible() -> None:
    found = law_cases(LIBRARY.pack("us-tx"), TODAY, effort=0)
    assert {one for each in found.conditions for one in each.found} == {Showing.UNDECIDED}
    assert not found.is_least or not found.cases


def test_a_day_or_a_rule_that_is_not_there_is_refused() -> None:
    with pytest.raises(ComityError, match="does not hold the law of"):
        law_cases(LIBRARY.pack("us-tx"), date(1999, 1, 1))
    with pytest.raises(ComityError, match="no rule"):
        law_cases(LIBRARY.pack("us-tx"), TODAY, norm="us-tx/none/x")
