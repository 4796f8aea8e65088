"""A law is in force on whole days, the first and the last included."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.base import Period

FIRST, LAST = date(2014, 12, 14), date(2018, 1, 29)
days = st.dates(date(2000, 1, 1), date(2000, 2, 15))


@st.composite
def periods(draw: st.DrawFn) -> Period:
    first = draw(days)
    return Period(first, draw(st.none() | st.dates(first, date(2000, 3, 1))))


@pytest.mark.parametrize(
    ("day", "within"),
    [(FIRST - timedelta(1), False), (FIRST, True), (LAST, True), (LAST + timedelta(1), False), (date.max, False)],
)
def test_a_period_covers_its_first_and_its_last_day(day: date, within: bool) -> None:
    assert Period(FIRST, LAST).covers(day) is within
    assert Period(FIRST).covers(day) is (day >= FIRST)


@given(periods(), periods())
def test_periods_overlap_when_they_share_a_day(one: Period, other: Period) -> None:
    every_day = [date(2000, 1, 1) + timedelta(step) for step in range(100)]
    shared = any(one.covers(day) and other.covers(day) for day in every_day)
    assert one.overlaps(other) is other.overlaps(one) is shared


def test_a_period_is_told_in_words() -> None:
    assert str(Period(FIRST, LAST)) == "from 2014-12-14 to 2018-01-29"
    assert str(Period(FIRST)) == "from 2014-12-14"
