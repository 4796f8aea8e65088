"""Mapping files: what they may say, and what is refused with the line."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest

from comity.base import read_document
from comity.feeds import MappingError, find_mapping, mapping_schema, read_mapping, shipped_maps

ROOT = Path(__file__).resolve().parents[3]


def changed(small: str, old: str, new: str) -> bytes:
    """The small map with one thing changed."""
    assert old in small
    return small.replace(old, new, 1).encode()


def test_every_map_that_comes_along_is_well_written(tally: Callable[..., None]) -> None:
    found = {name: read_mapping(path) for name, path in shipped_maps().items()}
    assert {name: mapping.source for name, mapping in found.items()} == {name: name for name in found}
    assert all(mapping.title for mapping in found.values())
    tally("mapping files", len(found))


@pytest.mark.parametrize("name", [*shipped_maps()])
def test_every_map_that_comes_along_fits_the_schema(name: str) -> None:
    jsonschema.validate(read_document(shipped_maps()[name].read_bytes()), mapping_schema())


def test_the_schema_in_the_documents_is_the_one_that_the_program_has() -> None:
    kept = json.loads((ROOT / "docs" / "schemas" / "mapping.schema.json").read_text())
    jsonschema.Draft202012Validator.check_schema(kept)
    assert kept == mapping_schema()


@pytest.mark.parametrize(
    ("old", "new"), [("title:", "tittle:"), ("born: date", "born: day"), ("number: number, ", ""), ("csv}", "xls}")]
)
def test_the_schema_refuses_what_the_reader_refuses(small: str, old: str, new: str) -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(read_document(changed(small, old, new)), mapping_schema())


@pytest.mark.parametrize("name", [*shipped_maps()])
def test_no_map_reads_where_somebody_comes_from(name: str) -> None:
    columns = [column for table in read_mapping(shipped_maps()[name]).tables.values() for column in table.columns]
    barred = ("birth", "race", "country", "citizen", "nation", "ethnic")
    bad = [each for each in columns if any(word in each.lower() for word in barred)]
    assert [each for each in bad if "birthdate" not in each.lower()] == []


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("source: harbor\n", "", "`source` of a mapping is missing"),
        ("source: harbor", "source: Our jail!", r"`Our jail!` is no name of a source \(line 1\)"),
        ("title:", "tittle:", r"`tittle` is no key of a mapping \(line 2\)"),
        ("zone: America/Los_Angeles", "zone: America/Nowhere", "`America/Nowhere` is no zone"),
        ("zone: America/Los_Angeles\n", "", "no zone is known for `born`"),
        ("{kind: csv}", "{kind: excel}", r"`excel` is no format \(line 4\)"),
        ("{kind: csv}", '{kind: csv, delimiter: ";;"}', "`delimiter` is not one character"),
        ("{kind: csv}", "{kind: csv, encoding: utf-7}", "`utf-7` is no encoding"),
        ("born: date", "born: day", r"`day` is no type of column \(line 14\)"),
        ("born: date", 'born: {type: date, format: "%d/%m/%y"}', "has no year of four figures"),
        ("born: date", "born: {type: date, longest: 3}", "`longest` says nothing of the column `born`, a date"),
        ("booking_key: number", "booking_key: nummer", r"`nummer` is no column of the table `bookings`"),
        ("{race: never kept}", "{race: never kept, born: too}", "`born` of the table `bookings` is read and not read"),
        ("name: name, ", "", "`person` does not say where `name` comes from"),
        ("name: name, ", "name: names, ", "`name` of `person` names `names`, which `bookings` does not declare"),
        ("birth_date: born", "birth_date: booked", "is a date, and the column `booked` a moment"),
        ("booked_at: booked", "booked_at: born", "is a moment, and the column `born` a date"),
        ("booked_at: booked", 'booked_at: {column: born, at_time: "24:00"}', "`at_time` of .* has no use"),
        ("M: misdemeanor", "M: misdemeanour", "`M` of `grade` of `charges` is `misdemeanour`, which is none of"),
        ("{offence: offence,", "{offence: {column: offence, codes: {A: unmapped}},", "and cannot be without"),
        ("      note: text\n", "      note: text\n      idle: text\n", "`idle` of `bookings` is declared and not used"),
        ("was: was, ", "was: {column: was, text: hello}, ", "says column and text"),
        ("notes: [{text: note}]", "notes: {text: note}", "`notes` is not a list"),
        ("charges:", "charges: &charges", "an alias or anchor is used"),
        ("person: text", "number: text", r"the key `number` is given twice \(line 11\)"),
    ],
)  # fmt: skip
def test_a_map_that_is_not_well_written_is_refused_with_what_is_wrong(
    small: str, old: str, new: str, message: str
) -> None:
    with pytest.raises(MappingError, match=message) as refused:
        read_mapping(changed(small, old, new))
    assert refused.value.help.endswith(".")


def test_a_name_that_is_no_map_lists_those_that_come_along() -> None:
    with pytest.raises(MappingError) as refused:
        find_mapping("pierce")
    assert "pierce-county-wa" in refused.value.help


def test_a_table_of_codes_can_be_named_and_used_twice(small: str) -> None:
    text = small.replace("tables:", 'codes:\n  grades: {F: felony, M: misdemeanor, "": unmapped}\ntables:')
    text = text.replace('codes: {F: felony, M: misdemeanor, "": unmapped}', "codes: grades")
    mapping = read_mapping(text.encode())
    assert mapping.charges is not None
    assert mapping.charges.cells["grade"].codes == {"F": "felony", "M": "misdemeanor", "": "unmapped"}
    with pytest.raises(MappingError, match="`gradez` is no table of codes"):
        read_mapping(text.replace("codes: grades", "codes: gradez").encode())


def test_another_map_is_another_digest(small: str) -> None:
    assert read_mapping(small.encode()).digest != read_mapping((small + "# changed\n").encode()).digest


def test_the_map_shown_to_operators_is_a_map() -> None:
    page = (ROOT / "docs" / "for" / "operators.md").read_text()
    blocks = re.findall(r"^```\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    (text,) = [block for block in blocks if block.startswith("source: our-jail")]
    assert read_mapping(text.encode()).source == "our-jail"


def test_operators_are_told_of_every_map_that_comes_along() -> None:
    page = (ROOT / "docs" / "for" / "operators.md").read_text()
    assert [name for name in shipped_maps() if f"`{name}`" not in page] == []
