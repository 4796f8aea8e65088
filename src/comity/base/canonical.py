"""One byte form for one value: the restricted JSON of RFC 8785 (no floating-point numbers)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence

from comity.base.errors import ComityError


def canonical_bytes(value: object) -> bytes:
    """The canonical UTF-8 bytes of a JSON value.

    Keys are sorted by UTF-16 code units (RFC 8785 section 3.2.3); integers beyond 2**53 - 1 and floating-point
    numbers are refused, because their text is not the same in every language.

    Raises:
        ComityError: the value is not restricted JSON.
    """
    try:
        return json.dumps(_ordered(value), ensure_ascii=False, separators=(",", ":")).encode("utf-8")
    except UnicodeEncodeError:
        raise ComityError("half of a character has no canonical form", help="Use whole characters.") from None
    except RecursionError:
        raise ComityError("endless nesting has no canonical form", help="Write it flatter.") from None


def digest(content: bytes) -> str:
    """The SHA-256 of some bytes, as `sha256:` and 64 hexadecimal figures."""
    return "sha256:" + hashlib.sha256(content).hexdigest()


def _ordered(value: object) -> object:
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return value
    if isinstance(value, int) and abs(value) < 2**53:
        return value
    if isinstance(value, Mapping) and all(isinstance(key, str) for key in value):
        return {key: _ordered(value[key]) for key in sorted(value, key=lambda text: text.encode("utf-16-be"))}
    if isinstance(value, Sequence) and not isinstance(value, (bytes, bytearray)):
        return [_ordered(part) for part in value]
    raise ComityError(
        f"a value of this kind has no canonical form: `{_shown(value)}`",
        help="Use text, whole numbers below 2^53, true, false, null, lists and objects with text keys.",
    )


def _shown(value: object) -> str:
    try:
        return repr(value)[:80]
    except (ValueError, RecursionError):  # a number of thousands of figures is never written out
        return "a value too large to show"
