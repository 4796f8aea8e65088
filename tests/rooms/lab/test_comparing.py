"""Two laws are compared over every case: each kind in which they differ is there, and truly differs."""

import random
from collections.abc import Callable, Mapping
from datetime import date
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from random_law import DAY, DOMAINS, Law, Reading, agencies, laws, reading

from comity.decide import Outcome, decide
from comity.facts import Ask
from comity.lab.comparing import Compared, Kind, Side, Span, compare, matrix
from comity.law import LawLibrary

LIBRARY = LawLibrary()
TODAY = date(2026, 11, 1)


def side(agency: str, day: date = TODAY) -> Side:
    """A law that ships."""
    return Side(LIBRARY.pack(agency.partition("/")[0]), LIBRARY.agency(agency), day)


def _within(kind: Kind, cell: Mapping[str, Any]) -> bool:
    return all(any(_means(value, cell[name]) for value in values) for name, values in kind.given)


def _means(written: object, value: Any) -> bool:
    if isinstance(written, Span):
        return bool(written.first <= value <= written.last)
    return type(written) is type(value) and written == value


def test_the_kinds_are_exactly_the_cases_that_differ(tally: Callable[..., None]) -> None:
    met = [0, 0]

    @settings(max_examples=15, deadline=None)
    @given(laws(), agencies, agencies, st.sampled_from(["hold", "notify_release"]))
    def hold_against(law: Law, first: str, second: str, ask: str) -> None:
        with reading(law) as read:
            found = compare(_side(read, first), _side(read, second), Ask(ask))
            assert found.complete
            _exactly(read, first, second, ask, found)
            met[0] += 1
            met[1] += sum(len(each.kinds) for each in found.differences)

    hold_against()
    assert met[1] > met[0] // 4, "many pairs differ somewhere"
    tally("kinds in which two laws differ, held against every case", met[1])


def _side(read: Reading, agency: str) -> Side:
    pack = read.library.pack(agency.partition("/")[0])
    return Side(pack, read.library.agency(agency), DAY, read.library.vocabulary)


def _exactly(read: Reading, first: str, second: str, ask: str, found: Compared) -> None:
    """Every case that differs lies in a kind with its outcomes; no other case lies in any."""
    one, two = (read.naive(agency).table(ask, {}, DOMAINS) for agency in (first, second))
    kinds = [(each.outcomes, kind) for each in found.differences for kind in each.kinds]
    for values in product(*DOMAINS.values()):
        outcomes = (one[values], two[values])
        cell = dict(zip(DOMAINS, values, strict=True))
        over = {tuple(outcome.value for outcome in said) for said, kind in kinds if _within(kind, cell)}
        assert over == ({outcomes} if outcomes[0] != outcomes[1] else set()), cell


@settings(max_examples=10, deadline=None)
@given(laws(), st.integers(0, 2**32))
def test_a_kind_has_a_case_that_splits_the_laws_and_norms_that_would_join_them(law: Law, seed: int) -> None:
    chance = random.Random(seed)
    with reading(law) as read:
        names = [f"{pack}/{kind}" for pack in ("us", "us-xx", "us-xx-city") for kind in ("city-police", "county-jail")]
        one, two = (_side(read, name) for name in chance.sample(names, 2))
        for each in compare(one, two, Ask.HOLD).differences:
            for kind in each.kinds:
                told = [decide(case, read.library.vocabulary, nearest=False).answers[0] for case in kind.cases]
                assert tuple(answer.outcome for answer in told) == each.outcomes
                assert kind.cases[0].facts == kind.cases[1].facts
                for ref in each.joined_by:
                    _joined(one.without(ref), two.without(ref), kind)


def _joined(one: Side, two: Side, kind: Kind) -> None:
    facts = {name: known.value for name, known in kind.cases[0].facts.items()}
    cell = {**{name: values[0] for name, values in DOMAINS.items()}, **facts}
    answers = [decide(each.case(Ask.HOLD, cell), each.vocabulary, nearest=False).answers[0] for each in (one, two)]
    assert answers[0].outcome is answers[1].outcome


def test_a_law_does_not_differ_from_itself() -> None:
    for ask in (Ask.HOLD, Ask.SHARE_COURT_DATE):
        found = compare(side("us-ny-nyc/nypd"), side("us-ny-nyc/nypd"), ask)
        assert found == Compared(ask, (), complete=True)


def test_what_washington_forbids_and_texas_commands_is_told_with_both_rules() -> None:
    found = compare(side("us-wa/county-jail"), side("us-tx/county-jail"), Ask.HOLD)
    assert found.complete
    opposed = [each for each in found.differences if each.outcomes == (Outcome.FORBIDDEN, Outcome.REQUIRED)]
    assert ("us-wa/10-93-160/8",) in [each.decisive[0] for each in opposed]
    assert all(each.decisive[1] == ("us-tx/2a-060/a1",) for each in opposed)


def test_a_law_is_compared_with_itself_before_it_was_changed() -> None:
    old, new = side("us-wa/county-jail", date(2018, 6, 1)), side("us-wa/county-jail")
    found = compare(old, new, Ask.INTERVIEW)
    assert {each.outcomes[1] for each in found.differences} >= {Outcome.FORBIDDEN}
    for difference in found.differences:
        assert difference.decisive[0] != difference.decisive[1]
        for kind in difference.kinds:
            assert [case.day for case in kind.cases] == [old.day, new.day]


@pytest.mark.parametrize("ask", [Ask.HOLD])
def test_every_pair_of_laws_stands_in_one_matrix(ask: Ask) -> None:
    names = ["us-wa/county-jail", "us-tx/county-jail", "us-tx/sheriff"]
    steps: list[tuple[int, int]] = []
    found = matrix([side(name) for name in names], [ask], lambda done, of: steps.append((done, of)))
    assert found.differ == {(0, 1): (ask,), (0, 2): (ask,), (1, 2): ()}
    assert not any(found.undecided.values())
    assert steps[-1] == (3, 3)
