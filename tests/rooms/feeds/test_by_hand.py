"""A booking that comes in after somebody at the desk has entered it by hand: it is one matter, or somebody looks."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from comity.facts import Ask
from comity.feeds import Feed, Importer
from comity.gate import Actor, NotNowError, Role, commands
from comity.gate.state import Booking, Person
from contract.desk import DESK

BORN = date(1980, 1, 31)
DUE = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)
Write = Callable[..., Any]
ByHand = Callable[..., str]


@pytest.fixture
def by_hand(desk: Any) -> ByHand:
    """Open a matter as a clerk does who has no booking yet, with a request about it."""

    def opened(
        name: str = "Amber Invented", number: str = "B-1", born: date | None = BORN, *, asks: bool = True
    ) -> str:
        who = Person("", name, born, "es")
        command = commands.OpenMatter(who, Booking(number, release_due=DUE))
        handle: str = desk.gate.do(command, DESK).matter.handle
        if asks:
            asked = commands.ReceiveRequest(handle, "ice_ero", (Ask.HOLD,), desk.gate.clock(), "i247a")
            desk.gate.do(asked, DESK)
        return handle

    return opened


def handles() -> set[str]:
    from comity.store.models import Matter

    return set(Matter.objects.exclude(booking_number="").values_list("handle", flat=True))


@pytest.mark.parametrize(
    ("name", "number", "born"),
    [("Amber Invented", "B-1", BORN), ("Ámber de Inventéd", "b-1", BORN), ("INVENTED, Amber", "B-1", None)],
)
def test_it_joins_the_matter_with_its_number_and_the_requests_about_it_are_decided_again(
    *,
    by_hand: ByHand,
    importer: Importer,
    feed: Feed,
    write: Write,
    desk: Any,
    name: str,
    number: str,
    born: date | None,
) -> None:
    handle = by_hand(name, number, born)
    report = importer.run(feed, [write({"offence": "PC 459", "grade": "F"})])
    assert (report.opened, report.changed, report.joined) == (0, 0, 1)
    assert "joined to a record that was entered by hand: 1" in "\n".join(report.lines())
    assert handles() == {handle}
    matter = desk.records.matters([handle])[handle]
    assert (matter.person.name, matter.person.language) == ("Amber Invented", "es")
    assert (matter.booking.source, matter.booking.release_due) == ("harbor", DUE)
    (request,) = matter.requests.values()
    assert "arrest_charges" in request.case["facts"]


def test_what_the_source_says_later_comes_to_the_same_matter(
    by_hand: ByHand, importer: Importer, feed: Feed, write: Write, desk: Any
) -> None:
    handle = by_hand()
    importer.run(feed, [write({})])
    report = importer.run(feed, [write({"due": "2026-11-20T22:00"})])
    assert (report.opened, report.changed, report.joined) == (0, 1, 0)
    assert desk.records.matters([handle])[handle].booking.release_due == datetime(2026, 11, 21, 6, 0, tzinfo=UTC)
    assert handles() == {handle}
    assert importer.run(feed, [write({"due": "2026-11-20T22:00"})]).unchanged == 1


def test_somebody_booked_again_is_known_as_the_same_person_as_before(
    by_hand: ByHand, importer: Importer, feed: Feed, write: Write, desk: Any
) -> None:
    importer.run(feed, [write({"number": "B-0", "released": "2026-11-19T20:00"})])
    handle = by_hand()
    importer.run(feed, [write({})])
    persons = {matter.person.id for matter in desk.records.matters(list(handles())).values()}
    assert len(handles()) == 2
    assert len(persons) == 1
    assert handle in handles()


@pytest.mark.parametrize(
    ("name", "number", "born"),
    [
        ("Somebody Else", "B-1", BORN),  # a number that was mistyped
        ("Amber Invented", "B-1", date(1981, 1, 31)),
        ("Amber Invented", "B-11", BORN),
        ("Amber Invented", "", BORN),
    ],
)
def test_whoever_only_looks_alike_is_never_taken_for_the_same(
    *, by_hand: ByHand, importer: Importer, feed: Feed, write: Write, name: str, number: str, born: date
) -> None:
    by_hand(name, number, born)
    report = importer.run(feed, [write({})])
    assert (report.opened, report.joined) == (1, 0)


def test_two_records_by_hand_of_one_number_are_left_to_somebody_who_looks(
    by_hand: ByHand, importer: Importer, feed: Feed, write: Write
) -> None:
    by_hand()
    by_hand()
    assert importer.run(feed, [write({})]).opened == 1


def test_looking_first_says_what_would_be_joined_and_joins_nothing(
    by_hand: ByHand, importer: Importer, feed: Feed, write: Write, desk: Any
) -> None:
    handle = by_hand()
    report = importer.run(feed, [write({}, {"number": "B-2", "person": "P-2"})], dry=True)
    assert (report.opened, report.joined) == (1, 1)
    assert desk.records.matters([handle])[handle].booking.source == ""


def test_two_records_that_somebody_says_are_one_booking_are_joined_for_good(
    by_hand: ByHand, importer: Importer, feed: Feed, write: Write, desk: Any
) -> None:
    from comity.store.finding import join, look_alike
    from comity.store.models import Matter

    handle = by_hand(number="")
    importer.run(feed, [write({"due": "2026-11-20T22:00"})])
    (other,) = handles()
    rows = list(Matter.objects.filter(handle__in=[handle, other]))
    assert {key: row.handle for key, row in look_alike(rows).items()} == {handle: other, other: handle}
    assert join(desk, other, handle, Actor("d.booth", Role.DESK)) == handle
    states = desk.records.matters([handle, other])
    assert (states[handle].booking.number, states[handle].person.language) == ("B-1", "es")
    assert states[other].closed_at
    assert not states[other].in_custody
    assert handles() == {handle}
    importer.run(feed, [write({"due": "2026-11-20T23:00"})])
    assert desk.records.matters([handle])[handle].release_due == datetime(2026, 11, 21, 7, 0, tzinfo=UTC)
    assert not look_alike(list(Matter.objects.filter(handle__in=[handle, other])))


def test_a_record_about_which_somebody_has_asked_is_not_joined_away(
    by_hand: ByHand, importer: Importer, feed: Feed, write: Write, desk: Any
) -> None:
    from comity.store.finding import join

    handle = by_hand(number="")
    importer.run(feed, [write({})])
    (other,) = handles()
    asked = commands.ReceiveRequest(other, "ice_ero", (Ask.HOLD,), desk.gate.clock(), "i247a")
    desk.gate.do(asked, DESK)
    with pytest.raises(NotNowError, match="not one by hand"):
        join(desk, handle, other, DESK)
    with pytest.raises(NotNowError, match="requests are about this record"):
        desk.gate.do(commands.ChangeRecords(other, booking=Booking("", same_as=handle)), DESK)
