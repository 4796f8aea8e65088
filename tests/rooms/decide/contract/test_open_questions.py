"""While an ask is open, what would settle it is told exactly; once settled, what would have made it otherwise."""

from typing import Any

from brute_force import Completions, smallest_changes
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from random_law import DOMAINS, Law, agencies, facts, laws, reading

from comity.decide import Answer, Outcome

Facts = tuple[dict[str, Any], list[str]]
several = st.lists(st.tuples(agencies, facts(most_unknown=4)), min_size=3, max_size=3)
SMALL = {name: values for name, values in DOMAINS.items() if name in {"p", "q", "r", "colour", "number"}}


@settings(max_examples=60)
@given(laws(), several)
def test_what_is_said_to_settle_an_ask_does_and_nothing_less_does(law: Law, cases: list[tuple[str, Facts]]) -> None:
    with reading(law) as read:
        for agency, (known, unknown) in cases:
            for answer in read.decide(agency, known).answers:
                brute = Completions.of(read.naive(agency), answer.ask.value, known, {n: DOMAINS[n] for n in unknown})
                expected = brute.settling() if brute.outcome == "open" else {}
                told = {each.facts: frozenset(o.value for o in each.leads_to) for each in answer.settling_sets}
                assert told == expected, (agency, answer.ask)


@settings(max_examples=80)
@given(laws(), several)
def test_the_facts_that_matter_are_those_on_which_the_outcome_depends(law: Law, cases: list[tuple[str, Facts]]) -> None:
    with reading(law) as read:
        for agency, (known, unknown) in cases:
            for answer in read.decide(agency, known).answers:
                brute = Completions.of(read.naive(agency), answer.ask.value, known, {n: DOMAINS[n] for n in unknown})
                assert answer.matters == brute.matters, (agency, answer.ask)
                check_questions(answer, brute)


def check_questions(answer: Answer, brute: Completions) -> None:
    """Each fact that matters is asked once, and each of its answers leads where it is said to."""
    assert sorted(asked.facts[0] for asked in answer.questions) == sorted(brute.matters)
    for asked in answer.questions:
        (name,) = asked.facts
        left = {value: brute.given(**{name: value}) for value in brute.domains[name]}
        offered = []
        for lead in asked.leads_to:
            ((told, values),) = lead.given
            assert told == name
            assert {left[value].outcome for value in values} == {lead.outcome.value}
            offered.append(left[values[0]].outcomes)
        # A value that is not offered as an answer comes to the same as one that is.
        assert all(rest.outcomes in offered for rest in left.values())
        settling = [lead for lead in asked.leads_to if lead.outcome is not Outcome.OPEN]
        assert asked.settles == len(settling) / len(asked.leads_to)


@settings(max_examples=60)
@given(laws(), agencies, facts())
def test_the_first_question_settles_no_less_for_its_effort_than_the_others(
    law: Law, agency: str, given_facts: Facts
) -> None:
    known, unknown = given_facts
    assume(unknown)
    with reading(law) as read:
        for answer in read.decide(agency, known).answers:
            scores = [asked.score for asked in answer.questions]
            assert scores == sorted(scores, reverse=True)


@settings(max_examples=60)
@given(laws(), agencies, st.fixed_dictionaries({name: st.sampled_from(values) for name, values in SMALL.items()}))
def test_the_nearest_other_answer_is_the_smallest_change_that_gives_one(
    law: Law, agency: str, known: dict[str, Any]
) -> None:
    """Here every fact that is not among the five is unknown, and the five are known."""
    with reading(law) as read:
        naive = read.naive(agency)
        for answer in read.decide(agency, known).answers:
            told = {frozenset(change.facts): change.outcome.value for change in answer.nearest}
            for change, then in told.items():
                assert then not in {answer.outcome.value, "open"}
                assert naive.outcome(answer.ask.value, known | dict(change)) == then
            if answer.outcome.value == "open" or answer.settled_by_residual:
                continue
            expected = smallest_changes(naive, answer.ask.value, known, SMALL, most=3)
            assert told.items() <= expected.items(), (agency, answer.ask)
            assert {names_of(change) for change in expected} == {names_of(change) for change in told}


def names_of(change: frozenset[tuple[str, Any]]) -> frozenset[str]:
    """The facts that a change touches."""
    return frozenset(name for name, _ in change)
