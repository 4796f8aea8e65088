"""Reads a case from a file or from the input, and says of whatever is wrong where it stands."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from comity.base import Block, ComityError, DocumentError, read_document
from comity.base.documents import MAX_BYTES
from comity.cli.failures import advice
from comity.decide import Case, read_case
from comity.law import LawError, LawLibrary

_JSON = re.compile(rb'\A(?:\xef\xbb\xbf)?\s*\{\s*(?:"|\})')
_QUOTED = re.compile(r"`([^`]*)`")

EXAMPLE = """at: 2021-03-15T09:40
agency: us-wa/county-jail
request: {from: ice, asks: [hold, notify_release], purpose: civil_immigration}
facts:
  detainer: true
  judicial_warrant: false"""


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A case as written: its name, its document, and the lines on which things stand."""

    name: str
    document: Block
    places: object  # the same document with lines, as far as they are known

    def case(self, library: LawLibrary) -> Case:
        """The case.

        Raises:
            ComityError: it cannot be decided as written; the message begins with the place.
        """
        try:
            return read_case(self.document, library)
        except LawError as error:
            if _line_of(error, self.places) is None:
                raise  # the fault lies in the law, and the error says where
            raise self.placed(error) from None
        except ComityError as error:
            raise self.placed(error) from None

    def placed(self, error: ComityError) -> ComityError:
        """The error with the file and the line to which it belongs."""
        line = getattr(error, "line", None) or _line_of(error, self.places)
        where = f"{self.name}:{line}" if line else self.name
        return ComityError(f"{where}: {error.message}", help=self._help(error))

    def _help(self, error: ComityError) -> str:
        """The error's help; of an agency without its pack or a pack without its agency, where to look."""
        named = self.document.get("agency")
        if error.message.startswith("`agency`") and isinstance(named, str):
            return f"Write both, such as `us-wa/police`; `comity law show {named}` lists the agencies of a pack."
        return advice(error)


def read_case_file(source: str) -> CaseFile:
    """Read the document of a case from a file, or from the input if the source is `-`.

    Raises:
        ComityError: it is missing, is no text, or is not well-formed.
    """
    name = "the input" if source == "-" else source
    content = _content(source)
    if not content.strip():
        raise ComityError(f"`{name}` is empty", help="See `comity decide --help` for an example of a case.")
    try:
        document = _document(content, name)
    except DocumentError as error:
        where = f"{name}:{error.line}" if error.line else name
        raise ComityError(f"{where}: {error.message}", help=error.help) from None
    if not isinstance(document, Block):
        raise ComityError(f"`{name}` is not a case", help="See `comity decide --help` for an example of a case.")
    return CaseFile(name, document, _with_lines(document, content))


def _content(source: str) -> bytes:
    if source == "-":
        return sys.stdin.buffer.read(MAX_BYTES + 1)
    path = Path(source)
    if not source.strip():
        raise ComityError("no case is named", help="Name a file, or `-` for the input.")
    if path.is_dir():
        raise ComityError(f"`{source}` is a folder, not a case", help="Name one file, such as `case.yaml`.")
    try:
        with path.open("rb") as stream:
            return stream.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = (getattr(error, "strerror", None) or "the name cannot be used").lower()
        advice = "Check the name and the permissions, or give the case on the input with `-`."
        raise ComityError(f"`{source}` cannot be opened: {reason}", help=advice) from None


def _document(content: bytes, name: str) -> object:
    """JSON by its name or by its looks; what only looks like JSON may still be YAML."""
    if name.lower().endswith(".json"):
        return read_document(content, json_form=True)
    if not _JSON.match(content):
        return read_document(content)
    try:
        return read_document(content, json_form=True)
    except DocumentError as as_json:
        try:
            return read_document(content)
        except DocumentError:
            raise as_json from None


def _with_lines(document: Block, content: bytes) -> object:
    """The same document with lines; JSON is read as the YAML that it is, where that can be done."""
    if document.lines:
        return document
    try:
        return read_document(content)
    except DocumentError:
        return document


def _line_of(error: ComityError, places: object) -> int | None:
    """The line of the key, or of the value, that an error quotes first."""
    words = [part for quoted in _QUOTED.findall(error.message) for part in (quoted, quoted.rpartition(".")[2])]
    found = dict(reversed(list(_places(places))))
    if "covers" in error.message and "outside" in error.message:
        return found.get("at")
    exact = (found[word] for word in words if word in found)
    within = (line for word in words for value, line in found.items() if value.startswith(f"{word}/"))
    return next(exact, None) or next(within, None)


def _places(node: object, line: int = 0) -> Iterator[tuple[str, int]]:
    """Every key, and every plain value, with the line it stands on."""
    if isinstance(node, Block):
        for key, value in node.items():
            here = node.lines.get(key, node.line)
            if here:
                yield key, here
            yield from _places(value, here)
    elif isinstance(node, list):
        for part in node:
            yield from _places(part, part.line if isinstance(part, Block) else line)
    elif line and node is not None:
        yield str(node), line
