"""Lines of plain text: sentences, lists, dates, and folding to a width that keeps a citation whole."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from comity.base import Period
from comity.deadlines.wording import day_of_year_words
from comity.tell.spoken.phrases import CLOSES, ENGLISH, OPENS, Phrases

_SECTION = re.compile(r"(§+) ")
_STEP = "  "
_GLUE = "\N{NO-BREAK SPACE}"


@dataclass(frozen=True, slots=True)
class Line:
    """One line before it is folded: its text, how deep it stands, its bullet, and the role that a screen may show."""

    text: str
    depth: int = 0
    bullet: str = ""
    role: str = ""  # title, heading, quiet, or the word of a verdict


BLANK = Line("")


def plain_text(lines: Iterable[Line], width: int | None = None) -> str:
    """The lines as text, folded to a width if one is given."""
    return "\n".join(piece for line in lines for piece in folded(line, width)) + "\n"


def folded(line: Line, width: int | None) -> list[str]:
    """The pieces of one line, each within the width where its words allow it."""
    lead = _STEP * line.depth + (line.bullet + " " if line.bullet else "")
    if width is None:
        return [(lead + line.text).replace(_GLUE, " ").rstrip()]
    room = width - len(lead)
    pieces, here = [], ""
    for word in _words(line.text, room):
        if here and len(here) + 1 + len(word) > room:
            pieces.append(here)
            here = ""
        here += f" {word}" if here else word
    shown = [piece.replace(_GLUE, " ") for piece in [*pieces, here]]
    return [(lead if place == 0 else " " * len(lead)) + piece for place, piece in enumerate(shown)]


def _words(text: str, room: int) -> list[str]:
    """The words, a glued citation counting as one unless it is longer than a line."""
    words = _SECTION.sub(rf"\1{_GLUE}", text).split(" ")
    return [part for word in words if word for part in ([word] if len(word) <= room else word.split(_GLUE))]


def glued(citation: str) -> str:
    """A citation whose words stay on one line."""
    return citation.replace(" ", _GLUE)


def sentence(text: str) -> str:
    """The text as a sentence: a capital at the start, a full stop at the end."""
    text = text.strip()
    if not text:
        return ""
    last = text.rstrip(CLOSES)[-1:]
    end = "" if last in ".?!:" else "."
    first = 1 if text[0] == OPENS else 0  # what is English in another language begins with a mark
    return text[:first] + text[first : first + 1].upper() + text[first + 1 :] + end


def said_sentence(says: str, phrases: Phrases) -> str:
    """A paraphrase as a sentence, in a language; the English one where there is no other."""
    return sentence(phrases(says)) if phrases.has(says) else phrases.said(sentence(says))


def listed(words: Sequence[str], last: str = "and") -> str:
    """The words as a list in a sentence."""
    if len(words) < 2:
        return "".join(words)
    comma = ";" if any("," in word for word in words) else ","
    return f"{f'{comma} '.join(words[:-1])}{';' if comma == ';' else ''} {last} {words[-1]}"


def counted(number: int, word: str) -> str:
    """A number of things: no rules, 1 rule, 2 rules."""
    return f"{number or 'no'} {word}{'' if number == 1 else 's'}"


def day_text(day: date) -> str:
    """A day as it is written in a sentence: 14 December 2014."""
    return f"{day_of_year_words(day.month, day.day)} {day.year}"


def period_text(days: Period, _: Phrases = ENGLISH) -> str:
    """A period as it is written in a sentence."""
    if days.last is None:
        return _("since {day}", day=_.day(days.first))
    return _("from {first} to {last}", first=_.day(days.first), last=_.day(days.last))
