"""What the sweep needs of the world outside: a book of what was read, and whom a text may be about."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from comity.sweep import Moved


@dataclass(frozen=True, slots=True)
class Reading:
    """How much of a source was read, what it showed, and what of it could not be read."""

    texts: int
    contacts: int
    refused: int


class FindingTags(Protocol):
    """By what findings about nobody are found again: a finding is named by its matter and what was seen."""

    def untagged(self, most: int) -> Sequence[tuple[str, str]]:
        """Some findings about nobody of which nobody has entered whom their texts name."""
        ...

    def enter(self, named: Mapping[tuple[str, str], Collection[str]]) -> None:
        """Enter whom the texts of some findings name: booking numbers, and names."""
        ...

    def perhaps(self, persons: Mapping[str, tuple[str, str]]) -> Mapping[str, Sequence[tuple[str, str]]]:
        """For the matters of some persons, by booking number and name: the findings that may name such a one."""
        ...


class SweepBook(Protocol):
    """Where it is written down what was read, in the transaction that is open: with the findings, or not at all."""

    @property
    def tags(self) -> FindingTags:
        """By what findings about nobody are found again."""
        ...

    def transaction(self) -> AbstractContextManager[None]:
        """All or nothing; one within another is a part of it, and so is the gate's."""
        ...

    def unread(self, source: str, keys: Collection[str]) -> set[str]:
        """Those of some texts that nobody has read."""
        ...

    def enter(self, source: str, keys: Mapping[str, str]) -> None:
        """Write that texts were read: each key with the matter that the text is of, or nothing."""
        ...

    def mark(self, source: str) -> str:
        """How far a source was read, in its own words; empty: not known."""
        ...

    def enter_mark(self, source: str, mark: str) -> None:
        """Write how far a source was read."""
        ...

    def digest(self, content: bytes) -> str:
        """A digest under a secret of the desk, by which what was read is known again and nobody else confirms it."""
        ...

    def count(self, source: str, channel: str, day: date, reading: Reading) -> None:
        """Add to what was read of a source on a day."""
        ...

    def known(self, findings: Collection[str]) -> set[str]:
        """Those of some findings that are on record, whomever they are about."""
        ...

    def due(self, most: int) -> Sequence[str]:
        """Some matters in which something has happened since their notes were read."""
        ...

    def waiting(self) -> int:
        """How many such matters there are."""
        ...

    def enter_matters(self, events: Mapping[str, int]) -> None:
        """Write that the notes of matters were read, each with the number of its events."""
        ...

    def moves(self, matter: str) -> Sequence[Moved]:
        """Every change of the moment of release that the booking system has told of a matter."""
        ...

    def about(self, bookings: Sequence[str], names: Sequence[str], at: datetime) -> str:
        """The matter of the person whom these booking numbers and names mean, where there is one and no other.

        Somebody counts who was held at that moment, or not long before or after it.
        """
        ...
