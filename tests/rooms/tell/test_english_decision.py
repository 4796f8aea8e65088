"""A decision reads in ten seconds: what to do, by when, the steps; then why, what is open, what it rests on."""

import re
from collections.abc import Callable

import pytest

from comity.base import read_document
from comity.decide import Bearing, Decision, Outcome, Verdict, decide, read_case
from comity.law import Effect, LawLibrary
from comity.tell import OUTCOMES, Line, act, decision_lines, order, plain_text
from comity.tell.page import CLOSING
from comity.tell.prose import folded

PARTS = ["What to do", "Do next", "Why", "Still open, in this order", "What we were told", "What this rests on"]


def case(library: LawLibrary, text: str) -> Decision:
    return decide(read_case(read_document(text.encode()), library))


_TOLD: dict[tuple[int, bool], tuple[Decision, str]] = {}


def told(decision: Decision, *, full: bool = True) -> str:
    """The page of a decision; many tests read the same, so it is made once."""
    key = (id(decision), full)
    if key not in _TOLD:
        _TOLD[key] = decision, plain_text(decision_lines(decision, full=full), None)
    return _TOLD[key][1]


def part(text: str, title: str) -> str:
    return text.split(f"\n{title}\n", 1)[1].split("\n\n", 1)[0]


@pytest.fixture
def washington(library: LawLibrary) -> Decision:
    """A detainer at a county jail in Washington: a release that may not be told, a court date nobody speaks of."""
    return case(
        library,
        """
at: 2021-03-15T09:40
agency: us-wa/county-jail
request: {from: ice, asks: [notify_release, share_court_date, hold], purpose: civil_immigration, instrument: i247a}
facts:
  detainer: {value: true, source: {by: the booking desk, from: Form I-247A, at: 2021-03-15T09:10}}
  release_due: 2021-03-15T18:00
  otherwise_releasable: true
  required_by_law: false
  court_order: false
  judicial_warrant:
    disputed: [{value: true, source: {by: the asking officer}}, {value: false, source: {from: the docket}}]
  state_judicial_warrant: false
  writ: false
""",
    )


def test_what_is_asked_at_midnight_is_told_of_the_day_whose_law_decides(library: LawLibrary) -> None:
    text = told(
        case(
            library,
            """
at: 2018-01-04T00:00
agency: us-ca/county-jail
request: {from: ice, asks: [hold], purpose: civil_immigration}
facts: {received_at: 2018-01-04T00:00, release_due: 2018-01-05T00:00}
""",
        )
    )
    assert "Thursday 4 January 2018, 00:00" in text
    assert "The request was received: Thursday 4 January 2018, 00:00." in " ".join(text.split())
    assert "release is due: the end of Thursday 4 January 2018" in " ".join(text.split())
    assert "Wednesday 3 January" not in text


def test_every_example_is_told_in_one_order_and_in_full(
    decisions: list[tuple[str, Decision]], tally: Callable[..., None]
) -> None:
    for where, decision in decisions:
        text = told(decision)
        found = [line for line in text.splitlines() if line in PARTS]
        assert found == [title for title in PARTS if title in found], where
        assert {"What to do", "Why", "What this rests on"} <= set(found), where
        orders = [line.strip() for line in part(text, "What to do").splitlines()]
        for number, answer in enumerate(decision.answers, 1):
            assert any(line.startswith(f"{number}. {order(answer.ask, answer.verdict)}") for line in orders), where
            for reason in answer.reasons:
                assert reason.norm.at.citation in text, (where, reason.norm.at.ref)
                assert reason.norm.at.says.rstrip(".")[1:] in text, (where, reason.norm.at.ref)
            for doubt in answer.doubts:
                assert doubt.says.rstrip(".")[1:] in text, where
        for name, digest, _ in decision.packs:
            assert f"{name}, {digest}" in text, where
        assert text.count(CLOSING) == 1, where
    tally("decisions told in plain words", len(decisions))


def test_the_short_telling_keeps_the_order_the_reasons_and_the_warnings(
    decisions: list[tuple[str, Decision]],
) -> None:
    for where, decision in decisions:
        short, full = told(decision, full=False), told(decision)
        assert len(short) <= len(full), where
        assert [order(one.ask, one.verdict) for one in decision.answers if order(one.ask, one.verdict) in short] == [
            order(one.ask, one.verdict) for one in decision.answers
        ], where
        for answer in decision.answers:
            told_of = [reason for reason in answer.decisive if reason.norm.at.citation in short]
            assert told_of or not answer.decisive, where
            bars = {reason.norm.at.citation for reason in answer.decisive if reason.effect is not Effect.PERMITS}
            assert sum(citation in short for citation in bars) >= min(len(bars), 3), where
            for doubt in answer.doubts:
                assert doubt.says.rstrip(".")[1:] in short, where


