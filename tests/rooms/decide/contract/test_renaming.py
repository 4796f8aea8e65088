"""What a rule or a fact is called, and where it stands, changes no answer."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from random_law import DOMAINS, Law, agencies, facts, laws, reading
from small_packs import VOCABULARY

from comity.decide import Answer, Decision
from comity.facts.kinds import Vocabulary

Facts = tuple[dict[str, Any], list[str]]
NAMES = {name: f"fact_{index}" for index, name in enumerate(reversed(DOMAINS))}
FACT = re.compile(rf"\b({'|'.join(NAMES)})\b")
RULE = re.compile(r"\b(federal|state|local)-(\d)")


@settings(max_examples=50)
@given(laws(), agencies, facts())
def test_the_order_of_norms_and_of_sections_changes_nothing(law: Law, agency: str, given_facts: Facts) -> None:
    turned = Law(law.heads, {pack: _turned(sections) for pack, sections in law.sections.items()})
    with reading(law) as read, reading(turned) as other:
        known, _ = given_facts
        assert summary(read.decide(agency, known)) == summary(other.decide(agency, known))


def _turned(sections: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """The same rules from the last to the first, in sections whose names sort the other way round."""
    return {
        file: {**content, "norms": content["norms"][::-1], "definitions": content.get("definitions", [])[::-1]}
        for file, content in reversed(sections.items())
    }


@settings(max_examples=50)
@given(laws(), agencies, facts())
def test_the_names_of_norms_and_sections_change_nothing(law: Law, agency: str, given_facts: Facts) -> None:
    def otherwise(_: str, text: str) -> str:
        files = text.replace("one/", "zulu/").replace("two/", "alpha/")
        return RULE.sub(lambda found: f"rule-{9 - int(found[2])}-{found[1][::-1]}", files)

    sections = {
        pack: {{"one": "zulu", "two": "alpha"}[file]: content for file, content in files.items()}
        for pack, files in changed(law.sections, otherwise).items()
    }
    with reading(law) as read, reading(Law(changed(law.heads, otherwise), sections)) as other:
        known, _ = given_facts
        first, second = summary(read.decide(agency, known)), summary(other.decide(agency, known))
        assert [without_names(answer) for answer in first] == [without_names(answer) for answer in second]


@settings(max_examples=50)
@given(laws(), agencies, facts())
def test_the_names_of_facts_change_nothing(law: Law, agency: str, given_facts: Facts) -> None:
    def otherwise(key: str, text: str) -> str:
        return FACT.sub(lambda found: NAMES[found[1]], text) if key in {"when", "is"} else text

    facts_of = VOCABULARY.facts.values()
    vocabulary = Vocabulary.of(replace(fact, name=NAMES.get(fact.name, fact.name)) for fact in facts_of)
    with reading(law) as read, reading(Law(law.heads, changed(law.sections, otherwise)), vocabulary) as other:
        known, _ = given_facts
        before = summary(read.decide(agency, known))
        after = summary(other.decide(agency, {NAMES[name]: value for name, value in known.items()}))
        assert after == [renamed_summary(answer) for answer in before]


def changed(document: Any, change: Callable[[str, str], str], key: str = "") -> Any:
    """The document with every text changed, given the key that it stands under."""
    if isinstance(document, dict):
        return {name: changed(value, change, name) for name, value in document.items()}
    if isinstance(document, list):
        return [changed(value, change, key) for value in document]
    return change(key, document) if isinstance(document, str) else document


def summary(decision: Decision) -> list[dict[str, Any]]:
    """All that an answer says, without the order in which it says it."""
    return [_summary(answer) for answer in decision.answers]


def _summary(answer: Answer) -> dict[str, Any]:
    return {
        "answer": (answer.ask, answer.outcome, answer.verdict, answer.marks, answer.layers),
        "reasons": {
            (reason.norm.at.ref, reason.bearing, frozenset(part.ref for part in reason.exceptions))
            for reason in answer.reasons
        },
        "bearings": sorted(reason.bearing.value for reason in answer.reasons),
        "settling": {(each.facts, each.leads_to) for each in answer.settling_sets},
        "matters": answer.matters,
        "nearest": {(frozenset(change.facts), change.outcome) for change in answer.nearest},
    }


def without_names(answer: dict[str, Any]) -> dict[str, Any]:
    """What is said, but not by which rule."""
    return {key: value for key, value in answer.items() if key != "reasons"}


def renamed_summary(answer: dict[str, Any]) -> dict[str, Any]:
    """What is to be said once the facts are called otherwise."""
    return {
        **answer,
        "settling": {(frozenset(map(NAMES.__getitem__, names)), leads) for names, leads in answer["settling"]},
        "matters": frozenset(map(NAMES.__getitem__, answer["matters"])),
        "nearest": {(frozenset((NAMES[n], v) for n, v in change), then) for change, then in answer["nearest"]},
    }
