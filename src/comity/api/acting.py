"""Does what a program asks: at the gate, once for each key, and answers what has come of it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from django.http import HttpRequest, HttpResponse

from comity.api.shapes import told
from comity.facts import Ask
from comity.gate import Actor, BusyError, CommandError, Done, Event, EventKind, commands
from comity.gate.adding.commands import AddPaper
from comity.gate.state import Matter, Request
from comity.store.desk import Desk, current
from comity.store.idempotency import Asked, Reply, once
from comity.store.rows import RequestState, request_state

KEY = "Idempotency-Key"
JSON = "application/json"
_TRIES = 5
_WITHIN = {EventKind.HOLD_STARTED: "hold", EventKind.DISCLOSED: "disclosure", EventKind.VISITED: "visit"}
_MAKING = frozenset(
    {EventKind.REQUEST_RECEIVED, EventKind.REVIEW_ASKED, EventKind.OVERRIDE_PROPOSED, EventKind.NOTICE_GIVEN}
    | {EventKind.NOTED, *_WITHIN}
)


@dataclass(frozen=True, slots=True)
class Happened:
    """One thing that has happened."""

    kind: EventKind
    at: datetime
    id: str  # of what it made: a request, a question to legal, an override, a letter, a hold, a note, a disclosure


@dataclass(frozen=True, slots=True)
class AskNow:
    """One ask of a request as it stands."""

    ask: Ask
    outcome: str
    verdict: str
    order: str
    questions: tuple[str, ...]
    answer: bool | None


@dataclass(frozen=True, slots=True)
class RequestNow:
    """A request as it stands."""

    id: str
    number: str
    state: RequestState
    asks: tuple[AskNow, ...]


@dataclass(frozen=True, slots=True)
class DoneNow:
    """What an act has done; it is durable. Without events, everything was so already."""

    matter: str
    events: tuple[Happened, ...]
    request: RequestNow | None


def perform(http: HttpRequest, command: commands.Command) -> HttpResponse:
    """Let the gate do a command for the program, and answer what has come of it.

    Raises:
        ComityError: it is refused; nothing was changed.
    """

    def act(desk: Desk, actor: Actor) -> Reply:
        _papers_must_be_here(desk, command)
        done = desk.gate.do(command, actor)
        body = told(DoneNow).model_validate(_done(command, done)).model_dump_json()
        return Reply(200, body, done.matter.handle)

    return done_once(http, http.body, act)


def _papers_must_be_here(desk: Desk, command: commands.Command) -> None:
    """Refuse a request that names a paper which nobody put in: what is sealed of it could not be shown."""
    named = (command.paper,) if isinstance(command, AddPaper) else getattr(command, "papers", ())
    if isinstance(command, commands.OfPapers) and named:
        desk.records.matters([command.matter])
        if not all(desk.papers.has(command.matter, paper.sha256) for paper in named):
            raise CommandError("a paper that is named was not put in", help="Put it in first, at `/papers`.")


def done_once(http: HttpRequest, body: bytes, act: Callable[[Desk, Actor], Reply]) -> HttpResponse:
    """Act once for each key of a program, whoever else comes with it at once.

    Raises:
        ComityError: it is refused; nothing was changed.
    """
    desk, actor = current(), cast("Actor", http.auth)
    whose = f"{actor.role.value}\0{actor.name}"
    digest = hashlib.sha256(f"{http.method}\0{http.path}\0".encode() + body).hexdigest()
    asked = Asked(whose, http.headers.get(KEY, ""), digest)
    for last in (*[False] * (_TRIES - 1), True):
        try:
            reply, is_new = once(desk.records, asked, desk.clock(), lambda: act(desk, actor))
        except BusyError:
            if last:
                raise
        else:
            return _response(reply, is_new=is_new)
    raise AssertionError("the last try answers or raises")


def _response(reply: Reply, *, is_new: bool) -> HttpResponse:
    response = HttpResponse(reply.body, status=reply.status, content_type=JSON)
    if not is_new:
        response.headers["Idempotent-Replayed"] = "true"
    return response


def _done(command: commands.Command, done: Done) -> DoneNow:
    events = tuple(Happened(event.kind, event.at, _made(event)) for event in done.events)
    request = done.matter.requests.get(_request(command, done))
    return DoneNow(done.matter.handle, events, request_now(done.matter, request) if request else None)


def _made(event: Event) -> str:
    if event.kind not in _MAKING:
        return ""
    body = event.body.get(_WITHIN.get(event.kind, ""), event.body)
    return str(cast("dict[str, object]", body).get("id", ""))


def _request(command: commands.Command, done: Done) -> str:
    """The request that a command is about, where it is about one."""
    matter = done.matter
    match command:
        case commands.ReceiveRequest():
            return list(matter.requests)[-1]
        case commands.GiveReview(review=review):
            return matter.reviews[review].request
    return str(getattr(command, "request", ""))


def tell(value: object) -> HttpResponse:
    """A value as a program is told it."""
    form = told(cast("Hashable", type(value)))
    return HttpResponse(form.model_validate(value).model_dump_json(), content_type=JSON)


def request_now(matter: Matter, request: Request) -> RequestNow:
    """A request as it stands, in short."""
    asks = tuple(_ask(request, ask) for ask in request.asks)
    return RequestNow(request.id, request.number, request_state(matter, request), asks)


def _ask(request: Request, ask: Ask) -> AskNow:
    decided, answer = request.decided.get(ask), request.answers.get(ask)
    return AskNow(
        ask=ask,
        outcome=decided.outcome if decided else "",
        verdict=decided.verdict if decided else "",
        order=decided.order if decided else "",
        questions=decided.questions if decided else (),
        answer=answer.yes if answer else None,
    )
