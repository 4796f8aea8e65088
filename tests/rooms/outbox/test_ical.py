"""The calendar says when and of which request, never about whom, and any calendar program can read it."""

from datetime import UTC, timedelta
from typing import Any

import pytest
from icalendar import Calendar

from comity.facts import Ask
from comity.gate import commands
from comity.gate.state import Booking, CourtDate
from comity.outbox import (
    DeadlineKind,
    SendingOffice,
    calendar_feed,
    deadlines_of,
    feed_hash,
    is_feed_secret,
    new_feed_secret,
)
from contract.desk import LEGAL, START, SUPERVISOR, SYSTEM, Clock, Desk
from contract.memory import MemoryRecords

RELEASE = START + timedelta(hours=4)


@pytest.fixture
def texas(clock: Clock) -> Desk:
    return Desk(MemoryRecords(clock), clock, "us-tx/sheriff")


def _held(texas: Desk) -> tuple[str, str]:
    court = (CourtDate(START + timedelta(days=3), "District Court"),)
    handle = texas.open(name="Xochitl Quispe-Inventada", release_due=RELEASE, court_dates=court)
    texas.establish(handle, detainer=True, physical_custody=True, proof_of_status_shown=False)
    request = texas.receive(handle).id
    texas.answer(handle, request, Ask.HOLD, True)
    texas.do(commands.StartHold(handle, request))
    texas.do(commands.RecordCourtDate(handle, CourtDate(START + timedelta(days=5))))
    return handle, request


def _events(feed: bytes) -> list[Any]:
    return list(Calendar.from_ical(feed).walk("VEVENT"))


def test_the_feed_has_releases_holds_and_days_in_court(texas: Desk, office: SendingOffice) -> None:
    handle, _ = _held(texas)
    found = deadlines_of(texas.matter(handle))
    assert [(each.kind, each.at) for each in found] == [
        (DeadlineKind.RELEASE, RELEASE),
        (DeadlineKind.HOLD_ENDS, RELEASE + timedelta(hours=48)),
        (DeadlineKind.COURT, START + timedelta(days=3)),
        (DeadlineKind.COURT, START + timedelta(days=5)),
    ]
    events = _events(calendar_feed(found, office, START))
    assert [str(event["summary"]) for event in events] == [
        "Release is due (request 2026-0001)",
        "A hold runs out (request 2026-0001)",
        "Day in court (request 2026-0001)",
        "Day in court (request 2026-0001)",
    ]
    assert [event["dtstart"].dt for event in events] == [each.at for each in found]


def test_duties_are_in_the_feed_until_they_are_done(desk: Desk) -> None:
    handle = desk.open()
    desk.receive(handle)
    duties = [each for each in deadlines_of(desk.matter(handle)) if each.kind is DeadlineKind.DUTY]
    assert len(duties) == 2
    for key, duty in desk.matter(handle).duties.items():
        if duty.active:
            desk.do(commands.FinishDuty(handle, key, "done"))
    assert deadlines_of(desk.matter(handle)) == ()


def test_the_feed_names_nobody(texas: Desk, office: SendingOffice) -> None:
    handle, _ = _held(texas)
    feed = calendar_feed(deadlines_of(texas.matter(handle)), office, START).decode()
    for word in ("Xochitl", "Quispe", "Inventada", "B-1", handle, "District"):
        assert word not in feed


def test_a_moment_that_moves_keeps_its_name_and_two_matters_share_none(texas: Desk, office: SendingOffice) -> None:
    handle, _ = _held(texas)
    before = {each.kind: each for each in deadlines_of(texas.matter(handle))}
    later = Booking("B-1", release_due=RELEASE + timedelta(hours=1))
    texas.do(commands.ChangeRecords(handle, booking=later), SYSTEM)
    after = {each.kind: each for each in deadlines_of(texas.matter(handle))}
    for kind in (DeadlineKind.RELEASE, DeadlineKind.HOLD_ENDS):
        assert after[kind].id == before[kind].id
        assert after[kind].at == before[kind].at + timedelta(hours=1)
    other, _ = _held(texas)
    assert not {each.id for each in deadlines_of(texas.matter(other))} & {each.id for each in before.values()}


def test_what_is_over_is_in_no_calendar(texas: Desk, clock: Clock) -> None:
    handle, request = _held(texas)
    texas.do(commands.Release(handle))
    assert {each.kind for each in deadlines_of(texas.matter(handle))} == {DeadlineKind.COURT}
    texas.do(commands.CloseRequest(handle, request, "Done."), SUPERVISOR)
    assert deadlines_of(texas.matter(handle)) == ()
    assert deadlines_of(texas.matter(texas.open(release_due=RELEASE))) == ()


def test_nothing_is_shown_of_a_matter_that_is_being_erased(texas: Desk) -> None:
    handle, _ = _held(texas)
    texas.do(commands.OrderErasure(handle, "order 26-0001"), LEGAL)
    texas.do(commands.ApproveErasure(handle), SUPERVISOR)
    assert deadlines_of(texas.matter(handle)) == ()


def test_the_feed_is_what_rfc_5545_wants(texas: Desk, office: SendingOffice) -> None:
    handle, _ = _held(texas)
    feed = calendar_feed(deadlines_of(texas.matter(handle)), office, START)
    assert feed.startswith(b"BEGIN:VCALENDAR\r\n")
    assert feed.endswith(b"END:VCALENDAR\r\n")
    lines = feed.split(b"\r\n")
    assert b"\n" not in b"".join(lines)
    assert max(map(len, lines)) <= 75
    calendar = Calendar.from_ical(feed)
    assert (calendar["version"], calendar["prodid"]) == ("2.0", "-//comity//deadlines//EN")
    names = [str(event["uid"]) for event in calendar.walk("VEVENT")]
    assert len(set(names)) == len(names) == 4
    for event in calendar.walk("VEVENT"):
        assert event["dtstamp"].dt == START
        assert event["dtstart"].dt.tzinfo is not None
        assert event["dtstart"].dt.utcoffset() == UTC.utcoffset(None)
        (alarm,) = event.walk("VALARM")
        assert (alarm["action"], alarm["trigger"].dt) == ("DISPLAY", -timedelta(hours=1))
    assert [component.errors for component in calendar.walk() if component.errors] == []


def test_an_office_with_any_name_and_no_deadline_has_a_feed(office: SendingOffice) -> None:
    odd = SendingOffice("Zoë; “County”, \\ 1\nline", office.telephone, office.sign_in, office.domain)
    calendar = Calendar.from_ical(calendar_feed((), odd, START))
    assert "Zoë; “County”" in str(calendar["x-wr-calname"])
    assert list(calendar.walk("VEVENT")) == []


def test_the_same_deadlines_make_the_same_bytes(texas: Desk, office: SendingOffice) -> None:
    handle, _ = _held(texas)
    found = deadlines_of(texas.matter(handle))
    assert calendar_feed(found, office, START) == calendar_feed(reversed(found), office, START)


def test_only_the_secret_opens_a_feed_and_only_its_hash_is_kept() -> None:
    secret = new_feed_secret()
    kept = feed_hash(secret)
    assert len(secret) >= 43
    assert secret not in kept
    assert is_feed_secret(secret, kept)
    for wrong in ("", secret[:-1], secret + "x", secret.swapcase(), kept, "\ud800", "ñ"):
        assert not is_feed_secret(wrong, kept)
    assert not is_feed_secret(secret, "")
    assert len({new_feed_secret() for _ in range(100)}) == 100
