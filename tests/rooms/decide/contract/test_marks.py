"""An outcome that needs a lawyer's eye says so, and one that does not is not spoilt by a mark."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from random_law import DOMAINS, Law, agencies, facts, laws, reading
from small_packs import SOURCES, VOCABULARY, definition, exception, head, norm, section, write_pack

from comity.base import read_document
from comity.decide import Answer, Bearing, Mark, decide, read_case
from comity.facts import Ask
from comity.law import LawLibrary

Facts = tuple[dict[str, Any], list[str]]
LAYERS = {"us": "federal", "us-xx": "state", "us-xx-city": "local"}
SPAN = {"is": "contested", "from": date(2020, 6, 1), "to": date(2020, 6, 30), "why": "A v. B"}
DOUBT = {"id": "A1", "cite": "(a)", "says": "Two readings."}


@pytest.fixture
def answer(tmp_path: Path) -> Any:
    """Decides one ask of a city's police under norms given for each layer."""

    def decided(
        norms: dict[str, list[dict[str, Any]]],
        facts: str = "{p: true, q: false}",
        *,
        ask: str = "hold",
        agency: str = "us-xx-city/city-police",
        doubts: list[dict[str, Any]] | None = None,
        terms: list[dict[str, Any]] | None = None,
    ) -> Answer:
        above = None
        for name, layer in LAYERS.items():
            pack = head(name, layer, above, doubts=(doubts or []) if name == "us-xx-city" else [])
            found = section(norms=norms.get(layer, []), definitions=terms or [] if layer == "local" else [])
            sources = SOURCES | {"press": {**SOURCES["code"], "basis": "secondary"}}
            write_pack(tmp_path, pack, {"one": found}, sources=sources)
            above = name
        library = LawLibrary([tmp_path], vocabulary=VOCABULARY, builtin=False)
        assert not any(library.pack(name).faults for name in LAYERS)
        document = f"at: 2020-06-15\nagency: {agency}\nrequest: {{asks: [{ask}]}}\nfacts: {facts}\n"
        return decide(read_case(read_document(document.encode()), library), VOCABULARY)[Ask(ask)]

    return decided


def told(answer: Answer) -> tuple[str, str, set[str]]:
    """The outcome, the verdict, and the marks."""
    return answer.outcome.value, answer.verdict.value, {mark.value for mark in answer.marks}


ban = norm("ban", "forbids", ["hold"], when="p")
leave = norm("leave", "permits", ["hold"], when="p")
power = norm("power", "permits", ["hold"], when="p", confers="authority")
command = norm("command", "requires", ["hold"], when="p")


def test_a_plain_ban_is_a_plain_answer(answer: Any) -> None:
    assert told(answer({"local": [ban]})) == ("forbidden", "do_not", set())
    assert told(answer({"local": [ban]}, "{p: false}")) == ("silent", "ask_legal", set())
    assert told(answer({"local": [ban]}, "{}")) == ("open", "facts_missing", set())


# --- power


def test_leave_without_power_goes_to_legal(answer: Any) -> None:
    assert told(answer({"local": [leave]})) == ("permitted", "ask_legal", {"no_authority"})
    lifted = {**ban, "unless": [exception("warrant", "p")]}
    assert told(answer({"local": [lifted]})) == ("permitted", "ask_legal", {"no_authority"})


@pytest.mark.parametrize("layer", ["local", "state", "federal"])
def test_power_may_come_from_any_layer(layer: str, answer: Any) -> None:
    assert told(answer({"local": [leave], layer: [leave, power]})) == ("permitted", "may", set())


def test_a_power_that_a_court_has_stopped_is_none(answer: Any) -> None:
    stopped = {**power, "standing": [{**SPAN, "is": "enjoined"}]}
    assert told(answer({"local": [leave], "state": [stopped]})) == ("permitted", "ask_legal", {"no_authority"})


def test_a_command_is_a_power(answer: Any) -> None:
    assert told(answer({"state": [command]})) == ("required", "do", set())


def test_only_a_hold_needs_a_power(answer: Any) -> None:
    tell = norm("tell", "permits", ["notify_release"], when="p")
    assert told(answer({"local": [tell]}, ask="notify_release")) == ("permitted", "may", set())


# --- what was read, and what is in court


def test_what_nobody_of_us_has_read_goes_to_legal(answer: Any) -> None:
    for unread in ({**ban, "basis": "memory"}, {**ban, "source": "press"}, {**ban, "basis": "read_part"}):
        assert told(answer({"local": [unread]})) == ("forbidden", "ask_legal", {"unread"})
    assert told(answer({"local": [{**ban, "source": "press", "basis": "read"}]})) == ("forbidden", "do_not", set())


