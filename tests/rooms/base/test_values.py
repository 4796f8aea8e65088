"""A frozen value that differs in some fields is the one that the standard library makes."""

import dataclasses
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.base import replace
from comity.gate.state import Alarm, Booking, Matter, Person

VALUES = [
    Matter("0" * 32),
    Person("p", "Ana Invented"),
    Booking("B-1"),
    Alarm("a", "k", "b", None, "", datetime.now(UTC), 1),
]


@given(st.sampled_from(VALUES), st.data())
def test_some_fields_changed_give_what_the_standard_library_gives(value: object, data: st.DataObject) -> None:
    names = [each.name for each in dataclasses.fields(value)]  # type: ignore[arg-type]
    changes = {name: object() for name in data.draw(st.sets(st.sampled_from(names)))}
    assert replace(value, **changes) == dataclasses.replace(value, **changes)  # type: ignore[type-var]


def test_a_field_that_is_not_there_is_refused() -> None:
    with pytest.raises(TypeError, match="`colour` is no field of Person"):
        replace(VALUES[1], colour="red")  # type: ignore[type-var]
