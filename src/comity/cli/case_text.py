"""Writes a case as the strict YAML (or JSON) that `comity decide` reads."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

from comity.base import ComityError

_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_/.-]*(?: [A-Za-z0-9_/.()-]+)*\Z")
_TRAPS = frozenset({"yes", "no", "on", "off", "y", "n", "true", "false", "null"})


def write_case(document: Mapping[str, object], path: Path) -> None:
    """Write a case to a file: JSON if it is called so, else YAML.

    Raises:
        ComityError: the file cannot be written.
    """
    text = json_text(document) if path.suffix.lower() == ".json" else yaml_text(document)
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        reason = (error.strerror or "").lower()
        raise ComityError(f"`{path}` cannot be written: {reason}", help="Name another file.") from None


def json_text(document: Mapping[str, object]) -> str:
    """The case as JSON."""
    return json.dumps(document, ensure_ascii=False, indent=2, default=_as_text) + "\n"


def _as_text(value: object) -> str:
    assert isinstance(value, date | datetime)
    return _scalar(value)


def yaml_text(document: Mapping[str, object]) -> str:
    """The case as YAML, one fact a line."""
    return "\n".join(_lines(document, 0)) + "\n"


def _lines(block: Mapping[str, object], depth: int) -> Iterator[str]:
    indent = "  " * depth
    for key, value in block.items():
        if depth == 0 and isinstance(value, Mapping) and value:
            yield f"{indent}{key}:"
            yield from _lines(value, depth + 1)
        elif (
            isinstance(value, Sequence)
            and not isinstance(value, str)
            and any(isinstance(one, Mapping) for one in value)
        ):
            yield f"{indent}{key}:"
            yield from (f"{indent}  - {_flow(one)}" for one in value)
        else:
            yield f"{indent}{key}: {_flow(value)}"


def _flow(value: object) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {_flow(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "[" + ", ".join(map(_flow, value)) + "]"
    return _scalar(value)


def _scalar(value: object) -> str:
    match value:
        case None:
            return "unknown"
        case bool():
            return "true" if value else "false"
        case datetime():
            return value.isoformat(timespec="seconds" if value.second else "minutes")
        case date():
            return value.isoformat()
        case str():
            plain = _PLAIN.match(value) and value.lower() not in _TRAPS
            return value if plain else json.dumps(value, ensure_ascii=False)
    return str(value)
