"""The JSON Schema of mapping files, for editors; the reader itself checks more."""

from __future__ import annotations

from comity.feeds import targets
from comity.feeds.mapping import COLUMN_KINDS, ENCODINGS, FORMATS, SOURCE, UNMAPPED
from comity.feeds.targets import Fields

Schema = dict[str, object]
_TEXT: Schema = {"type": "string", "minLength": 1}
_SOURCE: Schema = {"type": "string", "pattern": f"^{SOURCE.pattern}$"}
_TEXTS: Schema = {"anyOf": [_TEXT, {"type": "array", "items": {"type": "string"}, "minItems": 1, "uniqueItems": True}]}


def mapping_schema() -> Schema:
    """The schema of a mapping file."""
    properties: Schema = {
        "source": {**_SOURCE, "description": "The name of the source; keys are remembered under it."},
        "title": _TEXT,
        "origin": _TEXT,
        "zone": {**_TEXT, "description": "For moments without an offset, such as America/Los_Angeles."},
        "order": {"enum": ["any", "sorted"], "description": "Whether the files come sorted by booking."},
        "format": {"$ref": "#/$defs/format"},
        "codes": {"type": "object", "additionalProperties": {"$ref": "#/$defs/codes"}},
        "tables": {"type": "object", "minProperties": 1, "additionalProperties": {"$ref": "#/$defs/table"}},
        "person": _part(targets.PERSON),
        "booking": _part(targets.BOOKING),
        "charges": _part(targets.CHARGE, filters=True),
        "court_dates": _part(targets.COURT_DATE, filters=True),
        "convictions": _part(targets.CONVICTION, filters=True, complete={"type": "boolean"}),
        "notes": {"type": "array", "items": _part(targets.NOTE, filters=True)},
        "adds_to": {**_SOURCE, "description": "The source whose bookings these rows are about."},
        "releases": _part(targets.RELEASE, filters=True),
        "transfers": _part(targets.TRANSFER, filters=True),
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:comity:mapping:1",
        "title": "A mapping: how the files of another system become bookings",
        "description": f"Every column is declared; every code has a meaning, or is `{UNMAPPED}`.",
        **_closed(properties, ["source", "title", "tables"]),
        "anyOf": [{"required": ["person", "booking"]}, {"required": ["adds_to"]}],
        "$defs": {
            "format": _format(),
            "table": _table(),
            "column": _column(),
            "codes": {"type": "object", "additionalProperties": {"type": ["string", "boolean", "integer"]}},
            "cell": _cell(),
            "filter": _closed({"column": _TEXT, "codes": _TEXTS}, ["column", "codes"]),
        },
    }


def _closed(properties: Schema, required: list[str]) -> Schema:
    return {"type": "object", "additionalProperties": False, "required": required, "properties": properties}


def _part(fields: Fields, *, filters: bool = False, **more: Schema) -> Schema:
    needed = [name for name, target in fields.items() if target.needed]
    properties: Schema = {"from": _TEXT, **more, **{name: {"$ref": "#/$defs/cell"} for name in fields}}
    if filters:
        properties |= {"only": {"$ref": "#/$defs/filter"}, "leave_out": {"$ref": "#/$defs/filter"}}
    return _closed(properties, needed)


def _format() -> Schema:
    properties: Schema = {
        "kind": {"enum": list(FORMATS)},
        "delimiter": {"type": "string", "minLength": 1, "maxLength": 1},
        "encoding": {"enum": list(ENCODINGS)},
        "header": {"anyOf": [{"const": True}, _TEXTS], "description": "true, or the names where no line has them."},
        "root": {**_TEXT, "description": "Of NIEM JSON: the path to the bookings."},
        "lines": {"type": "boolean", "description": "Of NIEM JSON: one document a line."},
    }
    return _closed(properties, ["kind"])


def _table() -> Schema:
    properties: Schema = {
        "file": {**_TEXT, "description": "A pattern of file names, such as bookings*.csv."},
        "format": {"$ref": "#/$defs/format"},
        "path": {**_TEXT, "description": "Of NIEM JSON: the path within a booking."},
        "booking_key": _TEXTS,
        "input_columns": {"type": "object", "minProperties": 1, "additionalProperties": {"$ref": "#/$defs/column"}},
        "unused_columns": {"anyOf": [_TEXTS, {"type": "object", "additionalProperties": _TEXT}]},
    }
    return _closed(properties, ["booking_key", "input_columns"])


def _column() -> Schema:
    kind: Schema = {"enum": list(COLUMN_KINDS)}
    properties: Schema = {
        "type": kind,
        "format": {**_TEXT, "description": "iso, or as %m/%d/%Y; the year has four figures."},
        "zone": _TEXT,
        "yes": _TEXTS,
        "no": _TEXTS,
        "longest": {"type": "integer", "minimum": 1},
    }
    return {"anyOf": [kind, _closed(properties, ["type"])]}


def _cell() -> Schema:
    properties: Schema = {
        "column": _TEXT,
        "columns": _TEXTS,
        "between": {"type": "string"},
        "codes": {"anyOf": [_TEXT, {"$ref": "#/$defs/codes"}]},
        "at_time": {"type": "string", "pattern": "^[0-2][0-9]:[0-5][0-9]$"},
        "latest_of": {**_TEXT, "description": "A table: the latest of all its rows of the booking."},
        "text": {**_TEXT, "description": "With columns in it, as {column}."},
        "value": {"type": ["string", "boolean", "integer"]},
    }
    one = [{"required": [name]} for name in ("column", "columns", "text", "value")]
    return {"anyOf": [_TEXT, {**_closed(properties, []), "oneOf": one}]}
