"""Deadlines: what runs out, what is late, what was missed; alarms; a calendar without anybody's name."""

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from icalendar import Calendar


def sections(text: str) -> dict[str, str]:
    """The text of the page by its sections."""
    parts = re.split(r'<section aria-labelledby="(\w+)">', text)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


@pytest.fixture
def later(settings: Any) -> Any:
    """Set the clock on."""
    begun = settings.COMITY_CLOCK

    def move(by: timedelta) -> None:
        settings.COMITY_CLOCK = lambda: begun() + by

    return move


def tick(scene: Any, handle: str) -> None:
    from comity.gate import commands

    scene.do(commands.Watch(handle), "system", "clock")


def held(scene: Any, handle: str) -> str:
    """A hold that the law of the place commands, and limits."""
    from comity.facts import Ask
    from comity.gate import commands

    facts = {"detainer": True, "physical_custody": True, "proof_of_status_shown": False}
    asked: str = scene.receive(handle, "hold", facts=facts)
    scene.do(commands.AnswerAsk(handle, asked, Ask.HOLD, yes=True))
    scene.do(commands.StartHold(handle, asked))
    return asked


def test_what_runs_out_stands_under_its_time_and_what_nobody_asked_about_does_not(
    scene: Any, page: Any, later: Any
) -> None:
    soon = scene.open("Ada Soonwick", "B-1", due=timedelta(hours=2))
    far = scene.open("Bela Farbrook", "B-2", due=timedelta(hours=50))
    unasked = scene.open("Carmen Stillgate", "B-3", due=timedelta(hours=1))
    for handle in (soon, far):
        scene.receive(handle)
    text = page("/deadlines/", "supervisor")
    assert "Ada Soonwick" in sections(text)["day"]
    assert "Bela Farbrook" in sections(text)["three"]
    assert "Carmen Stillgate" not in text
    later(timedelta(hours=3))
    assert "Ada Soonwick" in sections(page("/deadlines/", "supervisor"))["late"]
    assert unasked


def test_a_late_release_is_told_as_missed_and_one_in_time_is_not(scene: Any, page: Any, later: Any) -> None:
    from comity.gate import commands

    late, punctual = scene.open("Ada Latewick", "B-1"), scene.open("Bela Timely", "B-2")
    for handle in (late, punctual):
        scene.receive(handle)
    later(timedelta(hours=2, minutes=5))
    scene.do(commands.Release(punctual))
    later(timedelta(hours=4))
    scene.do(commands.Release(late))
    missed = sections(page("/deadlines/", "supervisor"))["missed"]
    assert "Ada Latewick" in missed
    assert "The person was let go after release was due." in missed
    assert "Release is due" not in missed


def test_an_alarm_is_seen_once_and_rings_no_more(scene: Any, signed_in: Any, later: Any) -> None:
    handle = scene.open(due=timedelta(minutes=30))
    scene.receive(handle)
    tick(scene, handle)
    client = signed_in("supervisor")
    text = client.get("/deadlines/").content.decode()
    name = re.search(r'name="alarm" value="([^"]+)"', text)[1]
    assert "Release is due" in sections(text)["alarms"]
    answer = client.post(f"/deadlines/seen/{handle}/", {"alarm": name}, follow=True)
    assert "You have seen this alarm." in answer.content.decode()
    assert "alarms" not in sections(answer.content.decode())
    again = client.post(f"/deadlines/seen/{handle}/", {"alarm": name, "then": "person"}, follow=True)
    assert "has seen this alarm" in again.content.decode()
    assert client.post(f"/deadlines/seen/{handle}/", {"alarm": "none"}).status_code == 404


def test_a_release_that_a_hold_moves_is_not_late_but_the_hold_is_when_it_runs_out(
    scene: Any, page: Any, later: Any
) -> None:
    from comity.gate import commands

    handle = scene.open(due=timedelta(hours=1), agency="us-tx/sheriff")
    asked = held(scene, handle)
    state = scene.state(handle)
    hold = state.hold_of(asked)
    later(timedelta(hours=1, minutes=1))
    shown = sections(page("/deadlines/", "supervisor"))
    assert "Release is due." not in shown["late"]
    assert "The hold runs out." in shown["three"]
    later(hold.ends - state.opened_at + timedelta(hours=1))
    tick(scene, handle)
    shown = sections(page("/deadlines/", "supervisor"))
    assert "The hold runs out." in shown["late"]
    assert "ran out" in shown["alarms"]
    scene.do(commands.Release(handle))
    assert "The hold runs out." in sections(page("/deadlines/", "supervisor"))["missed"]
    assert "too late" in page(f"/matters/{handle}/")


