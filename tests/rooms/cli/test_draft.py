"""A draft is checked as its desk will check it, and packed for the page only where nothing stands against it."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from comity.law.whole import PackFiles, files_of_archive
from contract.county import COUNTY, NAME, changed

Comity = Callable[..., Any]
AGENCY = ("--agency", "us-ca/county-jail")


def folder_of(files: PackFiles, scratch: Path) -> str:
    return str(files.lay_out(scratch))


def test_a_sound_draft_is_packed_whole(comity: Comity, tmp_path: Path) -> None:
    into = tmp_path / "county.zip"
    done = comity("draft", folder_of(COUNTY, tmp_path / "drafts"), *AGENCY, "--zip", str(into))
    assert done.code == 0, done.out + done.err
    assert f"files: sha256 {COUNTY.digest}" in done.out
    assert files_of_archive(into.read_bytes()) == COUNTY


@pytest.mark.parametrize(
    ("files", "said"),
    [
        (changed("pack.yaml", "[jail, county_agency]", "[police]"), "of other kinds"),
        (changed("examples/policy-7.yaml", "outcome: forbidden", "outcome: permitted"), "share_court_date"),
    ],
)
def test_a_draft_against_which_something_stands_is_not_packed(
    comity: Comity, tmp_path: Path, files: PackFiles, said: str
) -> None:
    into = tmp_path / "county.zip"
    done = comity("draft", folder_of(files, tmp_path / "drafts"), *AGENCY, "--json", "--zip", str(into))
    assert done.code == 3
    found = json.loads(done.out)
    assert found["pack"] == NAME
    assert said in json.dumps([found["findings"], found["hindrances"]])
    assert not into.exists()


def test_what_is_no_pack_is_refused_in_two_lines(comity: Comity, tmp_path: Path) -> None:
    done = comity("draft", str(tmp_path))
    assert done.code == 1
    assert "is not the folder of a pack" in done.err


@pytest.mark.parametrize(("day", "code"), [("2026-12-24", 0), ("2027-03-01", 3)])
def test_what_is_left_when_a_layer_ends_is_told_and_whether_it_is_known_on_that_day(
    comity: Comity, tmp_path: Path, day: str, code: int
) -> None:
    words = ("draft", folder_of(COUNTY, tmp_path), *AGENCY, "--ends", "--on", day)
    done = comity(*words)
    assert (done.code, done.err) == (code, "")
    assert f"When {NAME} ends, us-ca (California) binds us-ca/county-jail, us-ca/sheriff again." in done.out
    assert ("every ask is for legal" in done.out) is bool(code)
    assert json.loads(comity(*words, "--json").out)["known"] is not bool(code)


def test_what_is_no_layer_of_an_agency_cannot_end_for_it(comity: Comity, tmp_path: Path) -> None:
    done = comity("draft", folder_of(COUNTY, tmp_path), "--agency", "us-wa/county-jail", "--ends")
    assert done.code == 1
    assert "is no layer of `us-wa/county-jail`" in done.err
