"""The real files of two counties, read in place: every code is mapped, every row used, and counts are as published."""

import csv
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.parquet
import pytest

from comity.feeds import Booked, Feed, Importer, Refusal, find_mapping

PIERCE = ("pierce_wa/booking_charges_to_2017-09.parquet",)
TRAVIS = ("travis_tx/bookings_2006_2011.parquet", "travis_tx/charges_2006_2011.parquet")
FILES = {"pierce-county-wa": PIERCE, "travis-county-tx": TRAVIS}


def read(name: str, shared: Path) -> list[Booked]:
    """Every booking; nothing may be refused."""
    refused: list[Refusal] = []
    found = list(Feed(find_mapping(name)).read(*(shared / file for file in FILES[name]), refused=refused.append))
    assert Counter((each.column, each.code) for each in refused) == {}
    return found


def _detainers(shared: Path) -> set[tuple[object, ...]]:
    """The different detainers of the charges file, counted without our reader."""
    columns = ("booking_key", "charge_code", "disposition_type", "disposition_date")
    rows = zip(*(pyarrow.parquet.read_table(shared / TRAVIS[1])[name].to_pylist() for name in columns), strict=True)
    return {row for row in rows if row[1] == "4200"}


def grades(found: list[Booked]) -> Counter[str]:
    """How many charges there are of each grade."""
    return Counter(charge.grade for each in found for charge in each.booking.charges)


def test_every_row_of_pierce_county_is_used(shared: Path, tally: Callable[..., None]) -> None:
    found = read("pierce-county-wa", shared)
    assert len(found) == 5_282
    assert grades(found) == {"": 2_409, "misdemeanor": 2_122, "felony": 1_981, "violation": 24}
    assert all(each.booking.booked_at and each.booking.released_at for each in found)
    tally("real bookings read", len(found))


def test_every_row_of_travis_county_is_used_and_a_detainer_is_no_charge(
    shared: Path, tally: Callable[..., None]
) -> None:
    found = read("travis-county-tx", shared)
    assert len(found) == 5_861
    charges = sum(len(each.booking.charges) for each in found)
    detainers = sum(note.startswith("ICE DETAINER") for each in found for note in each.booking.notes)
    assert charges == 15_389 - 5_884  # the rows of code 4200 are left out
    assert detainers == len(_detainers(shared))  # the same words twice in a booking are one note
    assert all(charge.offence != "4200" for each in found for charge in each.booking.charges)
    tally("real bookings read", len(found))


def test_the_grades_of_travis_county_are_those_of_its_own_key(shared: Path) -> None:
    mapping = find_mapping("travis-county-tx")
    assert mapping.charges is not None
    codes = mapping.charges.cells["grade"].codes or {}
    with (shared / "travis_tx" / "charge_levels.csv").open() as stream:
        key = {
            row["level"]: row["county_group"] for row in csv.DictReader(stream) if row["county_definition"] != "Unknown"
        }
    assert {level: codes[level] for level in key} == {
        level: "unmapped" if group == "other" else group for level, group in key.items()
    }


def test_nobody_is_described_by_where_they_come_from(shared: Path) -> None:
    """What the files say of birthplace and race is declared as unused, and is nowhere in a booking."""
    places = pyarrow.parquet.read_table(shared / TRAVIS[0], columns=["place_of_birth"])["place_of_birth"].to_pylist()
    words = {place for place in places if place and len(place) > 6 and place.isalpha() and place != "Unknown"}
    said = " ".join(str((each.person, each.booking)) for each in read("travis-county-tx", shared))
    assert words
    assert [place for place in words if f"'{place}'" in said] == []


@pytest.mark.parametrize("name", FILES)
def test_some_real_bookings_go_through_the_gate(name: str, shared: Path, desk: Any) -> None:
    feed = Feed(find_mapping(name))
    sightings = feed.sightings

    def some(paths: Any, refused: Any, **words: Any) -> Any:
        from itertools import islice

        return islice(sightings(paths, refused, **words), 120)

    feed.sightings = some  # type: ignore[method-assign]
    paths = [shared / file for file in FILES[name]]
    importer = Importer(desk.gate, desk.book)
    first, again = importer.run(feed, paths), importer.run(feed, paths)
    assert (first.opened, first.refused) == (120, 0)
    assert (again.opened, again.changed, again.unchanged) == (0, 0, 120)
