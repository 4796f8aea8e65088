"""A source that adds to another's bookings: a court's calendar, a list of releases, handings-over."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from comity.feeds import Feed, Importer, ImportStoppedError, MappingError, OnError, read_mapping
from comity.gate import Actor, Role, commands

Write = Callable[..., Path]
Held = Callable[[str], Any]
CALENDAR = """\
source: court
title: The court's calendar, and who was let go
zone: America/Los_Angeles
format: {kind: csv}
adds_to: harbor
tables:
  calendar:
    file: "calendar*.csv"
    booking_key: number
    input_columns: {number: text, kind: text, at: moment, court: text, docket: text, to: text}
court_dates: {only: {column: kind, codes: [C]}, at: at, court: court, docket: docket}
releases: {only: {column: kind, codes: [R]}, at: at}
transfers: {only: {column: kind, codes: [T]}, at: at, to: to}
"""


@pytest.fixture
def calendar(tmp_path: Path) -> Callable[..., Path]:
    """Write a calendar, of its rows."""

    def written(*rows: str) -> Path:
        path = tmp_path / "calendar.csv"
        path.write_text("\n".join(["number,kind,at,court,docket,to", *rows]) + "\n")
        return path

    return written


@pytest.fixture
def court() -> Feed:
    """The feed of the court."""
    return Feed(read_mapping(CALENDAR.encode()))


@pytest.fixture
def known(importer: Importer, feed: Feed, write: Write) -> None:
    """Three bookings that have come in from the jail."""
    importer.run(feed, [write(*({"number": f"B-{at}", "person": f"P-{at}"} for at in (1, 2, 3)))])


@pytest.mark.usefixtures("known")
def test_days_in_court_of_another_source_are_entered_once(
    importer: Importer, court: Feed, calendar: Write, held: Held
) -> None:
    file = calendar("B-1,C,2026-12-01T09:30,Department 4,K-1,", "B-1,C,2026-12-08T09:30,Department 4,K-1,")
    reports = [importer.run(court, [file]) for _ in range(2)]
    assert [(each.changed, each.unchanged, each.refused) for each in reports] == [(1, 0, 0), (0, 1, 0)]
    assert [each.at for each in held("B-1").court_dates] == [
        datetime(2026, 12, 1, 17, 30, tzinfo=UTC),
        datetime(2026, 12, 8, 17, 30, tzinfo=UTC),
    ]


@pytest.mark.usefixtures("known")
def test_a_release_and_a_transfer_of_another_source_end_custody(
    importer: Importer, court: Feed, calendar: Write, held: Held
) -> None:
    importer.run(court, [calendar("B-1,R,2026-11-20T08:00,,,", "B-2,T,2026-11-20T08:30,,,North Annex")])
    assert held("B-1").released_at == datetime(2026, 11, 20, 16, 0, tzinfo=UTC)
    assert (held("B-2").transferred_to, held("B-2").in_custody) == ("North Annex", False)
    assert held("B-3").in_custody


@pytest.mark.usefixtures("known", "durable")
def test_where_the_desk_has_released_by_hand_only_the_day_in_court_is_added(
    importer: Importer, court: Feed, calendar: Write, held: Held, desk: Any
) -> None:
    desk.gate.do(commands.Release(held("B-1").handle), Actor("d.booth", Role.DESK))
    report = importer.run(court, [calendar("B-1,R,2026-11-20T08:00,,,", "B-1,C,2026-12-01T09:30,Department 4,K-1,")])
    assert (report.changed, report.refused) == (1, 0)
    assert len(held("B-1").court_dates) == 1
    assert held("B-1").released_at == desk.gate.clock()


def test_what_is_about_a_booking_that_has_not_come_in_is_refused_and_tried_again(
    importer: Importer, court: Feed, feed: Feed, calendar: Write, write: Write
) -> None:
    file = calendar("B-1,C,2026-12-01T09:30,Department 4,K-1,")
    report = importer.run(court, [file])
    assert [str(each) for each in report.refusals] == ["line 2: no booking of this key has come from `harbor`"]
    importer.run(feed, [write({})])
    assert importer.run(court, [file]).changed == 1
    assert importer.run(court, [file]).unchanged == 1


@pytest.mark.usefixtures("known", "durable")
def test_what_has_not_happened_yet_is_refused(importer: Importer, court: Feed, calendar: Write, held: Held) -> None:
    file = calendar("B-1,R,2027-01-01T00:00,,,", "B-2,R,2026-11-20T08:00,,,")
    report = importer.run(court, [file])
    assert [each.lines for each in report.refusals] == [(2,)]
    assert (held("B-1").in_custody, held("B-2").in_custody) == (True, False)
    with pytest.raises(ImportStoppedError, match="line 2"):
        importer.run(court, [file], on_error=OnError.ROLLBACK)


@pytest.mark.usefixtures("known")
def test_two_ends_of_one_custody_are_refused(importer: Importer, court: Feed, calendar: Write) -> None:
    report = importer.run(court, [calendar("B-1,R,2026-11-20T08:00,,,", "B-1,T,2026-11-20T08:30,,,North Annex")])
    assert [each.message for each in report.refusals] == ["these rows end custody more than once"]


@pytest.mark.usefixtures("known")
def test_a_transfer_to_nobody_is_refused(importer: Importer, court: Feed, calendar: Write) -> None:
    report = importer.run(court, [calendar("B-1,T,2026-11-20T08:30,,,")])
    assert [each.message for each in report.refusals] == ["a transfer says not to whom"]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("adds_to: harbor\n", "", "`person` is not an entry with keys"),
        ("releases:", "booking: {number: number}\nreleases:", "`booking` is not for a source that adds to another's"),
    ],
)
def test_a_map_has_bookings_of_its_own_or_adds_to_those_of_another(old: str, new: str, message: str) -> None:
    with pytest.raises(MappingError, match=message):
        read_mapping(CALENDAR.replace(old, new).encode())


def test_releases_of_a_source_with_bookings_belong_to_the_booking(small: str) -> None:
    with pytest.raises(MappingError, match="`releases` goes with `adds_to`"):
        read_mapping((small + "releases: {at: due}\n").encode())
