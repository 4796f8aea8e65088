"""A decision as JSON: one form, published, canonical, and complete."""

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from comity.base import canonical_bytes, read_document
from comity.decide import Decision, decide, read_case
from comity.law import LawLibrary
from comity.tell import decision_document, decision_schema

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def validator() -> Draft202012Validator:
    schema = decision_schema()
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


@pytest.fixture(scope="module")
def documents(decisions: list[tuple[str, Decision]]) -> list[tuple[str, dict[str, Any], Decision]]:
    return [(where, decision_document(decision), decision) for where, decision in decisions]


def test_every_example_has_the_published_form_and_a_canonical_one(
    documents: list[tuple[str, dict[str, Any], Decision]], validator: Draft202012Validator, tally: Callable[..., None]
) -> None:
    for where, document, _ in documents:
        errors = [f"{error.json_path}: {error.message}" for error in validator.iter_errors(document)]
        assert errors == [], where
        assert json.loads(canonical_bytes(document)) == document, where
    tally("decisions valid as JSON", len(documents))


def test_the_document_says_what_the_decision_says(documents: list[tuple[str, dict[str, Any], Decision]]) -> None:
    for where, document, decision in documents:
        assert [one["ask"] for one in document["answers"]] == [one.ask.value for one in decision.answers], where
        for told, answer in zip(document["answers"], decision.answers, strict=True):
            assert (told["outcome"], told["verdict"]) == (answer.outcome.value, answer.verdict.value), where
            assert set(told["marks"]) == {mark.value for mark in answer.marks}, where
            assert {one["ref"] for one in told["reasons"] if one["decisive"]} == {
                reason.norm.at.ref for reason in answer.decisive
            }, where
            assert [one["bearing"] for one in told["reasons"]] == [one.bearing.value for one in answer.reasons], where
            assert len(told["questions"]) == len(answer.questions), where
            assert {frozenset(one["facts"]) for one in told["settling_sets"]} == {
                one.facts for one in answer.settling_sets
            }, where
            assert len(told["nearest"]) == len(answer.nearest), where
        assert [one["ref"] for one in document["duties"]] == [one.duty.at.ref for one in decision.duties], where
        assert {one["digest"] for one in document["packs"]} == {digest for _, digest, _ in decision.packs}, where


def test_the_published_schema_is_the_one_in_force() -> None:
    text = (ROOT / "docs" / "schemas" / "decision.schema.json").read_text()
    assert json.loads(text) == decision_schema(), "run: comity schema decision > docs/schemas/decision.schema.json"


CASE = b"""
at: 2021-03-15T09:40
agency: us-wa/county-jail
request: {from: ice, asks: [hold, notify_release], purpose: civil_immigration, instrument: i247a}
facts:
  detainer: {value: true, source: {by: the booking desk, from: Form I-247A, at: 2021-03-15T09:10}}
  release_due: 2021-03-15T18:00
  convictions: {known: [{offence: WA 9A.36.021, date: 2015-01-02}], complete: false}
  otherwise_releasable: true
  judicial_warrant: {disputed: [{value: true}, {value: false}]}
"""


@pytest.fixture
def document(library: LawLibrary) -> dict[str, Any]:
    return decision_document(decide(read_case(read_document(CASE), library)))


def test_the_same_case_gives_the_same_bytes(library: LawLibrary) -> None:
    first, second = (
        canonical_bytes(decision_document(decide(read_case(read_document(CASE), one))))
        for one in (library, LawLibrary())
    )
    assert first == second


def test_facts_carry_their_values_and_sources(document: dict[str, Any]) -> None:
    facts = {fact["name"]: fact for fact in document["facts"]}
    assert facts["detainer"]["claims"] == [
        {"value": True, "source": {"by": "the booking desk", "from": "Form I-247A", "at": "2021-03-15T09:10:00"}}
    ]
    assert facts["convictions"]["claims"][0]["value"] == {
        "known": [{"offence": "WA 9A.36.021", "date": "2015-01-02"}],
        "complete": False,
    }
    assert facts["judicial_warrant"]["disputed"] is True
    used = [one for answer in document["answers"] for reason in answer["reasons"] for one in reason["facts"]]
    assert {"by": "the booking desk", "from": "Form I-247A", "at": "2021-03-15T09:10:00"} in [
        source for one in used if one["name"] == "detainer" for source in one["sources"]
    ]


def test_limits_and_moments_carry_the_offset_of_the_place(document: dict[str, Any]) -> None:
    ends = [limit["ends"] for limit in document["answers"][0]["limits"] if limit["binds"]]
    assert ends == ["2021-03-17T18:00:00-07:00"]
    assert document["case"]["at"] == "2021-03-15T09:40:00-07:00"


def _without(path: str) -> Callable[[dict[str, Any]], None]:
    def change(document: dict[str, Any]) -> None:
        *above, last = path.split(".")
        place: Any = document
        for step in above:
            place = place[int(step)] if step.isdecimal() else place[step]
        del place[last]

    return change


def _with(path: str, value: object) -> Callable[[dict[str, Any]], None]:
    def change(document: dict[str, Any]) -> None:
        *above, last = path.split(".")
        place: Any = document
        for step in above:
            place = place[int(step)] if step.isdecimal() else place[step]
        place[last] = value

    return change


@pytest.mark.parametrize(
    "change",
    [
        _without("answers"),
        _without("answers.0.verdict"),
        _without("answers.0.reasons.0.citation"),
        _without("packs.0.digest"),
        _with("answers.0.outcome", "maybe"),
        _with("answers.0.questions.0.settles_per_mille", 0.5),
        _with("answers.0.more", 1),
        _with("packs.0.digest", "sha256:12"),
        _with("case.at", "2021-03-15T09:40"),
        _with("answers.0.limits.0.ends", 7),
        _with("answers.0.reasons.0.facts.0.value", 0.5),
        _with("schema", "urn:comity:decision:2"),
    ],
)
def test_a_document_of_another_form_is_refused(
    document: dict[str, Any], validator: Draft202012Validator, change: Callable[[dict[str, Any]], None]
) -> None:
    assert validator.is_valid(document)
    changed = copy.deepcopy(document)
    change(changed)
    assert not validator.is_valid(changed)