def test_every_line_fits_the_width_unless_one_word_is_wider(decisions: list[tuple[str, Decision]]) -> None:
    for where, decision in decisions[::7]:
        for line in decision_lines(decision):
            for piece in folded(line, 72):
                assert len(piece) <= 72 or " " not in piece.strip().lstrip("-!0123456789. "), (where, piece)


def test_no_word_of_the_machine_is_told(decisions: list[tuple[str, Decision]]) -> None:
    machine = re.compile(r"\bTrue\b|\bFalse\b|Outcome\.|Mark\.|<[A-Z]\w+|(:|is) None\b|\b[a-z]+_[a-z_]+\b")
    for where, decision in decisions:
        text = told(decision).partition("What this rests on")[0]
        texts = re.sub(r"`[^`]*`|\(us[a-z-]*,.*", "", text)
        assert not machine.search(texts), (where, machine.search(texts))


def test_the_imperative_comes_first_and_the_time_below_it(washington: Decision) -> None:
    lines = [line.strip() for line in part(told(washington), "What to do").splitlines()]
    assert lines[0] == "1. Find out more first whether to tell them of the release."
    assert lines[1] == "2. Ask legal first whether to tell them of a court date. No rule in force governs it."
    assert lines[2] == "3. Find out more first whether to hold the person past release."
    assert lines[3] == "Release is due: Monday 15 March 2021, 18:00."
    assert lines[4].startswith(
        "If you hold the person past release: at most until Wednesday 17 March 2021, 18:00, that is 48 hours"
    )


def test_the_steps_begin_with_the_best_question_and_with_legal(washington: Decision) -> None:
    steps = part(told(washington), "Do next").splitlines()
    assert steps[0].startswith("  1. Find out: Is there a warrant, on probable cause, signed by a federal judge")
    assert steps[1] == "  2. Send (2) to legal before you answer."


def test_each_fact_is_told_with_its_source_and_a_dispute_with_both_sides(washington: Decision) -> None:
    facts = part(told(washington), "What we were told")
    assert (
        "There is an immigration detainer. (the booking desk, from Form I-247A, Monday 15 March 2021, 09:10)" in facts
    )
    assert "Disputed: a federal judge or magistrate judge signed a warrant" in facts
    assert "(the asking officer)" in facts
    assert "Disputed: no federal judge or magistrate judge signed a warrant" in facts
    assert "! A fact that matters is disputed" in told(washington)


def test_a_question_tells_what_each_answer_leads_to_and_whom_to_ask(washington: Decision) -> None:
    asked = part(told(washington), "Still open, in this order").splitlines()
    assert asked[0].startswith("  1. Is there a warrant, on probable cause")
    assert asked[1].strip().startswith("If yes: the law allows (1)")
    assert asked[2].strip().startswith("If no: the law forbids (1)")
    assert asked[3].strip().startswith("Ask a legal reviewer or the booking desk, from the warrant itself")


def test_why_names_the_facts_that_count_and_the_exception_that_is_missed(library: LawLibrary) -> None:
    decision = case(
        library,
        "at: 2018-06-01T10:00\nagency: us-tx/county-jail\n"
        "request: {from: ice_ero, asks: [hold, transfer], purpose: civil_immigration, instrument: i247a}\n"
        "facts: {detainer: true, physical_custody: true, proof_of_status_shown: false}\n",
    )
    why = part(told(decision, full=False), "Why")
    assert "art. 2.251(a)(1) commands it: An agency that has custody" in why
    assert "Because: the person is physically held; there is an immigration detainer; the asking agency is ICE" in why
    assert "Exception not met, Tex. Code Crim. Proc. art. 2.251(b)" in why
    assert "Not so here: the person has not shown a document that the law accepts as proof." in why
    assert "2. Hand the person over to them: the law commands it.\n    For the same reasons as (1)." in why


def test_the_nearest_other_answer_is_told_with_what_would_have_to_be_so(
    decisions: list[tuple[str, Decision]], tally: Callable[..., None]
) -> None:
    changes = 0
    for where, decision in decisions:
        near = [change for answer in decision.answers for change in answer.nearest]
        text = told(decision)
        assert ("The answer would be another if:" in text) == bool(near), where
        for change in near:
            assert f": then {OUTCOMES[change.outcome]}." in text, where
        changes += len(near)
    assert changes > 100
    tally("nearest other answers told", changes)


