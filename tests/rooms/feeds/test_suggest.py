"""Who may be the same person is proposed, and never more than proposed."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.feeds import suggest
from comity.gate.state import Person

AMBER = Person("1", "Amber Invented", date(1980, 1, 31))


@pytest.mark.parametrize(
    ("name", "born"),
    [
        ("Amber Invented", date(1980, 1, 31)),
        ("INVENTED, AMBER", date(1980, 1, 31)),
        ("\u00c1mber Invent\u00e9d", date(1980, 1, 31)),
        ("Amber Q. Invented", date(1980, 1, 31)),
        ("Amber Invnted", date(1980, 1, 31)),
        ("Amber Invented", None),
        ("Amber Invented", date(1980, 1, 30)),
    ],
)
def test_the_same_person_written_otherwise_is_proposed(name: str, born: date | None) -> None:
    (found,) = suggest(AMBER, [Person("2", name, born)])
    assert found.score >= 80
    assert "names alike" in found.why


@pytest.mark.parametrize(
    ("name", "born"),
    [("Granite Mockford", date(1980, 1, 31)), ("Amber Invented", date(1961, 8, 2)), ("Amber", date(1999, 9, 9))],
)
def test_somebody_else_is_not(name: str, born: date) -> None:
    assert suggest(AMBER, [Person("2", name, born)]) == []


def test_a_day_and_a_month_exchanged_are_taken_for_a_slip() -> None:
    person = Person("1", "Amber Invented", date(1980, 3, 4))
    (found,) = suggest(person, [Person("2", "Amber Invented", date(1980, 4, 3))])
    assert found.why.endswith("birth dates with day and month exchanged")


def test_the_likeliest_stands_first_and_nobody_is_like_themselves() -> None:
    others = [Person("2", "Amber Invnted", date(1980, 1, 31)), Person("3", "Amber Invented", date(1980, 1, 31)), AMBER]
    assert [each.person.id for each in suggest(AMBER, others)] == ["3", "2"]


@given(st.text(max_size=40), st.text(max_size=40))
def test_likeness_is_the_same_seen_from_either_side(one: str, other: str) -> None:
    first, second = Person("1", one, date(1980, 1, 1)), Person("2", other, date(1980, 1, 1))
    there, back = suggest(first, [second], at_least=0), suggest(second, [first], at_least=0)
    assert [each.score for each in there] == [each.score for each in back]
    assert all(0 <= each.score <= 100 for each in there)
