"""Makes a booking of its rows: a person, charges, days in court, convictions, notes, as the map says."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from operator import itemgetter
from typing import cast

from comity.feeds import targets
from comity.feeds.cells import Row, Test, Value, compiled, test
from comity.feeds.errors import CellError, Refusal, RowError
from comity.feeds.limits import Limits
from comity.feeds.mapping import Cell, Mapping, Part, Table
from comity.feeds.rows.row import RawRow
from comity.feeds.rows.sorting import Packed
from comity.gate.state import Booking, Charge, CourtDate, Person

Values = dict[str, object]
Rows = Sequence[RawRow]


@dataclass(frozen=True, slots=True)
class Sighting:
    """The rows of one booking, and a digest of all they say."""

    key: str
    packed: Sequence[Packed]
    digest: str

    @property
    def lines(self) -> tuple[int, ...]:
        """Where its rows stand."""
        return tuple(row.line for row in self.packed)


@dataclass(frozen=True, slots=True)
class Booked:
    """One booking as its source says it now; the person's id is not known here."""

    key: str
    person_key: str
    was: str  # the person's key before two records were merged, or empty
    person: Person
    booking: Booking
    lines: tuple[int, ...]
    digest: str


@dataclass(frozen=True, slots=True)
class CustodyEnd:
    """A release, or with `to` a transfer."""

    at: datetime
    to: str = ""


@dataclass(frozen=True, slots=True)
class Added:
    """What a source adds to a booking of another one."""

    key: str
    court_dates: tuple[CourtDate, ...]
    end: CustodyEnd | None
    lines: tuple[int, ...]
    digest: str


def sighting(mapping: Mapping, key: str, rows: Sequence[Packed]) -> Sighting:
    """The rows of a booking with their digest, which is another one if the map is."""
    said = "\x1e".join([f"{row.table}\x1f{row.text}\x1f{row.fault}" for row in rows])
    hashed = hashlib.blake2b(f"{mapping.digest}\x1e{said}".encode("utf-8", "surrogatepass"), digest_size=16)
    return Sighting(key, rows, hashed.hexdigest())


@dataclass(frozen=True, slots=True)
class _Maker:
    """A part of the map, compiled."""

    table: int
    values: tuple[tuple[str, Value], ...]
    only: Test | None
    leave_out: Test | None
    anchor: str  # a row in which this is empty says nothing of the part
    places: tuple[int, ...]  # the cells that it reads
    others: tuple[int, ...]  # those beside the anchor
    pick: Callable[[Row], Row]

    def rows(self, rows: Sequence[RawRow]) -> Sequence[RawRow]:
        """The rows that it is made of."""
        found = [row for row in rows if row.table == self.table]
        if only := self.only:
            found = [row for row in found if only(row.cells)]
        if leave_out := self.leave_out:
            found = [row for row in found if not leave_out(row.cells)]
        return found

    def of(self, row: RawRow) -> Values:
        """The values of a row.

        Raises:
            RowError: a cell cannot be used.
        """
        try:
            return {name: value(row.cells) for name, value in self.values}
        except CellError as error:
            raise RowError(Refusal((row.line,), error.message, error.help, error.column, error.code)) from None

    def seen(self, row: RawRow) -> Row:
        """The cells of a row that it reads."""
        return self.pick(row.cells)


