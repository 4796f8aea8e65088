"""Papers that come later, and facts that name their place on a paper."""

from datetime import date

import pytest

from comity.facts import Ask
from comity.gate import AlreadyDoneError, CommandError, EventKind, NotAllowedError, commands
from comity.gate.adding.commands import AddPaper, DatePaper
from comity.gate.state import Paper
from contract.desk import COUNSEL, DESK, PAPER, SYSTEM, Desk

PLACE = f"{PAPER.sha256}:1:100,200,300,220"


def test_a_paper_that_comes_later_belongs_to_its_request_and_is_sealed_with_its_fingerprint(desk: Desk) -> None:
    handle = desk.open()
    request = desk.receive(handle, Ask.HOLD)
    done = desk.do(AddPaper(handle, request.id, PAPER))
    assert desk.request(handle, request.id).papers == (PAPER,)
    (event,) = done.events
    assert event.kind is EventKind.PAPER_ADDED
    assert event.body["paper"]["sha256"] == PAPER.sha256


def test_the_same_paper_is_not_added_twice_and_not_by_counsel(desk: Desk) -> None:
    handle = desk.open()
    request = desk.receive(handle, Ask.HOLD, papers=(PAPER,)).id
    with pytest.raises(AlreadyDoneError, match="with the request already"):
        desk.do(AddPaper(handle, request, PAPER))
    with pytest.raises(NotAllowedError):
        desk.do(AddPaper(handle, request, PAPER), COUNSEL)


@pytest.mark.parametrize("paper", [Paper("x.pdf", "no", 5), Paper("x.pdf", "ab" * 32, 0), Paper(" ", "ab" * 32, 5)])
def test_a_paper_without_fingerprint_size_or_name_is_refused(desk: Desk, paper: Paper) -> None:
    handle = desk.open()
    request = desk.receive(handle, Ask.HOLD).id
    with pytest.raises(CommandError, match="no name, no size or no fingerprint"):
        desk.do(AddPaper(handle, request, paper))


def test_a_fact_read_from_a_paper_carries_its_place_at_receipt_and_later(desk: Desk) -> None:
    handle = desk.open()
    given = {"papers": (PAPER,), "facts": {"detainer": True}, "places": {"detainer": PLACE}}
    request = desk.receive(handle, Ask.HOLD, **given).id
    desk.do(commands.EstablishFact(handle, "administrative_warrant", True, PAPER.name, request, PLACE))
    places = {claim.name: claim.place for claim in desk.matter(handle).claims if claim.request == request}
    assert places == {"detainer": PLACE, "administrative_warrant": PLACE}


@pytest.mark.parametrize("place", ["x", PLACE.replace("ab", "cd"), PLACE.replace(":1:", ":0:"), PLACE + ",5"])
def test_a_place_on_no_paper_of_the_request_is_refused(desk: Desk, place: str) -> None:
    handle = desk.open()
    request = desk.receive(handle, Ask.HOLD, papers=(PAPER,)).id
    with pytest.raises(CommandError, match="no place on a paper"):
        desk.do(commands.EstablishFact(handle, "detainer", True, PAPER.name, request, place))


def test_the_day_on_a_paper_is_kept_as_somebody_confirmed_it_and_decides_nothing(desk: Desk) -> None:
    handle = desk.open()
    request = desk.receive(handle, Ask.HOLD, papers=(PAPER,))
    done = desk.do(DatePaper(handle, request.id, PAPER.sha256, date(2026, 11, 22), (1, 2)))
    assert [event.kind for event in done.events] == [EventKind.PAPER_DATED]
    (times,) = done.matter.paper_times.values()
    (day,) = times.days
    assert (times.added_at, day.day, day.pages, day.by) == (None, date(2026, 11, 22), (1, 2), DESK.name)
    assert desk.request(handle, request.id) == request
    assert desk.do(DatePaper(handle, request.id, PAPER.sha256, date(2026, 11, 22), (1, 2))).events == ()


def test_another_day_confirmed_of_the_same_paper_takes_its_place_and_of_another_stands_beside_it(desk: Desk) -> None:
    handle = desk.open()
    request = desk.receive(handle, Ask.HOLD).id
    desk.do(AddPaper(handle, request, PAPER))
    for day, pages in ((19, (1,)), (18, (1,)), (17, (2, 3))):
        matter = desk.do(DatePaper(handle, request, PAPER.sha256, date(2026, 11, day), pages)).matter
    (times,) = matter.paper_times.values()
    assert [(each.day.day, each.pages) for each in times.days] == [(18, (1,)), (17, (2, 3))]
    assert times.added_at == desk.clock.now


def test_no_program_and_no_counsel_confirms_a_day_and_none_of_a_paper_that_is_not_there(desk: Desk) -> None:
    handle = desk.open()
    request = desk.receive(handle, Ask.HOLD, papers=(PAPER,)).id
    for by in (SYSTEM, COUNSEL):
        with pytest.raises(NotAllowedError):
            desk.do(DatePaper(handle, request, PAPER.sha256, date(2026, 11, 22)), by)
    with pytest.raises(CommandError, match="not with the request"):
        desk.do(DatePaper(handle, request, "cd" * 32, date(2026, 11, 22)))
    with pytest.raises(CommandError, match="no page of a paper"):
        desk.do(DatePaper(handle, request, PAPER.sha256, date(2026, 11, 22), (0,)))
