"""What an import has done, for the screen, for the report beside the file and for whoever looks later."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from comity.feeds.errors import Refusal

_KEPT = 1_000  # refusals that are told; the rest is counted
_PLACES = 10  # where the same thing is wrong


@dataclass(slots=True)
class Report:
    """The counts of one import, and what was refused."""

    source: str
    files: str = ""  # digest of their contents
    bookings: int = 0
    opened: int = 0
    changed: int = 0
    joined: int = 0  # of a matter that somebody had opened by hand
    merged: int = 0
    unchanged: int = 0
    left_alone: int = 0  # of matters that were erased
    refused: int = 0
    refusals: list[Refusal] = field(default_factory=list)
    unmapped: Counter[tuple[str, str]] = field(default_factory=Counter)  # by column and code
    went_on: int = 0  # bookings that a run which was cut off had looked at
    dry: bool = False

    def refuse(self, refusal: Refusal) -> None:
        """Count rows that were not brought in."""
        self.refused += 1
        if refusal.code is not None:
            self.unmapped[refusal.column, refusal.code] += 1
        if len(self.refusals) < _KEPT:
            self.refusals.append(refusal)

    @property
    def is_whole(self) -> bool:
        """Whether everything in the files was used."""
        return self.refused == 0

    def _alike(self) -> list[list[Refusal]]:
        """The refusals, those of one reason together."""
        found: dict[tuple[str, str], list[Refusal]] = {}
        for refusal in self.refusals:
            found.setdefault((refusal.message, refusal.help), []).append(refusal)
        return list(found.values())

    def lines(self) -> Iterator[str]:
        """The report in plain words, a line at a time."""
        would = "would be " if self.dry else ""
        yield f"Source: {self.source}"
        yield f"Bookings in the files: {self.bookings:,}"
        yield f"  {would}new: {self.opened:,}"
        yield f"  {would}changed: {self.changed:,}"
        yield f"  as they were: {self.unchanged:,}"
        if self.joined:
            yield f"  {would}joined to a record that was entered by hand: {self.joined:,}"
        if self.merged:
            yield f"  of a person now known by another record: {self.merged:,}"
        if self.left_alone:
            yield f"  left alone, since the matter was erased: {self.left_alone:,}"
        if self.went_on:
            yield f"  (an import that was cut off had looked at {self.went_on:,} of them)"
        yield f"Refused: {self.refused:,}"
        for (column, code), number in self.unmapped.most_common(50):
            yield f"  the code `{code}` in `{column}`, {number:,} times: add it to `codes` in the map"
        for refusals in self._alike():
            first, number = refusals[0], len(refusals)
            places = ", ".join(each.where for each in refusals[:_PLACES])
            more = f", and {number - _PLACES:,} more" if number > _PLACES else ""
            yield f"  {places}{more}: {first.message}"
            yield f"    {first.help}"
        if self.refused > len(self.refusals):
            yield f"  and {self.refused - len(self.refusals):,} more"