class Mapper:
    """Makes bookings of rows by one map, compiled once."""

    def __init__(self, mapping: Mapping, limits: Limits) -> None:
        self.mapping, self._limits = mapping, limits
        self._person = self._some(mapping.person, targets.PERSON, "")
        self._booking = self._some(mapping.booking, targets.BOOKING, "")
        said_once = mapping.booking.cells if mapping.booking else {}
        self._latest = [self._latest_maker(name, cell) for name, cell in said_once.items() if cell.latest_of]
        self._charges = self._some(mapping.charges, targets.CHARGE, "offence")
        self._dates = self._some(mapping.court_dates, targets.COURT_DATE, "at")
        self._convictions = self._some(mapping.convictions, targets.CONVICTION, "offence")
        self._releases = self._some(mapping.releases, targets.RELEASE, "at")
        self._transfers = self._some(mapping.transfers, targets.TRANSFER, "at")
        self._notes = [self._maker(note, targets.NOTE, "text") for note in mapping.notes]

    def booked(self, seen: Sighting) -> Booked:
        """The booking that these rows say.

        Raises:
            RowError: they cannot be used; not one of them is.
        """
        self._must_be_whole(seen)
        rows = [row.row() for row in seen.packed]
        person, booking = self._single(self._person, rows, "person"), self._single(self._booking, rows, "booking")
        booking |= {name: _latest(maker, rows) for name, maker in self._latest}
        for name, found, fields in (("person", person, targets.PERSON), ("booking", booking, targets.BOOKING)):
            if empty := [key for key, target in fields.items() if target.needed and not found.get(key)]:
                raise _refused(seen.lines, f"the `{empty[0]}` of the {name} is empty", "Fill it in at the source.")
        return Booked(
            seen.key,
            str(person["key"]),
            str(person.get("was") or ""),
            Person(
                "",
                str(person["name"]),
                cast("date | None", person.get("birth_date")),
                str(person.get("language") or ""),
            ),
            self._whole(booking, rows),
            seen.lines,
            seen.digest,
        )

    def added(self, seen: Sighting) -> Added:
        """What these rows add to a booking of another source.

        Raises:
            RowError: they cannot be used; not one of them is.
        """
        self._must_be_whole(seen)
        rows = [row.row() for row in seen.packed]
        ends = [CustodyEnd(_moment(said["at"])) for said in _all(self._releases, rows)]
        for said in _all(self._transfers, rows):
            if not said["to"]:
                raise _refused(seen.lines, "a transfer says not to whom", "Fill it in at the source.")
            ends.append(CustodyEnd(_moment(said["at"]), str(said["to"])))
        if len(set(ends)) > 1:
            raise _refused(seen.lines, "these rows end custody more than once", "Leave all but the last one out.")
        dates = tuple(sorted(self._dates_of(rows), key=lambda day: day.at))
        return Added(seen.key, dates, ends[0] if ends else None, seen.lines, seen.digest)

    def _whole(self, said: Values, rows: Rows) -> Booking:
        return Booking(
            **{name: value for name, value in said.items() if value is not None},  # type: ignore[arg-type]
            charges=tuple(self._charges_of(rows)),
            court_dates=tuple(sorted(self._dates_of(rows), key=lambda day: day.at)),
            convictions=self._convictions_of(rows),
            source=self.mapping.source,
            notes=tuple(dict.fromkeys(str(said["text"]) for maker in self._notes for said in _all(maker, rows))),
        )

    def _charges_of(self, rows: Rows) -> Iterator[Charge]:
        known: dict[str, Charge] = {}
        for said in _all(self._charges, rows):
            key = str(said.pop("key", None) or "")
            charge = Charge(**{name: str(value) for name, value in said.items() if value is not None})
            if not key or key not in known:
                yield charge
            elif known[key] != charge:
                raise _refused(
                    [row.line for row in rows],
                    f"the charge `{key[:40]}` is there twice and differs",
                    "Export the file again.",
                )
            known[key] = charge

    def _dates_of(self, rows: Rows) -> set[CourtDate]:
        return {
            CourtDate(**{name: value for name, value in said.items() if value is not None})  # type: ignore[arg-type]
            for said in _all(self._dates, rows)
        }

    def _convictions_of(self, rows: Rows) -> object:
        """As a case document has them: plain JSON values, and nothing at all where nothing is known."""
        if self._convictions is None:
            return None
        known: list[Values] = []
        for said in _all(self._convictions, rows):
            plain = {name: str(value) if isinstance(value, date) else value for name, value in said.items()}
            record = {name: value for name, value in plain.items() if value is not None}
            if record not in known:
                known.append(record)
        if not known and not self.mapping.all_convictions:
            return None
        return {"known": known, "complete": self.mapping.all_convictions}

    def _single(self, maker: _Maker | None, rows: Rows, what: str) -> Values:
        """The values of what a booking has once: every row says the same of it."""
        assert maker is not None, "a source that adds to another's bookings is asked for its own"
        lines, rows = tuple(row.line for row in rows), maker.rows(rows)
        if not rows:
            name = self.mapping.table_names[maker.table]
            raise _refused(lines, f"no row of `{name}` has this booking", "Export both files of the same moment.")
        said = maker.of(rows[0])
        first = maker.seen(rows[0]) if len(rows) > 1 else ()
        for row in rows[1:]:
            if (other := maker.seen(row)) != first:
                maker.of(row)  # a cell that cannot be used is told before one that only differs
                column = self._column(maker, first, other)
                raise RowError(
                    Refusal(
                        (rows[0].line, row.line),
                        f"these rows say different things of the {what} in `{column}`",
                        "Correct one of them at the source.",
                        column,
                    )
                )
        return said

    def _column(self, maker: _Maker, first: Row, other: Row) -> str:
        at = next(at for at, (one, two) in enumerate(zip(first, other, strict=True)) if one != two)
        return self.mapping.tables[self.mapping.table_names[maker.table]].used[maker.places[at]]

    def _must_be_whole(self, seen: Sighting) -> None:
        if faulty := [row for row in seen.packed if row.fault]:
            raise RowError(Refusal(tuple(row.line for row in faulty), faulty[0].fault, faulty[0].help))
        if len(seen.packed) > self._limits.rows_of_booking:
            most = self._limits.rows_of_booking
            raise _refused(seen.lines, f"this booking has more than {most:,} rows", "Correct `booking_key` in the map.")

    def _some(self, part: Part | None, fields: targets.Fields, anchor: str) -> _Maker | None:
        return None if part is None else self._maker(part, fields, anchor)

    def _latest_maker(self, name: str, cell: Cell) -> tuple[str, _Maker]:
        return name, self._maker(Part(cell.latest_of, {name: replace(cell, latest_of="")}), targets.BOOKING, "")

    def _maker(self, part: Part, fields: targets.Fields, anchor: str) -> _Maker:
        table = self.mapping.tables[part.table]
        cells = {name: cell for name, cell in part.cells.items() if not cell.latest_of}
        beside = [cell for name, cell in cells.items() if name not in {anchor, "key"}]
        return _Maker(
            self.mapping.table_names.index(part.table),
            tuple((name, compiled(cell, fields[name], table)) for name, cell in cells.items()),
            test(part.only, table) if part.only else None,
            test(part.leave_out, table) if part.leave_out else None,
            anchor,
            _places(cells.values(), table),
            _places(beside, table),
            _pick(_places(cells.values(), table)),
        )


