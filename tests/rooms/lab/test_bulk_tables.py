"""A table decided over bit planes: what the rows give one by one, written row by row, or refused with the reason."""

import json
import random
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyarrow import parquet
from random_law import DAY, DOMAINS, LAYERS, Law, laws, reading
from small_packs import head, section

from comity.lab import ReplayError, read_map, replay, sample, sample_facts
from comity.lab.bulk import InPlace, Settler, Work, answers, replay_bulk, row_answers, splits_of
from comity.lab.bulk.splits import needed_of
from comity.law import LawLibrary

COUNTED = ("rows", "outcomes", "verdicts", "decided_by", "asked_first", "settled_alone_by", "open_asks")
MAP = """
map: bookings
columns: {asked: date, form: text, warrant: flag, seen: text, record: records}
unused: [place]
at: {column: asked}
agencies: {us-wa: county-jail, us-ny-nyc: nypd, us-ca: county-jail}
asks: {column: form, values: {H: [hold], N: [notify_release], both: [hold, notify_release]}}
request: {from: {value: ice}, purpose: {value: civil_immigration}}
facts:
  detainer: {column: form, values: {H: true, N: false, both: true}}
  judicial_warrant: {column: warrant}
  court_order: {column: seen, values: {"1": true, "0": false, "?": unknown}}
  convictions: {column: record}
"""
OFFENCES = ["NY PL 120.05", "NY PL 120.05(2)", "CA PC 187", "NY PL 1.00"]


def some_rows(number: int, seed: int = 5) -> dict[str, list[Any]]:
    """Rows with empty cells, over days on which the law changed, with lists of convictions."""
    chance = random.Random(seed)

    def record() -> dict[str, Any]:
        full = {
            "offence": chance.choice(OFFENCES),
            "date": date(2014, 3, 1),
            "judgment": chance.random() < 0.8,
            "youthful_offender": chance.random() < 0.2,
        }
        return {key: value for key, value in full.items() if chance.random() < 0.9}

    def convictions() -> Any:
        known = [record() for _ in range(chance.choice([0, 0, 1, 2]))]
        return chance.choice([None, known, {"known": known, "complete": False}])

    columns: dict[str, Callable[[], Any]] = {
        "asked": lambda: date(2014, 12, 1) + timedelta(days=chance.randrange(3600)),
        "form": lambda: chance.choice(["H", "N", "both"]),
        "warrant": lambda: chance.choice([True, False, None]),
        "seen": lambda: chance.choice(["1", "0", "?", None]),
        "record": lambda: json.dumps(convictions(), default=str),
        "place": lambda: "here",
    }
    return {name: [make() for _ in range(number)] for name, make in columns.items()}


def written(folder: Path, rows: dict[str, list[Any]], text: str = MAP, **options: Any) -> tuple[Path, Path]:
    table, row_map = folder / "rows.parquet", folder / "map.yaml"
    parquet.write_table(pa.table(rows), table, **options)
    row_map.write_text(text, encoding="utf-8")
    return table, row_map


@pytest.fixture(scope="module")
def library() -> LawLibrary:
    return LawLibrary()


@pytest.mark.parametrize("law", ["us-wa", "us-ny-nyc", "us-ca"])
def test_a_table_of_several_row_groups_counts_as_its_rows_do_one_by_one(
    tmp_path: Path, library: LawLibrary, law: str, tally: Callable[..., None]
) -> None:
    table, path = written(tmp_path, some_rows(500), row_group_size=97)
    row_map = read_map(path)
    expected = replay(table, row_map, law, library)
    found = replay_bulk(Work(table, row_map, law), InPlace(library))
    assert {name: getattr(found, name) for name in COUNTED} == {name: getattr(expected, name) for name in COUNTED}
    assert found.not_looked_at == 0
    tally("rows decided by planes", found.rows)


IDLE = "facts:\n  counsel_present: {column: idle}"  # no law of New York City's packs looks at it


def test_a_flag_that_no_law_looks_at_is_not_read_and_changes_nothing(tmp_path: Path, library: LawLibrary) -> None:
    rows = some_rows(200)
    table, path = written(tmp_path, {**rows, "idle": [True, False] * 100}, _with_idle(MAP))
    row_map, pack = read_map(path), library.pack("us-ny-nyc")
    work = Work(table, row_map, "us-ny-nyc")
    assert set(row_map.used) - set(needed_of(work, pack, library.vocabulary).used) == {"idle"}
    found, expected = replay_bulk(work, InPlace(library)), replay(table, row_map, "us-ny-nyc", library)
    assert {name: getattr(found, name) for name in COUNTED} == {name: getattr(expected, name) for name in COUNTED}


def test_a_column_that_is_no_flag_is_read_and_refused_though_no_law_looks_at_it(
    tmp_path: Path, library: LawLibrary
) -> None:
    table, path = written(tmp_path, {**some_rows(2), "idle": ["perhaps", "yes"]}, _with_idle(MAP))
    with pytest.raises(ReplayError, match="not flag"):
        replay_bulk(Work(table, read_map(path), "us-ny-nyc"), InPlace(library))


