"""Rows of one booking come together, however they lie in the files, and however little memory there is."""

import random
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comity.feeds import Booked, Feed, FeedError, Limits, Refusal, read_mapping
from comity.feeds.rows.row import RawRow
from comity.feeds.rows.sorting import packed, together

Write = Callable[..., Path]
TWO = """\
source: harbor
title: Two files
zone: UTC
format: {kind: csv}
tables:
  bookings:
    file: "bookings*"
    booking_key: number
    input_columns: {number: text, name: text}
  charges:
    file: "charges*"
    booking_key: number
    input_columns: {number: text, seq: whole, offence: text}
person: {from: bookings, key: number, name: name}
booking: {from: bookings, number: number}
charges: {from: charges, key: seq, offence: offence}
"""


def one_by_one(rows: list[tuple[str, int]], at_most: int) -> list[tuple[str, list[int]]]:
    """What comes together of rows of (key, line)."""
    stream = [packed(RawRow(0, line, [key, "\u20ac, \"'"]), key, line) for key, line in rows]
    found = together([stream], Limits(rows_in_memory=at_most), is_sorted=False)
    return [(key, [row.line for row in group]) for key, group in found]


@given(st.lists(st.tuples(st.sampled_from("abcde"), st.integers(1, 99)), max_size=40), st.integers(1, 12))
def test_rows_come_together_in_their_order_whether_or_not_they_were_put_aside(
    rows: list[tuple[str, int]], at_most: int
) -> None:
    numbered = [(key, line) for line, (key, _) in enumerate(rows, 1)]
    expected = [(key, [line for other, line in numbered if other == key]) for key in sorted({key for key, _ in rows})]
    assert one_by_one(numbered, at_most) == one_by_one(numbered, 1_000) == expected


