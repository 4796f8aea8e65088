"""A reading of the local clock stands for the first moment that shows it or a later one."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.deadlines import Calendar, DueTimeError, Excluded, end_of_day

CITY = Calendar("New York", "America/New_York")
ZONES = ["America/New_York", "America/Havana", "America/Sao_Paulo", "America/St_Johns", "Pacific/Apia", "UTC"]
READINGS = st.datetimes(datetime(2005, 1, 1), datetime(2019, 1, 1))
NEAR_CHANGES = st.builds(
    lambda near, seconds: near + timedelta(seconds=seconds),
    st.sampled_from([datetime(2010, 3, 14), datetime(2010, 11, 7), datetime(2017, 10, 15), datetime(2011, 12, 30)]),
    st.integers(-100_000, 200_000),
)


def test_an_ordinary_reading_is_the_moment_that_shows_it() -> None:
    assert CITY.instant(datetime(2017, 6, 9, 17)) == datetime(2017, 6, 9, 21, tzinfo=UTC)


def test_a_reading_the_clock_never_shows_is_the_first_moment_after_the_gap() -> None:
    two_thirty = CITY.instant(datetime(2017, 3, 12, 2, 30))
    assert two_thirty == datetime(2017, 3, 12, 7, tzinfo=UTC)
    assert CITY.local(two_thirty).isoformat() == "2017-03-12T03:00:00-04:00"


@pytest.mark.parametrize("fold", [0, 1])
def test_a_reading_the_clock_shows_twice_is_the_first_of_the_two(fold: int) -> None:
    assert CITY.local(CITY.instant(datetime(2017, 11, 5, 1, 30, fold=fold))).isoformat() == "2017-11-05T01:30:00-04:00"


def test_a_moment_with_its_zone_is_taken_as_it_is() -> None:
    second = datetime(2017, 11, 5, 6, 30, tzinfo=UTC)
    assert CITY.instant(CITY.local(second)) == second


def test_a_day_without_midnight_begins_when_its_clock_begins() -> None:
    sao_paulo = Calendar("São Paulo", "America/Sao_Paulo")
    assert sao_paulo.local(sao_paulo.start_of(date(2017, 10, 15))).isoformat() == "2017-10-15T01:00:00-02:00"


def test_a_day_the_place_left_out_lasts_no_time() -> None:
    apia = Calendar("Apia", "Pacific/Apia")
    assert apia.start_of(date(2011, 12, 30)) == apia.start_of(date(2011, 12, 31))


def test_where_the_clock_goes_back_across_midnight_the_new_day_has_begun() -> None:
    st_johns = Calendar("St. John's", "America/St_Johns")
    second_2330 = datetime(2010, 11, 7, 3, 0, tzinfo=UTC)
    assert st_johns.local(second_2330).date() == date(2010, 11, 6)
    assert st_johns.day_of(second_2330) == date(2010, 11, 7)


def test_the_end_of_a_day_is_its_last_minute_whatever_its_length() -> None:
    assert end_of_day(datetime(2017, 3, 12, 1), "23:59", CITY).isoformat() == "2017-03-12T23:59:00-04:00"
    assert end_of_day(datetime(2017, 11, 5, 1), "23:59", CITY).isoformat() == "2017-11-05T23:59:00-05:00"


def test_nine_minutes_are_left_at_ten_to_midnight() -> None:
    start = datetime(2020, 6, 1, 23, 50)
    assert end_of_day(start, "23:59", CITY) - CITY.instant(start) == timedelta(minutes=9)


def test_a_time_of_the_day_that_has_passed_is_still_that_time() -> None:
    assert end_of_day(datetime(2020, 6, 1, 18), "17:00", CITY).isoformat() == "2020-06-01T17:00:00-04:00"


def test_the_day_is_the_one_at_the_place_and_not_in_utc() -> None:
    assert end_of_day(datetime(2020, 6, 2, 1, tzinfo=UTC), "23:59", CITY).date() == date(2020, 6, 1)


@pytest.mark.parametrize("text", ["24:00", "9:00", "23:60", "23:59:00", "noon", "", "٢٣:٥٩", "23:59\n"])
def test_a_time_of_day_that_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(DueTimeError, match="not a time of day"):
        end_of_day(datetime(2020, 6, 1, 18), text, CITY)


@given(st.one_of(READINGS, NEAR_CHANGES), st.sampled_from(ZONES))
@settings(deadline=None)
def test_the_moment_shows_the_reading_or_a_later_one_and_no_moment_before_does(reading: datetime, zone: str) -> None:
    place = Calendar("drawn", zone)
    moment = place.instant(reading)
    assert place.local(moment).replace(tzinfo=None) >= reading
    for seconds in (0.000001, 1, 60, 1800, 3600, 7200, 86_400):
        assert place.local(moment - timedelta(seconds=seconds)).replace(tzinfo=None) < reading


@given(READINGS, st.sampled_from(ZONES))
@settings(deadline=None)
def test_each_moment_lies_within_the_day_it_belongs_to(reading: datetime, zone: str) -> None:
    place = Calendar("drawn", zone)
    moment = reading.replace(tzinfo=UTC)
    day = place.day_of(moment)
    assert place.start_of(day) <= moment < place.start_of(day + timedelta(days=1))


def test_a_calendar_keeps_its_own_copy_of_the_holidays() -> None:
    days = {date(2017, 5, 29): "Memorial Day"}
    city = Calendar("New York", "America/New_York", days)
    days.clear()
    assert city.is_excluded(date(2017, 5, 29), frozenset({Excluded.HOLIDAYS}))
    assert not city.is_excluded(date(2017, 5, 29), frozenset({Excluded.SATURDAYS, Excluded.SUNDAYS}))


def test_calendars_with_the_same_days_are_the_same() -> None:
    days = {date(2017, 5, 29): "Memorial Day"}
    one, other = Calendar("New York", "America/New_York", days), Calendar("New York", "America/New_York", dict(days))
    assert one == other
    assert hash(one) == hash(other)
    assert one != CITY


@pytest.mark.parametrize(
    "zone", ["", "New York", "America", "../../etc/passwd", "/etc/localtime", "America/New_York\0"]
)
def test_a_zone_that_does_not_exist_is_refused(zone: str) -> None:
    with pytest.raises(DueTimeError, match="no time zone"):
        Calendar("nowhere", zone)


def test_a_holiday_with_a_time_is_refused() -> None:
    with pytest.raises(DueTimeError, match="not a day"):
        Calendar("New York", "America/New_York", {datetime(2017, 5, 29, 12): "Memorial Day"})


def test_the_end_of_the_calendar_is_refused_and_not_crossed() -> None:
    with pytest.raises(DueTimeError):
        CITY.at(date.max, time(23, 59))
    with pytest.raises(DueTimeError):
        Calendar("end", "UTC", {date.max: "the last day"}).next_counted(date.max, frozenset(Excluded))
    assert CITY.next_excluded(date.max, frozenset({Excluded.SUNDAYS})) is None
