"""The sample files are what their maker makes, and each bad one is refused for its own reason."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from comity.feeds import Feed, FeedError, Refusal, find_mapping

BAD = {
    "bookings_unmapped_bad.csv": "a code that the map does not name for `grade`",
    "bookings_cells_bad.csv": "this row has 25 cells, and the header 23",
    "bookings_date_bad.csv": "`PersonBirthDate` says `31/12/1980`, which is not a day",
    "bookings_encoding_bad.csv": "`PersonFullName` has a letter that is not written in the encoding of the map",
    "bookings_quote_bad.csv": "this row cannot be read",
}


def test_the_maker_makes_the_samples_byte_for_byte(samples: Path, tmp_path: Path) -> None:
    (tmp_path / "make.py").write_bytes((samples / "make.py").read_bytes())
    subprocess.run([sys.executable, tmp_path / "make.py"], check=True)
    made = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    kept = {path.name: path.read_bytes() for path in samples.iterdir() if path.suffix in {".csv", ".json", ".py"}}
    assert made == kept


@pytest.mark.parametrize("name", sorted(BAD))
def test_a_bad_sample_is_refused_for_its_own_reason_and_the_rest_is_read(
    name: str, template: Feed, samples: Path, tally: Callable[..., None]
) -> None:
    refused: list[Refusal] = []
    found = list(template.read(samples / name, refused=refused.append))
    assert any(BAD[name] in each.message for each in refused), [str(each) for each in refused]
    assert 0 < len(found) < 40
    tally("bad files refused")


def test_a_sample_with_another_column_is_refused_whole(template: Feed, samples: Path) -> None:
    with pytest.raises(FeedError, match="does not speak of"):
        list(template.read(samples / "bookings_extra_column_bad.csv"))


def test_the_niem_sample_says_what_the_csv_sample_says(template: Feed, samples: Path) -> None:
    in_csv = {each.key: each for each in template.read(samples / "bookings.csv")}
    in_json = {each.key: each for each in Feed(find_mapping("niem-6")).read(samples / "bookings.json")}
    assert in_json.keys() == in_csv.keys()
    for key, one in in_json.items():
        other = in_csv[key]
        assert (one.person.name, one.person.birth_date) == (other.person.name, other.person.birth_date)
        charges = [[(each.offence, each.title, each.grade) for each in two.booking.charges] for two in (one, other)]
        assert charges[0] == charges[1]
        assert len(one.booking.court_dates) == len(other.booking.court_dates)


def test_a_property_that_the_map_does_not_speak_of_is_refused_with_its_booking(samples: Path) -> None:
    refused: list[Refusal] = []
    feed = Feed(find_mapping("niem-6"))
    found = list(feed.read(samples / "bookings_property_bad.json", refused=refused.append))
    assert len(found) == 39
    (refusal,) = refused
    assert "`j:BookingSubject/nc:PersonCitizenship` is a property that the map does not speak of" in refusal.message
