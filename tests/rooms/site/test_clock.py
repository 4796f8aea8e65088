"""A desk goes by the machine's clock; a demonstration and the desk of tests by one whose day every law knows."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

import comity.site.clock
from comity.law import LawLibrary
from comity.site.clock import behind, set_back
from comity.site.home import Home
from comity.site.settings import COMITY_SET_BACK
from desk_for_tests import STARTED, now

LAST = date(2026, 12, 31)
moments = st.datetimes(datetime(2020, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC))


def test_the_day_of_these_tests_is_known_to_every_law(tally: Callable[..., None]) -> None:
    library = LawLibrary()
    for name in library.names():
        pack = library.pack(name)
        assert pack.known.covers(STARTED.astimezone(ZoneInfo(pack.calendar.zone)).date()), name
    tally("laws that know the day of the tests", len(library.names()))


def test_the_clock_of_these_tests_runs_on_from_that_day() -> None:
    assert STARTED <= now() <= now() < STARTED + timedelta(hours=2)


@given(moments)
def test_a_demonstration_is_set_back_by_the_fewest_years_of_whole_weeks(began: datetime) -> None:
    by = set_back(began, LAST)
    there = began - by
    assert there.date() <= LAST
    assert (there.weekday(), there.time()) == (began.weekday(), began.time())
    assert not by or (there + timedelta(weeks=52)).date() > LAST
    assert set_back(began, None) == timedelta()


@pytest.mark.parametrize(("day", "weeks"), [("2026-12-31", 0), ("2027-01-01", 52), ("2027-12-31", 104)])
def test_it_is_not_set_back_before_the_law_ends(day: str, weeks: int) -> None:
    began = datetime.combine(date.fromisoformat(day), time(23, 59), UTC)
    assert set_back(began, LAST) == timedelta(weeks=weeks)


def test_a_clock_that_is_behind_stays_so_far_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    clock, moment = behind(timedelta(weeks=52)), datetime(2027, 2, 16, 9, tzinfo=UTC)
    monkeypatch.setattr(comity.site.clock, "now", lambda: moment)
    assert clock() == datetime(2026, 2, 17, 9, tzinfo=UTC)


def test_a_home_of_a_demonstration_keeps_the_day_on_which_it_was_begun(tmp_path: Path) -> None:
    home, began = Home(tmp_path / "home"), datetime(2027, 2, 16, 9, tzinfo=UTC)
    home.begin(demo=True)
    home.demo_mark.write_text(began.isoformat())
    home.begin(demo=True)
    assert home.demo_began() == began
    assert set_back(home.demo_began(), home.office().law_until) == timedelta(weeks=52)


def test_the_clock_of_a_desk_is_the_machines() -> None:
    assert timedelta() == COMITY_SET_BACK
