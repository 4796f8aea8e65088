"""An answer that rested on what a paper shows, and the day on that paper: only what can be known is told."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from comity.facts import Ask
from comity.feeds.trails.dated import paper_traces
from comity.gate import commands
from comity.gate.adding.commands import AddPaper, DatePaper
from comity.gate.state import Matter, Paper
from contract.desk import PAPER, START, Clock, Desk
from contract.memory import MemoryRecords

PLACE = f"{PAPER.sha256}:1:100,200,300,220"
LATE = Paper("signed.pdf", "cd" * 32, 900, "application/pdf")
TEXAS = ZoneInfo("America/Chicago")
TODAY = START.astimezone(TEXAS).date()


@pytest.fixture
def desk(clock: Clock) -> Desk:
    """A sheriff in Texas, whose law has detainers honoured."""
    return Desk(MemoryRecords(clock), clock, "us-tx/sheriff")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def handle(desk: Desk) -> str:
    handle = desk.open(release_due=START + timedelta(hours=2))
    given = {"facts": {"detainer": True}, "places": {"detainer": PLACE}, "papers": (PAPER,)}
    desk.receive(handle, Ask.HOLD, **given)
    desk.establish(handle, physical_custody=True, proof_of_status_shown=False)
    return handle


def request_of(desk: Desk, handle: str) -> str:
    return next(iter(desk.matter(handle).requests))


def answered(desk: Desk, handle: str, *, yes: bool = True) -> None:
    desk.answer(handle, request_of(desk, handle), Ask.HOLD, yes)


def dated(desk: Desk, handle: str, day: date, *pages: int, paper: Paper = PAPER) -> Matter:
    return desk.do(DatePaper(handle, request_of(desk, handle), paper.sha256, day, pages)).matter


def told(matter: Matter, zone: ZoneInfo = TEXAS) -> list[str]:
    return sorted(trace.kind.value for trace in paper_traces(matter, zone))


def test_an_answer_that_rested_on_a_paper_of_a_later_day_is_told(desk: Desk, handle: str) -> None:
    answered(desk, handle)
    matter = dated(desk, handle, TODAY + timedelta(days=2))
    assert told(matter) == ["dated_after_answer", "dated_after_recording"]
    (trace,) = [each for each in paper_traces(matter, TEXAS) if each.kind.value == "dated_after_answer"]
    assert (trace.at, trace.rests_on[-1]) == (START, request_of(desk, handle))
    assert trace.says.startswith("a paper is dated 2 days after an answer that rested on what it shows")


@pytest.mark.parametrize("days", [0, -1, -300])
def test_of_the_same_day_or_an_earlier_one_nothing_is_told(desk: Desk, handle: str, days: int) -> None:
    answered(desk, handle)
    assert told(dated(desk, handle, TODAY + timedelta(days=days))) == []


def test_a_paper_that_came_later_says_nothing_of_an_answer_until_it_shows_what_was_stated_before(
    desk: Desk, handle: str
) -> None:
    request = request_of(desk, handle)
    answered(desk, handle)
    desk.clock.later(days=3)
    desk.do(AddPaper(handle, request, LATE))
    assert told(dated(desk, handle, TODAY + timedelta(days=2), 1, paper=LATE)) == []
    place = PLACE.replace("ab", "cd")
    desk.do(commands.EstablishFact(handle, "administrative_warrant", True, LATE.name, request, place))
    assert told(desk.matter(handle)) == []  # nobody had stated that when it was answered
    desk.do(commands.EstablishFact(handle, "detainer", True, LATE.name, request, place))
    assert told(desk.matter(handle)) == ["dated_after_answer"]


def test_a_fact_of_another_paper_in_the_same_file_says_nothing_of_this_one(desk: Desk, handle: str) -> None:
    answered(desk, handle)
    assert told(dated(desk, handle, TODAY + timedelta(days=2), 2, 3)) == ["dated_after_recording"]


def test_what_is_not_answered_rests_on_nothing(desk: Desk, handle: str) -> None:
    assert told(dated(desk, handle, TODAY + timedelta(days=2))) == ["dated_after_recording"]


def test_a_day_that_is_put_right_counts_and_the_other_no_more(desk: Desk, handle: str) -> None:
    answered(desk, handle)
    dated(desk, handle, TODAY + timedelta(days=365))
    assert told(dated(desk, handle, TODAY)) == []


def test_days_are_compared_on_the_clock_of_the_place(desk: Desk, handle: str) -> None:
    matter = dated(desk, handle, TODAY + timedelta(days=1))
    assert told(matter) == ["dated_after_recording"]
    assert told(matter, ZoneInfo("Pacific/Kiritimati")) == []  # there that day had begun
    assert desk.gate.zone_of(matter) == TEXAS
