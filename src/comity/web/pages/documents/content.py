"""What a document is made of: blocks of plain words in the order in which they are read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from comity.web.pages.requests.telling import Branch


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; the document's own title stands above level 1."""

    words: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph; `strong` for what must not be passed over, `language` where it is not that of the document."""

    words: str
    strong: bool = False
    language: str = ""


@dataclass(frozen=True, slots=True)
class Pairs:
    """Names with their values, one below the other."""

    rows: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table with a heading for each column, none without."""

    heads: Sequence[str]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Points:
    """A list, and lists below its points."""

    points: Sequence[Branch]
    language: str = ""
    numbered: bool = False


Block = Heading | Passage | Pairs | Grid | Points


@dataclass(frozen=True, slots=True)
class Document:
    """A whole document."""

    title: str
    office: str
    dated: date
    language: str
    foot: str  # stands on every page, beside its number
    page_words: str  # such as `Page {page} of {pages}`
    blocks: Sequence[Block]
    instead: Mapping[str, str] = field(default_factory=dict)  # words, with those that are printed in their place


def points(words: Iterable[str]) -> tuple[Branch, ...]:
    """A list without lists below."""
    return tuple(Branch(text) for text in words if text)
