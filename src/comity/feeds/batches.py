"""Plans a batch: which commands bring some bookings in, and what is to be entered once they are done."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from comity.feeds.mapper import Booked
from comity.feeds.ports import Entry, ImportBook
from comity.gate import Done
from comity.gate.commands import ChangeRecords, Command, MergePersons, OpenMatter
from comity.gate.state import Person


@dataclass(slots=True)
class Batch:
    """Commands, and entries by the key of the booking; an entry gets its matter when the matter is opened."""

    commands: list[Command] = field(default_factory=list)
    entries: dict[str, Entry] = field(default_factory=dict)
    opening: dict[int, str] = field(default_factory=dict)  # by the place of a command: the key that it opens
    persons: dict[str, str] = field(default_factory=dict)
    changed: set[str] = field(default_factory=set)
    merged: int = 0

    def entered(self, done: Sequence[Done]) -> list[Entry]:
        """The entries, with the matters that were opened."""
        for place, key in self.opening.items():
            self.entries[key] = replace(self.entries[key], matter=done[place].matter.handle)
        return list(self.entries.values())


class Planner:
    """Plans batches for one source."""

    def __init__(self, source: str, book: ImportBook, new_id: Callable[[], str]) -> None:
        self._source, self._book, self._new_id = source, book, new_id

    def plan(self, found: Sequence[Booked], known: Mapping[str, Entry]) -> Batch:
        """The commands for some bookings, of which those in `known` were brought in before."""
        batch = Batch()
        keys = {each.person_key for each in found} | {each.was for each in found if each.was}
        persons = dict(self._book.persons(self._source, keys))
        for each in found:
            person = replace(each.person, id=self._identity(batch, persons, each))
            entry = known.get(each.key)
            if entry is None:
                self._open(batch, each, person)
            else:
                self._change(batch, each, person, batch.entries.get(each.key, entry))
        return batch

    def _open(self, batch: Batch, booked: Booked, person: Person) -> None:
        batch.opening[len(batch.commands)] = booked.key
        batch.commands.append(OpenMatter(person, booked.booking))
        batch.entries[booked.key] = Entry(booked.key, "", person.id, booked.digest)

    def _change(self, batch: Batch, booked: Booked, person: Person, entry: Entry) -> None:
        if entry.person != person.id:
            self._merge(batch, entry, person)
        batch.commands.append(ChangeRecords(entry.matter, person, booked.booking))
        batch.entries[booked.key] = Entry(booked.key, entry.matter, person.id, booked.digest)
        batch.changed.add(booked.key)

    def _merge(self, batch: Batch, entry: Entry, person: Person) -> None:
        batch.commands.append(MergePersons(entry.matter, person))
        batch.entries[entry.key] = replace(entry, person=person.id)
        batch.merged += 1

    def _identity(self, batch: Batch, persons: dict[str, str], booked: Booked) -> str:
        """The id of a person: known by the key, known by the key before a merger, or new."""
        was = persons.get(booked.was) if booked.was else None
        known = persons.get(booked.person_key) or was or self._new_id()
        for key in (booked.person_key, booked.was):
            if key and persons.get(key) != known:
                persons[key] = batch.persons[key] = known
        if was and was != known:
            for entry in self._book.matters_of(self._source, [was]):
                if not entry.erased and entry.key not in batch.entries:
                    self._merge(batch, entry, replace(booked.person, id=known))
        return known
