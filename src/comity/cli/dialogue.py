"""Asks one thing at a time and reads the answer: a value in its type, or a word to the dialogue itself."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from datetime import date, datetime
from enum import Enum

from comity.base import ComityError
from comity.cli.screen import say, show
from comity.facts import Fact, FactError, Kind
from comity.facts.values import MAX_RECORDS, Scalar, scalar
from comity.tell import Line, counted

_YES = {"yes", "y", "true"}
_NO = {"no", "n", "false"}


class Word(Enum):
    """A word said to the dialogue instead of an answer."""

    UNKNOWN = "unknown"  # the fact stays unknown
    WHY = "why"  # what the answer changes
    BACK = "back"  # take the last answer back
    QUIT = "quit"  # end now, with the answer so far


_WORDS = {"": Word.UNKNOWN, "u": Word.UNKNOWN, "unknown": Word.UNKNOWN, "skip": Word.UNKNOWN, "?": Word.WHY}
_WORDS |= {"why": Word.WHY, "back": Word.BACK, "b": Word.BACK, "quit": Word.QUIT, "q": Word.QUIT, "exit": Word.QUIT}


class QuitError(Exception):
    """The person ends the dialogue, or there is no more input."""


class BackError(Exception):
    """The person takes the last answer back."""


def read_line(prompt: str) -> str:
    """One line of input after a prompt; the prompt goes to the error output, so that the answer stays clean.

    Raises:
        QuitError: there is no more input.
    """
    sys.stderr.write(prompt)
    sys.stderr.flush()
    line = sys.stdin.readline()
    if not sys.stdin.isatty():
        say(line.rstrip("\n"), sys.stderr)
    if not line:
        raise QuitError
    return line.strip()


def ask_value(fact: Fact, why: Callable[[], None], *, lead: str = "") -> Scalar | Word:
    """The value of a fact, or `UNKNOWN`; `why` is called when the person asks why.

    Raises:
        QuitError: the person ends the dialogue.
        BackError: the person takes the last answer back.
    """
    show([Line(f"{choice}. {meaning}", 2) for choice, meaning in enumerate(fact.choices.values(), 1)], sys.stderr)
    while True:
        text = read_line(f"{lead}[{_expected(fact)}; Enter: unknown; why, back, quit] ")
        word = _WORDS.get(text.lower())
        if word is Word.QUIT:
            raise QuitError
        if word is Word.BACK:
            raise BackError
        if word is Word.WHY:
            why()
        elif word is Word.UNKNOWN:
            return word
        else:
            try:
                return scalar(fact, _read(fact, text))
            except FactError:
                say(f"  `{text}` is no answer here. Type {_expected(fact)}.", sys.stderr)


def _expected(fact: Fact) -> str:
    return {
        Kind.YES_NO: "yes or no",
        Kind.CHOICE: f"1 to {len(fact.choices)}",
        Kind.COUNT: f"a number, {fact.minimum} to {fact.maximum:,}",
        Kind.DATE: "a day as 2017-03-14",
        Kind.MOMENT: "a day and a time as 2017-03-14 18:00",
        Kind.TEXT: "such as NY PL 120.05(2)",
        Kind.RECORDS: "how many",
    }[fact.kind]


def _read(fact: Fact, text: str) -> object:
    """The text as a value of the fact's kind, or as it is for the error to quote."""
    lower = text.lower()
    try:
        match fact.kind:
            case Kind.YES_NO:
                return True if lower in _YES else False if lower in _NO else text
            case Kind.CHOICE:
                number = int(text) if text.isdecimal() else 0
                return list(fact.choices)[number - 1] if 0 < number <= len(fact.choices) else lower
            case Kind.COUNT:
                return int(text)
            case Kind.DATE:
                return date.fromisoformat(text)
            case Kind.MOMENT:
                return datetime.fromisoformat(text) if ":" in text else text
    except ValueError:
        return text
    return text


def ask_records(
    fact: Fact, fields: Sequence[Fact], why: Callable[[], None]
) -> tuple[list[dict[str, Scalar]], bool] | Word:
    """The records of a list, field by field, and whether they are all; only the fields given are asked.

    `back` within the list begins it again.

    Raises:
        QuitError: the person ends the dialogue.
        BackError: the person takes the answer before the list back.
    """
    while True:
        number = ask_value(_how_many(fact), why)
        if isinstance(number, Word):
            return number
        try:
            of = int(str(number))
            records = [_ask_record(fact, fields, place, of, why) for place in range(1, of + 1)]
            say("  Is that all there is?", sys.stderr)
            return records, ask_value(_IS_COMPLETE, why, lead="  ") is True
        except BackError:
            say("  The list is begun again.", sys.stderr)


def _how_many(fact: Fact) -> Fact:
    return Fact(fact.name, Kind.COUNT, fact.question, fact.says, fact.established_by, fact.source, maximum=MAX_RECORDS)


_IS_COMPLETE = Fact("complete", Kind.YES_NO, "Is the list complete?", "the list is complete", (), "")


def _ask_record(fact: Fact, fields: Sequence[Fact], place: int, of: int, why: Callable[[], None]) -> dict[str, Scalar]:
    """One record; an unknown field is left out."""
    say(f"  {fact.name.replace('_', ' ')}, {place} of {of}:", sys.stderr)
    record: dict[str, Scalar] = {}
    for field in fields:
        say(f"    {field.question}", sys.stderr)
        value = ask_value(field, why, lead="    ")
        if not isinstance(value, Word):
            record[field.name] = value
    return record


def choose(question: str, options: Sequence[tuple[str, str]], *, several: bool = False) -> list[str]:
    """One of some options, or several, by number or by name.

    Raises:
        QuitError: the person ends the dialogue.
    """
    say(question, sys.stderr)
    show([Line(f"{words} ({name})", 1, f"{number}.") for number, (name, words) in enumerate(options, 1)], sys.stderr)
    names = [name for name, _ in options]
    how = "numbers, with commas between" if several else f"1 to {len(options)}"
    while True:
        text = read_line(f"{how}, or quit: ")
        if _WORDS.get(text.lower()) is Word.QUIT:
            raise QuitError
        chosen = [_option(part.strip(), names) for part in text.split(",")]
        if all(chosen) and (several or len(chosen) == 1):
            return list(dict.fromkeys(chosen))
        say(f"  `{text}` is none of these. Type {'some of the numbers' if several else 'one number'}.", sys.stderr)


def _option(text: str, names: Sequence[str]) -> str:
    if text.isdecimal():
        return names[int(text) - 1] if 0 < int(text) <= len(names) else ""
    return text if text in names else ""


def refuse_without_input() -> ComityError:
    """The error of a dialogue that nobody can answer."""
    return ComityError(
        "there is nobody to ask: no case is given and the input is empty",
        help="Name a case, or start `comity ask` at a terminal.",
    )


def left_text(number: int) -> str:
    """How many questions may still come."""
    return f"At most {counted(number, 'question')} more." if number else "This is the last question."
