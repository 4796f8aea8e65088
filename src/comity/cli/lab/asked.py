"""What commands of the lab are asked with, and how they write a case."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from comity.base import ComityError
from comity.decide import Case, Outcome
from comity.facts import Ask, FactValue, RecordList

_Word = TypeVar("_Word", Ask, Outcome)


def asks_named(words: Sequence[str]) -> list[Ask]:
    """The asks that were named, or every ask.

    Raises:
        ComityError: a word is no ask.
    """
    return [word_of(word, Ask, "an ask") for word in words] or list(Ask)


def word_of(text: str, words: type[_Word], what: str) -> _Word:
    """The ask or the settled outcome that a word means.

    Raises:
        ComityError: it is none.
    """
    known = {str(word.value): word for word in words if word.value != Outcome.OPEN.value}
    if text not in known:
        raise ComityError(f"`{text}` is not {what}", help=f"Use one of: {', '.join(known)}.")
    return known[text]


def case_as_written(case: Case) -> dict[str, object]:
    """A case as `comity decide` reads it."""
    return {
        "at": case.at.replace(tzinfo=None),
        "agency": case.agency.name,
        "request": {"asks": [ask.value for ask in case.asks]},
        "facts": {name: _written(known.value) for name, known in case.facts.items()},
    }


def _written(value: FactValue | None) -> object:
    return [dict(record) for record in value.known] if isinstance(value, RecordList) else value
