"""`comity replay` and `comity what-if`: what is printed, what is written, what is refused."""

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pyarrow import parquet

from comity.lab import SAMPLES
from contract.county import COUNTY, RULE

TABLE = str(SAMPLES / "ice_detainers_fy2015.parquet")
MAP = str(SAMPLES.parent / "maps" / "ice-detainers-fy2015.yaml")
CASE = """
at: 2017-03-15T09:40
agency: us-ny-nyc/nypd
name: a court date
request: {from: ice, asks: [share_court_date], purpose: civil_immigration}
facts: {detainer: true, judicial_warrant: false, convictions: []}
"""


def test_both_ways_of_replaying_print_the_same_counts(comity: Callable[..., Any]) -> None:
    words = ("replay", TABLE, "--map", MAP, "--law", "us-ny-nyc", "--law", "us-wa", "--json")
    planes, one_by_one = (json.loads(comity(*words, "--engine", name).out) for name in ("numpy", "reference"))
    for law in (*planes["laws"], *one_by_one["laws"]):
        law.pop("kinds")
    assert planes == one_by_one


def test_replay_writes_the_answer_to_each_row(comity: Callable[..., Any], tmp_path: Path) -> None:
    out = tmp_path / "answers.parquet"
    done = comity("replay", TABLE, "--map", MAP, "--law", "us-ny-nyc", "--out", str(out))
    assert (done.code, done.err) == (0, "")
    assert "57,149 rows" in done.out
    assert parquet.ParquetFile(out).metadata.num_rows == 57_149


@pytest.mark.parametrize("more", [["--law", "us-wa"], ["--engine", "reference"]])
def test_answers_are_not_written_for_two_laws_or_one_by_one(
    comity: Callable[..., Any], tmp_path: Path, more: list[str]
) -> None:
    out = tmp_path / "answers.parquet"
    done = comity("replay", TABLE, "--map", MAP, "--law", "us-ny-nyc", "--out", str(out), *more)
    assert done.code == 1
    assert not out.exists()


def test_a_case_under_the_law_of_another_year(
    comity: Callable[..., Any], case: Callable[..., str], tmp_path: Path
) -> None:
    changes = tmp_path / "changes.csv"
    words = ("what-if", case(CASE), "--law", "us-ny-nyc", "--on", "2018-07-02")
    done = comity(*words, "--csv", str(changes))
    assert done.code == 3
    assert "1 of 1 asks would be answered otherwise" in done.out
    assert "Nothing here changes a real answer." in done.out
    _, row = csv.reader(changes.read_text().splitlines())
    assert row[:4] == ["a court date", "share_court_date", "silent", "ask_legal"]
    told = json.loads(comity(*words, "--json").out)
    assert told["changed"][0]["case"] == "a court date"
    assert (told["asks"], told["asks_changed"]) == (1, 1)


def test_a_table_under_another_law(comity: Callable[..., Any]) -> None:
    done = comity("what-if", TABLE, "--map", MAP, "--from", "us-tx", "--law", "us-tx")
    assert (done.code, done.err) == (0, "")
    assert "0 of 113,936 asks" in done.out


def test_a_folder_of_cases_is_read_and_an_empty_one_is_refused(comity: Callable[..., Any], tmp_path: Path) -> None:
    folder = tmp_path / "cases"
    folder.mkdir()
    assert comity("what-if", str(folder), "--law", "us-wa/county-jail").code == 1
    (folder / "some.yaml").write_text("\n".join(f"- {line}" for line in [_one_line()] * 3))
    done = comity("what-if", str(folder), "--law", "us-ny-nyc", "--on", "2018-07-02")
    assert "3 of 3 cases" in done.out


def _one_line() -> str:
    return (
        "{at: 2017-03-15T09:40, agency: us-ny-nyc/nypd, facts: {detainer: true},"
        " request: {from: ice, asks: [share_court_date], purpose: civil_immigration}}"
    )


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ([TABLE, "--law", "us-wa"], "is a table"),
        ([TABLE, "--map", MAP, "--law", "us-wa"], "--from"),
        (["--law", "us-wa"], "no cases are named"),
        ([TABLE], "no law is named"),
        (["gone.yaml", "--law", "us-wa"], "cannot be opened"),
        ([TABLE, "--map", MAP, "--from", "us-wa", "--law", "us-zz"], "which agency of `us-zz`"),
        (["x.yaml", "--law", "us-wa", "--draft", "."], "holds no pack"),
    ],
)
def test_what_cannot_be_tried_is_refused_with_what_to_do(
    comity: Callable[..., Any], words: list[str], reason: str
) -> None:
    done = comity("what-if", *words)
    assert done.code == 1
    assert reason in done.err
    assert "help:" in done.err


COURT_DATES = """
map: court dates
columns: {why: text}
at: {value: 2026-12-03T09:00}
agencies: {us-ca: county-jail}
asks: {value: [share_court_date]}
request: {from: {value: ice_ero}, purpose: {column: why, values: {civil: civil_immigration, crime: criminal}}}
facts: {}
"""


@pytest.fixture
def past(tmp_path: Path) -> list[str]:
    """A table of two rows, and its map."""
    (tmp_path / "rows.csv").write_text("why\ncivil\ncrime\n")
    (tmp_path / "map.yaml").write_text(COURT_DATES)
    return [str(tmp_path / "rows.csv"), "--map", str(tmp_path / "map.yaml")]


@pytest.mark.parametrize("engine", ["numpy", "reference"])
def test_a_table_is_replayed_with_a_draft_before_the_law(
    comity: Callable[..., Any], tmp_path: Path, past: list[str], engine: str
) -> None:
    draft = COUNTY.lay_out(tmp_path)
    for folder in (draft, draft.parent):
        done = comity("replay", *past, "--law", "us-ca", "--draft", str(folder), "--engine", engine, "--json")
        [found] = json.loads(done.out)["laws"]
        assert found["decided_by"][f"share_court_date: {RULE}"] == 1
    done = comity("replay", *past, "--law", "us-ca", "--engine", engine, "--json")
    assert RULE not in done.out


def test_a_table_and_cases_are_tried_with_a_draft_that_binds_their_agency(
    comity: Callable[..., Any], case: Callable[..., str], tmp_path: Path, past: list[str]
) -> None:
    draft = ("--draft", str(COUNTY.lay_out(tmp_path)))
    done = comity("what-if", *past, "--from", "us-ca", "--law", "us-ca", *draft)
    assert (done.code, done.err) == (3, "")
    assert "1 of 2 asks" in done.out
    assert RULE in done.out
    one = case(CASE.replace("2017-03-15", "2026-12-03").replace("us-ny-nyc/nypd", "us-ca/county-jail"))
    assert "1 of 1 asks" in comity("what-if", one, "--law", "us-ca", *draft).out
    assert comity("what-if", one, "--law", "us-ca").code == 0


def test_what_this_desk_has_adopted_is_asked_of_a_desk(comity: Callable[..., Any], past: list[str]) -> None:
    for words in (("replay", *past, "--law", "us-ca"), ("compare", "us-ca", "us-tx")):
        done = comity(*words, "--adopted")
        assert done.code == 1
        assert "no desk's machine" in done.err
