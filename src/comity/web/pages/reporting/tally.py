"""A counted report as pages show it and file it: its figures, and each number with its entries.

Written down it is one line for the figures, one for all numbers, and one for the entries of each: a page reads the
lines that it shows.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from comity.reports import Cell, Held
from comity.web.pages.reporting.counting import Now, Place

SEVERAL = "\n"


@dataclass(frozen=True, slots=True)
class Number:
    """One number as it was counted, and what the log shows of it."""

    counted: int
    held: Held


@dataclass(frozen=True, slots=True)
class Tally:
    """A report as it was counted; `at` says when that began, and is empty where it was counted for this very page."""

    value: Mapping[str, Any]
    numbers: Callable[[], Mapping[Place, Number]]
    cell: Callable[[Place], Cell | None]
    at: datetime | None = None
    size: int = 0  # entries of the log at that moment

    @property
    def digest(self) -> str:
        """By which a form says what figures were shown beside it."""
        return hashlib.sha256(json.dumps(self.value["figures"]).encode()).hexdigest()

    def filled(self, texts: Mapping[str, str]) -> dict[str, Any]:
        """The figures as they were shown, with what people have filled in."""
        return {**self.value, "figures": [_filled(each, texts) for each in self.value["figures"]]}


def tally_of(now: Now) -> Tally:
    """What was counted for this very page."""
    return Tally(now.value(), lambda: _numbers(now), now.counted.cells.get)


def written_tally(now: Now, at: str, size: int) -> bytes:
    """A report as it is kept."""
    numbers = _numbers(now)
    of_all = [
        (*place, each.counted, each.held.found, each.held.in_log, each.held.known) for place, each in numbers.items()
    ]
    cells = [(now.counted.cells[place].entries, now.counted.cells[place].unsettled) for place in numbers]
    lines = [{"at": at, "size": size, "value": now.value()}, of_all, *cells]
    return SEVERAL.join(json.dumps(line, separators=(",", ":")) for line in lines).encode()


def tally_again(kept: bytes) -> Tally:
    """A report that was kept."""
    first, numbers, *cells = kept.split(SEVERAL.encode())
    head = json.loads(first)
    at = datetime.fromisoformat(head["at"])
    return Tally(head["value"], lambda: _numbers_again(numbers), lambda at: _cell(numbers, cells, at), at, head["size"])


def _numbers(now: Now) -> dict[Place, Number]:
    return {place: Number(len(now.counted.cells[place].entries), held) for place, held in now.held().items()}


def _numbers_again(line: bytes) -> dict[Place, Number]:
    return {
        (figure, row, column): Number(counted, Held(found, in_log, known))
        for figure, row, column, counted, found, in_log, known in json.loads(line)
    }


def _cell(numbers: bytes, cells: Sequence[bytes], place: Place) -> Cell | None:
    for line, known in zip(cells, _numbers_again(numbers), strict=True):
        if known == place:
            entries, unsettled = json.loads(line)
            return Cell(tuple(entries), tuple(unsettled))
    return None


def _filled(figure: Mapping[str, Any], texts: Mapping[str, str]) -> Mapping[str, Any]:
    if "fill" not in figure:
        return figure
    return {**figure, "fill": {**figure["fill"], "text": texts.get(figure["id"], "").strip()}}
