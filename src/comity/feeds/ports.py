"""What a feed needs of the world outside: a book of what each source said last, kept in the gate's own transaction."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Protocol

from comity.gate.bringing.book import ByHand, Entry, Run


class ImportBook(Protocol):
    """Where it is written down which booking of which source is which matter.

    Everything is written in the transaction that is open, so that a matter and its entry are there together or not
    at all. Erasing a matter leaves its entry behind with `erased` set and no digest.
    """

    def transaction(self) -> AbstractContextManager[None]:
        """All or nothing; one within another is a part of it, and so is the gate's."""
        ...

    def entries(self, source: str, keys: Collection[str]) -> Mapping[str, Entry]:
        """The entries of some bookings, by key; what is not known is left out."""
        ...

    def beginning(self, source: str, key: str) -> str:
        """How the name of the matter of a booking begins: figures that tell nothing to somebody without a secret.

        Bookings that come in the order of these lie together in every index, so that many are written soon.
        """
        ...

    def many(self) -> AbstractContextManager[None]:
        """While many bookings come in: whatever the database does better for many at once."""
        ...

    def enter(self, source: str, entries: Sequence[Entry]) -> None:
        """Write entries, in place of those with the same key."""
        ...

    def persons(self, source: str, keys: Collection[str]) -> Mapping[str, str]:
        """The ids of some persons, by the source's own key of each."""
        ...

    def enter_persons(self, source: str, ids: Mapping[str, str]) -> None:
        """Write persons' ids by key, in place of those with the same key."""
        ...

    def matters_of(self, source: str, persons: Collection[str]) -> Sequence[Entry]:
        """Every entry of some persons, by their ids."""
        ...

    def by_hand(self, numbers: Collection[str]) -> Sequence[ByHand]:
        """The matters that were opened by hand with one of these booking numbers."""
        ...

    def run(self, source: str, files: str) -> Run | None:
        """How far an import of these very files had come, if one was ever begun."""
        ...

    def keep_run(self, run: Run) -> None:
        """Write how far it has come, in place of what was written of the same files."""
        ...
