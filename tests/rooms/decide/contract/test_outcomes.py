"""The outcome of an ask is what section 6 of the guide for law authors says, whatever the law and the facts."""

from collections.abc import Callable
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from random_law import ASKS, DOMAINS, LAYERS, Law, Reading, agencies, facts, laws, reading

from comity.decide import Bearing, Decision, Outcome, evaluator_for
from comity.facts import Ask

Facts = tuple[dict[str, Any], list[str]]
several = st.lists(st.tuples(agencies, facts(most_unknown=4)), min_size=3, max_size=3)


@settings(max_examples=80)
@given(laws(), several)
def test_an_ask_has_the_outcome_that_every_completion_of_the_unknown_facts_has(
    law: Law, cases: list[tuple[str, Facts]]
) -> None:
    with reading(law) as read:
        for agency, (known, unknown) in cases:
            naive = read.naive(agency)
            for answer in read.decide(agency, known).answers:
                ask = answer.ask.value
                exact = naive.exact_outcome(ask, known, {name: DOMAINS[name] for name in unknown})
                assert answer.outcome.value == exact, (agency, ask)
                decided_by_kleene = naive.outcome(ask, known) != "open"
                assert answer.settled_by_residual == (exact != "open" and not decided_by_kleene)


@settings(max_examples=80)
@given(laws(), st.lists(st.tuples(agencies, facts()), min_size=5, max_size=5))
def test_the_fast_answer_is_kleenes(law: Law, cases: list[tuple[str, Facts]]) -> None:
    with reading(law) as read:
        for agency, (known, _) in cases:
            naive = read.naive(agency)
            assert fast_outcomes(read, agency, known) == {ask: naive.outcome(ask, known) for ask in ASKS}


@settings(max_examples=60)
@given(laws(), agencies, facts(), st.data())
def test_learning_a_fact_never_turns_a_settled_outcome_into_another(
    law: Law, agency: str, given_facts: Facts, data: st.DataObject
) -> None:
    known, unknown = given_facts
    with reading(law) as read:
        before, fast_before = outcomes(read.decide(agency, known)), fast_outcomes(read, agency, known)
        for name in unknown:
            known = {**known, name: data.draw(st.sampled_from(DOMAINS[name]))}
            after, fast_after = outcomes(read.decide(agency, known)), fast_outcomes(read, agency, known)
            assert unflipped(before, after)
            assert unflipped(fast_before, fast_after)
            before, fast_before = after, fast_after
        assert "open" not in before.values()


@settings(max_examples=60)
@given(laws(), several)
def test_each_norm_bears_on_the_ask_as_its_words_say(law: Law, cases: list[tuple[str, Facts]]) -> None:
    with reading(law) as read:
        for agency, (known, _) in cases:
            naive = read.naive(agency)
            for answer in read.decide(agency, known).answers:
                told = {reason.norm.at.ref: reason.bearing.value for reason in answer.reasons}
                assert told == {
                    rule.ref: naive.bearing(rule, answer.ask.value, known) for rule in naive.on(answer.ask.value)
                }


@settings(max_examples=60)
@given(laws(), several)
def test_each_layer_says_by_itself_what_its_own_norms_say(law: Law, cases: list[tuple[str, Facts]]) -> None:
    with reading(law) as read:
        for agency, (known, _) in cases:
            naive = read.naive(agency)
            for answer in read.decide(agency, known).answers:
                told = {name: outcome.value for name, outcome in answer.layers}
                by_layer = {name: naive.layer_outcome(LAYERS[name], answer.ask.value, known) for name in told}
                assert told == by_layer, (agency, answer.ask)


def test_random_law_gives_every_outcome_and_every_bearing(tally: Callable[..., None]) -> None:
    """The tests above would prove little if random law only ever forbade."""
    outcomes_met: set[Outcome] = set()
    bearings: set[Bearing] = set()

    @settings(max_examples=150, derandomize=True, database=None)
    @given(laws(), several)
    def look(law: Law, cases: list[tuple[str, Facts]]) -> None:
        with reading(law) as read:
            for agency, (known, _) in cases:
                for answer in read.decide(agency, known).answers:
                    outcomes_met.add(answer.outcome)
                    bearings.update(reason.bearing for reason in answer.reasons)
                    tally("random laws decided")

    look()
    assert outcomes_met == set(Outcome)
    assert bearings == set(Bearing)


def outcomes(decision: Decision) -> dict[str, str]:
    """The outcome of each ask."""
    return {answer.ask.value: answer.outcome.value for answer in decision.answers}


def fast_outcomes(read: Reading, agency: str, known: dict[str, Any]) -> dict[str, str]:
    """The outcome of each ask by the compiled functions alone."""
    case = read.case(agency, known)
    evaluator = evaluator_for(case.agency, case.pack, case.day, read.library.vocabulary)
    values = evaluator.values(case.facts, case.day)
    return {ask: evaluator.asks[Ask(ask)].outcome(values).value for ask in ASKS}


def unflipped(before: dict[str, str], after: dict[str, str]) -> bool:
    """Whether what was settled has stayed as it was."""
    return all(outcome in {"open", after[ask]} for ask, outcome in before.items())
