"""What data shows without words."""

from datetime import datetime, timedelta

import pytest

from comity.facts import Ask
from comity.sweep import (
    Act,
    Agency,
    Answered,
    Arrest,
    Contact,
    Known,
    KnownKind,
    Left,
    LookUp,
    Moved,
    Stay,
    TraceKind,
    Way,
    Words,
    answered_before_sealed,
    disclosed_without_decision,
    late_releases,
    looked_up_before_arrest,
    moved_releases,
)

DUE = datetime(2017, 3, 15, 16, 30)
HOUR = timedelta(hours=1)
OPEN = Known(KnownKind.REQUEST, "R-1", "ice", DUE - 5 * HOUR)


def test_a_release_delayed_past_its_moment_while_a_request_is_open_is_shown() -> None:
    [trace] = late_releases([Stay("B-1", DUE, DUE + 20 * HOUR)], [OPEN], now=DUE + 30 * HOUR)
    assert (trace.kind, trace.booking, trace.rests_on) == (TraceKind.LATE_RELEASE, "B-1", ("R-1",))
    assert trace.says == "kept 20 hours past the moment of release while a request was open"


def test_a_person_not_yet_released_is_counted_up_to_now() -> None:
    assert late_releases([Stay("B-1", DUE)], [OPEN], now=DUE + HOUR) == ()
    assert len(late_releases([Stay("B-1", DUE)], [OPEN], now=DUE + 3 * HOUR)) == 1


@pytest.mark.parametrize(
    "known",
    [
        [],
        [Known(KnownKind.REQUEST, "R-1", "ice", DUE - 9 * HOUR, DUE - HOUR)],
        [Known(KnownKind.REQUEST, "R-1", "ice", DUE + 21 * HOUR)],
        [OPEN, Known(KnownKind.ANSWERED_YES, "A-1", "ice", DUE - HOUR, None, frozenset({Ask.HOLD}))],
        [Known(KnownKind.DISCLOSURE, "D-1", "ice", DUE - HOUR)],
    ],
)
def test_a_late_release_without_an_open_request_or_with_a_hold_on_record_is_no_trace(known: list[Known]) -> None:
    assert late_releases([Stay("B-1", DUE, DUE + 20 * HOUR)], known, now=DUE + 30 * HOUR) == ()


def test_a_release_without_a_moment_says_nothing() -> None:
    assert late_releases([Stay("B-1", None, DUE)], [OPEN], now=DUE + 30 * HOUR) == ()


def _call(at: datetime) -> Contact:
    return Contact("call", "C-1", at, Act.TALKED, Way.FROM_THEM, Agency.ICE, Words(0, 3, "ICE"), "call-log", "a call")


def test_a_release_that_is_put_off_soon_after_a_call_is_shown_with_the_call() -> None:
    moved = Moved("M-1", "B-1", DUE - HOUR, DUE, DUE + timedelta(days=2))
    [trace] = moved_releases([moved], [_call(DUE - 3 * HOUR)])
    assert trace.rests_on == ("M-1", "C-1")
    assert trace.says == "the release was put off by 2 days after a contact"


def test_a_release_moved_before_the_call_long_after_it_or_brought_forward_is_none() -> None:
    moved = Moved("M-1", "B-1", DUE - HOUR, DUE, DUE + HOUR)
    assert moved_releases([moved], [_call(DUE)]) == ()
    assert moved_releases([moved], [_call(DUE - 20 * HOUR)]) == ()
    sooner = Moved("M-2", "B-1", DUE - HOUR, DUE, DUE - timedelta(minutes=30))
    assert moved_releases([sooner], [_call(DUE - 2 * HOUR)]) == ()


def test_a_record_looked_up_from_outside_shortly_before_an_arrest_is_shown() -> None:
    look_ups = [
        LookUp("L-1", "B-1", "agency-4", DUE - 30 * HOUR),
        LookUp("L-2", "B-1", "agency-4", DUE - timedelta(days=60)),
        LookUp("L-3", "B-1", "agency-4", DUE + HOUR),
        LookUp("L-4", "B-2", "agency-4", DUE - HOUR),
    ]
    [trace] = looked_up_before_arrest(look_ups, [Arrest("X-1", "B-1", DUE)])
    assert trace.rests_on == ("L-1", "X-1")
    assert "30 hours before the arrest" in trace.says


def test_a_disclosure_with_no_decision_is_shown_and_one_with_a_decision_is_not() -> None:
    rows = [Left("D-1", "B-1", DUE, ""), Left("D-2", "B-1", DUE, "R-1/hold")]
    assert [trace.rests_on for trace in disclosed_without_decision(rows)] == [("D-1",)]


def test_an_answer_that_was_out_before_it_was_sealed_is_shown() -> None:
    rows = [
        Answered("R-1", "B-1", DUE, DUE + timedelta(minutes=25)),
        Answered("R-2", "B-1", DUE, DUE),
        Answered("R-3", "B-1", DUE + HOUR, None),
    ]
    found = answered_before_sealed(rows)
    assert [trace.rests_on for trace in found] == [("R-1",), ("R-3",)]
    assert found[0].says == "the answer went out 25 minutes before it was sealed"


def test_traces_come_in_the_order_of_their_moments() -> None:
    rows = [Left("D-2", "B-2", DUE + HOUR, ""), Left("D-1", "B-1", DUE, "")]
    assert disclosed_without_decision(rows) == disclosed_without_decision(rows[::-1])
    assert [trace.at for trace in disclosed_without_decision(rows)] == [DUE, DUE + HOUR]
