"""Plans a batch: which commands bring some bookings in, and what is to be entered once they are done."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from comity.feeds.mapper import Booked
from comity.feeds.ports import ImportBook
from comity.gate import Done
from comity.gate.bringing.book import ByHand, Entry
from comity.gate.commands import ChangeRecords, Command, MergePersons, OpenMatter
from comity.gate.state import Person

# INVARIANT: of a county's persons one in 256 begins alike, so that an id does not tell of which booking it came, which
# may be erased since
_ALIKE = 2


@dataclass(slots=True)
class Batch:
    """Commands, and entries by the key of the booking; an entry gets its matter when the matter is opened."""

    commands: list[Command] = field(default_factory=list)
    entries: dict[str, Entry] = field(default_factory=dict)
    opening: dict[int, str] = field(default_factory=dict)  # by the place of a command: the key that it opens
    persons: dict[str, str] = field(default_factory=dict)
    changed: set[str] = field(default_factory=set)
    joined: set[str] = field(default_factory=set)
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
        hands = self.by_hand(found, known)
        for each in found:
            person = replace(each.person, id=self._identity(batch, persons, each))
            entry = known.get(each.key)
            if entry is None and each.key in hands:
                self._join(batch, each, person, hands[each.key])
            elif entry is None:
                self._open(batch, each, person)
            else:
                self._change(batch, each, person, batch.entries.get(each.key, entry))
        return batch

    def by_hand(self, found: Sequence[Booked], known: Mapping[str, Entry]) -> Mapping[str, ByHand]:
        """The matters that were opened by hand for bookings that come in now."""
        new = [each for each in found if each.key not in known]
        return known_again(new, self._book.by_hand({each.booking.number for each in new if each.booking.number}))

    def _join(self, batch: Batch, booked: Booked, person: Person, hand: ByHand) -> None:
        """Let the matter of a booking that was entered by hand take over what the source says of it."""
        due = booked.booking.release_due or hand.release_due
        batch.commands.append(MergePersons(hand.matter, person))
        batch.commands.append(ChangeRecords(hand.matter, person, replace(booked.booking, release_due=due)))
        batch.entries[booked.key] = Entry(booked.key, hand.matter, person.id, booked.digest)
        batch.joined.add(booked.key)

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

    def _new_person(self, booked: Booked) -> str:
        """A new id, that begins as the names of the matters do that come in with it: their rows lie on few pages."""
        first = self._book.beginning(self._source, booked.key)[:_ALIKE]
        return first + self._new_id()[len(first) :]

    def _identity(self, batch: Batch, persons: dict[str, str], booked: Booked) -> str:
        """The id of a person: known by the key, known by the key before a merger, or new."""
        was = persons.get(booked.was) if booked.was else None
        known = persons.get(booked.person_key) or was or self._new_person(booked)
        for key in (booked.person_key, booked.was):
            if key and persons.get(key) != known:
                persons[key] = batch.persons[key] = known
        if was and was != known:
            for entry in self._book.matters_of(self._source, [was]):
                if not entry.erased and entry.key not in batch.entries:
                    self._merge(batch, entry, replace(booked.person, id=known))
        return known


def known_again(found: Iterable[Booked], opened: Iterable[ByHand]) -> Mapping[str, ByHand]:
    """The matter of each booking, by the booking's key, where just one matter is of it.

    INVARIANT: the number alone decides nothing. It may be mistyped; so the names share a word and the days of birth,
    where both are known, are the same. Whatever else looks alike is proposed to somebody who looks.
    """
    by_number: dict[str, list[ByHand]] = {}
    for hand in opened:
        by_number.setdefault(hand.number.casefold(), []).append(hand)
    same = {
        each.key: [hand for hand in by_number.get(each.booking.number.casefold(), ()) if _is_same(each, hand)]
        for each in found
        if each.booking.number
    }
    taken = [hands[0].matter for hands in same.values() if len(hands) == 1]
    return {key: hands[0] for key, hands in same.items() if len(hands) == 1 and taken.count(hands[0].matter) == 1}


def _is_same(booked: Booked, hand: ByHand) -> bool:
    born, other = booked.person.birth_date, hand.birth_date
    return bool(_words(booked.person.name) & _words(hand.name)) and (born is None or other is None or born == other)


def _words(name: str) -> set[str]:
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", name) if not unicodedata.combining(sign))
    return set("".join(sign if sign.isalnum() else " " for sign in plain.casefold()).split())
