"""Slips of the hand at a person's page: a number written otherwise is found, a year written otherwise is told."""

from datetime import timedelta
from typing import Any

import pytest

from rooms.web.custody.test_person import local


@pytest.mark.parametrize("sought", ["B - 55102", "b 55102", "B55102", "55102", "B-55102"])
def test_a_booking_number_is_found_however_its_parts_are_set_off(scene: Any, find: Any, sought: str) -> None:
    scene.open()
    assert "1 booking found" in find(sought)


def test_a_visit_of_last_year_is_a_slip_of_the_hand_and_told(scene: Any, signed_in: Any) -> None:
    handle = scene.open()
    early = local(scene.desk.clock() - timedelta(days=365))
    form = {"requester": "cbp", "ask": "interview", "at": early, "let_in": "no"}
    sent = signed_in("desk").post(f"/matters/{handle}/visit/", form)
    assert sent.status_code == 422
    assert "more than a day before this record begins" in sent.text
    assert scene.state(handle).visits == ()


@pytest.mark.parametrize("what", ["release/", "court-date/"])
def test_a_release_or_a_day_in_court_of_last_year_is_a_slip_of_the_hand_and_told(
    scene: Any, signed_in: Any, what: str
) -> None:
    handle = scene.open()
    early = local(scene.desk.clock() - timedelta(days=365))
    sent = signed_in("desk").post(f"/matters/{handle}/{what}", {"at": early, "court": "Superior Court"})
    assert sent.status_code == 422
    assert "more than a day before this record begins" in sent.text
    assert scene.state(handle).in_custody
