"""A draft, or a layer that an office has adopted, decides a table and a comparison as it decides a case."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from pyarrow import parquet

from comity.base import read_document
from comity.decide import decide, read_case
from comity.facts import Ask
from comity.lab import Replay, read_map, replay
from comity.lab.bulk import InPlace, Work, block_of, replay_bulk
from comity.lab.comparing import Side, compare
from comity.lab.what_if import OtherLaw, Past, what_if
from comity.lab.what_if_table import what_if_table
from comity.lab.written import compared_written
from comity.law import LawLibrary, LawWithheldError, PackUnreadableError
from comity.law.whole import PackFiles, files_in
from contract.county import COUNTY, NAME, RULE, changed

COUNTED = ("rows", "outcomes", "verdicts", "decided_by", "asked_first", "settled_alone_by", "open_asks")
AGENCY = "us-ca/county-jail"
DAY = date(2026, 12, 3)
MAP = """
map: bookings
columns: {asked: date, why: text, told: flag, public: flag}
at: {column: asked}
agencies: {us-ca: county-jail}
asks: {value: [share_court_date, hold]}
request: {from: {value: ice_ero}, purpose: {column: why, values: {civil: civil_immigration, crime: criminal}}}
facts:
  consular_notice: {column: told}
  court_date_public: {column: public}
