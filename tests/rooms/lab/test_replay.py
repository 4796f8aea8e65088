"""A table of past requests is decided row by row, or refused with the reason; nothing is guessed."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet

from comity.base import read_document
from comity.decide import Outcome, decide, read_case
from comity.facts import Ask
from comity.lab import ReplayError, count_alike, read_map, replay, replay_counts, sample
from comity.law import LawLibrary

MAP = """
map: bookings
columns: {asked: date, form: text, warrant: flag}
unused: [place]
at: {column: asked}
agencies: {us-wa: county-jail}
asks: {column: form, values: {H: [hold], N: [notify_release], both: [hold, notify_release]}}
request: {from: {value: ice}, purpose: {value: civil_immigration}}
facts:
  detainer: {column: form, values: {H: true, N: false, both: true}}
  court_order: {column: warrant}
"""
ROWS = {
    "asked": [date(2019, 5, 20), date(2019, 5, 21), date(2020, 1, 1), date(2020, 1, 1)],
    "form": ["H", "both", "both", "N"],
    "warrant": [None, False, False, True],
    "place": ["a", "b", "c", "d"],
}


@pytest.fixture(scope="module")
def library() -> LawLibrary:
    return LawLibrary()


def written(folder: Path, rows: dict[str, list[object]] | None = None, text: str = MAP) -> tuple[Path, Path]:
    """The rows as Parquet, and the map, in a folder."""
    table, row_map = folder / "rows.parquet", folder / "map.yaml"
    parquet.write_table(pa.table(rows or ROWS), table)
    row_map.write_text(text, encoding="utf-8")
    return table, row_map


def one_by_one(rows: dict[str, list[object]], library: LawLibrary) -> Iterator[tuple[Ask, Outcome]]:
    """The same rows decided one case at a time, without any of the code under test."""
    asks = {"H": "[hold]", "N": "[notify_release]", "both": "[hold, notify_release]"}
    for day, form, warrant in zip(rows["asked"], rows["form"], rows["warrant"], strict=True):
        order = "" if warrant is None else f", court_order: {str(warrant).lower()}"
        text = f"""
            at: {day}
            agency: us-wa/county-jail
            request: {{from: ice, purpose: civil_immigration, asks: {asks[str(form)]}}}
            facts: {{detainer: {str(form != "N").lower()}{order}}}"""
        for answer in decide(read_case(read_document(text.encode()), library)).answers:
            yield answer.ask, answer.outcome


def test_a_table_gives_what_its_rows_give_one_by_one(tmp_path: Path, library: LawLibrary) -> None:
    table, row_map = written(tmp_path)
    found = replay(table, read_map(row_map), "us-wa", library)
    assert found.outcomes == Counter(one_by_one(ROWS, library))
    assert (found.rows, found.kinds, found.asks) == (4, 4, 6)


def test_a_csv_file_gives_what_the_same_parquet_file_gives(tmp_path: Path) -> None:
    table, row_map = written(tmp_path)
    rows = ["2019-05-20,H,,a", "2019-05-21,both,false,b", "2020-01-01,both,false,c", "2020-01-01,N,true,d"]
    text = "\n".join(["asked,form,warrant,place", *rows, ""])
    (tmp_path / "rows.csv").write_text(text, encoding="utf-8")
    mapping = read_map(row_map)
    assert count_alike(tmp_path / "rows.csv", mapping) == count_alike(table, mapping)


def test_one_day_for_all_rows_asks_the_law_of_that_day(tmp_path: Path, library: LawLibrary) -> None:
    table, row_map = written(tmp_path)
    before = replay(table, read_map(row_map), "us-wa", library, on=date(2019, 5, 20))
    after = replay(table, read_map(row_map), "us-wa", library, on=date(2026, 6, 15))
    assert before.total(Outcome.SILENT) == 3, "before the act of 2019 nothing spoke of notice of release"
    assert after.total(Outcome.SILENT) == 0


def test_rows_that_are_alike_are_decided_once_and_counted_each(tmp_path: Path, library: LawLibrary) -> None:
    rows = {name: [column[1]] * 1000 for name, column in ROWS.items()}
    table, row_map = written(tmp_path, rows)
    found = replay(table, read_map(row_map), "us-wa", library)
    assert (found.rows, found.kinds) == (1000, 1)


def test_a_code_that_the_map_does_not_name_stops_the_run(tmp_path: Path, library: LawLibrary) -> None:
    table, row_map = written(tmp_path, {**ROWS, "form": ["H", "H", "X", "N"]})
    with pytest.raises(ReplayError, match="`X`"):
        replay(table, read_map(row_map), "us-wa", library)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (("unused: [place]", "unused: []"), "does not speak of"),
        (("warrant: flag", "warrant: text"), "cannot be `"),
        (("{asked: date", "{asked: date, gone: text"), "declared but not used"),
        (("warrant: flag", "warrant: colour"), "not a type of column"),
        (("[hold], N", "[held], N"), "`asks` gives"),
        (("map: bookings", "mapp: bookings"), "no key of a map"),
        (("court_order: {column: warrant}", "court_ordre: {column: warrant}"), "not a listed fact"),
        (("agencies: {us-wa", "agencies: {us-ca"), "does not say which agency"),
    ],
)
def test_a_map_that_does_not_fit_is_refused(
    tmp_path: Path, library: LawLibrary, change: tuple[str, str], reason: str
) -> None:
    assert change[0] in MAP
    table, row_map = written(tmp_path, text=MAP.replace(*change))
    with pytest.raises(ReplayError, match=reason) as refused:
        replay(table, read_map(row_map), "us-wa", library)
    assert refused.value.help


@pytest.mark.parametrize("content", [b"", b"PAR1 not really", b"\x00" * 64])
def test_a_file_that_is_no_table_is_refused(tmp_path: Path, library: LawLibrary, content: bytes) -> None:
    _, row_map = written(tmp_path)
    broken = tmp_path / "broken.parquet"
    broken.write_bytes(content)
    with pytest.raises(ReplayError, match="cannot be read"):
        replay(broken, read_map(row_map), "us-wa", library)


def test_progress_is_told_for_each_kind_of_case(tmp_path: Path, library: LawLibrary) -> None:
    table, row_map = written(tmp_path)
    told: list[tuple[int, int]] = []
    replay(table, read_map(row_map), "us-wa", library, progress=lambda done, of: told.append((done, of)))
    assert told == [(1, 4), (2, 4), (3, 4), (4, 4)]


def test_the_bundled_detainers_are_57149_and_make_113936_asks(library: LawLibrary) -> None:
    path, row_map = sample("ice-detainers-fy2015")
    found = replay_counts(count_alike(path, row_map), row_map, "us-il", library)
    assert (found.rows, found.asks, found.open_asks) == (57149, 113936, found.total(Outcome.OPEN))


def test_every_law_named_by_the_sample_map_has_that_agency(library: LawLibrary) -> None:
    _, row_map = sample("ice-detainers-fy2015")
    assert {library.agency(row_map.agency_in(law)).name for law in row_map.agencies} == {
        f"{law}/{agency}" for law, agency in row_map.agencies.items()
    }
    assert len(row_map.agencies) == 10