def test_one_sound_ban_is_enough(answer: Any) -> None:
    shaky = {**ban, "id": "shaky", "basis": "memory", "standing": [SPAN]}
    assert told(answer({"local": [ban, shaky]})) == ("forbidden", "do_not", set())


def test_every_lifted_ban_must_be_soundly_lifted(answer: Any) -> None:
    lifted = {**ban, "unless": [exception("warrant", "p")]}
    shaky = {**ban, "id": "shaky", "basis": "memory", "unless": [exception("other", "p")]}
    assert told(answer({"local": [power, lifted]})) == ("permitted", "may", set())
    assert told(answer({"local": [power, lifted, shaky]})) == ("permitted", "ask_legal", {"unread"})


def test_an_exception_that_was_not_read_counts_only_where_it_is_met(answer: Any) -> None:
    unread = {**ban, "unless": [exception("warrant", "q", basis="memory")]}
    assert told(answer({"local": [power, unread]}, "{p: true, q: false}")) == ("forbidden", "do_not", set())
    assert told(answer({"local": [power, unread]}, "{p: true, q: true}")) == ("permitted", "ask_legal", {"unread"})


def test_a_norm_is_read_no_better_than_the_terms_it_uses(answer: Any) -> None:
    uses = norm("ban", "forbids", ["hold"], when="term")
    unread = definition("term", "p", basis="memory")
    assert told(answer({"local": [uses]}, terms=[unread])) == ("forbidden", "ask_legal", {"unread"})
    assert told(answer({"local": [uses]}, terms=[definition("term", "p")])) == ("forbidden", "do_not", set())


@pytest.mark.parametrize(
    ("span", "verdict", "marks"),
    [
        (SPAN, "ask_legal", {"contested"}),
        ({**SPAN, "to": date(2020, 6, 15)}, "ask_legal", {"contested"}),
        ({**SPAN, "to": date(2020, 6, 14)}, "do_not", set()),
        ({**SPAN, "from": date(2020, 6, 16)}, "do_not", set()),
        ({**SPAN, "is": "settled"}, "do_not", set()),
    ],
)
def test_a_norm_is_contested_on_the_days_of_the_contest(span: Any, verdict: str, marks: set[str], answer: Any) -> None:
    assert told(answer({"local": [{**ban, "standing": [span]}]})) == ("forbidden", verdict, marks)


def test_an_injunction_weighs_more_than_a_contest(answer: Any) -> None:
    both = {**ban, "standing": [SPAN, {**SPAN, "is": "enjoined"}]}
    found = answer({"local": [both]})
    assert told(found) == ("silent", "ask_legal", set())
    assert [reason.bearing for reason in found.reasons] == [Bearing.ENJOINED]


# --- doubts


def test_a_doubt_whose_default_is_to_refuse_leaves_a_refusal_standing(answer: Any) -> None:
    refuse, ask = {**DOUBT, "default": "refuse"}, {**DOUBT, "default": "ask"}
    doubted = {**ban, "doubt": ["A1"]}
    assert told(answer({"local": [doubted]}, doubts=[refuse])) == ("forbidden", "do_not", {"doubt"})
    assert told(answer({"local": [doubted]}, doubts=[ask])) == ("forbidden", "ask_legal", {"doubt"})
    assert told(answer({"local": [doubted]}, doubts=[DOUBT])) == ("forbidden", "ask_legal", {"doubt"})
    leave_doubted = {**power, "doubt": ["A1"]}
    assert told(answer({"local": [leave_doubted]}, doubts=[refuse])) == ("permitted", "ask_legal", {"doubt"})


def test_a_ban_beside_a_doubted_one_settles_it(answer: Any) -> None:
    doubted = {**ban, "id": "doubted", "doubt": ["A1"]}
    assert told(answer({"local": [ban, doubted]}, doubts=[DOUBT])) == ("forbidden", "do_not", set())


def test_two_rules_named_by_a_doubt_are_at_odds_only_when_both_bear(answer: Any) -> None:
    lifted = {**ban, "unless": [exception("warrant", "q")]}
    other = norm("other", "forbids", ["hold"], when="r")
    between = {**DOUBT, "between": ["one/warrant", "one/other"], "default": "refuse"}
    norms = {"local": [power, lifted, other]}
    assert told(answer(norms, "{p: true, q: true, r: true}", doubts=[between])) == ("conflict", "ask_legal", {"doubt"})
    assert told(answer(norms, "{p: true, q: false, r: true}", doubts=[between])) == ("forbidden", "do_not", set())
    assert told(answer(norms, "{p: true, q: true, r: false}", doubts=[between])) == ("permitted", "may", set())
    assert told(answer(norms, "{p: true, q: true}", doubts=[between])) == ("open", "facts_missing", set())
    late = {**between, "from": date(2020, 6, 16)}
    assert told(answer(norms, "{p: true, q: true, r: true}", doubts=[late])) == ("forbidden", "do_not", set())


