"""`comity replay` and `comity what-if`: what is printed, what is written, what is refused."""

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pyarrow import parquet

from comity.lab import SAMPLES

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
