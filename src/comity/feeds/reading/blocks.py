"""Reading the entries of a mapping file strictly: every key is known, every value has its form, or its line is told."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NoReturn

from comity.base import Block
from comity.feeds.errors import MappingError


def refuse(message: str, help: str, block: Block | None = None, key: str = "") -> NoReturn:
    """Refuse a mapping, with the line where that is known.

    Raises:
        MappingError: always.
    """
    line = block.lines.get(key, block.line) if block is not None else 0
    raise MappingError(f"{message} (line {line})" if line else message, help=help)


def entry(value: object, what: str, keys: Iterable[str] | None = None) -> Block:
    """An entry with keys, all of them known.

    Raises:
        MappingError: it is none, or has another key.
    """
    if not isinstance(value, Block):
        refuse(f"{what} is not an entry with keys", "See docs/for/operators.md for what a mapping file holds.")
    known = None if keys is None else tuple(keys)
    for key in value:
        if known is not None and key not in known:
            refuse(f"`{key}` is no key of {what}", f"Keys are: {', '.join(known)}.", value, key)
    return value


def text(block: Block, key: str, what: str, default: str | None = None) -> str:
    """A text under a key.

    Raises:
        MappingError: it is missing without a default, or is no text.
    """
    value = block.get(key, default)
    if not isinstance(value, str) or (not value and default is None):
        refuse(f"`{key}` of {what} is missing or is no text", f"Write `{key}:` and a text.", block, key)
    return value


def flag(block: Block, key: str, what: str) -> bool:
    """Yes or no under a key; no where it is not written.

    Raises:
        MappingError: it is neither.
    """
    value = block.get(key, False)
    if not isinstance(value, bool):
        refuse(f"`{key}` of {what} is neither true nor false", f"Write `{key}: true` or leave it out.", block, key)
    return value


def names(value: object, what: str) -> tuple[str, ...]:
    """One text, or a list of texts.

    Raises:
        MappingError: it is neither, or one of them is given twice.
    """
    listed = value if isinstance(value, list) else [value]
    found = tuple(each for each in listed if isinstance(each, str))
    if len(found) != len(listed) or len(set(found)) != len(found):
        refuse(f"{what} is not a list of different texts", "Write [one, another], with quotes where it is a number.")
    return found


def whole(block: Block, key: str, what: str, default: int) -> int:
    """A whole number from one up, under a key.

    Raises:
        MappingError: it is none.
    """
    value = block.get(key, default)
    if type(value) is not int or value < 1:
        refuse(f"`{key}` of {what} is no number from 1 up", f"Write `{key}: {default}` or leave it out.", block, key)
    return value
