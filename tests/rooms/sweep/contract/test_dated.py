"""A paper dated after what was done on it is told; of the same day nothing is known, for a paper gives no hour."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.sweep import Dated, TraceKind, dated_afterwards

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
KINDS = (TraceKind.DATED_AFTER_ANSWER, TraceKind.DATED_AFTER_RECORDING)


def paper(day: date, kind: TraceKind = KINDS[0], at: datetime = NOON) -> Dated:
    return Dated(kind, "ab:1", "B-1", at, at.date(), day, ("r1",))


@pytest.mark.parametrize(
    ("kind", "says"),
    [
        (
            KINDS[0],
            "a paper is dated 2 days after an answer that rested on what it shows (by day, for it gives no hour)",
        ),
        (KINDS[1], "a paper is dated 2 days after it was recorded (by day, for it gives no hour)"),
    ],
)
def test_it_is_said_by_how_many_days_and_that_only_days_are_compared(kind: TraceKind, says: str) -> None:
    (trace,) = dated_afterwards([paper(date(2026, 11, 22), kind)])
    assert (trace.kind, trace.says, trace.at, trace.rests_on) == (kind, says, NOON, ("ab:1", "r1"))
    assert "dated 1 day after" in dated_afterwards([paper(date(2026, 11, 21), kind)])[0].says


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.times(), st.integers(-900, 900), st.sampled_from(KINDS))
def test_a_paper_is_told_if_and_only_if_its_day_is_a_later_one_whatever_the_hour(
    on: date, hour: time, days: int, kind: TraceKind
) -> None:
    at = datetime.combine(on, hour, UTC)
    found = dated_afterwards([paper(on + timedelta(days=days), kind, at)])
    assert len(found) == int(days > 0)
    assert all(f"{days:d} day" in trace.says for trace in found)
