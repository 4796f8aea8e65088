"""Days are whole days; the day of the start is not counted."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.deadlines import (
    MAX_DAYS,
    MAX_YEARS,
    Calendar,
    DueTimeError,
    Excluded,
    days_after,
    earliest,
    limit_end,
    run_days,
    run_hours,
    years_after,
)

ALL = frozenset(Excluded)
NOTHING: frozenset[Excluded] = frozenset()
CITY = Calendar("New York", "America/New_York", {date(2017, 5, 29): "Memorial Day", date(2018, 1, 1): "New Year's Day"})
EXCLUSIONS = st.frozensets(st.sampled_from(Excluded))
DAYS = st.dates(date(2010, 1, 1), date(2030, 1, 1))


@st.composite
def calendars_and_days(draw: st.DrawFn) -> tuple[Calendar, date]:
    first = draw(DAYS)
    holidays = draw(st.frozensets(st.integers(-5, 40).map(lambda days: first + timedelta(days=days)), max_size=30))
    return Calendar("drawn", "America/Chicago", dict.fromkeys(holidays, "a holiday")), first


@pytest.mark.parametrize(
    ("start", "days", "excluded", "last"),
    [
        (datetime(2017, 3, 10, 18), 3, NOTHING, date(2017, 3, 13)),
        (datetime(2017, 3, 10, 18), 3, ALL, date(2017, 3, 15)),
        (datetime(2017, 5, 26, 18), 1, ALL, date(2017, 5, 30)),
        (datetime(2017, 6, 10, 18), 1, ALL, date(2017, 6, 12)),
        (datetime(2017, 12, 29, 18), 1, ALL, date(2018, 1, 2)),
        (datetime(2017, 12, 31, 23, 59), 1, NOTHING, date(2018, 1, 1)),
        (datetime(2024, 2, 28, 18), 1, NOTHING, date(2024, 2, 29)),
        (datetime(2014, 11, 14), 30, NOTHING, date(2014, 12, 14)),
        (datetime(2017, 6, 10, 18), 0, ALL, date(2017, 6, 10)),
    ],
)
def test_a_period_of_days_ends_with_its_last_counted_day(
    start: datetime, days: int, excluded: frozenset[Excluded], last: date
) -> None:
    end = run_days(start, days, excluded, CITY)
    assert (end.date(), end.hour, end.minute) == (last, 23, 59)
    assert end.utcoffset() == CITY.local(CITY.start_of(last) + timedelta(hours=12)).utcoffset()


@given(calendars_and_days(), st.integers(0, 60), EXCLUSIONS)
@settings(deadline=None)
def test_the_last_day_is_the_one_a_person_finds_by_ticking_off_days(
    place_and_day: tuple[Calendar, date], days: int, excluded: frozenset[Excluded]
) -> None:
    place, first = place_and_day
    day, left = first, days
    while left:
        day += timedelta(days=1)
        kinds = {Excluded.SATURDAYS: day.weekday() == 5, Excluded.SUNDAYS: day.weekday() == 6}
        kinds[Excluded.HOLIDAYS] = day in place.holidays
        left -= not any(kinds[kind] for kind in excluded)
    assert run_days(datetime.combine(first, datetime.min.time()), days, excluded, place).date() == day


@given(calendars_and_days(), st.integers(-3, 60), EXCLUSIONS)
@settings(deadline=None)
def test_counting_days_at_once_gives_what_counting_them_one_by_one_gives(
    place_and_day: tuple[Calendar, date], length: int, excluded: frozenset[Excluded]
) -> None:
    place, first = place_and_day
    days = [first + timedelta(days=ahead) for ahead in range(length + 1)]
    one_by_one = sum(not place.is_excluded(day, excluded) for day in days)
    assert place.counted_days(first, first + timedelta(days=length), excluded) == one_by_one


@given(calendars_and_days(), EXCLUSIONS)
@settings(deadline=None)
def test_the_next_day_of_a_kind_has_none_before_it(
    place_and_day: tuple[Calendar, date], excluded: frozenset[Excluded]
) -> None:
    place, first = place_and_day
    counted, skipped = place.next_counted(first, excluded), place.next_excluded(first, excluded)
    ahead = [first + timedelta(days=days) for days in range(60)]
    assert counted == next(day for day in ahead if not place.is_excluded(day, excluded))
    assert skipped == next((day for day in ahead if place.is_excluded(day, excluded)), None)


def test_the_same_day_years_later_and_29_february_becomes_28_february() -> None:
    assert years_after(date(2012, 3, 15), 5) == date(2017, 3, 15)
    assert years_after(date(2012, 2, 29), 5) == date(2017, 2, 28)
    assert years_after(date(2012, 2, 29), 4) == date(2016, 2, 29)
    assert years_after(date(2096, 2, 29), 4) == date(2100, 2, 28)
    assert years_after(date(2013, 2, 28), 3) == date(2016, 2, 28)


def test_time_in_prison_is_added_in_days_after_the_years() -> None:
    assert years_after(date(2012, 2, 29), 5, 2) == date(2017, 3, 2)
    assert years_after(date(2010, 12, 31), 5, 365) == date(2016, 12, 30)


@given(st.dates(), st.integers(0, MAX_YEARS), st.integers(0, MAX_DAYS))
def test_dates_are_counted_or_refused_and_never_crash(day: date, years: int, days: int) -> None:
    try:
        later = years_after(day, years, days)
    except DueTimeError:
        assert day.year + years + days / 365 > 9998
    else:
        assert (later - day).days >= days + years * 365 - 1
        assert later == days_after(years_after(day, years), days)


@given(DAYS, DAYS, st.integers(0, MAX_YEARS), st.integers(0, MAX_DAYS))
def test_a_later_day_is_never_earlier_years_after(one: date, other: date, years: int, days: int) -> None:
    assert (one <= other) <= (years_after(one, years, days) <= years_after(other, years, days))


@pytest.mark.parametrize("number", [-1, 10**30, True])
def test_an_absurd_number_of_days_or_years_is_refused(number: int) -> None:
    day, start = date(2017, 3, 15), datetime(2017, 3, 15)
    with pytest.raises(DueTimeError):
        days_after(day, number)
    with pytest.raises(DueTimeError):
        years_after(day, number)
    with pytest.raises(DueTimeError):
        years_after(day, 5, number)
    with pytest.raises(DueTimeError):
        run_days(start, number, ALL, CITY)


def test_a_refusal_does_not_print_a_number_of_a_million_figures() -> None:
    with pytest.raises(DueTimeError) as refused:
        days_after(date(2017, 3, 15), 10**1_000_000)
    assert len(refused.value.message) < 100
    assert refused.value.help


def test_a_limit_is_in_hours_or_in_days_or_until_a_time() -> None:
    due = datetime(2017, 3, 10, 18)
    assert limit_end(due, hours=48, excluding=ALL, calendar=CITY).isoformat() == "2017-03-14T18:00:00-04:00"
    assert limit_end(due, days=3, excluding=ALL, calendar=CITY).isoformat() == "2017-03-15T23:59:00-04:00"
    assert limit_end(due, until="23:59", calendar=CITY).isoformat() == "2017-03-10T23:59:00-05:00"
    with pytest.raises(DueTimeError, match="exactly one"):
        limit_end(due, calendar=CITY)
    with pytest.raises(DueTimeError, match="exactly one"):
        limit_end(due, hours=48, until="23:59", calendar=CITY)


def test_the_earliest_limit_binds_and_is_named() -> None:
    due = datetime(2017, 6, 9, 17)
    ends = {
        "the regulation": limit_end(due, hours=48, excluding=ALL, calendar=CITY),
        "the form": limit_end(due, hours=48, calendar=CITY),
        "the state": limit_end(due, days=2, calendar=CITY),
    }
    assert earliest(ends) == ("the form", run_hours(due, 48, NOTHING, CITY))
    assert earliest({}) is None


def test_of_two_limits_in_the_hour_shown_twice_the_earlier_moment_binds() -> None:
    start = datetime(2017, 11, 5, 0, 50)
    ends = {"two hours": run_hours(start, 2, NOTHING, CITY), "one hour": run_hours(start, 1, NOTHING, CITY)}
    later = CITY.local(datetime(2017, 11, 5, 6, 40, tzinfo=UTC))
    assert later.replace(tzinfo=None) < ends["one hour"].replace(tzinfo=None)
    assert earliest({"the second 01:40": later, **ends}) == ("one hour", ends["one hour"])


def test_a_limit_without_a_zone_cannot_be_compared() -> None:
    with pytest.raises(DueTimeError, match="no time zone"):
        earliest({"one": datetime(2017, 6, 9, 17)})
