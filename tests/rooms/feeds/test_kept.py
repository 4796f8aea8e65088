"""Files that were brought in do not stay: some days later they are gone, with their reports, and nothing else is."""

import os
import shutil
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from comity.feeds import Feed, FeedError, Importer, take_away, watch

Write = Callable[..., Path]
WEEK = timedelta(days=7)


def _in(span: timedelta) -> datetime:
    return datetime.fromtimestamp(time.time(), UTC) + span


def _names(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.name.startswith(".")}


@pytest.fixture
def taken(tmp_path: Path, feed: Feed, importer: Importer, write: Write) -> Path:
    """A folder from which one file was brought in and one was refused, and in which another has just come."""
    folder = tmp_path / "in"
    folder.mkdir()
    write({}, {"number": "B-2"}).rename(folder / "good.csv")
    write({}, {"number": "B-3", "grade": "X9"}).rename(folder / "bad.csv")
    assert len(watch(folder, feed, importer, at=_in(timedelta(minutes=1)))) == 2
    (folder / "new.csv.part").write_text("still being written")
    return folder


def test_what_was_taken_is_gone_after_its_days_and_what_waits_is_not(taken: Path) -> None:
    before = _names(taken)
    assert {"done/good.csv", "done/good.csv.report.txt", "refused/bad.csv", "refused/bad.csv.report.txt"} < before
    assert take_away(taken, at=_in(WEEK - timedelta(minutes=1))) == 0
    assert _names(taken) == before
    assert take_away(taken, at=_in(WEEK + timedelta(minutes=1))) == 2
    assert _names(taken) == {"done", "refused", "new.csv.part"}
    assert take_away(taken, at=_in(4 * WEEK)) == 0


def test_the_days_are_counted_from_the_taking_and_not_from_the_writing_of_the_file(taken: Path) -> None:
    os.utime(taken / "done" / "good.csv", (0, 0))
    assert take_away(taken, at=_in(timedelta(days=1))) == 0
    assert take_away(taken, at=_in(timedelta(days=2)), kept=timedelta(days=1)) == 2


def test_a_delivery_of_several_files_and_one_without_a_report_go_as_well(taken: Path) -> None:
    (taken / "done" / "night").mkdir()
    (taken / "done" / "night" / "charges.csv").write_text("x")
    (taken / "refused" / "left.csv").write_text("x")
    assert take_away(taken, at=_in(WEEK + timedelta(minutes=1))) == 4
    assert _names(taken) == {"done", "refused", "new.csv.part"}


def test_nothing_outside_of_the_folder_is_touched_through_a_link(taken: Path, tmp_path: Path) -> None:
    kept = tmp_path / "elsewhere"
    kept.mkdir()
    (kept / "own.txt").write_text("x")
    (taken / "done" / "link").symlink_to(kept)
    take_away(taken, at=_in(WEEK + timedelta(minutes=1)))
    assert (kept / "own.txt").exists()
    assert _names(taken) == {"done", "refused", "new.csv.part"}


def test_a_folder_from_which_nothing_was_taken_is_no_fault(tmp_path: Path) -> None:
    assert take_away(tmp_path / "nowhere", at=_in(WEEK)) == 0


def test_what_cannot_be_deleted_is_told_and_keeps_no_other(taken: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (taken / "done" / "night").mkdir()

    def refused(path: Path) -> None:
        raise PermissionError(path)

    monkeypatch.setattr(shutil, "rmtree", refused)
    with pytest.raises(FeedError, match="could not be taken away from `done`"):
        take_away(taken, at=_in(WEEK + timedelta(minutes=1)))
    assert _names(taken) == {"done", "done/night", "refused", "new.csv.part"}