def _with_idle(text: str) -> str:
    return text.replace("warrant: flag", "warrant: flag, idle: flag").replace("facts:", IDLE)


def test_the_same_rows_as_csv_and_with_records_as_arrow_has_them(tmp_path: Path, library: LawLibrary) -> None:
    rows = {**some_rows(80), "record": [[{"offence": "NY PL 120.05", "date": date(2014, 3, 1), "judgment": True}]] * 80}
    table, path = written(tmp_path, rows)
    row_map = read_map(path)
    arrow = replay_bulk(Work(table, row_map, "us-ny-nyc"), InPlace(library))
    rows["record"] = ['[{"offence": "NY PL 120.05", "date": "2014-03-01", "judgment": true}]'] * 80
    lines = [",".join(rows)] + [",".join(_cell(value) for value in row) for row in zip(*rows.values(), strict=True)]
    csv = tmp_path / "rows.csv"
    csv.write_text("\n".join([*lines, ""]), encoding="utf-8")
    assert replay_bulk(Work(csv, row_map, "us-ny-nyc"), InPlace(library)) == arrow


def _cell(value: Any) -> str:
    text = "" if value is None else str(value)
    return '"' + text.replace('"', '""') + '"' if "," in text else text


def test_one_day_and_a_supposition_for_all_rows(library: LawLibrary) -> None:
    path, row_map = sample("ice-detainers-fy2015")
    supposed, day = sample_facts("plain-detainer"), date(2026, 6, 15)
    expected = replay(path, row_map, "us-il", library, on=day, assume=supposed)
    found = replay_bulk(Work(path, row_map, "us-il", day, supposed), InPlace(library))
    assert (found.outcomes, found.verdicts) == (expected.outcomes, expected.verdicts)


def test_answers_are_written_for_each_row_in_the_order_of_the_rows(tmp_path: Path, library: LawLibrary) -> None:
    table, path = written(tmp_path, some_rows(300), row_group_size=64)
    row_map, out = read_map(path), tmp_path / "answers.parquet"
    found = replay_bulk(Work(table, row_map, "us-ny-nyc", out=out), InPlace(library))
    told = parquet.read_table(out)
    assert told["row"].to_pylist() == list(range(300))
    forms = parquet.read_table(table)["form"].to_pylist()
    asked = [form in {"H", "both"} for form in forms]
    assert [outcome is not None for outcome in told["hold_outcome"].to_pylist()] == asked
    for (ask, outcome), number in found.outcomes.items():
        assert told[f"{ask.value}_outcome"].to_pylist().count(outcome.value) == number
    left_open = [outcome == "open" for outcome in told["hold_outcome"].to_pylist()]
    assert [fact is not None for fact in told["hold_missing"].to_pylist()] == left_open
    told_of = json.loads(told.schema.metadata[b"comity"])
    assert told_of["agency"] == "us-ny-nyc/nypd"
    assert told_of["packs"]["us-ny-nyc"] == library.pack("us-ny-nyc").digest
    assert list(tmp_path.glob("*.parts")) == [], "nothing unfinished is left"


def test_kinds_beyond_the_bound_stay_open_and_are_counted_as_not_looked_at(tmp_path: Path, library: LawLibrary) -> None:
    table, path = written(tmp_path, some_rows(300))
    every = replay_bulk(Work(table, read_map(path), "us-ny-nyc"), InPlace(library))
    few = replay_bulk(Work(table, read_map(path), "us-ny-nyc", most_kinds=3), InPlace(library))
    assert (every.not_looked_at, few.kinds) == (0, 3)
    assert 0 < few.not_looked_at <= few.open_asks
    assert few.open_asks >= every.open_asks


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"form": ["H", "X"]}, "`X`, which the map does not name"),
        ({"asked": [date(2019, 1, 1), None]}, "has no day"),
        ({"asked": [date(2019, 1, 1), date(1901, 1, 1)]}, "outside the days"),
        ({"record": ["[]", "[{"]}, "no list of records"),
        ({"record": ["[]", '[{"offense": "x"}]']}, "not a field of `convictions`"),
        ({"form": ["H", None]}, "asks` is missing"),
        ({"warrant": ["perhaps", "yes"]}, "not flag"),
    ],
)
def test_a_row_that_is_no_case_stops_the_run_and_nothing_is_written(
    tmp_path: Path, library: LawLibrary, change: dict[str, list[Any]], reason: str
) -> None:
    table, path = written(tmp_path, {**some_rows(2), "form": ["H", "N"], **change})
    with pytest.raises(ReplayError, match=reason) as refused:
        replay_bulk(Work(table, read_map(path), "us-wa", out=tmp_path / "answers.parquet"), InPlace(library))
    assert refused.value.help
    assert not (tmp_path / "answers.parquet").exists()


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (("judicial_warrant: {column", "judicial_warant: {column"), "not a listed fact"),
        (("judicial_warrant: {column", "purpose: {column"), "in `request` and in `facts`"),
        (("judicial_warrant: {column: warrant}", "arrest_date: {column: warrant}"), "cannot be `"),
    ],
)
def test_a_map_that_does_not_fit_is_refused_by_the_planes_too(
    tmp_path: Path, library: LawLibrary, change: tuple[str, str], reason: str
) -> None:
    table, path = written(tmp_path, some_rows(5), MAP.replace(*change))
    with pytest.raises(ReplayError, match=reason):
        replay_bulk(Work(table, read_map(path), "us-wa"), InPlace(library))


