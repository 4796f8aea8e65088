"""The form of a case is published, made from the vocabulary, and agrees with what is read."""

import copy
import json
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from comity.base import Block, ComityError, read_document, read_file
from comity.decide import read_case
from comity.facts import VOCABULARY, Vocabulary
from comity.law import LawLibrary
from comity.tell import case_schema

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def validator() -> Draft202012Validator:
    schema = case_schema()
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def _json(value: object) -> Any:
    """A document as JSON has it: days and moments as text."""
    if isinstance(value, dict):
        return {key: _json(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_json(inner) for inner in value]
    return value.isoformat() if isinstance(value, date | datetime) else value


def test_every_example_of_every_pack_has_the_published_form(
    library: LawLibrary, validator: Draft202012Validator, tally: Callable[..., None]
) -> None:
    checked = 0
    for name in library.names():
        for path in sorted((library.pack(name).root / "examples").glob("*.yaml")):
            for entry in read_file(path):  # type: ignore[attr-defined]
                case = {key: _json(entry[key]) for key in ("name", "at", "request", "facts") if key in entry}
                case["agency"] = entry["agency"] if "/" in entry["agency"] else f"{name}/{entry['agency']}"
                errors = [f"{error.json_path}: {error.message}" for error in validator.iter_errors(case)]
                assert errors == [], f"{path.name}: {entry['name']}"
                checked += 1
    assert checked > 100
    tally("cases valid as JSON", checked)


def test_the_published_schema_is_made_from_the_vocabulary() -> None:
    text = (ROOT / "docs" / "schemas" / "case.schema.json").read_text()
    assert json.loads(text) == case_schema(), "run: comity schema case > docs/schemas/case.schema.json"


def test_every_fact_is_described_by_its_question() -> None:
    facts = case_schema()["properties"]["facts"]["properties"]  # type: ignore[index]
    assert set(facts) == set(VOCABULARY.facts)
    assert [name for name, fact in VOCABULARY.facts.items() if fact.question not in facts[name]["description"]] == []


def test_a_smaller_vocabulary_gives_a_smaller_schema() -> None:
    small = case_schema(Vocabulary.of([VOCABULARY["detainer"], VOCABULARY["purpose"]]))
    assert set(small["properties"]["facts"]["properties"]) == {"detainer", "purpose"}  # type: ignore[index]
    assert set(small["properties"]["request"]["properties"]) == {"asks", "purpose"}  # type: ignore[index]


GOOD: dict[str, Any] = {
    "at": "2021-03-15T09:40",
    "agency": "us-wa/police",
    "request": {"from": "ice", "asks": ["hold"], "received": "2021-03-15T09:00"},
    "facts": {
        "detainer": True,
        "judicial_warrant": "unknown",
        "writ": None,
        "arrest_date": "2021-03-14",
        "court_order": {"value": False, "source": {"by": "legal", "from": "the docket", "at": "2021-03-15T09:10"}},
        "administrative_warrant": {"disputed": [True, {"value": False, "source": {"by": "counsel"}}]},
        "convictions": {"known": [{"offence": "WA 9A.36", "days_incarcerated": 3, "judgment": "unknown"}]},
        "pending_cases": [],
    },
}


def _fact(name: str, value: object) -> dict[str, Any]:
    case = copy.deepcopy(GOOD)
    case["facts"][name] = value
    return case


CASES = {
    "good": GOOD,
    "a day alone": {**GOOD, "at": "2021-03-15"},
    "no facts": {key: value for key, value in GOOD.items() if key != "facts"},
    "facts left empty": {**GOOD, "facts": None},
    "no agency": {key: value for key, value in GOOD.items() if key != "agency"},
    "no moment": {key: value for key, value in GOOD.items() if key != "at"},
    "no asks": {**GOOD, "request": {"from": "ice"}},
    "empty asks": {**GOOD, "request": {"asks": []}},
    "an unknown ask": {**GOOD, "request": {"asks": ["hodl"]}},
    "an unknown key": {**GOOD, "priority": 1},
    "an unknown key of the request": {**GOOD, "request": {"asks": ["hold"], "to": "x"}},
    "an unknown fact": _fact("detaner", True),
    "a word for yes": _fact("detainer", "yes"),
    "a number for yes": _fact("detainer", 1),
    "a word that is no choice": _fact("probable_cause_box", "guess"),
    "a day that is none": _fact("arrest_date", "14 March"),
    "a moment for a day": _fact("arrest_date", "2021-03-14T10:00"),
    "a field that is none": _fact("convictions", [{"offense": "x"}]),
    "a number out of range": _fact("convictions", [{"days_incarcerated": -1}]),
    "a list that is none": _fact("convictions", "none"),
    "a dispute of one": _fact("detainer", {"disputed": [True]}),
    "a fact given twice": _fact("requester", "ice"),
}


@pytest.mark.parametrize("name", CASES)
def test_the_schema_accepts_what_is_read_and_refuses_what_is_not(
    name: str, validator: Draft202012Validator, library: LawLibrary
) -> None:
    document = read_document(json.dumps(CASES[name]).encode(), json_form=True)
    assert isinstance(document, Block)
    try:
        read_case(document, library)
        accepted = True
    except ComityError:
        accepted = False
    assert validator.is_valid(CASES[name]) is accepted
    assert accepted is (name in {"good", "a day alone", "no facts", "facts left empty"})
