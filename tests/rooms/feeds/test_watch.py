"""A watch folder: what lies at rest is taken once, and moved with a report of what became of it."""

import os
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from comity.feeds import Feed, FeedError, Importer, Taken, find_mapping, read_mapping, watch

Write = Callable[..., Path]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The watch folder."""
    (tmp_path / "in").mkdir()
    return tmp_path / "in"


@pytest.fixture
def look(folder: Path, feed: Feed, importer: Importer) -> Callable[..., list[Taken]]:
    """Look into the folder some seconds from now."""

    def looked(later: float = 60) -> list[Taken]:
        return watch(folder, feed, importer, at=datetime.fromtimestamp(time.time() + later, UTC))

    return looked


def test_a_file_at_rest_is_brought_in_and_moved_to_done_with_a_report(
    look: Callable[..., list[Taken]], folder: Path, write: Write
) -> None:
    write({}, {"number": "B-2"}).rename(folder / "night.csv")
    (taken,) = look()
    assert taken.moved_to == folder / "done" / "night.csv"
    report = (folder / "done" / "night.csv.report.txt").read_text()
    assert "new: 2" in report
    assert "Refused: 0" in report
    assert look() == []


def test_a_file_that_is_still_being_written_is_left_alone(
    look: Callable[..., list[Taken]], folder: Path, write: Write
) -> None:
    write({}).rename(folder / "night.csv")
    assert look(5) == []
    assert (folder / "night.csv").exists()
    assert len(look(60)) == 1


@pytest.mark.parametrize("name", ["night.csv.part", "night.csv.tmp", ".night.csv"])
def test_a_file_whose_name_says_that_it_is_not_whole_is_left_alone(
    look: Callable[..., list[Taken]], folder: Path, write: Write, name: str
) -> None:
    write({}).rename(folder / name)
    assert look(3_600) == []


def test_a_file_of_which_rows_were_refused_goes_to_refused_though_the_rest_is_kept(
    look: Callable[..., list[Taken]], folder: Path, write: Write, held: Callable[[str], Any]
) -> None:
    write({}, {"number": "B-2", "grade": "X9"}).rename(folder / "night.csv")
    (taken,) = look()
    assert taken.moved_to.parent.name == "refused"
    report = (folder / "refused" / "night.csv.report.txt").read_text()
    assert "the code `X9` in `grade`, 1 times: add it to `codes` in the map" in report
    assert "line 3" in report
    assert held("B-1").in_custody


def test_a_file_that_cannot_be_read_goes_to_refused_and_says_why(
    look: Callable[..., list[Taken]], folder: Path
) -> None:
    (folder / "night.csv").write_text("wrong,columns\n1,2\n")
    (folder / "night.exe").write_text("no")
    taken = look()
    assert [(each.name, each.report) for each in taken] == [("night.csv", None), ("night.exe", None)]
    assert "has a column `wrong`" in (folder / "refused" / "night.csv.report.txt").read_text()
    assert "is no file of this map" in (folder / "refused" / "night.exe.report.txt").read_text()


def test_reports_and_folders_are_for_the_office_alone(
    look: Callable[..., list[Taken]], folder: Path, write: Write
) -> None:
    write({}).rename(folder / "night.csv")
    look()
    assert (folder / "done").stat().st_mode & 0o077 == 0
    assert (folder / "done" / "night.csv.report.txt").stat().st_mode & 0o077 == 0


def test_a_report_names_no_person(look: Callable[..., list[Taken]], folder: Path, write: Write) -> None:
    write({"grade": "X9"}, {"number": "B-2", "born": "never"}).rename(folder / "night.csv")
    look()
    assert "Invented" not in (folder / "refused" / "night.csv.report.txt").read_text()


def test_files_of_one_name_do_not_overwrite_each_other(
    look: Callable[..., list[Taken]], folder: Path, write: Write
) -> None:
    for at in range(3):
        write({"number": f"B-{at}"}).rename(folder / "night.csv")
        look()
    assert {path.name for path in (folder / "done").glob("*.csv")} == {"night.csv", "night-2.csv", "night-3.csv"}


def test_a_link_to_somewhere_else_is_not_followed(look: Callable[..., list[Taken]], folder: Path, write: Write) -> None:
    (folder / "night.csv").symlink_to(write({}))
    assert look() == []


def test_a_delivery_of_two_files_is_a_folder(
    folder: Path, importer: Importer, shared_look: Callable[[Feed], list[Taken]]
) -> None:
    text = """\
source: harbor
title: Two files
zone: UTC
format: {kind: csv}
tables:
  bookings: {file: "bookings*", booking_key: number, input_columns: {number: text, name: text}}
  charges: {file: "charges*", booking_key: number, input_columns: {number: text, offence: text}}
person: {from: bookings, key: number, name: name}
booking: {from: bookings, number: number}
charges: {from: charges, offence: offence}
"""
    (folder / "night").mkdir()
    (folder / "night" / "bookings.csv").write_text("number,name\nB-1,Amber Sample\n")
    (folder / "night" / "charges.csv").write_text("number,offence\nB-1,PC 1\n")
    (taken,) = shared_look(Feed(read_mapping(text.encode())))
    assert (taken.moved_to.name, taken.moved_to.is_dir()) == ("night", True)
    assert taken.report
    assert taken.report.opened == 1


@pytest.fixture
def shared_look(folder: Path, importer: Importer) -> Callable[[Feed], list[Taken]]:
    """Look into the folder with another feed."""
    return lambda feed: watch(folder, feed, importer, at=datetime.fromtimestamp(time.time() + 60, UTC))


def test_two_who_look_at_once_do_not_take_the_same_file(
    look: Callable[..., list[Taken]], folder: Path, write: Write
) -> None:
    import fcntl

    write({}).rename(folder / "night.csv")
    lock = os.open(folder / ".comity-watch", os.O_CREAT | os.O_RDWR)
    fcntl.flock(lock, fcntl.LOCK_EX)
    assert look() == []
    os.close(lock)
    assert len(look()) == 1


def test_a_folder_that_is_not_there_is_said(tmp_path: Path, feed: Feed, importer: Importer) -> None:
    with pytest.raises(FeedError, match="the folder `nowhere` is not there"):
        watch(tmp_path / "nowhere", feed, importer, at=datetime.now(UTC))


def test_the_template_is_watched_as_well(
    folder: Path, samples: Path, shared_look: Callable[[Feed], list[Taken]]
) -> None:
    (folder / "bookings.csv").write_bytes((samples / "bookings.csv").read_bytes())
    (taken,) = shared_look(Feed(find_mapping("comity-csv")))
    assert taken.report
    assert (taken.report.opened, taken.report.refused) == (40, 0)
