"""When something is due, on which calendar, and why.

>>> from datetime import date, datetime
>>> from comity.deadlines import Calendar, Excluded, read_due, run_hours
>>> city = Calendar("New York", "America/New_York", {date(2017, 5, 29): "Memorial Day"})
>>> print(run_hours(datetime(2017, 5, 26, 20), 48, frozenset(Excluded), city))
2017-05-31 20:00:00-04:00
>>> due = read_due({"hours": 48, "after": "release_due", "excluding": ["saturdays", "sundays", "holidays"]})
>>> friday = datetime(2017, 3, 10, 18)
>>> says = {"release_due": "release was due"}
>>> print(due.moment({"release_due": friday}, on=friday, calendar=city, says=says).words)
within 48 hours after release was due, Saturdays, Sundays and holidays not counted: Tuesday 14 March 2017, 18:00
>>> due.moment({}, on=friday, calendar=city).unknown
'release_due'

A local time that the clock shows twice is the first of the two; one that it never shows is the first moment after.
"""

from comity.deadlines.calendars import Calendar, Excluded
from comity.deadlines.dates import MAX_DAYS, MAX_YEARS, days_after, years_after
from comity.deadlines.duties import (
    AtOnce,
    Before,
    ByDay,
    Due,
    DueTime,
    Monthly,
    NoTime,
    Promptly,
    Quarterly,
    SameDay,
    WithinDays,
    WithinHours,
    Yearly,
)
from comity.deadlines.errors import DueTimeError
from comity.deadlines.reading import read_due, read_excluding
from comity.deadlines.running import (
    MAX_HOURS,
    counted_hours,
    earliest,
    end_of_day,
    limit_end,
    run_days,
    run_hours,
    skipped_days,
)
from comity.deadlines.wording import day_words, instant_words, moment_words

__all__ = [
    "MAX_DAYS",
    "MAX_HOURS",
    "MAX_YEARS",
    "AtOnce",
    "Before",
    "ByDay",
    "Calendar",
    "Due",
    "DueTime",
    "DueTimeError",
    "Excluded",
    "Monthly",
    "NoTime",
    "Promptly",
    "Quarterly",
    "SameDay",
    "WithinDays",
    "WithinHours",
    "Yearly",
    "counted_hours",
    "day_words",
    "days_after",
    "earliest",
    "end_of_day",
    "instant_words",
    "limit_end",
    "moment_words",
    "read_due",
    "read_excluding",
    "run_days",
    "run_hours",
    "skipped_days",
    "years_after",
]
