"""Bodies of events: how the values of a state are written in them, and read again.

Moments are ISO 8601 with their offset, days ISO 8601, enums their word; what has its default is left out, so that old
events are read alike when a value gets a new field.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import TypeVar

from cattrs import Converter
from cattrs.errors import BaseValidationError

from comity.gate.errors import CommandError

Body = Mapping[str, object]
Value = TypeVar("Value")


def _converter() -> Converter:
    made = Converter(omit_if_default=True, detailed_validation=False)
    made.register_unstructure_hook(datetime, _moment_text)
    made.register_unstructure_hook(
        date, lambda day: _moment_text(day) if isinstance(day, datetime) else day.isoformat()
    )
    made.register_structure_hook(datetime, lambda text, _: datetime.fromisoformat(str(text)))
    made.register_structure_hook(date, lambda text, _: date.fromisoformat(str(text)))
    made.register_structure_hook_func(lambda kind: kind is object, lambda value, _: value)
    return made


def _moment_text(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds") if moment.tzinfo else moment.isoformat()


_CONVERTER = _converter()


def written(value: object) -> dict[str, object]:
    """A value of a state, or a command, as a body of plain JSON values."""
    body: dict[str, object] = _CONVERTER.unstructure(value)
    return body


def read(kind: type[Value], body: object) -> Value:
    """The value again.

    Raises:
        CommandError: the body is not of this kind.
    """
    try:
        return _CONVERTER.structure(body, kind)
    except (BaseValidationError, KeyError, TypeError, ValueError) as error:
        raise CommandError(
            f"this is not a {kind.__name__.lower()}: {error}", help="Check what was entered, field by field."
        ) from error
