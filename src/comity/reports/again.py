"""Says a report as people read it: codes in words, and every text of its layout put through a translation.

What is sealed and counted keeps its codes, and so does the CSV. The report that is signed is in the language of the
law; in another it is for reading beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import cast

from comity.facts import VOCABULARY, Ask

Told = Mapping[str, object]
Say = Callable[[str], str]
_ASKS = {ask.value: ask.words for ask in Ask}
_AGENCIES, _PAPERS = VOCABULARY["requester"].choices, VOCABULARY["instrument"].choices


def said_again(value: Told, say: Say) -> dict[str, object]:
    """The value of a report in words, its texts as `say` says them; what people filled in stays as they wrote it."""
    figures = cast("Sequence[Told]", value["figures"])
    notes = [say(note) for note in cast("Sequence[str]", value["notes"])]
    told = {key: say(str(value[key])) for key in ("title", "owed_to")}
    return {**value, **told, "notes": notes, "figures": [_figure(each, say) for each in figures]}


def _figure(figure: Told, say: Say) -> dict[str, object]:
    told: dict[str, object] = {**figure, "says": say(str(figure["says"]))}
    if "rows" in figure:
        rows = cast("Sequence[Told]", figure["rows"])
        told["rows"] = [{**row, "says": say(str(row["says"]))} for row in rows]
        told["columns"] = [say(column) for column in cast("Sequence[str]", figure["columns"])]
    if "list" in figure:
        show = cast("Sequence[str]", figure["show"])
        entries = cast("Sequence[Sequence[str]]", figure["list"])
        told["list"] = [[_cell(word, text, say) for word, text in zip(show, entry, strict=True)] for entry in entries]
    if "fill" in figure:
        fill = cast("Mapping[str, str]", figure["fill"])
        told["fill"] = {**fill, "by": say(fill["by"]), "why": say(fill["why"])}
    return told


def _cell(word: str, text: str, say: Say) -> str:
    """What stands in a list under a word, its codes in words."""
    match word:
        case "requester" | "left_to":
            return _short(_AGENCIES, text, say)
        case "instrument":
            return _short(_PAPERS, text, say)
        case "asked":
            return "; ".join(_said(_ASKS.get(ask, ask), say) for ask in text.split(", "))
        case "answers":
            return "; ".join(_answer(each, say) for each in text.split(", "))
        case "left":
            return _said(text, say)
    return text


def _short(choices: Mapping[str, str], code: str, say: Say) -> str:
    """A choice by the first of its words, as a narrow column has room for; what is no code stays as it is."""
    return say(choices[code]).partition(",")[0] if code in choices else code


def _answer(text: str, say: Say) -> str:
    ask, colon, answer = text.rpartition(": ")
    return f"{say(_ASKS[ask])}: {say(answer)}" if colon and ask in _ASKS else text


def _said(text: str, say: Say) -> str:
    return say(text) if text else text
