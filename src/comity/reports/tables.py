"""The tables of the public page, for one year, made from counts of public codes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from comity.facts import Ask
from comity.reports.count import Codes, Counts
from comity.reports.suppress import THRESHOLD, Measure, Shown, suppressed

FEDERAL = ("immigration_authority", "federal")
OTHERS = ("state", "local")
MEASURES = ("received", "held", "transferred", "declined", "agreed")
HEADLINES = ("received", "held", "transferred", "declined")  # New York's four
GROUNDS = ("supervisor", "review", "override")  # where an answer rests on a person's decision
REST = "other"
_HANDED_OVER = frozenset({"transfer/with_ground", "transfer/without_ground"})


@dataclass(frozen=True, slots=True)
class Table:
    """One published table: a row for each key, a column for each measure, and the totals."""

    name: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: Mapping[tuple[str, str], int | None]  # row and column
    totals: Mapping[str, int | None]


@dataclass(frozen=True, slots=True)
class YearShown:
    """What the public page shows of one year; `None` stands for a hidden number."""

    year: int
    threshold: int
    months: tuple[str, ...]
    measures: Mapping[str, Shown]
    tables: tuple[Table, ...]

    @property
    def hides(self) -> bool:
        """Whether any number is hidden."""
        return any(None in table.cells.values() or None in table.totals.values() for table in self.tables)


def measure_of(codes: Codes) -> str:
    """The measure that an entry counts in; empty for most."""
    if codes.kind == "request":
        return "received"
    if codes.kind == "answer":
        return "agreed" if codes.decision.endswith("/yes") else "declined"
    if codes.kind == "custody" and codes.decision == "hold/started":
        return "held"
    return "transferred" if codes.kind == "custody" and codes.decision in _HANDED_OVER else ""


def years_in(counts: Counts) -> list[int]:
    """The years in which anything was asked or answered."""
    return sorted({int(codes.day[:4]) for codes in counts if measure_of(codes)})


def finished_months(year: int, public_until: date) -> int:
    """How many months of a year are over, and all their entries public; those are counted and no others."""
    return 12 if year < public_until.year else public_until.month - 1 if year == public_until.year else 0


def year_shown(counts: Counts, year: int, *, months: int = 12, threshold: int = THRESHOLD) -> YearShown:
    """The tables of a year, or of its first months, with small counts hidden.

    A month that is not over is left out of every table, so that no two tables cover different times.
    """
    names = tuple(f"{year}-{month:02d}" for month in range(1, months + 1))
    within = {codes: number for codes, number in counts.items() if codes.day[:7] in names and measure_of(codes)}
    federal = {codes: number for codes, number in within.items() if codes.org in FEDERAL}
    others = {codes: number for codes, number in within.items() if codes.org not in FEDERAL}
    shown = {name: suppressed(_measured(federal, name, names), threshold) for name in MEASURES}
    beside = {name: suppressed(_of_others(others, name), threshold) for name in MEASURES}
    tables = (
        _table("months", shown, HEADLINES),
        _table("asks", shown, ("agreed", "declined")),
        _table("agencies", shown, MEASURES),
        _table("grounds", shown, ("agreed", "declined")),
        _table("others", beside, MEASURES),
    )
    return YearShown(year, threshold, names, shown, tables)


def section_of(basis: str) -> str:
    """The section of a law that an answer rests on, or whose decision it was."""
    if basis in GROUNDS:
        return basis
    return "/".join(basis.split("/")[:2]) or REST


def _measured(counts: Counts, measure: str, months: Iterable[str]) -> Measure:
    ours = {codes: number for codes, number in counts.items() if measure_of(codes) == measure}
    tables = {
        "months": _broken_down(ours, lambda codes: codes.day[:7], months),
        "agencies": _broken_down(ours, lambda codes: codes.org, FEDERAL),
    }
    if measure in ("agreed", "declined"):
        tables["asks"] = _broken_down(ours, lambda codes: codes.decision.partition("/")[0], [ask.value for ask in Ask])
        tables["grounds"] = _broken_down(ours, lambda codes: section_of(codes.basis), ())
    return Measure(sum(ours.values()), tables)


def _of_others(counts: Counts, measure: str) -> Measure:
    ours = {codes: number for codes, number in counts.items() if measure_of(codes) == measure}
    return Measure(sum(ours.values()), {"others": _broken_down(ours, lambda codes: codes.org or REST, OTHERS)})


def _broken_down(counts: Counts, key: Callable[[Codes], str], rows: Iterable[str]) -> dict[str, int]:
    found = Counter(dict.fromkeys(rows, 0))
    for codes, number in counts.items():
        found[key(codes)] += number
    return dict(found)


def _table(name: str, shown: Mapping[str, Shown], columns: tuple[str, ...]) -> Table:
    broken = {column: shown[column].tables[name] for column in columns}
    rows = list(dict.fromkeys(row for rows in broken.values() for row in rows))
    if name == "grounds":
        rows.sort(key=lambda row: (row in GROUNDS or row == REST, row))
    cells = {(row, column): broken[column].get(row, 0) for row in rows for column in columns}
    return Table(name, tuple(rows), columns, cells, {column: shown[column].total for column in columns})
