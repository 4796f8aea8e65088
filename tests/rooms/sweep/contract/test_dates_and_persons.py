"""Days, times, names and numbers near a contact are proposed as they stand, and never guessed."""

from collections.abc import Callable
from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.sweep.dates import whens_in
from comity.sweep.persons import persons_in

WEDNESDAY = datetime(2017, 3, 15, 9, 40)


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("out today", date(2017, 3, 15)),
        ("out tmrw", date(2017, 3, 16)),
        ("sale mañana", date(2017, 3, 16)),
        ("ayer", date(2017, 3, 14)),
        ("court friday", date(2017, 3, 17)),
        ("court Tues", date(2017, 3, 21)),
        ("on Wednesday", None),
        ("3/17", date(2017, 3, 17)),
        ("12/28", date(2016, 12, 28)),
        ("03-17-2018", date(2018, 3, 17)),
        ("10/02/17", date(2017, 10, 2)),
        ("2017-03-20", date(2017, 3, 20)),
        ("2/29", date(2016, 2, 29)),
        ("2/30", None),
        ("2017-13-01", None),
    ],
)
def test_a_day_is_worked_out_from_the_writing_or_left_unknown(words: str, day: date | None) -> None:
    [when] = whens_in(words, WEDNESDAY)
    assert when.day == day
    assert when.time is None


@pytest.mark.parametrize(
    ("words", "at"),
    [
        ("at 0915", time(9, 15)),
        ("1430 hrs", time(14, 30)),
        ("2:10 pm", time(14, 10)),
        ("16:45", time(16, 45)),
        ("3am", time(3)),
        ("12 a.m", time(0)),
        ("noon", time(12)),
        ("a las 1800", time(18)),
    ],
)
def test_a_time_is_read_as_clerks_write_it(words: str, at: time) -> None:
    assert [when.time for when in whens_in(words, WEDNESDAY)] == [at]


@pytest.mark.parametrize("words", ["Bail 5000", "in 2017", "#4417", "esta mañana llamó", "555-0142", "9/9/9/9"])
def test_figures_that_are_no_day_and_no_time_are_left_alone(words: str) -> None:
    assert whens_in(words, WEDNESDAY) == ()


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("re Sample, Ana bkg 2017-004417", ["Sample, Ana", "2017-004417"]),
        ("called re B-55102", ["B-55102"]),
        ("inmate Beispiel is out", ["Beispiel"]),
        ("INMATE MUSTER IS OUT", ["MUSTER"]),
        ("CALLED, NO ANSWER", []),
        ("ICE called", []),
    ],
)
def test_names_and_booking_numbers_are_proposed(body: str, found: list[str]) -> None:
    assert [words.words for words in persons_in(body)] == found


@given(st.text(max_size=200), st.datetimes(datetime(1, 1, 9), datetime(9999, 12, 20)))
def test_any_text_of_any_time_is_read_and_words_stand_where_they_are_said_to(body: str, at: datetime) -> None:
    for when in whens_in(body, at):
        assert body[when.found.start : when.found.end] == when.found.words
    for words in persons_in(body):
        assert body[words.start : words.end] == words.words


def test_a_contact_carries_the_days_and_persons_of_its_text(contacts: Callable[..., tuple]) -> None:
    [contact] = contacts("ICE notified, Sample, Ana out friday at 0915")
    assert [words.words for words in contact.persons] == ["Sample, Ana"]
    assert [(when.day, when.time) for when in contact.whens] == [(date(2017, 3, 17), None), (None, time(9, 15))]
