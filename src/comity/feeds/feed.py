"""A feed: the files of a source, read by its map, as bookings."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from comity.feeds.errors import Refusal, RowError
from comity.feeds.limits import ON_DISK, Limits
from comity.feeds.mapper import Added, Booked, Mapper, Sighting, sighting
from comity.feeds.mapping import Mapping
from comity.feeds.rows.opening import open_rows, sources
from comity.feeds.rows.row import RawRow, Source
from comity.feeds.rows.sorting import Packed, packed, together

OpenRows = Callable[[Mapping, Source, Limits], Iterator[RawRow]]
Refused = Callable[[Refusal], None]
Before = Callable[[str], str]
_BETWEEN = "|"  # the columns of a key
_BLOCK = 1 << 20
_LONGEST_KEY = 200
_KEY = "Fill in the key of the booking, or correct `booking_key` in the map."


@dataclass(frozen=True, slots=True)
class Measured:
    """What is known of files before they are read."""

    digest: str
    rows: int  # nought where that is not known


class Feed:
    """The files of one source; `open_rows` may read them elsewhere, as `read_in_child` does."""

    def __init__(self, mapping: Mapping, limits: Limits = ON_DISK, *, open_rows: OpenRows = open_rows) -> None:
        self.mapping, self.limits = mapping, limits
        self.mapper = Mapper(mapping, limits)
        self._open_rows = open_rows
        self._keys = [[table.used.index(name) for name in table.booking_key] for table in mapping.tables.values()]

    def read(self, *paths: Path, refused: Refused | None = None) -> Iterator[Booked]:
        """The bookings of some files, or of the files in a folder.

        What cannot be used is told to `refused`, and the rest goes on.

        Raises:
            RowError: a row cannot be used, and nobody is told.
            FeedError: a file cannot be read, or does not fit the map.
        """
        for found in self.found(paths, refused or _stop):
            if isinstance(found, Booked):
                yield found

    def found(self, paths: Sequence[Path], refused: Refused) -> Iterator[Booked | Added]:
        """The bookings, or what is added to bookings of another source.

        Raises:
            FeedError: a file cannot be read, or does not fit the map.
        """
        make = self.mapper.added if self.mapping.adds_to else self.mapper.booked
        for seen in self.sightings(paths, refused):
            try:
                yield make(seen)
            except RowError as error:
                refused(error.refusal)

    def sightings(self, paths: Sequence[Path], refused: Refused, *, before: Before | None = None) -> Iterator[Sighting]:
        """The rows of each booking, before anything is made of them, in an order that is always the same.

        It is the order of the keys, or first of what `before` says of each, unless the files come sorted by key.

        Raises:
            FeedError: a file cannot be read, or does not fit the map.
        """
        streams = [
            self._packed(self._open_rows(self.mapping, source, self.limits), refused, before)
            for source in sources(self.mapping, paths, self.limits)
        ]
        for key, rows in together(streams, self.limits, is_sorted=self.mapping.is_sorted):
            yield sighting(self.mapping, key, rows)

    def measure(self, paths: Sequence[Path]) -> Measured:
        """A digest of the files' contents, and how many rows they seem to have.

        Raises:
            FeedError: a file is not there, or is none of this map.
        """
        digests, rows = [], 0
        for source in sources(self.mapping, paths, self.limits):
            hashed = hashlib.sha256()
            with source.path.open("rb") as stream:
                while block := stream.read(_BLOCK):
                    hashed.update(block)
                    rows += block.count(b"\n")
            digests.append(hashed.hexdigest())
        whole = digests[0] if len(digests) == 1 else hashlib.sha256("".join(sorted(digests)).encode()).hexdigest()
        has_lines = all(table.format.kind == "csv" for table in self.mapping.tables.values())
        return Measured(whole, rows if has_lines else 0)

    def _key(self, row: RawRow) -> str:
        places = self._keys[row.table]
        if len(places) == 1:
            return row.cells[places[0]].strip()
        parts = [row.cells[at].strip() for at in places]
        return _BETWEEN.join(parts) if any(parts) else ""

    def _packed(self, rows: Iterator[RawRow], refused: Refused, before: Before | None) -> Iterator[Packed]:
        first = before if before and not self.mapping.is_sorted else _nothing
        for number, row in enumerate(rows):
            key = self._key(row) if row.cells else ""
            if 0 < len(key) <= _LONGEST_KEY:
                yield packed(row, key, number, first(key))
            elif row.fault:
                refused(Refusal((row.line,), row.fault, row.help))
            else:
                column = self.mapping.tables[self.mapping.table_names[row.table]].booking_key[0]
                what = "longer than a key" if key else "empty"
                refused(Refusal((row.line,), f"`{column}` is {what}", _KEY, column))


def _nothing(_: str) -> str:
    return ""


def _stop(refusal: Refusal) -> None:
    raise RowError(refusal)
