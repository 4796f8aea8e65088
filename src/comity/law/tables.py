"""Tables of a pack, written as CSV: bounded, with strict dates, and every error with its file and line."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from comity.base import Period
from comity.law.errors import RuleError

MAX_ROWS = 5_000

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table, by the names of its columns."""

    cells: dict[str, str]
    where: str  # file:line

    def text(self, column: str) -> str:
        """What stands in a column that may not be empty."""
        found = " ".join(self.cells[column].split())
        if not found:
            raise RuleError(f"the column `{column}` is empty", help="Fill in the row.", where=self.where)
        return found

    def day(self, column: str) -> date:
        """The day that stands in a column."""
        found = self.text(column)
        try:
            if _DAY.match(found):
                return date.fromisoformat(found)
        except ValueError:
            pass
        raise RuleError(f"`{found}` is not a day", help="Write dates as 2014-12-14.", where=self.where)

    def days(self) -> Period:
        """The period from the column `from` to the column `to`, which may be empty."""
        period = Period(self.day("from"), self.day("to") if self.cells["to"].strip() else None)
        if period.last is not None and period.last < period.first:
            raise RuleError(f"the row ends before it begins: {period}", help="Correct the dates.", where=self.where)
        return period


@dataclass(frozen=True, slots=True)
class Table:
    """A table as written; `open` when its first line says that the list is not exhaustive."""

    rows: tuple[Row, ...]
    open: bool


def read_table(content: bytes, file: str, columns: tuple[str, ...]) -> Table:
    """Read a table with exactly these columns.

    Raises:
        RuleError: it is not UTF-8 text, a column is missing, or there are too many rows.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise RuleError("the file is not UTF-8 text", help="Save it as UTF-8 text.", where=f"{file}:{line}") from None
    first, _, rest = text.partition("\n")
    is_open = first.strip() == "# open"
    return Table(tuple(_rows(rest if is_open else text, file, columns, int(is_open))), is_open)


def _rows(text: str, file: str, columns: tuple[str, ...], above: int) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text))
    lines = iter(_cells(reader, file, above))
    heading = next(lines, None)
    if heading is None or heading[0] != columns:
        where = f"{file}:{1 + above}"
        raise RuleError("other columns than expected", help=f"The first line must be {','.join(columns)}.", where=where)
    for number, (cells, line) in enumerate(lines):
        where = f"{file}:{line}"
        if number >= MAX_ROWS:
            raise RuleError(f"there are more than {MAX_ROWS:,} rows", help="Split the table.", where=where)
        if len(cells) != len(columns):
            wrong = f"a row has {len(cells)} columns, not {len(columns)}"
            raise RuleError(wrong, help="Put a text that holds a comma in double quotes.", where=where)
        yield Row(dict(zip(columns, cells, strict=True)), where)


def _cells(reader: Iterator[list[str]], file: str, above: int) -> Iterator[tuple[tuple[str, ...], int]]:
    """Each line that is not empty, with its number."""
    try:
        for cells in reader:
            if cells:
                yield tuple(cells), _line(reader) + above
    except csv.Error as error:
        where = f"{file}:{_line(reader) + above}"
        raise RuleError(f"this is not CSV: {error}", help="Correct the line.", where=where) from None


def _line(reader: object) -> int:
    return int(getattr(reader, "line_num", 0))
