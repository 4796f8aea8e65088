"""Every form in which a law says when a duty is due is read, computed and said in plain English."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.deadlines import Calendar, Due, DueTime, DueTimeError, Excluded, moment_words, read_due, read_excluding

CITY = Calendar("New York", "America/New_York", {date(2017, 5, 29): "Memorial Day"})
SAYS = {"release_due": "release was due", "received_at": "the request was received"}
NOW = datetime(2017, 3, 10, 9, 40)
STARTS = {"release_due": datetime(2017, 3, 10, 18), "received_at": NOW}


def due_time(written: object, *, on: datetime = NOW) -> DueTime:
    return read_due(written).moment(STARTS, on=on, calendar=CITY, says=SAYS)


WEEK = ["saturdays", "sundays", "holidays"]
WEEK_WORDS = "Saturdays, Sundays and holidays not counted"
SUNDAY_WORDS = "Sundays and holidays not counted"


@pytest.mark.parametrize(
    ("written", "at", "words"),
    [
        ({"at_once": True}, "2017-03-10T09:40:00-05:00", "at once"),
        ({"promptly": True}, None, "promptly; the law gives no number of hours or days"),
        ({"before": "interview"}, None, "before the interview"),
        ({"before": "release_due"}, "2017-03-10T18:00:00-05:00", "before release was due: Friday 10 March 2017, 18:00"),
        (
            {"hours": 48, "after": "release_due", "excluding": WEEK},
            "2017-03-14T18:00:00-04:00",
            f"within 48 hours after release was due, {WEEK_WORDS}: Tuesday 14 March 2017, 18:00",
        ),
        (
            {"hours": 1, "after": "received_at"},
            "2017-03-10T10:40:00-05:00",
            "within 1 hour after the request was received: Friday 10 March 2017, 10:40",
        ),
        (
            {"days": 3, "after": "received_at"},
            "2017-03-13T23:59:00-04:00",
            "within 3 days after the request was received: by the end of Monday 13 March 2017",
        ),
        (
            {"days": 3, "after": "received_at", "excluding": ["sundays", "holidays"]},
            "2017-03-14T23:59:00-04:00",
            f"within 3 days after the request was received, {SUNDAY_WORDS}: by the end of Tuesday 14 March 2017",
        ),
        (
            {"until": "23:59", "on_day_of": "received_at"},
            "2017-03-10T23:59:00-05:00",
            "by 23:59 on the day when the request was received: Friday 10 March 2017, 23:59",
        ),
        ({"yearly": "09-01"}, "2017-09-01T23:59:00-04:00", "by 1 September of each year: Friday 1 September 2017"),
        ({"quarterly": True}, "2017-03-31T23:59:00-04:00", "by the end of the calendar quarter: Friday 31 March 2017"),
        ({"monthly": 1}, "2017-04-01T23:59:00-04:00", "by day 1 of the following month: Saturday 1 April 2017"),
        ({"by": date(2026, 8, 31)}, "2026-08-31T23:59:00-04:00", "by the end of Monday 31 August 2026"),
        ({"none": True}, None, "the law sets no time"),
    ],
)
def test_a_due_time_gives_its_moment_and_its_words(written: object, at: str | None, words: str) -> None:
    due = due_time(written)
    assert (due.at.isoformat() if due.at else None, due.words, due.unknown) == (at, words, None)


@pytest.mark.parametrize(
    ("written", "missing", "words"),
    [
        ({"hours": 2, "after": "booked_at"}, "booked_at", "within 2 hours after `booked_at`"),
        ({"days": 1, "after": "booked_at"}, "booked_at", "within 1 day after `booked_at`"),
        ({"until": "17:00", "on_day_of": "booked_at"}, "booked_at", "by 17:00 on the day when `booked_at`"),
    ],
)
def test_a_due_time_whose_start_nobody_knows_names_the_missing_moment(
    written: object, missing: str, words: str
) -> None:
    assert due_time(written) == DueTime(None, words, missing)
    assert read_due(written).needs == missing


@pytest.mark.parametrize("written", [{"at_once": True}, {"before": "interview"}, {"yearly": "09-01"}, {"none": True}])
def test_a_due_time_that_runs_from_no_moment_needs_none(written: object) -> None:
    assert read_due(written).needs is None


@pytest.mark.parametrize(
    ("yearly", "on", "day"),
    [
        ("09-01", datetime(2017, 9, 1, 23, 59), date(2017, 9, 1)),
        ("09-01", datetime(2017, 9, 2, 0, 0), date(2018, 9, 1)),
        ("01-01", datetime(2017, 12, 31, 12), date(2018, 1, 1)),
        ("02-29", datetime(2017, 1, 5), date(2017, 2, 28)),
        ("02-29", datetime(2017, 3, 1), date(2018, 2, 28)),
        ("02-29", datetime(2019, 3, 1), date(2020, 2, 29)),
        ("09-01", datetime(2017, 9, 2, 3, 30, tzinfo=UTC), date(2017, 9, 1)),  # still 1 September in New York
    ],
)
def test_a_yearly_day_is_the_next_one_on_or_after_the_duty_arose(yearly: str, on: datetime, day: date) -> None:
    at = due_time({"yearly": yearly}, on=on).at
    assert at is not None
    assert at.date() == day


@pytest.mark.parametrize(
    ("month", "last"),
    [(1, (3, 31)), (3, (3, 31)), (4, (6, 30)), (6, (6, 30)), (9, (9, 30)), (10, (12, 31)), (12, (12, 31))],
)
def test_a_quarter_ends_with_its_third_month(month: int, last: tuple[int, int]) -> None:
    at = due_time({"quarterly": True}, on=datetime(2017, month, 30)).at
    assert at is not None
    assert (at.month, at.day) == last


@pytest.mark.parametrize(
    ("monthly", "on", "day"),
    [
        (1, datetime(2017, 12, 31), date(2018, 1, 1)),
        (31, datetime(2017, 1, 31), date(2017, 2, 28)),
        (30, datetime(2020, 1, 1), date(2020, 2, 29)),
        (15, datetime(2017, 3, 1), date(2017, 4, 15)),
    ],
)
def test_a_monthly_day_lies_in_the_following_month(monthly: int, on: datetime, day: date) -> None:
    at = due_time({"monthly": monthly}, on=on).at
    assert at is not None
    assert at.date() == day


def test_midnight_is_said_as_the_end_of_the_day_before() -> None:
    saturday = {"release_due": datetime(2017, 6, 10, 10)}
    due = read_due({"hours": 48, "after": "release_due", "excluding": WEEK})
    words = due.moment(saturday, on=NOW, calendar=CITY, says=SAYS).words
    assert words.endswith(": the end of Tuesday 13 June 2017")


def test_a_time_shown_twice_is_said_with_the_name_of_its_zone() -> None:
    assert moment_words(CITY.local(datetime(2017, 11, 5, 5, 30, tzinfo=UTC))) == "Sunday 5 November 2017, 01:30 EDT"
    assert moment_words(CITY.local(datetime(2017, 11, 5, 6, 30, tzinfo=UTC))) == "Sunday 5 November 2017, 01:30 EST"
    havana = Calendar("Havana", "America/Havana")
    assert moment_words(havana.local(datetime(2017, 11, 5, 4, tzinfo=UTC))) == "the end of Saturday 4 November 2017"
    assert moment_words(havana.local(datetime(2017, 11, 5, 5, tzinfo=UTC))) == "Sunday 5 November 2017, 00:00 CST"


def test_seconds_are_said_when_there_are_any() -> None:
    assert moment_words(CITY.local(datetime(2017, 6, 1, 12, 0, 7, tzinfo=UTC))) == "Thursday 1 June 2017, 08:00:07"


@pytest.mark.parametrize(
    "written",
    [
        None,
        "at once",
        [],
        {},
        {"soon": True},
        {"at_once": True, "promptly": True},
        {"at_once": False},
        {"at_once": "true"},
        {"at_once": 1},
        {"at_once": 10**10_000},
        [10**10_000],
        {"before": "x" * 10_000},
        {"quarterly": 2},
        {"before": 3},
        {"before": "The Interview"},
        {"hours": 48},
        {"hours": 48, "after": ""},
        {"hours": 48, "after": "received_at", "before": "interview"},
        {"hours": 48, "after": "received_at", "except": ["sundays"]},
        {"hours": 48, "after": "received_at", "excluding": "sundays"},
        {"hours": 48, "after": "received_at", "excluding": ["mondays"]},
        {"hours": 48, "after": "received_at", "excluding": [["sundays"]]},
        {"hours": "48", "after": "received_at"},
        {"hours": 0, "after": "received_at"},
        {"hours": -3, "after": "received_at"},
        {"hours": True, "after": "received_at"},
        {"hours": 10**40, "after": "received_at"},
        {"days": 10**6, "after": "received_at"},
        {"days": 3},
        {"until": "23:59"},
        {"until": "25:00", "on_day_of": "received_at"},
        {"until": 1439, "on_day_of": "received_at"},
        {"yearly": "09-31"},
        {"yearly": "13-01"},
        {"yearly": "9-1"},
        {"yearly": date(2017, 9, 1)},
        {"monthly": 0},
        {"monthly": 32},
        {"by": "2026-08-31"},
        {"by": datetime(2026, 8, 31, 12)},
        {"by": date.max},
        {48: True},
    ],
)
def test_a_due_time_that_cannot_be_read_is_refused_with_what_to_do(written: object) -> None:
    with pytest.raises(DueTimeError) as refused:
        read_due(written)
    assert refused.value.message[0] in "`abcdefghijklmnopqrstuvwxyz"
    assert not refused.value.message.endswith(".")
    assert len(refused.value.message) < 200
    assert refused.value.help.endswith(".")


def test_the_days_not_counted_are_read_from_a_list() -> None:
    assert read_excluding(WEEK) == frozenset(Excluded)
    assert read_excluding(["holidays"]) == {Excluded.HOLIDAYS}
    assert read_excluding(None) == read_excluding([]) == frozenset()


KEYS = ["at_once", "promptly", "before", "hours", "days", "until", "yearly", "quarterly", "monthly", "by", "none"]
KEYS += ["after", "excluding", "on_day_of", "other"]
PLAIN = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.text(max_size=6),
    st.dates(),
    st.datetimes(),
    st.sampled_from(["received_at", "release_due", "interview", "09-01", "23:59"]),
    st.lists(st.sampled_from([*WEEK, "mondays"]), max_size=3),
)


@given(st.dictionaries(st.sampled_from(KEYS), PLAIN, max_size=3), st.datetimes())
@settings(deadline=None, max_examples=300)
def test_whatever_is_written_is_read_and_computed_or_refused(written: dict[str, object], on: datetime) -> None:
    try:
        due = read_due(written)
        when = due.moment(STARTS, on=on, calendar=CITY)
    except DueTimeError:
        return
    assert isinstance(due, Due)
    assert when.words
    assert when.at is None or when.at.utcoffset() is not None
    assert when.unknown is None or when.unknown == due.needs
