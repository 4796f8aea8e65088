"""A paper whose confirmed day is after the answer that rested on it, or after it was recorded, is a finding."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from desk_for_tests import open_desk

open_desk()

from contract.desk import PAPER  # noqa: E402 - once Django is up
from rooms.site.test_sweeping import found, held, swept  # noqa: E402 - as above

__all__ = ["held"]
PLACE = f"{PAPER.sha256}:1:100,200,300,220"
KINDS = ("dated_after_answer", "dated_after_recording")


@pytest.fixture
def asked(held: Any) -> Any:
    """Somebody about whom an agency asks, with a paper that shows a detainer."""
    from comity.facts import Ask
    from comity.gate import Actor, Role, commands

    held.clerk = Actor("d.booth", Role.DESK)
    given = {"papers": (PAPER,), "facts": {"detainer": True}, "places": {"detainer": PLACE}}
    command = commands.ReceiveRequest(held.ben, "ice_ero", (Ask.NOTIFY_RELEASE,), held.day, "i247a", "", **given)
    held.request = list(held.desk.gate.do(command, held.clerk).matter.requests)[-1]
    return held


def dated(held: Any, days: int, *pages: int) -> None:
    from comity.gate.adding.commands import DatePaper

    day = held.turned.now.astimezone(held.desk.gate.zone_of(state(held))).date() + timedelta(days=days)
    held.desk.gate.do(DatePaper(held.ben, held.request, PAPER.sha256, day, pages), held.clerk)


def state(held: Any) -> Any:
    return held.desk.records.matters([held.ben])[held.ben]


def traces(held: Any) -> list[str]:
    swept(held)
    return sorted(each.act for each in found(matter_id=held.ben) if each.act in KINDS)


def test_a_paper_dated_after_it_was_recorded_is_told_once(asked: Any) -> None:
    dated(asked, 2)
    assert traces(asked) == ["dated_after_recording"]
    assert traces(asked) == ["dated_after_recording"]
    (seen,) = found(act="dated_after_recording")
    told = state(asked).findings[seen.seen].seen
    assert told.says == "a paper is dated 2 days after it was recorded (by day, for it gives no hour)"
    assert (told.request, told.at) == (asked.request, state(asked).requests[asked.request].recorded_at)


@pytest.mark.parametrize("days", [0, -3])
def test_a_paper_of_that_day_or_an_earlier_one_raises_nothing(asked: Any, days: int) -> None:
    dated(asked, days)
    assert traces(asked) == []


def test_a_paper_of_which_nobody_confirmed_the_day_raises_nothing(asked: Any) -> None:
    assert traces(asked) == []


def test_a_paper_that_came_later_is_held_against_the_day_on_which_it_came(asked: Any) -> None:
    from comity.gate.adding.commands import AddPaper, DatePaper
    from comity.gate.state import Paper

    asked.turned.now += timedelta(days=3)
    late = Paper("signed.pdf", "cd" * 32, 900, "application/pdf")
    asked.desk.gate.do(AddPaper(asked.ben, asked.request, late), asked.clerk)
    today = asked.turned.now.astimezone(asked.desk.gate.zone_of(state(asked))).date()
    asked.desk.gate.do(DatePaper(asked.ben, asked.request, late.sha256, today), asked.clerk)
    assert traces(asked) == []
    asked.desk.gate.do(DatePaper(asked.ben, asked.request, late.sha256, today + timedelta(days=1)), asked.clerk)
    assert traces(asked) == ["dated_after_recording"]
