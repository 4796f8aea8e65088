"""One entry of a pack's file, read key by key; a missing, wrong or unknown key is refused with its line."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import Enum
from typing import TypeVar

from comity.base import Block, Period
from comity.law.errors import RuleError

_Word = TypeVar("_Word", bound=Enum)


class Entry:
    """Reads the keys of one mapping; `finish` refuses those that nobody asked for."""

    def __init__(self, block: object, file: str, line: int = 0) -> None:
        if not isinstance(block, Block):
            raise RuleError(
                "an entry with keys is expected here", help="Write `key: value` lines.", where=f"{file}:{line}"
            )
        self.block = block
        self.file = file
        self.line = block.line or line
        self._asked: set[str] = set()

    def error(self, message: str, help: str, key: str | None = None) -> RuleError:
        """An error that points at this entry, or at one of its keys."""
        line = self.block.lines.get(key, self.line) if key else self.line
        return RuleError(message, help=help, where=f"{self.file}:{line}")

    def has(self, key: str) -> bool:
        """Whether the key is given."""
        return self.block.get(key) is not None

    def raw(self, key: str) -> object:
        """The value as written, or `None`."""
        self._asked.add(key)
        return self.block.get(key)

    def text(self, key: str, default: str | None = None) -> str:
        """A text; required unless a default is given. A whole number is taken as its text."""
        value = self.raw(key)
        if value is None and default is not None:
            return default
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value)
        if not isinstance(value, str) or not value.strip():
            raise self.error(f"`{key}` must be a text", f"Write `{key}: ...`.", key)
        return " ".join(value.split())

    def day(self, key: str, default: date | None = None) -> date:
        """A day; required unless a default is given."""
        value = self.raw(key)
        if value is None and default is not None:
            return default
        if type(value) is not date:
            hint = " (Whom a duty is owed to is `owed_to`.)" if key == "to" else ""
            raise self.error(f"`{key}` must be a day", f"Write `{key}: 2014-12-14`.{hint}", key)
        return value

    def number(self, key: str) -> int | None:
        """A whole number of at least one, or `None` if not given."""
        value = self.raw(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or not 0 < value <= 10_000:
            raise self.error(f"`{key}` must be a whole number from 1 to 10,000", f"Write `{key}: 48`.", key)
        return value

    def days(self, default_first: date | None = None) -> Period:
        """The period from `from` to `to`."""
        first = self.day("from", default_first)
        last = self.day("to") if self.has("to") else None
        self._asked.add("to")
        if last is not None and last < first:
            raise self.error(f"it ends on {last}, before it begins on {first}", "Correct `from` or `to`.", "to")
        return Period(first, last)

    def word(self, key: str, words: type[_Word], default: _Word | None = None) -> _Word:
        """One word of a closed list."""
        if default is not None and not self.has(key):
            self._asked.add(key)
            return default
        return self._member(self.text(key), key, words)

    def words(self, key: str, words: type[_Word]) -> tuple[_Word, ...]:
        """Some words of a closed list; empty if not given."""
        return tuple(self._member(text, key, words) for text in self.texts(key))

    def _member(self, text: str, key: str, words: type[_Word]) -> _Word:
        try:
            return words(text)
        except ValueError:
            raise self.error(
                f"`{text}` is no word for `{key}`", f"Use one of: {_spelled(word.value for word in words)}.", key
            ) from None

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts (or one text); empty if not given."""
        value = self.raw(key)
        found = value if isinstance(value, list) else [] if value is None else [value]
        if not all(isinstance(part, str) and part for part in found):
            raise self.error(f"`{key}` must be a list of words", f"Write `{key}: [one, two]`.", key)
        return tuple(str(part) for part in found)

    def flag(self, key: str, word: str) -> bool:
        """Whether the key is given, with the one word that it may have."""
        if not self.has(key):
            self._asked.add(key)
            return False
        if self.text(key) != word:
            raise self.error(f"`{key}` can only be `{word}`", f"Write `{key}: {word}` or leave it out.", key)
        return True

    def entries(self, key: str) -> tuple[Entry, ...]:
        """A list of entries; empty if not given."""
        value = self.raw(key)
        if value is None:
            return ()
        if not isinstance(value, list):
            raise self.error(f"`{key}` must be a list", f"Begin each entry of `{key}` with a dash.", key)
        return tuple(Entry(part, self.file, self.block.lines.get(key, self.line)) for part in value)

    def entry(self, key: str) -> Entry:
        """One nested entry; required."""
        return Entry(self.raw(key), self.file, self.block.lines.get(key, self.line))

    def finish(self) -> None:
        """Refuse every key that was not read."""
        for key in self.block:
            if key not in self._asked:
                raise self.error(
                    f"`{key}` is no key here", f"Remove it, or use one of: {_spelled(sorted(self._asked))}.", key
                )


def _spelled(words: Iterable[str]) -> str:
    return ", ".join(words)