@pytest.mark.parametrize("bearing", [Bearing.EXCEPTED, Bearing.STOOD_DOWN, Bearing.ENJOINED, Bearing.DID_NOT_APPLY])
def test_each_bearing_is_told_in_its_own_words(decisions: list[tuple[str, Decision]], bearing: Bearing) -> None:
    words = {
        Bearing.EXCEPTED: "but an exception is met",
        Bearing.STOOD_DOWN: "but gives way to a rule of another layer",
        Bearing.ENJOINED: "but a court has stopped it",
        Bearing.DID_NOT_APPLY: "does not apply on these facts",
    }[bearing]
    having = [one for _, one in decisions if any(answer.bearing(bearing) for answer in one.answers)]
    assert having, f"no example shows a norm that is {bearing.value}"
    assert [one for one in having if words not in told(one)] == []


def test_every_outcome_and_verdict_is_among_the_examples_told(decisions: list[tuple[str, Decision]]) -> None:
    answers = [answer for _, decision in decisions for answer in decision.answers]
    assert {answer.outcome for answer in answers} == set(Outcome)
    assert {answer.verdict for answer in answers} == set(Verdict)


def test_an_answer_that_goes_to_legal_says_why(decisions: list[tuple[str, Decision]]) -> None:
    for where, decision in decisions:
        for line in part(told(decision), "What to do").splitlines():
            if ". Ask legal first whether to " in line:
                reason = line.split(". Ask legal first whether to ", 1)[1].partition(". ")[2]
                assert len(reason) > 15, (where, line)


def test_a_hold_that_is_forbidden_tells_when_to_let_go(library: LawLibrary) -> None:
    decision = case(
        library,
        "at: 2021-03-15T09:40\nagency: us-wa/county-jail\n"
        "request: {from: ice, asks: [hold], purpose: civil_immigration}\n"
        "facts: {status_only_ground: true, release_due: 2021-03-15T18:00}\n",
    )
    lines = part(told(decision), "What to do").splitlines()
    assert lines == [
        "  1. Do not hold the person past release.",
        "    Release the person when release is due: Monday 15 March 2021, 18:00.",
    ]


def test_a_name_and_an_unknown_requester_are_told(library: LawLibrary) -> None:
    decision = case(
        library,
        "name: A call at night\nat: 2021-03-15T02:00\nagency: us-wa/police\nrequest: {asks: [transfer]}\n",
    )
    assert told(decision).splitlines()[:2] == [
        "A call at night",
        "An outside agency asks a police department in Washington, Monday 15 March 2021, 02:00.",
    ]


def test_what_nobody_asked_is_not_told_as_a_request(library: LawLibrary) -> None:
    decision = case(
        library,
        "at: 2021-03-15T02:00\nagency: us-wa/police\n"
        "request: {from: ice, asks: [share_court_date], instrument: none}\n",
    )
    assert told(decision).startswith("A police department in Washington would turn to Immigration and Customs")


def test_a_rule_that_cannot_be_read_is_told_with_its_place(library: LawLibrary) -> None:
    from dataclasses import replace
    from types import SimpleNamespace

    from comity.law import Fault
    from comity.tell.reasons import reason_lines
    from comity.tell.spoken.phrases import ENGLISH

    decision = case(library, "at: 2021-03-15T02:00\nagency: us-wa/police\nrequest: {asks: [transfer]}\n")
    fault = Fault("us-wa/rules/x.yaml:7", "`detaner` is not a fact", "Correct it.", frozenset(), None, "us-wa/x/1")
    answer = replace(decision.answers[0], outcome=Outcome.CONFLICT, reasons=(), faults=(fault,))
    telling = SimpleNamespace(rules=SimpleNamespace(pack=library.pack("us-wa")), phrases=ENGLISH)
    lines = plain_text(reason_lines(answer, telling), None)  # type: ignore[arg-type]
    assert "A rule could not be read (us-wa/rules/x.yaml:7): `detaner` is not a fact." in lines


def test_a_citation_is_not_parted_at_the_end_of_a_line() -> None:
    line = Line("words and words and words and NYC Admin.\N{NO-BREAK SPACE}Code § 14-154(b)(1) forbids it", 1, "-")
    pieces = folded(line, 48)
    assert any("Code § 14-154(b)(1)" in piece for piece in pieces)
    assert all(len(piece) <= 48 for piece in pieces)
    assert "\N{NO-BREAK SPACE}" not in "".join(pieces)


@pytest.mark.parametrize("width", [20, 40, 100])
def test_folding_loses_nothing(width: int) -> None:
    text = "one two three four five six seven eight nine ten eleven twelve §§ 13 to 15 and so on"
    assert " ".join("".join(f"{piece} " for piece in folded(Line(text, 2, "1."), width)).split()) == f"1. {text}"


def test_each_ask_can_be_said_as_an_act(decisions: list[tuple[str, Decision]]) -> None:
    asks = {answer.ask for _, decision in decisions for answer in decision.answers}
    assert len({act(ask) for ask in asks}) == len(asks)
