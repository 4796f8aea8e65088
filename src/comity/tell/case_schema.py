"""The JSON Schema of a case, made from the vocabulary, so that an editor can help to write one."""

from __future__ import annotations

from comity.facts import VOCABULARY, Ask, Fact, Kind, Vocabulary
from comity.facts.values import MAX_RECORDS

Schema = dict[str, object]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
DAY = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
MOMENT = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}(:[0-9]{2})?(Z|[+-][0-9]{2}:[0-9]{2})?$"
REQUEST_FACTS = {"from": "requester", "purpose": "purpose", "instrument": "instrument", "received": "received_at"}
_UNKNOWN: Schema = {"enum": ["unknown", None]}


def case_schema(vocabulary: Vocabulary = VOCABULARY) -> Schema:
    """The schema of a case document."""
    return {
        "$schema": DIALECT,
        "$id": "urn:comity:case:1",
        "title": "A case: one request to one agency at one moment, with the facts known then",
        "description": "In YAML, days and moments stand without quotes. A fact left out is unknown.",
        "type": "object",
        "required": ["at", "agency", "request"],
        "properties": {
            "name": {"type": "string", "description": "A sentence to tell the case by; no person's name."},
            "at": {"anyOf": [{"$ref": "#/$defs/moment"}, {"$ref": "#/$defs/day"}], "description": _AT},
            "agency": {"type": "string", "pattern": "^[^/]+/[^/]+$", "description": "Who is asked: pack/agency."},
            "request": _request(vocabulary),
            "facts": {
                "type": ["object", "null"],
                "properties": {name: _established(fact) for name, fact in vocabulary.facts.items()},
                "additionalProperties": False,
            },
        },
        "additionalProperties": False,
        "allOf": [_once(key, name) for key, name in REQUEST_FACTS.items() if name in vocabulary],
        "$defs": _definitions(vocabulary),
    }


_AT = "The moment whose law decides, on the clock of the place; a day alone is its noon."


def _request(vocabulary: Vocabulary) -> Schema:
    asks: Schema = {
        "type": "array",
        "minItems": 1,
        "items": {"enum": [ask.value for ask in Ask]},
        "description": "; ".join(f"{ask.value}: {ask.words}" for ask in Ask) + ".",
    }
    given = {key: _established(vocabulary[name]) for key, name in REQUEST_FACTS.items() if name in vocabulary}
    return {
        "type": "object",
        "required": ["asks"],
        "properties": {"asks": asks, **given},
        "additionalProperties": False,
    }


def _once(key: str, name: str) -> Schema:
    """A fact of the request is not given again among the facts."""
    both = {"request": {"required": [key]}, "facts": {"type": "object", "required": [name]}}
    return {"not": {"required": ["request", "facts"], "properties": both}}


def _definitions(vocabulary: Vocabulary) -> Schema:
    source = {"by": {"type": "string"}, "from": {"type": "string"}, "at": {"$ref": "#/$defs/moment"}}
    values = {_kind(fact): _value(fact) for fact in vocabulary.facts.values()}
    return {
        "day": {"type": "string", "format": "date", "pattern": DAY},
        "moment": {"type": "string", "pattern": MOMENT},
        "source": {
            "type": "object",
            "description": "Who said so, from what paper or record, when.",
            "properties": source,
            "additionalProperties": False,
        },
        **{f"value_{kind}": value for kind, value in values.items()},
        **{f"known_{kind}": _known(kind) for kind in values},
    }


def _kind(fact: Fact) -> str:
    """What facts share one form: those of a simple kind, or the fact alone."""
    return fact.kind.value if fact.kind in (Kind.YES_NO, Kind.DATE, Kind.MOMENT, Kind.TEXT) else fact.name


def _established(fact: Fact) -> Schema:
    return {"description": _description(fact), "$ref": f"#/$defs/known_{_kind(fact)}"}


def _known(kind: str) -> Schema:
    """A fact of a case: its value, unknown, a value with its source, or claims that differ."""
    value: Schema = {"$ref": f"#/$defs/value_{kind}"}
    claim: Schema = {
        "type": "object",
        "required": ["value"],
        "properties": {"value": value, "source": {"$ref": "#/$defs/source"}},
        "additionalProperties": False,
    }
    disputed: Schema = {
        "type": "object",
        "required": ["disputed"],
        "properties": {"disputed": {"type": "array", "minItems": 2, "items": {"anyOf": [value, claim]}}},
        "additionalProperties": False,
    }
    return {"anyOf": [value, _UNKNOWN, claim, disputed]}


def _description(fact: Fact) -> str:
    meanings = "; ".join(f"{word}: {meaning}" for word, meaning in fact.choices.items())
    return f"{fact.question} From: {fact.source}." + (f" {meanings}." if meanings else "")


def _value(fact: Fact) -> Schema:
    match fact.kind:
        case Kind.YES_NO:
            return {"type": "boolean"}
        case Kind.CHOICE:
            return {"enum": list(fact.choices)}
        case Kind.COUNT:
            return {"type": "integer", "minimum": fact.minimum, "maximum": fact.maximum}
        case Kind.DATE:
            return {"$ref": "#/$defs/day"}
        case Kind.MOMENT:
            return {"$ref": "#/$defs/moment"}
        case Kind.TEXT:
            return {"type": "string", "minLength": 1}
    return _records(fact)


def _records(fact: Fact) -> Schema:
    fields = {
        name: {"description": _description(entry), "anyOf": [_value(entry), _UNKNOWN]}
        for name, entry in fact.fields.items()
    }
    record: Schema = {"type": "object", "properties": fields, "additionalProperties": False}
    known: Schema = {"type": "array", "maxItems": MAX_RECORDS, "items": record}
    in_part: Schema = {
        "type": "object",
        "required": ["known"],
        "properties": {"known": known, "complete": {"type": "boolean"}},
        "additionalProperties": False,
    }
    return {"anyOf": [known, in_part]}
