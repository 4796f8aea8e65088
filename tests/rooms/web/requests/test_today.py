"""Today: what needs whom, in which order, at what cost."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest


def test_whoever_is_due_first_stands_first(scene: Any, page: Callable[..., str]) -> None:
    late = scene.open("Later Inventado", "B-2", due=timedelta(hours=9))
    soon = scene.open("Sooner Inventada", "B-1", due=timedelta(hours=1))
    none = scene.open("Timeless Inventado", "B-3", due=None)
    for matter in (none, late, soon):
        scene.receive("share_custody_status", matter=matter, requester="usms", instrument="oral", facts={})
    text = page("/today/")
    places = [text.index(name) for name in ("Sooner Inventada", "Later Inventado", "Timeless Inventado")]
    assert places == sorted(places)
    assert "3 requests need you." in text


def test_an_empty_desk_says_so_and_when_the_last_request_came(scene: Any, page: Callable[..., str]) -> None:
    text = page("/today/")
    assert "Nothing needs you." in text
    assert "No request has been recorded yet." in text
    asked = scene.receive("hold")
    from comity.gate import commands

    scene.do(commands.CloseRequest(asked.matter, asked.id, "invented and done"), "supervisor")
    text = page("/today/")
    assert "Nothing needs you." in text
    assert "Last request:" in text


def test_a_question_stands_on_the_card_of_a_request_that_waits_for_a_fact(scene: Any, page: Callable[..., str]) -> None:
    from django.utils.html import escape

    from comity.facts import VOCABULARY

    asked = scene.receive("notify_release")
    (decided,) = asked.request.decided.values()
    text = page("/today/")
    assert escape(VOCABULARY[decided.questions[0]].question) in text
    assert "Answer it" in text


def test_what_waits_for_legal_is_not_the_desks_to_do(scene: Any, page: Callable[..., str]) -> None:
    from comity.gate import commands

    asked = scene.receive("notify_release")
    scene.do(commands.AskReview(asked.matter, asked.id, "Does a local rule forbid it?"))
    text = page("/today/")
    assert "Nothing needs you." in text
    assert "Waiting for others (1)" in text


def test_what_was_answered_today_is_told(scene: Any, page: Callable[..., str]) -> None:
    from comity.facts import Ask
    from comity.gate import commands

    asked = scene.receive("hold")
    scene.do(commands.AnswerAsk(asked.matter, asked.id, Ask.HOLD, yes=False, told="telephone"))
    assert "Answered today (1)" in page("/today/")


def test_an_alarm_stands_on_top_until_somebody_has_seen_it(
    scene: Any, signed_in: Callable[..., Any], page: Callable[..., str]
) -> None:
    from comity.gate import commands

    asked = scene.receive("hold")
    alarm = commands.RaiseAlarm(asked.matter, "release-1", "release", asked.id, "Release was due", scene.now)
    scene.do(alarm, "system")
    text = page("/today/")
    assert text.index("Release was due") < text.index("Do not hold")
    answer = signed_in("desk").post(f"/matters/{asked.matter}/seen/", {"alarm": "release-1"}, follow=True)
    assert answer.status_code == 200
    assert "You have seen this alarm" in answer.content.decode()
    assert asked.state.alarms["release-1"].confirmed_by == "desk-1"
    assert "Release was due" not in page("/today/")


def test_old_booking_data_is_told(scene: Any, page: Callable[..., str]) -> None:
    from comity.store.models import ImportRun

    counts = {"position": 3, "opened": 3, "changed": 0, "finished": True}
    old = scene.now - timedelta(hours=3)
    ImportRun.objects.create(id="run", source="invented", files="x", begun_at=old, at=old, **counts)
    assert "Booking data is old" in page("/today/")
    ImportRun.objects.update(at=scene.now - timedelta(minutes=10))
    assert "Booking data is old" not in page("/today/")


@pytest.mark.parametrize(("role", "target"), [("desk", "/today/"), ("supervisor", "/today/"), ("legal", "/review/")])
def test_everybody_begins_on_their_own_page(signed_in: Callable[..., Any], role: str, target: str) -> None:
    answer = signed_in(role).get("/")
    assert (answer.status_code, answer.headers["Location"]) == (302, target)


@pytest.mark.parametrize("role", ["counsel", "inspector", "policy", "administrator"])
def test_a_role_without_a_desk_is_told_what_it_can_open(signed_in: Callable[..., Any], role: str) -> None:
    answer = signed_in(role).get("/")
    assert answer.status_code == 200
    assert "What you can open" in answer.content.decode()


@pytest.mark.parametrize("role", ["counsel", "inspector", "policy", "administrator"])
def test_others_have_no_today(signed_in: Callable[..., Any], role: str) -> None:
    assert signed_in(role).get("/today/").status_code == 403


@pytest.mark.usefixtures("sessions_rest")
def test_the_number_of_queries_does_not_grow_with_the_desk(
    scene: Any, signed_in: Callable[..., Any], django_assert_num_queries: Any, tally: Callable[..., None]
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = signed_in("desk")
    scene.receive("hold", "notify_release")
    client.get("/today/")
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get("/today/")
    for number in range(12):
        scene.receive("hold", "interview", matter=scene.open(f"Invented {number}", f"B-{number}"))
    with django_assert_num_queries(len(few)):
        client.get("/today/")
    assert len(few) <= 16
    tally("queries of today's page", len(few))
