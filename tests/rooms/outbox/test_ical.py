"""The calendar says when and of which request, and any program can read it; what is due is told by the page."""

from datetime import UTC, timedelta
from typing import Any

from icalendar import Calendar

from comity.outbox import Deadline, DeadlineKind, SendingOffice, calendar_feed
from contract.desk import START

RELEASE = START + timedelta(hours=4)
FOUND = (
    Deadline("a" * 32, DeadlineKind.RELEASE, RELEASE, ("2026-0001",)),
    Deadline("b" * 32, DeadlineKind.HOLD_ENDS, RELEASE + timedelta(hours=48), ("2026-0001",)),
    Deadline("c" * 32, DeadlineKind.COURT, START + timedelta(days=3), ("2026-0001", "2026-0002")),
    Deadline("d" * 32, DeadlineKind.DUTY, START + timedelta(days=5), ("2026-0002",)),
)


def _events(feed: bytes) -> list[Any]:
    return list(Calendar.from_ical(feed).walk("VEVENT"))


def test_the_feed_has_releases_holds_days_in_court_and_duties(office: SendingOffice) -> None:
    events = _events(calendar_feed(FOUND, office, START))
    assert [str(event["summary"]) for event in events] == [
        "Release is due (request 2026-0001)",
        "A hold runs out (request 2026-0001)",
        "Day in court (request 2026-0001, 2026-0002)",
        "A duty is due (request 2026-0002)",
    ]
    assert [event["dtstart"].dt for event in events] == [each.at for each in FOUND]


def test_the_feed_is_what_rfc_5545_wants(office: SendingOffice) -> None:
    feed = calendar_feed(FOUND, office, START)
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


def test_the_same_deadlines_make_the_same_bytes(office: SendingOffice) -> None:
    assert calendar_feed(FOUND, office, START) == calendar_feed(reversed(FOUND), office, START)
