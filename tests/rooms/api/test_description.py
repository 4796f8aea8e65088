"""What the API says of itself is what is published, is whole, and is of use to whoever reads it."""

import importlib.util
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import jsonschema
import pytest

from comity.facts import VOCABULARY, Ask
from comity.gate import commands
from contract.programs import V1

# What no program does: the clock's own acts, readings, which record themselves, and erasing and sealing, which need two
# persons.
NOT_HERE = {
    *("RaiseAlarm", "Watch", "ReadMatter", "RecordRefusal", "ApplyNewLaw"),
    *("RaiseFinding", "MatchFinding", "OpenFinding", "ExplainFinding", "ReopenFinding"),
    *("ProposeFinding", "JoinFinding", "SetFindingApart", "DatePaper"),
    *("OrderErasure", "WithdrawErasure", "ApproveErasure", "SettleOverride"),
    *("OrderSealing", "OrderOpening", "SettleSealing"),
}


@pytest.fixture
def document() -> dict[str, Any]:
    from comity.api.version import document

    return document()


@pytest.fixture(scope="module")
def published() -> ModuleType:
    spec = importlib.util.spec_from_file_location("description", Path(__file__).with_name("description.py"))
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def operations(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for path in document["paths"].values():
        yield from path.values()


def test_what_is_served_is_what_is_published(client: Any, desk: Any, published: Any) -> None:
    how = "run: .venv/bin/python tests/rooms/api/description.py --write"
    assert published.PUBLISHED.read_text() == published.text(), how
    served = client.get(f"{V1}/openapi.json")
    assert served.headers["Content-Type"] == "application/json"
    assert served.json() == json.loads(published.PUBLISHED.read_text())
    assert client.post(f"{V1}/openapi.json").status_code == 405


def test_it_is_openapi_3_1_and_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    assert document["openapi"] == "3.1.0"
    named = {f"#/components/schemas/{name}" for name in document["components"]["schemas"]}
    found = set(references(document))
    assert found
    assert found <= named
    for name, schema in document["components"]["schemas"].items():
        jsonschema.Draft202012Validator.check_schema(schema), name


def references(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"]
        for inner in value.values():
            yield from references(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from references(inner)


def test_every_verb_of_the_gate_is_here_but_those_that_are_no_programs(document: dict[str, Any]) -> None:
    from comity.api.verbs import VERBS

    there = {verb.command for verb in VERBS}
    of_office = {kind for kind in commands.Command.__args__ if getattr(kind, "matter", None) == ""}
    wanted = {kind for kind in commands.Command.__args__ if kind.__name__ not in NOT_HERE} - of_office
    assert there == wanted
    assert {verb.name for verb in VERBS} <= {each["operationId"] for each in operations(document)}


def test_every_operation_says_what_it_does_and_what_can_go_wrong(
    document: dict[str, Any], tally: Callable[..., None]
) -> None:
    for operation in operations(document):
        assert operation["summary"]
        assert len(operation["description"]) > 20, operation["operationId"]
        assert operation["tags"]
        problems = [code for code, answer in operation["responses"].items() if code != "200"]
        assert "503" in problems
        for code in problems:
            content = operation["responses"][code]["content"]
            assert content == {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
        tally("operations of the API")


def test_every_field_that_is_sent_is_described_and_bounded(document: dict[str, Any]) -> None:
    from comity.api.verbs import VERBS

    for verb in VERBS:
        for name, field in document["components"]["schemas"][verb.command.__name__]["properties"].items():
            assert field.get("description"), (verb.name, name)
            texts = [each for each in (field, *field.get("anyOf", [])) if each.get("type") == "string"]
            assert all({"maxLength", "enum", "format"} & set(each) for each in texts), (verb.name, name)


def test_asks_and_facts_are_closed_lists(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    assert schemas["Ask"]["enum"] == [ask.value for ask in Ask]
    assert schemas["EstablishFact"]["properties"]["name"]["enum"] == list(VOCABULARY.facts)
    facts = schemas["ReceiveRequest"]["properties"]["facts"]
    assert facts["propertyNames"]["enum"] == list(VOCABULARY.facts)


def test_every_example_is_one(document: dict[str, Any], tally: Callable[..., None]) -> None:
    schemas = document["components"]["schemas"]
    for name, schema in schemas.items():
        for field, said in schema.get("properties", {}).items():
            for example in said.get("examples", []):
                whole = {**said, "components": {"schemas": schemas}}
                jsonschema.Draft202012Validator(whole).validate(example), (name, field)
                tally("examples of the API")