@given(st.lists(st.sampled_from("abcde"), max_size=40), st.permutations("abcde"), st.integers(1, 12))
def test_bookings_come_in_another_order_where_one_is_given_and_their_rows_as_before(
    keys: list[str], order: list[str], at_most: int
) -> None:
    stream = [packed(RawRow(0, line, [key]), key, line, str(order.index(key) // 2)) for line, key in enumerate(keys)]
    found = [
        (key, [row.line for row in group])
        for key, group in together([stream], Limits(rows_in_memory=at_most), is_sorted=False)
    ]
    wanted = sorted(set(keys), key=lambda key: (order.index(key) // 2, key))
    assert found == [(key, [line for line, other in enumerate(keys) if other == key]) for key in wanted]


def test_a_shuffled_file_says_what_the_sorted_one_says(template: Feed, samples: Path, tmp_path: Path) -> None:
    head, *lines = (samples / "bookings.csv").read_text().splitlines(keepends=True)
    random.Random(3).shuffle(lines)
    (tmp_path / "bookings.csv").write_text(head + "".join(lines))
    little = Feed(template.mapping, Limits(rows_in_memory=7))

    def said(found: list[Booked]) -> list[tuple[object, ...]]:
        return [(each.key, each.person, set(each.booking.charges), each.booking.court_dates) for each in found]

    assert said(list(little.read(tmp_path / "bookings.csv"))) == said(list(template.read(samples / "bookings.csv")))


def test_charges_of_another_file_join_their_bookings(tmp_path: Path) -> None:
    (tmp_path / "bookings.csv").write_text("number,name\nB-2,Basalt Sample\nB-1,Amber Sample\n")
    (tmp_path / "charges.csv").write_text("number,seq,offence\nB-1,1,PC 1\nB-2,1,PC 2\nB-1,2,PC 3\n")
    for limits in (Limits(), Limits(rows_in_memory=2)):
        found = list(Feed(read_mapping(TWO.encode()), limits).read(tmp_path))
        offences = [(each.key, [charge.offence for charge in each.booking.charges]) for each in found]
        assert offences == [("B-1", ["PC 1", "PC 3"]), ("B-2", ["PC 2"])]


def test_charges_of_a_booking_that_is_not_there_are_refused(tmp_path: Path) -> None:
    (tmp_path / "bookings.csv").write_text("number,name\nB-1,Amber Sample\n")
    (tmp_path / "charges.csv").write_text("number,seq,offence\nB-9,1,PC 1\n")
    refused: list[Refusal] = []
    assert len(list(Feed(read_mapping(TWO.encode())).read(tmp_path, refused=refused.append))) == 1
    assert [str(each) for each in refused] == ["line 2: no row of `bookings` has this booking"]


def test_a_charge_that_is_there_twice_counts_once_and_must_not_differ(tmp_path: Path) -> None:
    (tmp_path / "bookings.csv").write_text("number,name\nB-1,Amber Sample\nB-2,Basalt Sample\n")
    (tmp_path / "charges.csv").write_text("number,seq,offence\nB-1,1,PC 1\nB-1,1,PC 1\nB-2,1,PC 1\nB-2,1,PC 2\n")
    refused: list[Refusal] = []
    (found,) = Feed(read_mapping(TWO.encode())).read(tmp_path, refused=refused.append)
    assert len(found.booking.charges) == 1
    assert refused[0].message == "the charge `1` is there twice and differs"


@pytest.mark.parametrize("files", [("bookings.csv",), ("bookings.csv", "charges.csv", "charges_2.csv")])
def test_each_table_needs_just_one_file(files: tuple[str, ...], tmp_path: Path) -> None:
    for name in files:
        (tmp_path / name).write_text("number,name\n")
    with pytest.raises(FeedError, match=r"the table `charges` has (no file|2 files)"):
        list(Feed(read_mapping(TWO.encode())).read(tmp_path))


def test_a_file_that_is_to_be_sorted_and_is_not_is_refused(tmp_path: Path) -> None:
    feed = Feed(replace(read_mapping(TWO.encode()), is_sorted=True))
    (tmp_path / "bookings.csv").write_text("number,name\nB-1,Amber Sample\nB-2,Basalt Sample\n")
    (tmp_path / "charges.csv").write_text("number,seq,offence\nB-1,1,PC 1\nB-2,1,PC 2\n")
    assert [len(each.booking.charges) for each in feed.read(tmp_path)] == [1, 1]
    (tmp_path / "charges.csv").write_text("number,seq,offence\nB-2,1,PC 2\nB-1,1,PC 1\n")
    with pytest.raises(FeedError, match="the rows are not sorted by booking: line 3 comes too late"):
        list(feed.read(tmp_path))


def test_a_cell_with_the_mark_between_cells_is_refused(feed: Feed, write: Write) -> None:
    refused: list[Refusal] = []
    found = list(feed.read(write({"note": "a\x1fb"}, {"number": "B-2"}), refused=refused.append))
    assert [each.key for each in found] == ["B-2"]
    assert refused[0].message == "a cell has a character that no text has (U+001F)"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.binary(max_size=400))
def test_any_bytes_at_all_are_read_or_refused(feed: Feed, tmp_path: Path, some: bytes) -> None:
    path = tmp_path / "bookings.csv"
    header = b"number,person,was,name,born,booked,due,released,offence,grade,court,note,race\n"
    path.write_bytes(header + some)
    refused: list[Refusal] = []
    found = list(feed.read(path, refused=refused.append))
    assert all(each.key for each in found)
    assert all(each.help for each in refused)


def test_a_file_far_larger_than_memory_allows_is_read(samples: Path, tmp_path: Path) -> None:
    file = tmp_path / "many.csv"
    subprocess.run([sys.executable, samples / "make.py", "--many", "30000", file], check=True)
    program = """
import resource, sys
from pathlib import Path
from comity.feeds import Feed, Limits, find_mapping
feed = Feed(find_mapping("comity-csv"), Limits(rows_in_memory=2_000))
next(feed.read(Path(sys.argv[2])))
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
number = sum(1 for _ in feed.read(Path(sys.argv[1])))
print(number, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""
    words = [sys.executable, "-c", program, str(file), str(samples / "bookings.csv")]
    done = subprocess.run(words, check=True, capture_output=True, text=True)
    number, megabytes = map(int, done.stdout.split())
    assert number == 30_000
    assert megabytes < 20, "all rows held at once take more than fifty"
