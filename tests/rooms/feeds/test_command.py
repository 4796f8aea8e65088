"""`comity import`: what it prints, and how it ends."""

import gc
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from comity.cli.desk.feed import HELP, import_files
from comity.cli.tools import Tools
from comity.feeds import FeedError, MappingError

Write = Callable[..., Path]
Import = Callable[..., Any]


@dataclass(frozen=True)
class Opened(Tools):
    """Tools whose desk is the test's."""

    opened: Any = None

    def desk(self) -> Any:
        return self.opened


@pytest.fixture
def tools(desk: Any) -> Opened:
    """Tools by a clock that is an hour ahead, so that every file has come to rest."""
    return Opened(clock=lambda: datetime.now(UTC) + timedelta(hours=1), opened=desk)


@pytest.fixture
def bring(tools: Opened) -> Iterator[Import]:
    """Run `comity import`."""
    app = typer.Typer()
    app.command(help=HELP)(import_files)
    app.callback()(lambda: None)
    before = gc.get_threshold()
    yield lambda *words: CliRunner().invoke(app, ["import-files", *map(str, words)], obj=tools)
    gc.set_threshold(*before)
    gc.unfreeze()


@pytest.fixture
def small_map(small: str, tmp_path: Path) -> Path:
    """The map of the small jail, in a file."""
    path = tmp_path / "small.yaml"
    path.write_text(small)
    return path


def test_an_import_prints_its_counts(bring: Import, samples: Path) -> None:
    done = bring(samples / "bookings.csv", "--map", "comity-csv")
    assert (done.exit_code, done.exception) == (0, None)
    assert "  new: 40\n" in done.output
    assert "  as they were: 40\n" in bring(samples / "bookings.csv").output


def test_refused_rows_are_printed_and_end_in_three(bring: Import, write: Write, small_map: Path) -> None:
    done = bring(write({}, {"number": "B-2", "grade": "X9"}), "--map", small_map)
    assert done.exit_code == 3
    assert "  line 3: `grade` says `X9`, a code that the map does not name for `grade`\n" in done.output
    assert "    Add `X9` to `codes` of `grade` in the map, with its meaning or `unmapped`.\n" in done.output


def test_looking_first_brings_nothing_in(bring: Import, samples: Path) -> None:
    assert "would be new: 40" in bring(samples / "bookings.csv", "--dry-run").output
    assert "would be new: 40" in bring(samples / "bookings.csv", "--dry-run").output


def test_all_or_nothing_refuses_with_the_first_reason(bring: Import, write: Write, small_map: Path) -> None:
    done = bring(write({}, {"number": "B-2", "grade": "X9"}), "--map", small_map, "--on-error", "rollback")
    assert isinstance(done.exception, FeedError)
    assert done.exception.message.startswith("nothing was brought in: line 3")


@pytest.mark.parametrize("words", [[], ["x.csv", "--watch", "in"], ["x.csv", "--on-error", "ignore"]])
def test_what_makes_no_sense_together_is_wrong_usage(bring: Import, words: list[str]) -> None:
    assert bring(*words).exit_code == 2


def test_a_map_that_is_not_there_is_refused(bring: Import) -> None:
    assert isinstance(bring("x.csv", "--map", "nowhere").exception, MappingError)


def test_a_watched_folder_is_watched_until_somebody_stops_it(
    bring: Import, samples: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "night.csv").write_bytes((samples / "bookings.csv").read_bytes())

    def stop(seconds: float) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("comity.cli.desk.feed.time.sleep", stop)
    done = bring("--watch", tmp_path / "in")
    assert done.exit_code == 0
    assert "night.csv: 40 bookings, 0 refused; moved to done/night.csv\n" in done.output
    assert done.output.endswith("Stopped.\n")
