"""A rule that cannot be read sends its asks to legal; it is never passed over, and never turns into another answer."""

from collections.abc import Callable
from copy import deepcopy
from datetime import date
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from random_law import ASKS, DAY, LAYERS, Law, Reading, agencies, facts, laws, reading
from small_packs import FIRST, definition, head, norm, section

from comity.decide import Answer, Mark, Outcome, Verdict

Facts = tuple[dict[str, Any], list[str]]
Break = Callable[[dict[str, Any]], Any]

BREAKS: dict[str, Break] = {
    "it stops in the middle": lambda entry: entry.update(when="p &&"),
    "it names no listed fact": lambda entry: entry.update(when="p && nonsense"),
    "it hides an unlisted fact behind true": lambda entry: entry.update(when="true || nonsense"),
    "it compares a word with a number": lambda entry: entry.update(when="colour == 3"),
    "it names a word that is no value": lambda entry: entry.update(when='colour == "mauve"'),
    "it asks for more than the language has": lambda entry: entry.update(when="p ? q : r"),
    "it has a key that nobody reads": lambda entry: entry.update(whenn="p"),
    "it says nothing": lambda entry: entry.pop("says"),
    "it cites nothing": lambda entry: entry.pop("cite"),
    "its condition is left blank": lambda entry: entry.update(when=None),
    "its source is not listed": lambda entry: entry.update(source="hearsay"),
    "its exception is broken": lambda entry: entry.update(
        unless=[{"id": "x", "cite": "(x)", "says": "X.", "when": "("}]
    ),
    "its exception is of another ask": lambda entry: entry.update(
        unless=[{"id": "x", "cite": "(x)", "says": "X.", "when": "p", "asks": ["assist"]}]
    ),
    "it has two effects": lambda entry: entry.update(
        {"permits" if effect_of(entry) == "forbids" else "forbids": ["hold"]}
    ),
}
FOR_EVERY_DAY: dict[str, Break] = {
    "it has no first day": lambda entry: entry.pop("from"),
    "its first day is a word": lambda entry: entry.update({"from": "long ago"}),
    "it ends before it begins": lambda entry: entry.update({"to": date(1999, 1, 1)}),
}
FOR_EVERY_ASK: dict[str, Break] = {
    "it has no effect": lambda entry: [entry.pop(effect, None) for effect in ("forbids", "permits", "requires")],
    "it names no ask": lambda entry: entry.update({effect_of(entry): []}),
    "one of its asks is misspelt": lambda entry: entry.update({effect_of(entry): ["hold", "notify_relase"]}),
}


def effect_of(entry: dict[str, Any]) -> str:
    """The effect of a norm as written."""
    return next(effect for effect in ("forbids", "permits", "requires") if effect in entry)


@settings(max_examples=80)
@given(laws(), agencies, facts(), st.sampled_from(list(BREAKS)), st.data())
def test_the_asks_of_a_broken_norm_go_to_legal_and_the_others_are_answered_as_before(
    law: Law, agency: str, given_facts: Facts, way: str, data: st.DataObject
) -> None:
    pack, entry, broken = broken_somewhere(law, agency, BREAKS[way], data)
    known, _ = given_facts
    with reading(law) as read, reading(broken) as other:
        before, after = answers(read, agency, known), answers(other, agency, known)
        for ask in ASKS:
            if ask in asks_of(entry, broken, pack) and in_force(entry):
                assert is_sent_to_legal(after[ask]), (way, ask)
            else:
                assert same(before[ask], after[ask]), (way, ask)


@settings(max_examples=60)
@given(laws(), agencies, facts(), st.sampled_from([*FOR_EVERY_DAY, *FOR_EVERY_ASK]), st.data())
def test_what_a_broken_norm_leaves_unsaid_is_taken_as_wide_as_must_be_feared(
    law: Law, agency: str, given_facts: Facts, way: str, data: st.DataObject
) -> None:
    _, entry, broken = broken_somewhere(law, agency, (FOR_EVERY_DAY | FOR_EVERY_ASK)[way], data)
    known, _ = given_facts
    with reading(law) as read, reading(broken) as other:
        before, after = answers(read, agency, known), answers(other, agency, known)
        for ask in ASKS:
            sent = ask in entry[effect_of(entry)] if way in FOR_EVERY_DAY else in_force(entry)
            assert is_sent_to_legal(after[ask]) if sent else same(before[ask], after[ask]), (way, ask)


def broken_somewhere(law: Law, agency: str, way: Break, data: st.DataObject) -> tuple[str, dict[str, Any], Law]:
    """A norm of the packs that bind the agency, and the law in which it is broken."""
    places = [
        (pack, file, index)
        for pack in stack_of(agency)
        for file, content in law.sections[pack].items()
        for index in range(len(content["norms"]))
    ]
    assume(places)
    pack, file, index = data.draw(st.sampled_from(places))
    broken = Law(law.heads, deepcopy(law.sections))
    entry = broken.sections[pack][file]["norms"][index]
    whole = deepcopy(entry)
    way(entry)
    return pack, whole, broken


def asks_of(entry: dict[str, Any], broken: Law, pack: str) -> set[str]:
    """The asks of a norm, and those that the break has given it besides."""
    after = next(one for part in broken.sections[pack].values() for one in part["norms"] if one["id"] == entry["id"])
    return {ask for effect in ("forbids", "permits", "requires") for ask in after.get(effect, [])}


def stack_of(agency: str) -> list[str]:
    """The packs that bind an agency."""
    names = list(LAYERS)
    return names[: names.index(agency.partition("/")[0]) + 1]


def in_force(entry: dict[str, Any]) -> bool:
    """Whether a norm is in force on the day of the case."""
    return bool(entry["from"] <= DAY and ("to" not in entry or entry["to"] >= DAY))


