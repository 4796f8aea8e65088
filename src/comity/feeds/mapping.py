"""A mapping: how the columns of a source's files become bookings. Plain frozen values, checked when they are read."""

from __future__ import annotations

import re
from collections.abc import Mapping as Table_
from dataclasses import dataclass, field

UNMAPPED = "unmapped"  # the word by which a map says that a code has no meaning here
COLUMN_KINDS = ("text", "whole", "date", "moment", "yes_no")
FORMATS = ("csv", "parquet", "niem-json")
ENCODINGS = ("utf-8", "windows-1252", "iso-8859-1")
GRADES = ("felony", "misdemeanor", "violation")
ISO = "iso"
SOURCE = re.compile(r"[a-z0-9][a-z0-9-]{0,49}")
PLACE = re.compile(r"\{([^{}]+)\}")  # a column within a text


@dataclass(frozen=True, slots=True)
class Column:
    """One column that is read, and how its text is understood."""

    name: str
    kind: str
    format: str = ISO
    zone: str = ""
    yes: tuple[str, ...] = ("true",)
    no: tuple[str, ...] = ("false",)
    longest: int = 2_000


@dataclass(frozen=True, slots=True)
class Format:
    """How a file is written."""

    kind: str
    delimiter: str = ","
    encoding: str = "utf-8"
    header: tuple[str, ...] = ()  # empty: the first line is the header
    root: str = ""  # of NIEM JSON: where the bookings are
    lines: bool = False  # of NIEM JSON: one document a line


@dataclass(frozen=True, slots=True)
class Table:
    """One kind of file, or one kind of entry within a JSON document."""

    name: str
    file: str  # a pattern of file names
    format: Format
    columns: Table_[str, Column]
    unused: Table_[str, str]  # by column: why it is not read
    booking_key: tuple[str, ...]
    path: str = ""  # of NIEM JSON: where its entries are within a booking

    @property
    def used(self) -> tuple[str, ...]:
        """The columns that are read, in the order of a row's cells."""
        return tuple(self.columns)


@dataclass(frozen=True, slots=True)
class Cell:
    """Where one value comes from: columns, a text with columns in it, or a constant."""

    columns: tuple[str, ...] = ()
    between: str = " "
    codes: Table_[str, object] | None = None
    at_time: str = ""  # of a day, for a moment
    text: str = ""
    value: object = None
    latest_of: str = ""  # a table: the latest of all its rows of the booking, nothing while one of them has none

    @property
    def read(self) -> tuple[str, ...]:
        """The columns that it reads."""
        return (*self.columns, *PLACE.findall(self.text))


@dataclass(frozen=True, slots=True)
class Filter:
    """Rows by the code in one column."""

    column: str
    codes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Part:
    """One kind of thing made of rows of one table."""

    table: str
    cells: Table_[str, Cell]
    only: Filter | None = None
    leave_out: Filter | None = None


@dataclass(frozen=True, slots=True)
class Mapping:
    """How the files of one source become bookings."""

    source: str
    title: str
    tables: Table_[str, Table]
    person: Part | None = None  # a source that adds to another's bookings has none, nor a booking
    booking: Part | None = None
    charges: Part | None = None
    court_dates: Part | None = None
    convictions: Part | None = None
    all_convictions: bool = False  # whether the source knows every conviction
    notes: tuple[Part, ...] = ()
    releases: Part | None = None
    transfers: Part | None = None
    adds_to: str = ""  # the source whose bookings these rows are about
    is_sorted: bool = False  # the files come sorted by booking, and need no sorting
    origin: str = ""
    digest: str = ""  # of the file it was read from
    content: bytes = field(default=b"", repr=False)

    @property
    def table_names(self) -> tuple[str, ...]:
        """The tables, in the order by which rows know theirs."""
        return tuple(self.tables)

    @property
    def parts(self) -> tuple[Part, ...]:
        """Every part that rows are read for."""
        some = (
            *(self.person, self.booking, self.charges, self.court_dates, self.convictions, *self.notes),
            *(self.releases, self.transfers),
        )
        return tuple(part for part in some if part is not None)
