"""Strict, bounded reading of YAML and JSON: what a person wrote is what is read, or it is refused with its line.

YAML's traps are closed: no implicit booleans from `no` or `on`, no octal or floating-point numbers, no aliases,
tags or second documents, no key given twice. Size and nesting are bounded before anything is built.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date, datetime
from itertools import count
from pathlib import Path

import yaml

from comity.base.errors import ComityError

MAX_BYTES = 1_000_000
MAX_DEPTH = 24
MAX_NODES = 100_000

_INTEGER = re.compile(r"-?(0|[1-9][0-9]{0,15})\Z")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}(:[0-9]{2})?(Z|[+-][0-9]{2}:[0-9]{2})?\Z")
_TRAPS = frozenset({"yes", "no", "on", "off", "y", "n"})
_CAPITALS = frozenset({"True", "False", "TRUE", "FALSE", "Null", "NULL"})
_NUMBERLIKE = re.compile(r"[-+]?([0-9][0-9_]*|0[xXoO][0-9a-fA-F_]+|[0-9]*\.[0-9]+([eE][-+]?[0-9]+)?|[0-9]+\.)\Z")
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class DocumentError(ComityError):
    """A document that cannot be read; `line` is where, counted from one, when known."""

    def __init__(self, message: str, *, help: str, line: int | None = None) -> None:
        super().__init__(message, help=help)
        self.line = line


class Block(dict[str, object]):
    """A mapping that remembers the line it stands on and the line of each key."""

    __slots__ = ("line", "lines")

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line
        self.lines: dict[str, int] = {}


def read_file(path: Path) -> object:
    """Read a `.yaml`, `.yml` or `.json` file.

    Raises:
        DocumentError: it is missing, too large, not text, or not strictly well-formed.
    """
    try:
        with path.open("rb") as stream:
            content = stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise DocumentError(
            f"`{path.name}` cannot be opened: {error.strerror}", help="Check the path and the permissions."
        ) from None
    return read_document(content, json_form=path.suffix.lower() == ".json")


def read_document(content: bytes, *, json_form: bool = False) -> object:
    """Read one document from bytes.

    Raises:
        DocumentError: it is too large, too deep, not UTF-8, or not strictly well-formed.
    """
    if len(content) > MAX_BYTES:
        raise DocumentError(f"the document is larger than {MAX_BYTES:,} bytes", help="Split it, or send less.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DocumentError(f"byte {error.start + 1} is not UTF-8 text", help="Save the file as UTF-8 text.") from None
    return _read_json(text) if json_form else _read_yaml(text)


def _read_json(text: str) -> object:
    try:
        read = json.loads(
            text,
            object_pairs_hook=_block_of_pairs,
            parse_int=_whole_number,
            parse_float=_refuse_number,
            parse_constant=_refuse_number,
        )
        return _bounded(read, 0, count(1))
    except json.JSONDecodeError as error:
        raise DocumentError(
            f"this is not JSON: {error.msg.lower()}", help="Correct the JSON at that line.", line=error.lineno
        ) from None
    except RecursionError:
        raise _too_deep(None) from None


def _block_of_pairs(pairs: list[tuple[str, object]]) -> Block:
    block = Block(0)
    for key, value in pairs:
        if key in block:
            raise _twice(key, None)
        block[_whole_text(key)] = value
    return block


def _bounded(value: object, depth: int, nodes: Iterator[int]) -> object:
    """The value with its dates read, refused where YAML would be: nested too deep, or too many entries."""
    if next(nodes) > MAX_NODES:
        raise _too_many(None)
    if depth > MAX_DEPTH:
        raise _too_deep(None)
    if isinstance(value, Block):
        for key in value:
            value[key] = _bounded(value[key], depth + 1, nodes)
    elif isinstance(value, list):
        return [_bounded(part, depth + 1, nodes) for part in value]
    elif isinstance(value, str):
        return _plain(value, 0) if _DAY.match(value) or _MOMENT.match(value) else _whole_text(value)
    return value


def _whole_text(text: str, line: int | None = None) -> str:
    """The text, unless it holds half of a character, which no file can be written with."""
    if any("\ud800" <= letter <= "\udfff" for letter in text):
        raise DocumentError("half of a character is written", help="Write the whole character.", line=line)
    return text


def _whole_number(text: str) -> int:
    if not _INTEGER.match(text):
        raise DocumentError(f"`{text[:20]}…` has too many figures", help="Use a shorter number, or put it in quotes.")
    return int(text)


def _refuse_number(text: str) -> object:
    raise DocumentError(f"`{text}` is not a whole number", help="Use whole numbers, or put the text in quotes.")


def _read_yaml(text: str) -> object:
    loader = None
    try:
        loader = _LOADER(text)
        return _Builder(_events(loader)).document()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise DocumentError(
            f"this is not YAML: {error.problem or error.context}",
            help="Check the indentation, the colons and the quotes at that line.",
            line=mark.line + 1 if mark else None,
        ) from None
    except yaml.YAMLError as error:
        raise DocumentError(f"this is not YAML: {error}", help="Save the file as plain UTF-8 text.") from None
    finally:
        if loader is not None:
            loader.dispose()


def _events(loader: yaml.SafeLoader) -> Iterator[yaml.Event]:
    while loader.check_event():
        yield loader.get_event()  # type: ignore[no-untyped-call]  # the stubs leave it untyped


class _Builder:
    """Builds plain values from YAML events, refusing whatever is not strict."""

    def __init__(self, events: Iterator[yaml.Event]) -> None:
        self._events = events
        self._nodes = 0

    def document(self) -> object:
        value: object = None
        documents = 0
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise DocumentError(
                        "a second document begins here",
                        help="Keep one document a file; remove `---`.",
                        line=_line(event),
                    )
                value = self._value(next(self._events), 0)
        return value

    def _value(self, event: yaml.Event, depth: int) -> object:
        self._nodes += 1
        if self._nodes > MAX_NODES:
            raise _too_many(_line(event))
        if depth > MAX_DEPTH:
            raise _too_deep(_line(event))
        _refuse_marks(event)
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(_line(event), depth)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(depth)
        assert isinstance(event, yaml.ScalarEvent)
        return _plain(event.value, _line(event)) if event.implicit[0] else _whole_text(event.value, _line(event))

    def _sequence(self, depth: int) -> list[object]:
        values = []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            values.append(self._value(event, depth + 1))
        return values

    def _mapping(self, line: int, depth: int) -> Block:
        block = Block(line)
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent):
                raise DocumentError("a key must be one word", help="Use a plain word as the key.", line=_line(event))
            _refuse_marks(event)
            if event.value in block:
                raise _twice(event.value, _line(event))
            block.lines[_whole_text(event.value, _line(event))] = _line(event)
            block[event.value] = self._value(next(self._events), depth + 1)
        return block


def _refuse_marks(event: yaml.Event) -> None:
    if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
        raise DocumentError("an alias or anchor is used", help="Write the value out in full.", line=_line(event))
    if tag := getattr(event, "tag", None):
        raise DocumentError(f"a tag `{tag}` is used", help="Remove the tag.", line=_line(event))


def _plain(text: str, line: int) -> object:
    """The value of an unquoted scalar."""
    if text in {"", "null", "~"}:
        return None
    if text in {"true", "false"}:
        return text == "true"
    if _INTEGER.match(text):
        return int(text)
    if text.lower() in _TRAPS or text in _CAPITALS or _NUMBERLIKE.match(text):
        raise DocumentError(
            f"`{text}` may be read in two ways", help="Put it in quotes, or write true or false.", line=line or None
        )
    try:
        if _DAY.match(text):
            return date.fromisoformat(text)
        if _MOMENT.match(text):
            return datetime.fromisoformat(text)
    except ValueError:
        raise DocumentError(
            f"`{text}` is not a day of the calendar", help="Correct the date.", line=line or None
        ) from None
    return text


def _line(event: yaml.Event) -> int:
    mark = event.start_mark
    return mark.line + 1 if mark else 0


def _twice(key: str, line: int | None) -> DocumentError:
    return DocumentError(f"the key `{key}` is given twice", help="Keep one of the two.", line=line)


def _too_many(line: int | None) -> DocumentError:
    return DocumentError(f"there are more than {MAX_NODES:,} entries", help="Split the file.", line=line)


def _too_deep(line: int | None) -> DocumentError:
    return DocumentError(f"the nesting is deeper than {MAX_DEPTH}", help="Write it flatter.", line=line)