"""
# a rule that looks at a fact at which no other law of California looks
TOLD = changed("rules/policy-7.yaml", 'when: purpose == "civil_immigration"', "when: consular_notice")
TOLD = changed("examples/policy-7.yaml", "{detainer: true}", "{consular_notice: true}", TOLD)


@pytest.fixture(scope="module")
def shipped() -> LawLibrary:
    return LawLibrary()


@pytest.fixture
def table(tmp_path: Path) -> tuple[Path, Any]:
    """Every combination of what the columns can say, some of them several times."""
    bits = [True, False, None]
    rows = [
        {"asked": day, "why": why, "told": told, "public": public}
        for day in (date(2026, 11, 2), DAY)
        for why in ("civil", "crime", None)
        for told in bits
        for public in bits
        for _ in range(1 + (why == "civil"))
    ]
    path, row_map = tmp_path / "rows.parquet", tmp_path / "map.yaml"
    parquet.write_table(pa.Table.from_pylist(rows), path, row_group_size=17)
    row_map.write_text(MAP)
    return path, read_map(row_map)


def law_with(files: PackFiles, folder: Path, shipped: LawLibrary) -> LawLibrary:
    return shipped.with_drafts(files.lay_out(folder).parent, files.name)


def counted(found: Replay) -> dict[str, Any]:
    return {name: getattr(found, name) for name in COUNTED}


@pytest.mark.parametrize("files", [COUNTY, TOLD], ids=["purpose", "a fact of its own"])
@pytest.mark.parametrize("law", ["us-ca", AGENCY])
def test_a_table_is_decided_with_the_layer_as_its_rows_are_one_by_one(
    table: tuple[Path, Any], tmp_path: Path, shipped: LawLibrary, files: PackFiles, law: str
) -> None:
    path, row_map = table
    own = law_with(files, tmp_path / "drafts", shipped)
    found, expected = replay_bulk(Work(path, row_map, law), InPlace(own)), replay(path, row_map, law, own)
    assert counted(found) == counted(expected)
    assert found.decided_by[Ask.SHARE_COURT_DATE, RULE] > 0
    without = replay_bulk(Work(path, row_map, law), InPlace(shipped))
    assert without.decided_by[Ask.SHARE_COURT_DATE, RULE] == 0
    assert counted(without) != counted(found)


def test_a_pack_of_the_citys_own_is_replayed_as_the_draft_has_it(
    table: tuple[Path, Any], tmp_path: Path, shipped: LawLibrary
) -> None:
    path, row_map = table
    later = changed("pack.yaml", "from: 2026-01-01", "from: 2026-11-03", COUNTY)
    own = law_with(COUNTY, tmp_path / "drafts", shipped)
    again = own.with_drafts(later.lay_out(tmp_path / "later").parent, NAME)
    for found in (replay, _planes):
        with pytest.raises(Exception, match="2026-11-02 is outside"):
            found(path, row_map, AGENCY, again)
        assert found(path, row_map, AGENCY, again, on=DAY).rows > 0


def _planes(path: Path, row_map: Any, law: str, library: LawLibrary, on: date | None = None) -> Replay:
    return replay_bulk(Work(path, row_map, law, on), InPlace(library))


def test_a_table_before_and_after_a_draft_differs_where_its_cases_do(
    table: tuple[Path, Any], tmp_path: Path, shipped: LawLibrary
) -> None:
    path, row_map = table
    own = law_with(COUNTY, tmp_path / "drafts", shipped)
    found = what_if_table(path, row_map, OtherLaw(shipped, AGENCY), OtherLaw(own, AGENCY))
    rows = parquet.read_table(path).to_pylist()
    past = [
        Past(str(number), read_case(row_map.document(row, AGENCY, None, {}), shipped))
        for number, row in enumerate(rows)
    ]
    expected = what_if(past, OtherLaw(own, AGENCY))
    assert (found.outcomes, found.verdicts, found.done_by) == (expected.outcomes, expected.verdicts, expected.done_by)
    assert [each.name for each in found.changed] == [each.name for each in expected.changed]
    assert found.cases_changed == expected.cases_changed > 0


def test_two_laws_are_compared_with_the_layer_and_every_case_that_is_told_comes_out_as_it_says(
    tmp_path: Path, shipped: LawLibrary, tally: Callable[..., None]
) -> None:
    own = law_with(COUNTY, tmp_path, shipped)
    sides = Side.of(AGENCY, DAY, shipped), Side.of(AGENCY, DAY, own)
    assert [side.pack.name for side in sides] == ["us-ca", NAME]
    told = compared_written(compare(*sides, Ask.SHARE_COURT_DATE))
    cases = 0
    for difference in told["differences"]:  # type: ignore[attr-defined]
        for kind in difference["kinds"]:
            for case, library, outcome in zip(kind["cases"], (shipped, own), difference["outcomes"], strict=True):
                again = json.dumps({**case, "agency": AGENCY}).encode()
                (answer,) = decide(read_case(read_document(again, json_form=True), library)).answers
                assert answer.outcome.value == outcome
                cases += 1
    tally("cases of a draft that were decided again", cases)
    assert cases > 1


def test_law_that_is_withheld_decides_no_table_and_no_comparison(table: tuple[Path, Any], shipped: LawLibrary) -> None:
    path, row_map = table
    held = shipped.with_packs(withheld={"us-ca": "the files are not as they were sealed"})
    for tried in (lambda: _planes(path, row_map, AGENCY, held), lambda: Side.of(AGENCY, DAY, held)):
        with pytest.raises(LawWithheldError, match="not as they were sealed"):
            tried()


def test_two_drafts_that_bind_one_agency_are_refused_and_one_of_them_is_not(
    tmp_path: Path, shipped: LawLibrary
) -> None:
    texts = {path: text.replace(NAME, "us-ca-second") for path, text in COUNTY.texts.items()}
    for files in (COUNTY, PackFiles("us-ca-second", texts)):
        root = tmp_path / files.name
        for path, text in files.texts.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(text)
    with pytest.raises(PackUnreadableError, match="both bind"):
        shipped.with_drafts(tmp_path, NAME, "us-ca-second")
    assert shipped.with_drafts(tmp_path, "us-ca-second").to_decide(AGENCY).name == "us-ca-second"


def test_a_draft_of_a_pack_that_is_at_hand_takes_its_place_and_binds_nobody_anew(
    tmp_path: Path, shipped: LawLibrary
) -> None:
    cook = files_in(shipped.pack("us-il-cook").root)
    own = law_with(changed("pack.yaml", "Cook County, Illinois", "Cook, as proposed", cook), tmp_path, shipped)
    assert own.to_decide("us-il-cook/sheriff").title == "Cook, as proposed"
    assert dict(own.bound) == {}


def test_lists_of_records_that_are_alike_are_told_apart_from_those_that_are_not(shipped: LawLibrary) -> None:
    said = [
        [],
        [{"grade": "felony"}],
        [{"grade": "felony"}],
        [{"grade": "felony"}] * 2,
        {"known": [], "complete": False},
    ]
    said += [[{"judgment": True}], [{"judgment": False}], None]
    head = {"at": "2026-12-03T09:00", "agency": AGENCY, "request": {"from": "ice", "asks": ["hold"]}}
    texts = [json.dumps({**head, "facts": {"convictions": each}}).encode() for each in said]
    column = block_of([read_case(read_document(text, json_form=True), shipped) for text in texts]).coded("convictions")
    assert list(column.codes) == [0, 1, 1, 2, 3, 4, 5, 6]
