"""Reads the texts of letters: whole sentences in one language, with places for the values of a letter."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from comity.base import DocumentError, read_file
from comity.facts import Ask
from comity.law import LawError
from comity.law.entries import Entry
from comity.notices.errors import TextError
from comity.notices.letter import AnswerWord, LetterKind

PLACE = re.compile(r"\{([a-z_]+)\}")
_Word = TypeVar("_Word", bound=Enum)
TIMES = ("release", "court", "law")

_PLACES = frozenset({"requester", "person", "reference", "received", "dated", "office", "telephone"})
# INVARIANT: the answer to an agency has no place for a booking, a release or a court date, whatever text a pack brings.
_MORE_PLACES = {
    LetterKind.REQUEST_COPY: frozenset({"booking"}),
    LetterKind.COUNSEL_NOTICE: frozenset({"booking", "release_due"}),
    LetterKind.AGENCY_ANSWER: frozenset[str](),
    LetterKind.INTERVIEW_CONSENT: frozenset({"booking"}),
    LetterKind.RELEASE_NOTICE: frozenset({"booking", "release_due"}),
}


class Form(Enum):
    """What a block of a letter looks like."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    POINTS = "points"
    CHOICES = "choices"  # one is ticked by hand
    ASKS = "asks"  # the heads of the two columns
    TIMES = "times"  # labels for release, court and law
    SIGNATURES = "signatures"


class Condition(Enum):
    """When a block is printed."""

    REQUEST_TEXT = "request_text"
    NO_REQUEST_TEXT = "no_request_text"
    RELEASE_DUE = "release_due"
    NO_RELEASE_DUE = "no_release_due"
    COURT_DATES = "court_dates"
    NO_COURT_DATES = "no_court_dates"


@dataclass(frozen=True, slots=True)
class Block:
    """One block of a letter's text."""

    form: Form
    words: tuple[str, ...]
    names: tuple[str, ...] = ()  # of TIMES: what each label is for
    condition: Condition | None = None


@dataclass(frozen=True, slots=True)
class LetterText:
    """The text of one kind of letter in one language."""

    kind: LetterKind
    language: str
    reviewer: str | None
    title: str
    body: tuple[Block, ...]
    asks: Mapping[Ask, str]
    answers: Mapping[AnswerWord, str]

    @property
    def sentences(self) -> Iterator[tuple[str, str]]:
        """Every text with the place where it stands, in one order for all languages."""
        yield "title", self.title
        for number, block in enumerate(self.body, start=1):
            for word, text in enumerate(block.words, start=1):
                yield f"body {number}.{word} ({block.form.value})", text
        yield from ((f"asks: {ask.value}", text) for ask, text in self.asks.items())
        yield from ((f"answers: {word.value}", text) for word, text in self.answers.items())

    @property
    def shape(self) -> tuple[tuple[Form, int, tuple[str, ...], Condition | None], ...]:
        """What must be the same in every language: the blocks, their order and their conditions."""
        return tuple((block.form, len(block.words), block.names, block.condition) for block in self.body)


def places_in(text: str) -> frozenset[str]:
    """The places for values in a text."""
    return frozenset(PLACE.findall(text))


def read_letter_text(path: Path, kind: LetterKind, language: str) -> LetterText:
    """Read the text of a letter from its file.

    Raises:
        TextError: it is not written as such a text is.
    """
    head = read_entry(path)
    try:
        text = _letter_text(head, kind, language)
        head.finish()
    except LawError as error:
        raise TextError(f"{getattr(error, 'where', path.name)}: {error.message}", help=error.help) from None
    for where, sentence in text.sentences:
        _check_places(sentence, _PLACES | _MORE_PLACES[kind], f"{head.file}, {where}")
    return text


def read_entry(path: Path) -> Entry:
    """The mapping that a file of texts holds.

    Raises:
        TextError: it cannot be read, or holds something else.
    """
    name = f"{path.parent.name}/{path.name}"
    try:
        return Entry(read_file(path), name, 1)
    except DocumentError as error:
        raise TextError(f"{name}:{error.line or 1}: {error.message}", help=error.help) from None
    except LawError as error:
        raise TextError(f"{name}: {error.message}", help=error.help) from None


def _letter_text(head: Entry, kind: LetterKind, language: str) -> LetterText:
    if head.text("kind") != kind.value:
        raise head.error(f"the file is that of `{kind.value}`", f"Write `kind: {kind.value}`.", "kind")
    if head.text("language") != language:
        raise head.error(f"the folder is that of `{language}`", f"Write `language: {language}`.", "language")
    body = tuple(_block(entry) for entry in head.entries("body"))
    with_asks = any(block.form is Form.ASKS for block in body)
    return LetterText(
        kind=kind,
        language=language,
        reviewer=head.text("reviewer", "") or None,
        title=head.text("title"),
        body=body,
        asks=_each(head.entry("asks"), Ask) if with_asks else MappingProxyType({}),
        answers=_each(head.entry("answers"), AnswerWord) if with_asks else MappingProxyType({}),
    )


def _block(entry: Entry) -> Block:
    condition = entry.word("if", Condition) if entry.has("if") else None
    form = next((form for form in Form if entry.has(form.value)), None)
    if form is None:
        forms = ", ".join(form.value for form in Form)
        raise entry.error("a block has no form", f"Begin it with one of: {forms}.")
    names: tuple[str, ...] = ()
    if form is Form.TIMES:
        labels = entry.entry(form.value)
        names = tuple(name for name in TIMES if labels.has(name))
        words = tuple(labels.text(name) for name in names)
        labels.finish()
    elif form in {Form.PARAGRAPH, Form.HEADING}:
        words = (entry.text(form.value),)
    else:
        words = tuple(" ".join(text.split()) for text in entry.texts(form.value))
    if form is Form.ASKS and len(words) != 2:
        raise entry.error("`asks` has two columns", "Write `asks: [What was asked, What we answer]`.", "asks")
    entry.finish()
    return Block(form, words, names, condition)


def _each(entry: Entry, words: type[_Word]) -> Mapping[_Word, str]:
    found = {word: entry.text(word.value) for word in words}
    entry.finish()
    return MappingProxyType(found)


def _check_places(text: str, allowed: frozenset[str], where: str) -> None:
    if "{" in PLACE.sub("", text) or "}" in PLACE.sub("", text):
        raise TextError(f"{where}: a brace stands alone", help="Write a place as `{requester}`.")
    for name in sorted(places_in(text) - allowed):
        raise TextError(f"{where}: this letter has no value `{name}`", help=f"Use: {', '.join(sorted(allowed))}.")