# --- layers


def test_state_law_stands_over_local_law(answer: Any) -> None:
    assert told(answer({"state": [ban], "local": [command]})) == ("forbidden", "do_not", {"overridden"})
    assert told(answer({"state": [command], "local": [ban]})) == ("required", "do", {"overridden"})


def test_federal_and_other_law_at_odds_is_a_conflict(answer: Any) -> None:
    for layer in ("state", "local"):
        assert told(answer({"federal": [command], layer: [ban]}))[:2] == ("conflict", "ask_legal")
        assert told(answer({"federal": [ban], layer: [command]}))[:2] == ("conflict", "ask_legal")


def test_a_norm_gives_way_where_it_says_so(answer: Any) -> None:
    yielding = {**ban, "yields_to": ["federal"]}
    assert told(answer({"federal": [command], "local": [yielding]})) == ("required", "do", {"overridden"})
    overriding = {**command, "overrides": ["local"]}
    assert told(answer({"federal": [overriding], "local": [ban]})) == ("required", "do", {"overridden"})
    assert told(answer({"federal": [leave], "local": [yielding]})) == ("forbidden", "do_not", set())


def test_a_norm_that_itself_stands_down_still_makes_another_stand_down(answer: Any) -> None:
    """Whichever of them is looked at first."""
    federal = {**ban, "id": "top", "overrides": ["state"]}
    for local, state in ((ban, command), ({**ban, "id": "a"}, {**command, "id": "z"})):
        found = answer({"federal": [federal], "state": [state], "local": [local]})
        assert told(found) == ("forbidden", "do_not", {"overridden"})
        bearings = {reason.layer.value: reason.bearing for reason in found.reasons}
        assert bearings == {"federal": Bearing.APPLIED, "state": Bearing.STOOD_DOWN, "local": Bearing.STOOD_DOWN}


def test_a_federal_permission_makes_no_local_answer(answer: Any) -> None:
    assert told(answer({"federal": [leave]})) == ("silent", "ask_legal", set())
    lifted = {**ban, "unless": [exception("warrant", "p")]}
    assert told(answer({"federal": [lifted]})) == ("silent", "ask_legal", set())
    assert told(answer({"federal": [power]})) == ("permitted", "may", set())


def test_where_state_law_is_not_written_down_the_answer_goes_to_legal(answer: Any) -> None:
    found = answer({"federal": [ban]}, agency="us/city-police")
    assert told(found) == ("forbidden", "ask_legal", {"unencoded_layer"})


def test_a_layer_whose_open_norm_is_excepted_anyhow_is_not_open_by_itself(answer: Any) -> None:
    """Whatever the unknown fact turns out to be, the exception keeps this leave from counting."""
    withheld = {**norm("leave", "permits", ["hold"], when="r"), "unless": [exception("never", "p")]}
    assert dict(answer({"local": [withheld]}).layers)["us-xx-city"].value == "silent"
    barred = {**norm("bar", "forbids", ["hold"], when="r"), "unless": [exception("lifted", "p")]}
    assert dict(answer({"local": [barred, command]}).layers)["us-xx-city"].value == "required"
    assert dict(answer({"local": [barred, leave]}).layers)["us-xx-city"].value == "permitted"
    assert dict(answer({"local": [barred]}).layers)["us-xx-city"].value == "open"


# --- disputed facts


@settings(max_examples=60)
@given(laws(), agencies, facts(), st.data())
def test_a_disputed_fact_decides_nothing_and_is_marked_where_it_matters(
    law: Law, agency: str, given_facts: Facts, data: st.DataObject
) -> None:
    known, unknown = given_facts
    assume(unknown)
    name = data.draw(st.sampled_from(unknown))
    disputed = {"disputed": [{"value": value, "source": {"by": "somebody"}} for value in DOMAINS[name][:2]]}
    with reading(law) as read:
        before, after = read.decide(agency, known), read.decide(agency, known | {name: disputed})
        for unsaid, said in zip(before.answers, after.answers, strict=True):
            assert (said.outcome, said.verdict, said.matters) == (unsaid.outcome, unsaid.verdict, unsaid.matters)
            assert said.marks - {Mark.DISPUTED} == unsaid.marks
            assert (Mark.DISPUTED in said.marks) == (name in said.matters)


def test_claims_that_agree_are_no_dispute(answer: Any) -> None:
    facts = "{p: {disputed: [{value: true, source: {by: desk}}, {value: true, source: {by: counsel}}]}}"
    assert told(answer({"local": [ban]}, facts)) == ("forbidden", "do_not", set())
