"""Work by turns, as papers are read: nobody waits, few go on at a time, never two of one paper, and none is lost."""

import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from comity.papers import PaperRefusedError, Reading, read_again, written
from comity.web.pages.turns import Step, Turns

NOTHING = Reading((), ())


class Reader:
    """Reads when it is told to, and counts."""

    def __init__(self) -> None:
        self.go, self.read, self.most, self.now = threading.Event(), [], 0, 0

    def __call__(self, content: bytes) -> bytes:
        self.read.append(content)
        self.now += 1
        self.most = max(self.most, self.now)
        assert self.go.wait(20)
        self.now -= 1
        return written(NOTHING)


def plainly(content: bytes) -> bytes:
    return content


def until(turns: Turns, name: str, step: Step) -> None:
    """Wait for a reading to come so far."""
    last = time.monotonic() + 20
    while turns.step(name) is not step:
        assert time.monotonic() < last, turns.step(name)
        time.sleep(0.01)


@pytest.fixture
def reader() -> Reader:
    return Reader()


@pytest.fixture
def turns(tmp_path: Path, reader: Reader) -> Callable[..., Turns]:
    """The readings of one home, as one more program opens them."""
    return lambda work=reader, **given: Turns(tmp_path, work, **given)


def test_two_programs_do_not_read_one_paper_twice(turns: Callable[..., Turns], reader: Reader) -> None:
    one, other = turns(), turns()
    one.begin("a", b"paper", plainly)
    until(other, "a", Step.GOING)
    other.begin("a", b"paper", plainly)
    reader.go.set()
    until(other, "a", Step.DONE)
    assert reader.read == [b"paper"]
    assert read_again(other.result("a") or b"") == NOTHING
    one.forget("a")
    assert other.step("a") is Step.NONE


def test_only_so_many_are_read_at_a_time_and_the_others_wait(turns: Callable[..., Turns], reader: Reader) -> None:
    one, other = turns(at_a_time=1), turns(at_a_time=1)
    one.begin("a", b"first", plainly)
    until(one, "a", Step.GOING)
    other.begin("b", b"second", plainly)
    assert one.step("b") is Step.WAITING
    reader.go.set()
    for name in "ab":
        until(one, name, Step.DONE)
    assert (reader.most, reader.read) == (1, [b"first", b"second"])


def test_what_was_being_read_when_a_program_was_killed_is_read_again(
    turns: Callable[..., Turns], reader: Reader, tmp_path: Path
) -> None:
    program = (
        "import sys, time; from pathlib import Path; from comity.web.pages.turns import Turns\n"
        "turns = Turns(Path(sys.argv[1]), lambda content: time.sleep(60))\n"
        "turns.begin('a', b'paper', bytes); time.sleep(60)"
    )
    other = subprocess.Popen([sys.executable, "-c", program, str(tmp_path)])
    try:
        until(turns(), "a", Step.GOING)
    finally:
        other.kill()
        other.wait()
    assert turns().step("a") is Step.STOPPED
    reader.go.set()
    turns().begin("a", b"paper", plainly)
    until(turns(), "a", Step.DONE)


def test_a_reading_that_ends_without_a_word_is_not_begun_for_ever(
    turns: Callable[..., Turns], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(threading, "excepthook", lambda _: None)

    def breaks(_content: bytes) -> bytes:
        raise ZeroDivisionError

    broken = turns(breaks)
    for step in (Step.STOPPED, Step.STOPPED, Step.REFUSED):
        broken.begin("a", b"paper", plainly)
        until(broken, "a", step)
    assert broken.refused("a") is None, "no word of why: a page says that it ended three times"


def test_a_refusal_is_told_and_may_be_tried_again(turns: Callable[..., Turns], reader: Reader) -> None:
    def refuses(_content: bytes) -> bytes:
        raise PaperRefusedError("it is locked", help="Ask for another.")

    refusing = turns(refuses)
    refusing.begin("a", b"paper", plainly)
    until(refusing, "a", Step.REFUSED)
    told: Any = refusing.refused("a")
    assert (told.message, told.help) == ("it is locked", "Ask for another.")
    reader.go.set()
    turns().begin("a", b"paper", plainly)
    until(turns(), "a", Step.DONE)


def test_what_nobody_fetches_is_thrown_away_and_what_goes_on_is_not(
    turns: Callable[..., Turns], reader: Reader, tmp_path: Path
) -> None:
    reader.go.set()
    kept = turns()
    kept.begin("a", b"paper", plainly)
    until(kept, "a", Step.DONE)
    kept.sweep(datetime.now(UTC) - timedelta(hours=8))
    assert kept.step("a") is Step.DONE
    kept.sweep(datetime.now(UTC) + timedelta(hours=8))
    assert kept.step("a") is Step.NONE
    assert all(path.name.startswith("turn-") for path in tmp_path.iterdir())
    assert {path.stat().st_mode & 0o077 for path in tmp_path.iterdir()} == {0}


def test_what_another_program_takes_away_while_it_is_looked_at_is_simply_not_there(
    turns: Callable[..., Turns], tmp_path: Path
) -> None:
    waiting = turns()
    for ending in ("asked", "refused", "done", "lock"):
        (tmp_path / f"a.{ending}").symlink_to(tmp_path / "gone")  # in the list of the folder, and gone when it is read
    waiting.sweep(datetime.now(UTC))
    assert (waiting.result("a"), waiting.refused("a"), waiting.step("a")) == (None, None, Step.NONE)
