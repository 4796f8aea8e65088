"""Feeds in front of a real desk: the gate, the record, the keys and the tables, in files."""

import csv
import io
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from comity.feeds import Feed, Importer, Limits, find_mapping, read_mapping
from contract.desk import Clock
from desk_for_tests import durable, open_desk, opened

open_desk()

__all__ = ["durable", "opened"]

SAMPLES = Path(__file__).resolve().parents[2] / "samples" / "feeds"
SHARED = Path(os.environ.get("COMITY_SHARED_DATA") or Path(__file__).resolve().parents[4] / "shared" / "data")

SMALL = """\
source: harbor
title: A small jail
zone: America/Los_Angeles
format: {kind: csv}
tables:
  bookings:
    file: "*.csv"
    booking_key: number
    input_columns:
      number: text
      person: text
      was: text
      name: text
      born: date
      booked: moment
      due: moment
      released: moment
      offence: text
      grade: text
      court: moment
      note: text
    unused_columns: {race: never kept}
person: {key: person, was: was, name: name, birth_date: born}
booking: {number: number, booked_at: booked, release_due: due, released_at: released}
charges: {offence: offence, grade: {column: grade, codes: {F: felony, M: misdemeanor, "": unmapped}}}
court_dates: {at: court}
notes: [{text: note}]
"""
HEADER = ("number", "person", "was", "name", "born", "booked", "due", "released", "offence", "grade", "court", "note")
Write = Callable[..., Path]


@pytest.fixture
def samples() -> Path:
    """The folder of sample files."""
    return SAMPLES


@pytest.fixture
def shared() -> Path:
    """The real data, which is read in place and never copied."""
    if not SHARED.is_dir():
        pytest.skip("the shared data is not here; name its folder in COMITY_SHARED_DATA")
    return SHARED


@pytest.fixture
def small() -> str:
    """The map of a small jail."""
    return SMALL


@pytest.fixture
def feed() -> Feed:
    """The feed of the small jail."""
    return Feed(read_mapping(SMALL.encode()), Limits(rows_in_memory=4))


@pytest.fixture
def template() -> Feed:
    """The feed of comity's own template."""
    return Feed(find_mapping("comity-csv"))


@pytest.fixture
def rows_of() -> Callable[..., str]:
    """The text of a CSV file, from a row of values for each keyword that differs from an ordinary booking."""
    return csv_text


def csv_text(*rows: dict[str, str], header: tuple[str, ...] = (*HEADER, "race")) -> str:
    """CSV of the small jail; each row says only what differs from an ordinary booking."""
    out = io.StringIO()
    writer = csv.DictWriter(out, header, lineterminator="\n", extrasaction="ignore")
    writer.writeheader()
    ordinary = {"number": "B-1", "person": "P-1", "name": "Amber Invented", "born": "1980-01-31", "offence": "PC 459"}
    for row in rows:
        writer.writerow({**dict.fromkeys(header, ""), **ordinary, "booked": "2026-11-19T08:30", **row})
    return out.getvalue()


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a CSV file of the small jail, of rows that each say what differs from an ordinary booking."""

    def written(*rows: dict[str, str], name: str = "bookings.csv") -> Path:
        path = tmp_path / name
        path.write_text(csv_text(*rows))
        return path

    return written


@pytest.fixture
def clock() -> Clock:
    """A clock that the test turns."""
    return Clock()


@pytest.fixture
def desk(opened: Any, db: None, clock: Clock) -> Iterator[Any]:
    """The desk, in a transaction that is taken back; its gate goes by the test's clock."""
    before, opened.gate.clock = opened.gate.clock, clock
    yield opened
    opened.gate.clock = before


@pytest.fixture
def importer(desk: Any) -> Importer:
    """An importer in small batches."""
    return Importer(desk.gate, desk.book, batch=3)


@pytest.fixture
def held(desk: Any) -> Callable[[str], Any]:
    """The state of the one matter of a booking number."""

    def state(number: str) -> Any:
        from comity.store.models import Matter

        (handle,) = Matter.objects.filter(booking_number=number).values_list("handle", flat=True)
        return desk.records.matters([handle])[handle]

    return state
