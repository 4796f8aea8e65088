"""Papers: added to a request, and named by what is read from them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from comity.gate.act import Act
from comity.gate.actors import Role
from comity.gate.adding.commands import AddPaper, DatePaper
from comity.gate.bodies import written
from comity.gate.dating.state import times_of
from comity.gate.errors import AlreadyDoneError, CommandError
from comity.gate.events import EventKind
from comity.gate.state import Paper

_SHA256 = re.compile(r"[0-9a-f]{64}")
_MOST_PAGES = 99
_PLACE = re.compile(r"(?P<sha256>[0-9a-f]{64}):(?P<page>[1-9][0-9]?):(?:[0-9]{1,4},){3}[0-9]{1,4}")


def add_paper(act: Act, command: AddPaper) -> None:
    """A paper belongs to a request from now on; nothing is decided by that."""
    act.only(Role.DESK, Role.SUPERVISOR, Role.LEGAL, Role.SYSTEM)
    request = act.open_request(command.request)
    paper = command.paper
    if not _SHA256.fullmatch(paper.sha256) or paper.size <= 0 or not paper.name.strip():
        raise CommandError("a paper has no name, no size or no fingerprint", help="Put the paper in first.")
    if any(each.sha256 == paper.sha256 for each in request.papers):
        raise AlreadyDoneError("this paper is with the request already", help="Open it on the request's page.")
    act.add(EventKind.PAPER_ADDED, {"request": request.id, "paper": written(paper)})


def date_paper(act: Act, command: DatePaper) -> None:
    """Somebody confirmed beside the page which day stands on a paper; said before, nothing happens."""
    act.only(Role.DESK, Role.SUPERVISOR, Role.LEGAL)
    request = act.open_request(command.request)
    if all(each.sha256 != command.sha256 for each in request.papers):
        raise CommandError("this paper is not with the request", help="Put the paper in first.")
    if not all(1 <= page <= _MOST_PAGES for page in command.pages):
        raise CommandError("this is no page of a paper", help="Confirm the line beside the paper.")
    days = times_of(act.matter.paper_times, request.id, command.sha256).days
    if any((each.day, each.pages) == (command.day, command.pages) for each in days):
        return
    pages = {"pages": list(command.pages)} if command.pages else {}
    body = {"request": request.id, "sha256": command.sha256, "day": command.day.isoformat(), **pages}
    act.add(EventKind.PAPER_DATED, body)


def place_on(place: str, papers: Sequence[Paper]) -> str:
    """A place on a paper, as `fingerprint:page:left,top,right,bottom` in thousandths of the page's width; or empty.

    Raises:
        CommandError: it is no place, or on a paper that is not with the request.
    """
    if not place:
        return ""
    found = _PLACE.fullmatch(place)
    if not found or all(paper.sha256 != found["sha256"] for paper in papers):
        raise CommandError("this is no place on a paper of the request", help="Confirm the line beside the paper.")
    return place
