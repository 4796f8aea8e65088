"""From a draft to a sealed request: the commands it makes, done once however often they are sent."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict

from comity.base import ComityError
from comity.facts import Ask
from comity.gate import BusyError, commands
from comity.gate.adding.commands import DatePaper
from comity.gate.state import Booking, Paper, Person
from comity.papers import written
from comity.store.desk import Desk, current
from comity.store.idempotency import Asked, Reply, once
from comity.web.pages.requests.checking.readings import WHAT
from comity.web.pages.requests.recording import draft as drafts
from comity.web.pages.requests.recording.draft import Draft, Shown
from comity.web.pages.requests.recording.forms import NEW, PAPER_FACTS, UNKNOWN, PersonForm, WhatForm, WhoForm
from comity.web.pages.requests.recording.paper import reading_of

RECORDED, TRIES = 201, 5


class DraftError(ComityError):
    """A draft that cannot be recorded as it is."""


def record(http: HttpRequest, draft: Draft) -> tuple[str, str]:
    """Record a draft, once: the matter and the request, also when it is sent again.

    INVARIANT: whoever presses the button twice makes one request; the draft's name is the key.

    Raises:
        ComityError: it is refused; nothing was changed, and the draft is still there.
    """
    desk, actor = current(), http.actor
    asked = Asked(f"{actor.role.value}:{actor.name}", f"draft-{draft.id}", "draft")
    reply, is_new = _once(desk, asked, lambda: _receive(http, draft))
    if is_new:
        drafts.drop_paper(draft.paper)
    # what was typed is sealed now; a copy of it in the session would outlive an erasure
    draft.who, draft.what, draft.whom, draft.begun, draft.paper, draft.shown = {}, {}, {}, {}, None, Shown()
    draft.recorded = (reply.matter, reply.body)
    drafts.keep(http.session, draft)
    return draft.recorded


def _once(desk: Desk, asked: Asked, act: Callable[[], Reply]) -> tuple[Reply, bool]:
    """Act once, and again where others were writing at the same time: the whole of it, or nothing."""
    for _ in range(TRIES - 1):
        try:
            return once(desk.records, asked, desk.clock(), act)
        except BusyError:
            continue
    return once(desk.records, asked, desk.clock(), act)


def _receive(http: HttpRequest, draft: Draft) -> Reply:
    desk, actor = current(), http.actor
    who, what = cleaned(WhoForm, draft.who), cleaned(WhatForm, draft.what)
    matter = draft.whom.get("matter", [NEW])[0]
    if matter == NEW:
        matter = desk.gate.do(_opening(cleaned(PersonForm, draft.whom)), actor).matter.handle
    facts, places = _facts(what, draft)
    command = commands.ReceiveRequest(
        matter=matter,
        requester=who["requester"],
        asks=tuple(ask for ask in Ask if ask.value in what["asks"]),
        received_at=who["received_at"],
        instrument=who["instrument"],
        purpose="" if what["purpose"] == UNKNOWN else what["purpose"],
        officer=who["officer"],
        words=who["words"],
        papers=_papers(matter, draft),
        facts=facts,
        places=places,
    )
    request = list(desk.gate.do(command, actor).matter.requests)[-1]
    desk.gate.do_all(_days(matter, request, command.papers, draft), actor)
    return Reply(RECORDED, request, matter)


def _days(matter: str, request: str, papers: tuple[Paper, ...], draft: Draft) -> list[commands.Command]:
    """The days that somebody confirmed beside the paper."""
    found = [(paper, day, pages) for paper in papers for day, pages in draft.shown.days]
    return [
        DatePaper(matter, request, paper.sha256, date.fromisoformat(day), tuple(pages)) for paper, day, pages in found
    ]


def _facts(what: dict[str, Any], draft: Draft) -> tuple[dict[str, object], dict[str, str]]:
    """What the second step says, and what was confirmed beside the paper, with its place where both say the same."""
    shown = draft.shown.facts
    facts: dict[str, object] = {name: value for name, (value, _) in shown.items() if name not in PAPER_FACTS}
    facts |= {name: what[name] == "yes" for name in PAPER_FACTS if what[name] != UNKNOWN}
    return facts, {name: place for name, (value, place) in shown.items() if place and facts.get(name) == value}


def cleaned(form: type[Any], typed: drafts.Typed) -> dict[str, Any]:
    """What was typed in a step, read again.

    Raises:
        DraftError: a step was left out.
    """
    bound = form(MultiValueDict(typed))
    if not bound.is_valid():
        raise DraftError("a step is not filled in", help="Go back to the step and fill it in.")
    found: dict[str, Any] = bound.cleaned_data
    return found


def _opening(person: dict[str, Any]) -> commands.OpenMatter:
    who = Person("", person["name"], person["birth_date"], person["language"])
    return commands.OpenMatter(who, Booking(person["booking_number"], release_due=person["release_due"]))


def _papers(matter: str, draft: Draft) -> tuple[Paper, ...]:
    """The paper, moved from where it waited to where papers are kept."""
    waiting = draft.paper
    if waiting is None:
        return ()
    content = drafts.take_paper(waiting)
    if content is None:
        raise DraftError("the paper did not wait this long", help="Go back to step 2 and choose the file again.")
    papers = current().papers
    kept = papers.keep(matter, waiting.name, content, media_type=waiting.media_type)
    if (reading := reading_of(waiting)) is not None:
        papers.keep_beside(matter, kept.sha256, WHAT, written(reading))
    return (kept,)
