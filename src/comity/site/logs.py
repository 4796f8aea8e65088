"""A log that says what happened and where in the program, and never about whom.

INVARIANT: of a message only its own words, numbers and words from closed lists are written. Text that was put into it,
the words of an error, addresses beyond their pattern, queries and bodies are left out: any of them may hold a name.
"""

from __future__ import annotations

import logging
import re
import traceback
from enum import Enum
from types import TracebackType

LEFT_OUT = "…"
_PLACE = re.compile(r"%(?:\((?P<name>\w+)\))?[-#0 +]*[\d*]*(?:\.[\d*]+)?[a-zA-Z%]")
_PLAIN = (bool, int, float, Enum)


class SparingFormatter(logging.Formatter):
    """Writes a record without what may be personal."""

    def format(self, record: logging.LogRecord) -> str:
        """The line of a record, and where an error came from."""
        when = self.formatTime(record)
        lines = [f"{when} {record.levelname} {record.name}: {words(record)}{_request(record)}"]
        if record.exc_info and record.exc_info[0]:
            lines += _frames(record.exc_info[0], record.exc_info[2])
        return "\n".join(lines)


def words(record: logging.LogRecord) -> str:
    """The message with every text that was put into it left out; a message that is no text says only its kind."""
    if not isinstance(record.msg, str):
        return type(record.msg).__name__
    if not record.args:
        return record.msg if _is_plain_text(record) else LEFT_OUT
    named = record.args if isinstance(record.args, dict) else None
    ordered = iter(record.args if isinstance(record.args, tuple) else ())

    def shown(place: re.Match[str]) -> str:
        if place[0].endswith("%"):
            return "%"
        value = named.get(place["name"]) if named is not None else next(ordered, None)
        return _shown(value)

    return _PLACE.sub(shown, record.msg)


def _is_plain_text(record: logging.LogRecord) -> bool:
    """Whether a message without arguments is a programmer's own words; elsewhere it may have been joined together."""
    return record.name.startswith("comity") and "\n" not in str(record.msg)


def _shown(value: object) -> str:
    if isinstance(value, Enum):
        return str(value.value)
    return str(value) if isinstance(value, _PLAIN) else LEFT_OUT


def _request(record: logging.LogRecord) -> str:
    """The method, the pattern of the address and the answer's number, where the record is about a request."""
    request = getattr(record, "request", None)
    found = getattr(request, "resolver_match", None)
    answer = getattr(record, "status_code", None)
    parts = [getattr(request, "method", None), f"/{found.route}" if found else None, answer]
    said = " ".join(str(part) for part in parts if part is not None)
    return f" [{said}]" if said else ""


def _frames(kind: type[BaseException], trace: TracebackType | None) -> list[str]:
    """Where an error came from, and its kind; never its words."""
    places = traceback.extract_tb(trace)
    return [f"  {place.filename}:{place.lineno} in {place.name}" for place in places] + [f"  {kind.__qualname__}"]


ENTRIES: dict[str, object] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"sparing": {"()": "comity.site.logs.SparingFormatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "sparing"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": ["console"], "level": "INFO", "propagate": False},
        "django.server": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        "axes": {"handlers": ["console"], "level": "WARNING", "propagate": False},
    },
}