def test_the_desk_may_look_and_policy_may_not(page: Any) -> None:
    page("/deadlines/", "desk")
    page("/deadlines/", "policy", status=403)
    page("/deadlines/", "administrator", status=403)


def test_the_page_takes_the_same_number_of_questions_however_much_is_due(
    scene: Any, signed_in: Any, django_assert_max_num_queries: Any
) -> None:
    for number in range(10):
        scene.receive(scene.open(f"Elena Inventada {number}", f"B-{number}"))
    client = signed_in("supervisor")
    with django_assert_max_num_queries(22):
        assert "Elena Inventada 9" in client.get("/deadlines/").content.decode()


def address(client: Any) -> str:
    text = client.post("/deadlines/calendar/", {"press": "new"}).content.decode()
    return str(re.search(r"(/deadlines/calendar\.ics\?token=[^<\s]+)", text)[1])


def test_the_calendar_tells_moments_and_nobodys_name(scene: Any, signed_in: Any, client: Any) -> None:
    handle = scene.open()
    scene.receive(handle)
    answer = client.get(address(signed_in("supervisor")))
    assert answer["Content-Type"].startswith("text/calendar")
    events = Calendar.from_ical(answer.content).walk("VEVENT")
    assert any(str(event["summary"]).startswith("Release is due") for event in events)
    assert {event["dtstart"].dt.replace(microsecond=0) for event in events} >= {scene.state(handle).release_due}
    assert any(str(event["summary"]).startswith("Day in court (request ") for event in events)
    assert all(event.walk("VALARM") for event in events)
    for personal in (b"Elena", b"Inventada", b"B-55102"):
        assert personal not in answer.content


def test_what_is_due_keeps_its_entry_when_its_moment_moves_and_leaves_the_calendar_when_it_is_over(
    scene: Any, signed_in: Any, client: Any
) -> None:
    from comity.gate import commands

    def entries() -> dict[str, Any]:
        events = Calendar.from_ical(client.get(feed).content).walk("VEVENT")
        return {str(event["uid"]): event for event in events}

    feed, handle, other = address(signed_in("supervisor")), scene.open(), scene.open("Ada Soonwick", "B-2")
    asked = scene.receive(handle, "notify_release")
    before = entries()
    (release,) = [each for each, event in before.items() if str(event["summary"]).startswith("Release is due")]
    booking = scene.state(handle).booking
    later = replace(booking, release_due=booking.release_due + timedelta(hours=1))
    scene.do(commands.ChangeRecords(handle, booking=later), "system", "feed")
    assert entries()[release]["dtstart"].dt == before[release]["dtstart"].dt + timedelta(hours=1)
    scene.receive(other)
    assert set(before) < set(entries()), "another person's moments have entries of their own"
    scene.do(commands.Release(handle))
    assert release not in entries()
    scene.do(commands.CloseRequest(handle, asked, "Done."), "supervisor")
    assert not set(before) & set(entries())


def test_an_address_ends_with_a_new_one_with_the_role_and_when_it_is_ended(
    scene: Any, signed_in: Any, client: Any
) -> None:
    from django.contrib.auth import get_user_model

    signed = signed_in("supervisor")
    first = address(signed)
    second = address(signed)
    assert client.get(first).status_code == 404
    assert client.get(second).status_code == 200
    get_user_model().objects.get(username="supervisor-1").groups.clear()
    assert client.get(second).status_code == 404
    third = address(signed_in("supervisor"))
    assert client.get(third).status_code == 200
    signed_in("supervisor").post("/deadlines/calendar/", {"press": "end"})
    assert client.get(third).status_code == 404
    for wrong in ("", "?token=", "?token=a_b", "?token=%00"):
        assert client.get(f"/deadlines/calendar.ics{wrong}").status_code == 404


def test_legal_ends_a_hold_from_the_page_of_its_request_and_counsel_and_inspector_do_not(
    scene: Any, page: Any, signed_in: Any
) -> None:
    handle = scene.open(agency="us-tx/county-jail")
    asked = held(scene, handle)
    (hold,) = scene.state(handle).holds.values()
    url, end = f"/matters/{handle}/requests/{asked}/", f"/matters/{handle}/requests/{asked}/hold/{hold.id}/end/"
    for role in ("desk", "supervisor", "legal"):
        assert end in page(url, role)
    assert end not in page(url, "inspector")
    assert signed_in("inspector").post(end).status_code == 403
    assert signed_in("legal").post(end, {"why": "The order was withdrawn."}).status_code == 302
    ended = scene.state(handle).holds[hold.id]
    assert ended.ended_at
    assert ended.ended_why == "The order was withdrawn."
