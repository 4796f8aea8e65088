"""Says a report again: every text that its layout wrote, put through a translation; what is counted stays as sealed.

The report that is signed is in the language of the law. What comes from here is for reading beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import cast

Told = Mapping[str, object]
Say = Callable[[str], str]


def said_again(value: Told, say: Say) -> dict[str, object]:
    """The value of a report with its texts as `say` says them; what people filled in stays as they wrote it."""
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
    if "answers" in cast("Sequence[str]", figure.get("show", ())):
        at = cast("Sequence[str]", figure["show"]).index("answers")
        told["list"] = [
            [_answers(text, say) if place == at else text for place, text in enumerate(entry)]
            for entry in cast("Sequence[Sequence[str]]", figure["list"])
        ]
    if "fill" in figure:
        fill = cast("Mapping[str, str]", figure["fill"])
        told["fill"] = {**fill, "by": say(fill["by"]), "why": say(fill["why"])}
    return told


def _answers(text: str, say: Say) -> str:
    """The asks stay codes, as in the log; whether the answer was yes or no is said."""
    parts = (each.rpartition(": ") for each in text.split(", "))
    return ", ".join(f"{ask}: {say(answer)}" if ask else answer for ask, _colon, answer in parts)
