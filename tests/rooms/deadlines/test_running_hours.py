"""Hours run as elapsed time and stand still on whole days that do not count."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.deadlines import MAX_HOURS, Calendar, DueTimeError, Excluded, counted_hours, run_hours, skipped_days

ALL = frozenset(Excluded)
NOTHING: frozenset[Excluded] = frozenset()
HOLIDAYS = frozenset({Excluded.HOLIDAYS})
WEEKENDS = frozenset({Excluded.SATURDAYS, Excluded.SUNDAYS})

CITY = Calendar(
    "New York",
    "America/New_York",
    {
        date(2017, 3, 12): "a holiday of 23 hours",
        date(2017, 5, 29): "Memorial Day",
        date(2017, 11, 5): "a holiday of 25 hours",
        date(2017, 11, 10): "Veterans Day (observed)",
        date(2017, 12, 25): "Christmas Day",
        date(2018, 1, 1): "New Year's Day",
    },
)

# Places whose clocks change at two in the morning, at midnight, across midnight, and by leaving out a whole day.
ZONES = ["America/New_York", "America/Phoenix", "America/Havana", "America/Sao_Paulo", "Pacific/Apia", "Asia/Kolkata"]
CHANGES = [
    datetime(2010, 3, 14),
    datetime(2010, 11, 7),
    datetime(2011, 12, 30),
    datetime(2017, 3, 12),
    datetime(2017, 5, 27),
    datetime(2017, 10, 15),
    datetime(2017, 11, 5),
    datetime(2017, 12, 31),
    datetime(2018, 2, 18),
    datetime(2020, 2, 29),
]
ABSOLUTE_QUARTERS = st.builds(
    lambda near, quarters: (near + timedelta(minutes=15 * quarters)).replace(tzinfo=UTC),
    st.sampled_from(CHANGES),
    st.integers(-4 * 24 * 5, 4 * 24 * 5),
)
EXCLUSIONS = st.frozensets(st.sampled_from(Excluded))


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    around = draw(st.sampled_from(CHANGES)).date()
    near = st.integers(-6, 9).map(lambda days: around + timedelta(days=days))
    days = draw(st.frozensets(st.one_of(near, st.sampled_from(CHANGES).map(datetime.date)), max_size=6))
    return Calendar("drawn", draw(st.sampled_from(ZONES)), dict.fromkeys(days, "a holiday"))


def naive_end(start: datetime, steps: int, step: timedelta, excluded: frozenset[Excluded], place: Calendar) -> datetime:
    """Watch the wall clock, step by step, and count the steps taken on a day that counts."""
    zone = ZoneInfo(place.zone)
    now = start.astimezone(UTC)
    while steps:
        today = now.astimezone(zone).date()
        stands_still = (
            (today.isoweekday() == 6 and Excluded.SATURDAYS in excluded)
            or (today.isoweekday() == 7 and Excluded.SUNDAYS in excluded)
            or (today in place.holidays and Excluded.HOLIDAYS in excluded)
        )
        steps -= 0 if stands_still else 1
        now += step
    return now


@pytest.mark.parametrize(
    ("release_due", "end"),
    [
        (datetime(2017, 3, 10, 18, 0), datetime(2017, 3, 14, 18, 0)),  # a Friday: Tuesday, same time
        (datetime(2017, 6, 9, 17, 0), datetime(2017, 6, 13, 17, 0)),  # a Friday: Tuesday, same time
        (datetime(2017, 5, 26, 17, 0), datetime(2017, 5, 31, 17, 0)),  # before Memorial Day: Wednesday
        (datetime(2017, 5, 26, 20, 0), datetime(2017, 5, 31, 20, 0)),  # before Memorial Day: Wednesday
        (datetime(2017, 6, 10, 10, 0), datetime(2017, 6, 14, 0, 0)),  # a Saturday: 24:00 on Tuesday
        (datetime(2017, 6, 11, 23, 59), datetime(2017, 6, 14, 0, 0)),  # a Sunday: 24:00 on Tuesday
        (datetime(2017, 5, 28, 10, 0), datetime(2017, 6, 1, 0, 0)),  # Memorial Day follows: 24:00 on Wednesday
        (datetime(2017, 12, 29, 12, 0), datetime(2018, 1, 3, 12, 0)),  # across the end of the year
        (datetime(2017, 6, 13, 9, 30), datetime(2017, 6, 15, 9, 30)),  # nothing in the way
    ],
)
def test_forty_eight_hours_without_saturdays_sundays_and_holidays(release_due: datetime, end: datetime) -> None:
    assert run_hours(release_due, 48, ALL, CITY).replace(tzinfo=None) == end


def test_a_plain_forty_eight_hours_from_friday_end_on_sunday() -> None:
    assert run_hours(datetime(2017, 6, 9, 17), 48, NOTHING, CITY).isoformat() == "2017-06-11T17:00:00-04:00"


def test_a_leap_day_is_a_day_like_any_other() -> None:
    assert run_hours(datetime(2024, 2, 28, 12), 48, NOTHING, CITY).isoformat() == "2024-03-01T12:00:00-05:00"
    assert run_hours(datetime(2023, 2, 27, 12), 48, NOTHING, CITY).isoformat() == "2023-03-01T12:00:00-05:00"


def test_a_period_that_fills_friday_ends_at_midnight_and_not_after_the_weekend() -> None:
    assert run_hours(datetime(2017, 6, 8), 48, WEEKENDS, CITY).isoformat() == "2017-06-10T00:00:00-04:00"


def test_no_hours_end_at_once_even_on_a_day_that_does_not_count() -> None:
    assert run_hours(datetime(2017, 6, 10, 10), 0, ALL, CITY).isoformat() == "2017-06-10T10:00:00-04:00"


def test_forty_eight_hours_are_forty_eight_when_the_clock_goes_forward() -> None:
    assert run_hours(datetime(2017, 3, 11, 12), 48, NOTHING, CITY).isoformat() == "2017-03-13T13:00:00-04:00"


def test_forty_eight_hours_are_forty_eight_when_the_clock_goes_back() -> None:
    assert run_hours(datetime(2017, 11, 4, 12), 48, NOTHING, CITY).isoformat() == "2017-11-06T11:00:00-05:00"


def test_an_excluded_day_of_23_or_25_hours_is_skipped_whole() -> None:
    assert run_hours(datetime(2017, 3, 11, 12), 24, HOLIDAYS, CITY).isoformat() == "2017-03-13T12:00:00-04:00"
    assert run_hours(datetime(2017, 11, 4, 12), 24, HOLIDAYS, CITY).isoformat() == "2017-11-06T12:00:00-05:00"


def test_the_place_of_the_start_does_not_matter_only_the_moment() -> None:
    here = run_hours(datetime(2017, 6, 9, 17), 48, ALL, CITY)
    there = run_hours(datetime(2017, 6, 9, 14, tzinfo=ZoneInfo("America/Los_Angeles")), 48, ALL, CITY)
    assert there == here
    assert there.tzinfo == ZoneInfo("America/New_York")


def test_half_the_hours_have_run_on_monday_morning() -> None:
    friday, monday = datetime(2017, 6, 9, 18), datetime(2017, 6, 12, 18)
    assert counted_hours(friday, monday, ALL, CITY) == timedelta(hours=24)
    assert counted_hours(datetime(2017, 6, 10, 9), datetime(2017, 6, 11, 9), ALL, CITY) == timedelta()


def test_the_days_on_which_the_clock_stood_still_are_named() -> None:
    friday = datetime(2017, 5, 26, 20)
    assert skipped_days(friday, run_hours(friday, 48, ALL, CITY), ALL, CITY) == (
        (date(2017, 5, 27), "Saturday"),
        (date(2017, 5, 28), "Sunday"),
        (date(2017, 5, 29), "Memorial Day"),
    )
    assert skipped_days(friday, run_hours(friday, 48, NOTHING, CITY), NOTHING, CITY) == ()


@given(ABSOLUTE_QUARTERS, st.integers(0, 60), EXCLUSIONS, calendars())
@settings(deadline=None, max_examples=300)
def test_the_end_is_where_a_watched_clock_gets_by_quarters_of_an_hour(
    start: datetime, hours: int, excluded: frozenset[Excluded], place: Calendar
) -> None:
    watched = naive_end(start, hours * 4, timedelta(minutes=15), excluded, place)
    assert run_hours(start, hours, excluded, place).astimezone(UTC) == watched


@given(ABSOLUTE_QUARTERS, st.integers(0, 59), st.integers(0, 5), EXCLUSIONS, calendars())
@settings(deadline=None, max_examples=150)
def test_the_end_is_where_a_watched_clock_gets_by_minutes(
    start: datetime, minutes: int, hours: int, excluded: frozenset[Excluded], place: Calendar
) -> None:
    start += timedelta(minutes=minutes)
    watched = naive_end(start, hours * 60, timedelta(minutes=1), excluded, place)
    assert run_hours(start, hours, excluded, place).astimezone(UTC) == watched


READINGS = st.datetimes(datetime(2005, 1, 1), datetime(2030, 1, 1))
MOMENTS = st.datetimes(datetime(2005, 1, 1), datetime(2030, 1, 1), timezones=st.one_of(st.none(), st.just(UTC)))
ANY_CALENDAR = st.one_of(calendars(), st.just(CITY), st.just(Calendar("a minute after midnight", "America/St_Johns")))


@given(MOMENTS, st.integers(0, 2000), EXCLUSIONS, ANY_CALENDAR)
@settings(deadline=None)
def test_the_hours_counted_up_to_the_end_are_the_hours_that_ran(
    start: datetime, hours: int, excluded: frozenset[Excluded], place: Calendar
) -> None:
    end = run_hours(start, hours, excluded, place)
    assert counted_hours(start, end, excluded, place) == timedelta(hours=hours)
    if hours:
        just_before = end.astimezone(UTC) - timedelta(microseconds=1)
        assert counted_hours(start, just_before, excluded, place) < timedelta(hours=hours)


@given(READINGS, st.timedeltas(timedelta(), timedelta(days=9)), st.integers(0, 300), EXCLUSIONS, ANY_CALENDAR)
@settings(deadline=None)
def test_a_later_start_never_ends_earlier(
    start: datetime, later: timedelta, hours: int, excluded: frozenset[Excluded], place: Calendar
) -> None:
    first = run_hours(start, hours, excluded, place).astimezone(UTC)
    assert first <= run_hours(start + later, hours, excluded, place).astimezone(UTC)


@given(MOMENTS, st.integers(0, 300), EXCLUSIONS, EXCLUSIONS, ANY_CALENDAR)
@settings(deadline=None)
def test_leaving_more_days_out_never_ends_earlier(
    start: datetime, hours: int, some: frozenset[Excluded], more: frozenset[Excluded], place: Calendar
) -> None:
    fewer = run_hours(start, hours, some, place).astimezone(UTC)
    assert fewer <= run_hours(start, hours, some | more, place).astimezone(UTC)


@given(MOMENTS, st.integers(0, 300), st.integers(0, 300), EXCLUSIONS, ANY_CALENDAR)
@settings(deadline=None)
def test_running_on_from_where_one_stopped_is_running_through(
    start: datetime, first: int, then: int, excluded: frozenset[Excluded], place: Calendar
) -> None:
    stopped = run_hours(start, first, excluded, place)
    assert run_hours(stopped, then, excluded, place).astimezone(UTC) == run_hours(
        start, first + then, excluded, place
    ).astimezone(UTC)


@pytest.mark.parametrize("hours", [-1, MAX_HOURS + 1, 10**30, True])
def test_an_absurd_number_of_hours_is_refused(hours: int) -> None:
    with pytest.raises(DueTimeError):
        run_hours(datetime(2017, 6, 9, 17), hours, ALL, CITY)


@pytest.mark.parametrize(
    "start", [datetime(1, 1, 1), datetime(9999, 12, 31, 23), datetime.max.replace(tzinfo=UTC), datetime(4001, 1, 1)]
)
def test_a_start_at_the_end_of_time_is_refused(start: datetime) -> None:
    with pytest.raises(DueTimeError):
        run_hours(start, 48, ALL, CITY)


def test_the_longest_period_is_counted_from_the_last_year_without_overflow() -> None:
    assert run_hours(datetime(4000, 12, 31, 23), MAX_HOURS, ALL, CITY).year == 4015
    start = datetime(3980, 12, 31, 23)
    assert counted_hours(start, run_hours(start, MAX_HOURS, ALL, CITY), ALL, CITY) == timedelta(hours=MAX_HOURS)


def test_a_span_that_ends_before_it_starts_or_lasts_for_centuries_is_refused() -> None:
    with pytest.raises(DueTimeError, match="lies before"):
        counted_hours(datetime(2017, 6, 9), datetime(2017, 6, 8), ALL, CITY)
    with pytest.raises(DueTimeError, match="a century"):
        counted_hours(datetime(1917, 6, 9), datetime(2018, 6, 9), ALL, CITY)
