"""What a program is told when something does not work: problem documents (RFC 9457), with what to do about it.

A problem says what happened and what to do, and never repeats what was sent: a log of answers names nobody.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, cast

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from pydantic import BaseModel, WithJsonSchema
from pydantic import Field as Said

from comity.api.refusals import record_refusal
from comity.base import ComityError
from comity.gate import AlreadyDoneError, BusyError, CommandError, NotAllowedError, NotFoundError, NotNowError
from comity.outbox import OutboxError
from comity.store.errors import KeyReusedError, PaperError, TokenError, UnavailableError
from comity.store.outages import outage

MEDIA = "application/problem+json"
_RETRY, _RETRY_SOON = "30", "1"

TITLES: Mapping[str, tuple[int, str]] = {
    "cannot-be-read": (400, "The request cannot be read"),
    "no-token": (401, "A token is needed"),
    "not-allowed": (403, "Whoever asked may not do this"),
    "not-found": (404, "It is not there"),
    "not-this-way": (405, "This address takes no such request"),
    "already-done": (409, "Somebody else has done it"),
    "not-now": (409, "The state of the matter does not let this be done"),
    "too-large": (413, "More was sent than is taken"),
    "not-json": (415, "The body is of another type than is taken"),
    "not-usable": (422, "What was sent cannot be used"),
    "key-reused": (422, "The key stands for another request"),
    "too-many": (429, "Too many requests"),
    "not-available": (503, "The database cannot be used now"),
}


class Place(BaseModel):
    """Where in a request something is wrong."""

    where: str = Said(description="body, path, query or header.")
    at: str = Said(description="The place as a JSON pointer (RFC 6901), or the name.", examples=["/asks/0"])
    says: str = Said(description="What is wrong there.")


class Problem(BaseModel):
    """What happened, and what to do about it (RFC 9457)."""

    type: Annotated[str, WithJsonSchema({"type": "string", "enum": [f"urn:comity:problem:{word}" for word in TITLES]})]
    title: str
    status: int
    detail: str = Said(description="What happened.")
    help: str = Said(description="What to do about it, in one sentence.")
    errors: list[Place] = Said(default_factory=list, description="Where, for what was sent in a wrong form.")


@dataclass
class ProblemError(Exception):
    """Something of which a program is told as a problem."""

    word: str  # of TITLES
    detail: str
    help: str
    errors: Sequence[Place] = ()
    headers: Mapping[str, str] = field(default_factory=dict)


def answer(problem: ProblemError) -> HttpResponse:
    """A problem as it is sent."""
    status, title = TITLES[problem.word]
    told = Problem(
        type=f"urn:comity:problem:{problem.word}",
        title=title,
        status=status,
        detail=problem.detail,
        help=problem.help,
        errors=list(problem.errors),
    )
    response = HttpResponse(told.model_dump_json(), status=status, content_type=MEDIA)
    for name, value in problem.headers.items():
        response.headers[name] = value
    return response


_BY_ERROR: Mapping[type[ComityError], str] = {
    NotAllowedError: "not-allowed",
    NotFoundError: "not-found",
    AlreadyDoneError: "already-done",
    NotNowError: "not-now",
    CommandError: "not-usable",
    KeyReusedError: "key-reused",
    PaperError: "not-usable",
    OutboxError: "not-usable",
}


def of_error(error: ComityError) -> ProblemError:
    """The problem that an error of ours is for a program."""
    if isinstance(error, TokenError):
        return no_token(error.message, error.help, shown=True)
    if isinstance(error, BusyError):
        return ProblemError("not-available", error.message, error.help, headers={"Retry-After": _RETRY_SOON})
    if isinstance(error, UnavailableError) or outage(error) is not None:
        return gone()
    word = next((word for kind, word in _BY_ERROR.items() if isinstance(error, kind)), "not-usable")
    return ProblemError(word, error.message, error.help)


def no_token(detail: str, help: str, *, shown: bool) -> ProblemError:
    """The problem of whoever comes without a token, or with one that opens nothing."""
    said = 'Bearer realm="comity"' + (', error="invalid_token"' if shown else "")
    return ProblemError("no-token", detail, help, headers={"WWW-Authenticate": said})


def gone() -> ProblemError:
    """The problem of a database that does not answer."""
    return ProblemError(
        "not-available",
        "the database cannot be used now",
        "Send the same request with the same key again in half a minute; what was answered as done is not lost.",
        headers={"Retry-After": _RETRY},
    )


def place(error: Mapping[str, object]) -> Place:
    """Where one error of a form is; what was sent is not repeated."""
    loc = error.get("loc")
    steps = [str(step) for step in loc] if isinstance(loc, Sequence) and not isinstance(loc, str) else []
    where, inside = (steps[0], steps[1:]) if steps else ("body", [])
    if where == "body":  # the name of the argument comes first
        inside = inside[1:]
        return Place(where=where, at="".join(f"/{_escaped(step)}" for step in inside), says=_said(error))
    return Place(where=where, at=".".join(inside), says=_said(error))


def _escaped(step: str) -> str:
    return step[:100].replace("~", "~0").replace("/", "~1")


def _said(error: Mapping[str, object]) -> str:
    return str(error.get("msg", "it is not in its form"))[:300]


def tell_problems(api: NinjaAPI) -> None:
    """Let an API answer every error as a problem."""

    def of_ours(http: HttpRequest, error: ComityError | type[ComityError]) -> HttpResponse:
        assert isinstance(error, ComityError), "what is raised is an instance"
        if isinstance(error, NotAllowedError):
            record_refusal(http)
        return answer(of_error(error))

    api.add_exception_handler(ProblemError, lambda http, error: answer(cast("ProblemError", error)))
    api.add_exception_handler(ComityError, of_ours)
    api.add_exception_handler(OperationalError, lambda http, error: answer(gone()))
    api.add_exception_handler(InterfaceError, lambda http, error: answer(gone()))
    api.add_exception_handler(ValidationError, lambda http, error: answer(_not_in_form(cast("ValidationError", error))))
    api.add_exception_handler(AuthenticationError, lambda http, error: answer(_without_token()))
    api.add_exception_handler(HttpError, lambda http, error: answer(_not_readable()))
    api.add_exception_handler(SuspiciousOperation, lambda http, error: answer(_not_readable()))
    api.add_exception_handler(RequestDataTooBig, lambda http, error: answer(too_large("26 MB")))
    api.add_exception_handler(Http404, lambda http, error: answer(not_there()))


def _not_in_form(error: ValidationError) -> ProblemError:
    places = [place(each) for each in error.errors[:20]]
    return ProblemError(
        "not-usable", "what was sent is not in its form", "Correct what `errors` names and send it again.", places
    )


def _without_token() -> ProblemError:
    return no_token("no token was shown", "Send `Authorization: Bearer` and a token of your own.", shown=False)


def _not_readable() -> ProblemError:
    return ProblemError("cannot-be-read", "the body is no JSON that can be read", "Send it as one JSON object.")


def too_large(most: str) -> ProblemError:
    """The problem of a body that is larger than what is taken."""
    return ProblemError("too-large", f"more than {most} was sent", "Send less at once.")


def not_there() -> ProblemError:
    """The problem of an address, or of a matter, that is not there."""
    return ProblemError(
        "not-found", "there is nothing at this address", "See `/api/v1/openapi.json` for what there is."
    )


def not_this_way(methods: str) -> ProblemError:
    """The problem of an address that takes other methods than the one it was asked with."""
    return ProblemError(
        "not-this-way", "this address takes no such request", f"Use: {methods}.", headers={"Allow": methods}
    )


def not_found(http: HttpRequest, rest: str = "") -> HttpResponse:
    """The answer at an address that leads nowhere."""
    return answer(not_there())
