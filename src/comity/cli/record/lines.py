"""Reading events from lines of JSON: the closed codes of a leaf, nothing else; a wrong line is named by its number."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable

from comity.base import ComityError, canonical_bytes
from comity.ledger import Leaf, read_leaf
from comity.ledger.leaf import RECORDS, VERSION

MAX_LINES = 200_000
MAX_LINE_BYTES = 65_536


class LinesError(ComityError):
    """A line that is not an event; nothing of the whole input was logged."""


def read_lines(lines: Iterable[bytes]) -> list[Leaf]:
    """The leaves that lines of JSON describe; `v`, `c` and `tags` may be left out.

    An event that concerns no matter gets a random tag, so that it looks like any other.

    Raises:
        LinesError: a line is wrong; it is named by its number.
    """
    found: list[Leaf] = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        if len(found) == MAX_LINES:
            raise LinesError(f"there are more than {MAX_LINES:,} events", help="Send them in several parts.")
        found.append(_leaf(line, number))
    return found


def _leaf(line: bytes, number: int) -> Leaf:
    fields = _fields(line, number)
    if "kind" in fields and str(fields["kind"]) not in RECORDS:
        fields = {"tags": [secrets.token_hex(32)], "c": [], **fields}
    try:
        return read_leaf(canonical_bytes({"v": VERSION, **fields}))
    except ComityError as error:
        raise _wrong(number, error.message) from None


def _fields(line: bytes, number: int) -> dict[str, object]:
    try:
        fields = json.loads(line.decode("utf-8"), object_pairs_hook=_unique) if len(line) <= MAX_LINE_BYTES else None
    except (ValueError, RecursionError):
        raise _wrong(number, "it is not JSON in UTF-8, or a name stands in it twice") from None
    if not isinstance(fields, dict):
        raise _wrong(number, "it is not an object of codes, or it is too long")
    return fields


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    if len({name for name, _ in pairs}) != len(pairs):
        raise ValueError("a name stands twice")
    return dict(pairs)


def _wrong(number: int, why: str) -> LinesError:
    return LinesError(
        f"line {number:,} is refused: {why}",
        help="Nothing of this input was logged: correct the line and send all of it again.",
    )
