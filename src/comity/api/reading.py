"""One matter, and one of its requests with the whole decision: read once it is recorded that somebody reads it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, cast

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI, Path
from pydantic import JsonValue, WithJsonSchema

from comity.api.acting import JSON, tell
from comity.api.shapes import told
from comity.api.tokens import Token
from comity.api.verbs import Handle
from comity.base import ComityError
from comity.decide import Decision, decide
from comity.gate import Actor, NotFoundError, Role, case_of, commands, fold, ground_for
from comity.gate.state import Matter, Request
from comity.ledger import Audience
from comity.store.desk import Desk, current
from comity.tell import decision_document

PAGE = "api"  # what a reading says of where it was read
READ = "read_matter"
# Readings are listed in the record: a program that looks every minute would make them the most of what it gets.
# Reports are the office's, and no person's.
MatterTold = told(Matter, leaving=("readings", "reports"))
DecisionTold = Annotated[dict[str, JsonValue], WithJsonSchema({"x-is": "Decision"})]
RequestId = Annotated[
    str, Path(..., max_length=64, description="The id of the request.", examples=["ce7fa418c2066ec3"])
]


@dataclass(frozen=True, slots=True)
class Following:
    """What an answer to an ask must follow now, and where that comes from."""

    verdict: str
    source: str  # law, supervisor, review or override; empty: nothing can be answered yet
    id: str


@dataclass(frozen=True, slots=True)
class RequestRead:
    """A request with the whole decision as it was last made, and what answers must follow now, for each ask."""

    matter: str
    request: Request
    decision: DecisionTold | None  # None: the law of that moment is not at hand any more
    law_is_the_same: bool  # whether the packs are those, to the byte, under which it was decided
    answers_follow: Mapping[str, Following]


def add_reading(api: NinjaAPI) -> None:
    """Give an API the addresses at which a matter is read."""

    @api.get(
        "/matters/{matter}",
        auth=Token(READ),
        response=MatterTold,
        tags=["the matter"],
        operation_id="read_matter",
        summary="Read a matter",
    )
    def read_matter(request: HttpRequest, matter: Handle) -> HttpResponse:
        """Everything that is known of a matter; the reading is recorded first. Counsel is not shown legal's advice."""
        state = _read(request, matter)
        return HttpResponse(MatterTold.model_validate(state).model_dump_json(), content_type=JSON)

    @api.get(
        "/matters/{matter}/requests/{asked}",
        auth=Token(READ),
        response=told(RequestRead),
        tags=["requests"],
        operation_id="read_request",
        summary="Read a request",
    )
    def read_request(request: HttpRequest, matter: Handle, asked: RequestId) -> HttpResponse:
        """One request with its whole decision; the reading is recorded first."""
        state = _read(request, matter)
        if asked not in state.requests:
            raise NotFoundError("there is no such request in this matter", help="Read the matter again.")
        return tell(_request(current(), state, state.requests[asked]))


def _read(http: HttpRequest, handle: str) -> Matter:
    """A matter, once it is durable that it was read; for counsel, the sum of the events that are for counsel."""
    desk, actor = current(), cast("Actor", http.auth)
    state = desk.gate.do(commands.ReadMatter(handle, PAGE), actor).matter
    if actor.role is not Role.COUNSEL:
        return state
    events = [event for event, _ in desk.records.history(handle)]
    # INVARIANT: what is sealed for the office alone is told to no lawyer's program either
    return fold(handle, [event for event in events if event.audience is Audience.COUNSEL])


def _request(desk: Desk, matter: Matter, request: Request) -> RequestRead:
    decision = _decision(desk, request)
    packs = {name: digest for name, digest, _ in decision.packs} if decision else None
    follow = {ask.value: ground_for(matter, request, decided) for ask, decided in request.decided.items()}
    return RequestRead(
        matter=matter.handle,
        request=request,
        decision=cast("dict[str, JsonValue]", decision_document(decision)) if decision else None,
        law_is_the_same=packs == dict(request.packs),
        answers_follow={ask: Following(ground.verdict, ground.source, ground.id) for ask, ground in follow.items()},
    )


def _decision(desk: Desk, request: Request) -> Decision | None:
    try:
        return decide(case_of(request.case, desk.law.at(request.decided_at or desk.clock())))
    except ComityError:
        return None
