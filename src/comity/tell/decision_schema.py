"""The JSON Schema of a decision document: every key required, none beside them."""

from __future__ import annotations

from enum import Enum

from comity.decide import Bearing, Mark, Outcome, Verdict
from comity.facts import Ask, Role
from comity.law import Basis, Default, Effect, Layer, Standing
from comity.law.read_section import MUST, TRIGGERS
from comity.tell.case_schema import DAY, DIALECT, Schema
from comity.tell.decision_document import SCHEMA

_AWARE = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{6})?[+-][0-9]{2}:[0-9]{2}(:[0-9]{2})?$"
_TEXT: Schema = {"type": "string"}
_SAID: Schema = {"type": "string", "minLength": 1}
_YES_NO: Schema = {"type": "boolean"}
_SCALAR: Schema = {"type": ["boolean", "integer", "string"]}
_DAY: Schema = {"type": "string", "format": "date", "pattern": DAY}
_MOMENT: Schema = {"type": "string", "pattern": _AWARE}
_PER_MILLE: Schema = {"type": "integer", "minimum": 0}


def decision_schema() -> Schema:
    """The schema of a decision document."""
    top: dict[str, Schema] = {
        "schema": {"const": SCHEMA},
        "case": _ref("case"),
        "answers": _list(_ref("answer"), least=1),
        "duties": _list(_ref("duty")),
        "facts": _list(_ref("established")),
        "packs": _list(_ref("pack"), least=1),
    }
    return {
        "$schema": DIALECT,
        "$id": SCHEMA,
        "title": "A decision: the answers to a case under packs fixed by their digests",
        **_object(top),
        "$defs": {**_values(), **_parts()},
    }


def _object(properties: dict[str, Schema], *, optional: tuple[str, ...] = ()) -> Schema:
    required = [key for key in properties if key not in optional]
    return {"type": "object", "required": required, "properties": properties, "additionalProperties": False}


def _list(entries: Schema, least: int = 0) -> Schema:
    return {"type": "array", "items": entries, **({"minItems": least} if least else {})}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


def _words(words: type[Enum]) -> Schema:
    return {"enum": [word.value for word in words]}


def _or_null(schema: Schema) -> Schema:
    """The same, or nothing; what is said of text or objects does not touch `null`."""
    kinds = schema["type"]
    return {**schema, "type": [*(kinds if isinstance(kinds, list) else [kinds]), "null"]}


def _values() -> dict[str, Schema]:
    """What facts, days and moments look like."""
    return {
        "day": _DAY,
        "moment": _MOMENT,
        "days": _object({"from": _DAY, "to": _or_null(_DAY)}),
        "value": _value(),
        "source": _object({"by": _SAID, "from": _SAID, "at": _SAID}, optional=("by", "from", "at")),
        "outcome": _words(Outcome),
    }


def _value() -> Schema:
    """A value: one thing, or a list of records and whether it is complete."""
    record: Schema = {"type": "object", "additionalProperties": _SCALAR}
    known = _object({"known": _list(record), "complete": _YES_NO})
    return {**known, "type": ["boolean", "integer", "string", "object"]}


def _parts() -> dict[str, Schema]:
    rule: dict[str, Schema] = {"ref": _SAID, "citation": _SAID, "says": _SAID}
    return {
        "case": _object(
            {
                "name": _TEXT,
                "at": _ref("moment"),
                "agency": _object({"name": _SAID, "title": _SAID}),
                "pack": _SAID,
                "asks": _list(_words(Ask), least=1),
            }
        ),
        "answer": _answer(),
        "reason": _reason(rule),
        "question": _question(),
        "limit": _object(
            {
                **rule,
                "certain": _YES_NO,
                "binds": _YES_NO,
                "starts": _SAID,
                "ends": _or_null(_MOMENT),
                "then": _TEXT,
            }
        ),
        "duty": _duty(rule),
        "doubt": _object({"id": _SAID, "citation": _SAID, "says": _SAID, "default": _words(Default)}),
        "fault": _object({"ref": _SAID, "where": _SAID, "message": _SAID, "help": _SAID}),
        "established": _established(),
        "pack": _object(
            {
                "name": _SAID,
                "title": _SAID,
                "layer": _words(Layer),
                "digest": {"type": "string", "pattern": "^sha256:[0-9a-f]{64}$"},
                "as_read": _ref("day"),
            }
        ),
    }


def _answer() -> Schema:
    change = _object({"facts": _list(_object({"name": _SAID, "value": _ref("value")}), 1), "outcome": _ref("outcome")})
    settling = _object({"facts": _list(_SAID, least=1), "leads_to": _list(_ref("outcome"), least=1)})
    return _object(
        {
            "ask": _words(Ask),
            "words": _SAID,
            "outcome": _ref("outcome"),
            "verdict": _words(Verdict),
            "order": _SAID,
            "marks": _list(_words(Mark)),
            "settled_by_residual": _YES_NO,
            "layers": _list(_object({"pack": _SAID, "outcome": _ref("outcome")}), least=1),
            "reasons": _list(_ref("reason")),
            "doubts": _list(_ref("doubt")),
            "faults": _list(_ref("fault")),
            "settling_sets": _list(settling),
            "questions": _list(_ref("question")),
            "matters": _list(_SAID),
            "nearest": _list(change),
            "limits": _list(_ref("limit")),
        }
    )


def _reason(rule: dict[str, Schema]) -> Schema:
    used = {
        "name": _SAID,
        "says": _SAID,
        "value": _or_null(_value()),
        "rests_on": _list(_SAID, least=1),
        "sources": _list(_ref("source")),
    }
    standing = _object({"is": _words(Standing), "why": _SAID, "days": _ref("days")})
    return _object(
        {
            **rule,
            "effect": _words(Effect),
            "layer": _words(Layer),
            "bearing": _words(Bearing),
            "decisive": _YES_NO,
            "exceptions": _list(_object(rule)),
            "facts": _list(_object(used)),
            "basis": _words(Basis),
            "unread": _YES_NO,
            "standing": _or_null(standing),
            "in_force": _ref("days"),
            "by": _SAID,
        }
    )


def _question() -> Schema:
    given = _object({"name": _SAID, "values": _list(_SCALAR, least=1)})
    return _object(
        {
            "facts": _list(_SAID, least=1),
            "question": _SAID,
            "who": _list(_words(Role), least=1),
            "from": _list(_SAID, least=1),
            "leads_to": _list(_object({"given": _list(given), "words": _SAID, "outcome": _ref("outcome")}), least=1),
            "settles_per_mille": _PER_MILLE,
            "score_per_mille": _PER_MILLE,
        }
    )


def _duty(rule: dict[str, Schema]) -> Schema:
    return _object(
        {
            **rule,
            "must": {"enum": sorted(MUST)},
            "owed_to": _TEXT,
            "on": {"enum": sorted(TRIGGERS)},
            "asks": _list(_words(Ask)),
            "certain": _YES_NO,
            "due": _or_null(_MOMENT),
            "due_words": _SAID,
            "missing": _or_null(_SAID),
            "contents": _list(_SAID),
            "languages": _list(_SAID),
        }
    )


def _established() -> Schema:
    claim = _object({"value": _ref("value"), "source": _ref("source")})
    return _object({"name": _SAID, "says": _SAID, "disputed": _YES_NO, "claims": _list(claim, least=1)})
