"""What the API says of itself: OpenAPI 3.1, with the problems that each address can answer."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import cast

from ninja import NinjaAPI

from comity.api.problems import MEDIA, TITLES, Problem
from comity.tell import case_schema, decision_schema

PREFIX = "/api/v1"
REF = "#/components/schemas/"
DESCRIPTION = """\
What the pages of comity do, for programs: requests of outside agencies come in, the law of the day is applied, and
what follows is done and sealed. Every act is durable before its answer leaves.

A token acts in one role; whoever may do a thing by the pages may do it here. Every POST carries an
`Idempotency-Key`. What does not work is told as a problem (RFC 9457) with `help`: what to do about it.
"""
_EVERYWHERE = ("no-token", "not-allowed", "not-found", "too-many", "not-available")
_OF_POSTS = ("cannot-be-read", "already-done", "too-large", "not-json", "not-usable")
_OF_GETS = ("not-usable", "too-large")

Json = dict[str, object]


def described(api: NinjaAPI) -> Json:
    """The description of an API, whole and ready to be served."""
    document = cast("Json", json.loads(json.dumps(api.get_openapi_schema(path_prefix=PREFIX), default=str)))
    schemas = cast("Json", cast("Json", document["components"])["schemas"])
    # that no fact is given twice is refused, and is said in no form that generators of clients understand
    once = {key: value for key, value in case_schema().items() if key != "allOf"}
    schemas.update(_with_parts("Case", once))
    schemas.update(_with_parts("Decision", decision_schema()))
    schemas.update(_with_parts("Problem", Problem.model_json_schema()))
    for address in cast("dict[str, dict[str, Json]]", document["paths"]).values():
        for method, operation in address.items():
            _add_problems(method, operation)
    return cast("Json", _pointed(document))


def _add_problems(method: str, operation: Json) -> None:
    """The problems of one operation, each status once."""
    words = (*_EVERYWHERE, *(_OF_POSTS if method == "post" else _OF_GETS))
    if "security" not in operation:
        words = tuple(word for word in words if word not in {"no-token", "not-allowed", "too-many", "not-found"})
    told: dict[int, list[str]] = {}
    for word in words:
        told.setdefault(TITLES[word][0], []).append(TITLES[word][1])
    responses = cast("Json", operation["responses"])
    for status, titles in sorted(told.items()):
        content = {MEDIA: {"schema": {"$ref": f"{REF}Problem"}}}
        responses[str(status)] = {"description": f"{'; '.join(titles)}.", "content": content}


def _with_parts(name: str, schema: Mapping[str, object]) -> dict[str, object]:
    """A schema as a component, its parts beside it."""
    whole = {key: value for key, value in schema.items() if key not in {"$schema", "$id", "$defs"}}
    parts = cast("Mapping[str, object]", schema.get("$defs", {}))
    named = {name: whole, **{f"{name}.{part}": value for part, value in parts.items()}}
    return {key: _renamed(value, name) for key, value in named.items()}


def _renamed(value: object, name: str) -> object:
    if isinstance(value, dict):
        return {
            key: f"{REF}{name}.{inner.removeprefix('#/$defs/')}" if key == "$ref" else _renamed(inner, name)
            for key, inner in value.items()
        }
    return [_renamed(each, name) for each in value] if isinstance(value, list) else value


def _pointed(value: object) -> object:
    """Every place that is marked as another schema, pointing there."""
    if isinstance(value, dict):
        if "x-is" in value:
            return {"$ref": f"{REF}{value['x-is']}"}
        return {key: _pointed(inner) for key, inner in value.items()}
    return [_pointed(each) for each in value] if isinstance(value, list) else value