def _latest(maker: _Maker, rows: Rows) -> object:
    """The latest moment of the rows, nothing while one of them has none."""
    moments = [moment for row in maker.rows(rows) for moment in maker.of(row).values()]
    return max((each for each in moments if isinstance(each, datetime)), default=None) if None not in moments else None


def _moment(value: object) -> datetime:
    assert isinstance(value, datetime)
    return value


def _places(cells: Iterable[Cell], table: Table) -> tuple[int, ...]:
    names = {name for cell in cells for name in cell.read}
    return tuple(at for at, name in enumerate(table.used) if name in names)


def _pick(places: tuple[int, ...]) -> Callable[[Row], Row]:
    """The function that gives these cells of a row; `itemgetter` gives several as a tuple, and one bare."""
    if len(places) > 1:
        return itemgetter(*places)
    return lambda row: [row[at] for at in places]


def _all(maker: _Maker | None, rows: Rows) -> Iterator[Values]:
    """The values of every row that says something of a part."""
    if maker is None:
        return
    for row in maker.rows(rows):
        if not any(maker.seen(row)):
            continue
        said = maker.of(row)
        if said[maker.anchor] is not None:
            yield said
        elif any(row.cells[at].strip() for at in maker.others):
            raise RowError(
                Refusal((row.line,), f"the `{maker.anchor}` is empty, and what goes with it is not", "Fill it in.")
            )


def _refused(lines: Sequence[int], message: str, help: str) -> RowError:
    return RowError(Refusal(tuple(lines), message, help))