def test_small_row_groups_are_joined_into_one_split(tmp_path: Path) -> None:
    table, _ = written(tmp_path, some_rows(100), row_group_size=10)
    assert [split.groups for split in splits_of(table)] == [(group,) for group in range(10)]
    joined = splits_of(table, 35)
    assert [split.groups for split in joined] == [(0, 1, 2, 3), (4, 5, 6, 7), (8, 9)]
    assert [split.first_row for split in joined] == [0, 40, 80]


def test_a_slice_that_begins_inside_a_byte_says_what_the_whole_says(tmp_path: Path, library: LawLibrary) -> None:
    from comity.lab.bulk import TableReader
    from comity.lab.rows import tables

    path, map_path = written(tmp_path, some_rows(200))
    reader = TableReader(read_map(map_path), "us-wa/county-jail", library)
    [whole] = tables(path, read_map(map_path), dictionaries=True)
    agency, pack = library.agency("us-wa/county-jail"), library.pack("us-wa")
    told = {}
    for start, rows in ((0, 200), (3, 190), (64, 77)):
        block = reader.block(whole.slice(start, rows))
        found = row_answers(rows, answers(block, agency, pack, Settler(0)))
        told[start] = {ask: list(columns.outcome) for ask, columns in found.items()}
    for start, rows in ((3, 190), (64, 77)):
        assert told[start] == {ask: column[start : start + rows] for ask, column in told[0].items()}


RANDOM_MAP = """
map: random
columns: {day: date, p: flag, q: flag, r: flag, s: flag, t: flag, u: flag, colour: text, number: count}
at: {column: day}
agencies: {us-xx-city: city-police}
asks: {value: [hold, notify_release, share_court_date]}
request: {}
facts: {p: {column: p}, q: {column: q}, r: {column: r}, s: {column: s}, t: {column: t}, u: {column: u},
        colour: {column: colour}, number: {column: number}}
"""


def test_random_law_over_a_table_of_flags_words_and_counts(tmp_path: Path, tally: Callable[..., None]) -> None:
    (tmp_path / "map.yaml").write_text(RANDOM_MAP)
    row_map, table = read_map(tmp_path / "map.yaml"), tmp_path / "rows.parquet"

    @settings(max_examples=20)
    @given(laws(), st.integers(0, 2**32))
    def compare(law: Law, seed: int) -> None:
        chance = random.Random(seed)
        columns = {name: [chance.choice([None, *values]) for _ in range(200)] for name, values in DOMAINS.items()}
        days = [DAY + timedelta(days=chance.choice([-1, 0, 1])) for _ in range(200)]
        parquet.write_table(pa.table({**columns, "day": days}), table)
        with reading(law) as read:
            expected = replay(table, row_map, "us-xx-city", read.library)
            found = replay_bulk(Work(table, row_map, "us-xx-city"), InPlace(read.library))
        assert {name: getattr(found, name) for name in COUNTED} == {name: getattr(expected, name) for name in COUNTED}
        tally("rows decided by planes", found.rows)

    compare()


@pytest.mark.parametrize(
    ("number", "colour", "reason"),
    [(5, "red", "`number` cannot be `5`"), (-1, "red", "`-1`"), (1, "pink", "`pink`")],
)
def test_a_count_or_a_word_that_cannot_be_stops_the_run(tmp_path: Path, number: int, colour: str, reason: str) -> None:
    (tmp_path / "map.yaml").write_text(RANDOM_MAP)
    columns = {name: values[:1] * 2 for name, values in DOMAINS.items()}
    columns |= {"number": [0, number], "colour": ["red", colour], "day": [DAY, DAY]}
    parquet.write_table(pa.table(columns), tmp_path / "rows.parquet")
    heads = {
        name: head(name, layer, above) for (name, layer), above in zip(LAYERS.items(), [None, *LAYERS], strict=False)
    }
    law = Law(heads, {name: {"one": section(norms=[])} for name in LAYERS})
    work = Work(tmp_path / "rows.parquet", read_map(tmp_path / "map.yaml"), "us-xx-city")
    with reading(law) as read, pytest.raises(ReplayError, match=reason):
        replay_bulk(work, InPlace(read.library))