def answers(read: Reading, agency: str, known: dict[str, Any]) -> dict[str, Answer]:
    """The answer to each ask."""
    return {answer.ask.value: answer for answer in read.decide(agency, known).answers}


def is_sent_to_legal(answer: Answer) -> bool:
    """Whether an answer is what a fault must give."""
    return (answer.outcome, answer.verdict) == (Outcome.CONFLICT, Verdict.ASK_LEGAL) and Mark.FAULT in answer.marks


def same(before: Answer, after: Answer) -> bool:
    """Whether two answers say the same, by the same norms."""
    return (before.outcome, before.verdict, before.marks) == (after.outcome, after.verdict, after.marks) and (
        [(reason.norm.at.ref, reason.bearing) for reason in before.reasons]
        == [(reason.norm.at.ref, reason.bearing) for reason in after.reasons]
    )


@pytest.mark.parametrize(
    "text",
    [
        "norms: [",
        "{",
        "- a list",
        "just words",
        "",
        "section: x\nsection: y\n",
        "a: &b 1\nc: *b\n",
        "norms: !!python/none x",
    ],
)
@settings(max_examples=10)
@given(laws(), st.sampled_from(list(LAYERS)), facts())
def test_a_file_that_cannot_be_read_sends_every_ask_to_legal(
    text: str, law: Law, pack: str, given_facts: Facts
) -> None:
    broken = Law(law.heads, {**law.sections, pack: {**law.sections[pack], "three": text}})
    known, _ = given_facts
    with reading(law) as read, reading(broken) as other:
        for below in LAYERS:
            agency = f"{below}/city-police"
            before, after = answers(read, agency, known), answers(other, agency, known)
            bound = pack in stack_of(agency)
            assert all(is_sent_to_legal(after[ask]) if bound else same(before[ask], after[ask]) for ask in ASKS)


BROKEN_TERMS = {
    "one that stops in the middle": [definition("term", "p &&")],
    "one that names no fact": [definition("term", "nonsense")],
    "one that rests on itself": [definition("term", "other || p"), definition("other", "term && q")],
    "one that rests on a broken one": [definition("term", "other"), definition("other", "p &&")],
    "one of a list that is none": [definition("term", 'charges.exists(c, listed("nowhere", c.offence))')],
    "one that is a fact already": [definition("q", "p"), definition("term", "q")],
}


@pytest.mark.parametrize("way", BROKEN_TERMS)
def test_a_norm_that_uses_a_broken_definition_goes_to_legal(way: str) -> None:
    norms = [norm("ban", "forbids", ["hold"], when="term")]
    law = Law({"us": head("us")}, {"us": {"one": section(norms=norms, definitions=BROKEN_TERMS[way])}})
    with reading(law) as read:
        for known in ({}, {"p": True, "q": True}, {"p": False, "q": False}):
            found = answers(read, "us/city-police", known)
            assert is_sent_to_legal(found["hold"])
            assert is_sent_to_legal(found["share_court_date"])  # nobody knows which asks the term was meant for


def test_a_definition_broken_from_a_later_day_breaks_its_norm_from_its_own_first_day() -> None:
    """Before that day the term is not defined at all, so the norm cannot be worked out then either."""
    terms = [definition("term", "p &&", **{"from": date(2025, 1, 1)})]
    norms = [norm("ban", "forbids", ["hold"], when="term")]
    law = Law({"us": head("us")}, {"us": {"one": section(norms=norms, definitions=terms)}})
    with reading(law) as read:
        found = answers(read, "us/city-police", {"p": False})
        assert is_sent_to_legal(found["hold"])
        assert found["share_court_date"].outcome is Outcome.SILENT


def test_a_norm_whose_term_is_not_defined_on_the_day_goes_to_legal() -> None:
    terms = [definition("term", "p", to=date(2020, 6, 14)), definition("term", "q", **{"from": date(2020, 6, 16)})]
    norms = [norm("ban", "forbids", ["hold"], when="term"), norm("leave", "permits", ["notify_release"])]
    law = Law({"us": head("us")}, {"us": {"one": section(norms=norms, definitions=terms)}})
    with reading(law) as read:
        known = {"p": True, "q": False}
        on_day = {day: read.decide("us/city-police", known, day=date(2020, 6, day)).answers for day in (14, 15, 16)}
        assert [found[0].outcome.value for found in on_day.values()] == ["forbidden", "conflict", "silent"]
        assert is_sent_to_legal(on_day[15][0])
        assert {found[1].outcome.value for found in on_day.values()} == {"permitted"}


@pytest.mark.parametrize(
    ("kind", "entry"),
    [
        ("limits", {"id": "long", "ask": "hold", "hours": 48, "until": "23:59", "starts": "release_due"}),
        ("limits", {"id": "long", "ask": "hold", "until": "25:00", "starts": "release_due"}),
        ("limits", {"id": "long", "ask": "hold", "hours": 48, "starts": "p"}),
        ("duties", {"id": "log", "must": "dance", "on": "received", "due": {"at_once": True}}),
        ("duties", {"id": "log", "must": "record", "on": "received", "due": {"hours": 3}}),
        ("notes", {"id": "aside", "concerns": "gossip"}),
    ],
)
def test_a_broken_limit_duty_or_note_is_not_passed_over(kind: str, entry: dict[str, Any]) -> None:
    whole = {"cite": "(a)", "says": "Something.", "from": FIRST} | entry
    law = Law({"us": head("us")}, {"us": {"one": section(**{kind: [whole]})}})
    with reading(law) as read:
        assert all(is_sent_to_legal(answer) for answer in answers(read, "us/city-police", {}).values())
