"""The pages for what did not work: what happened, what still holds, what to do, whom to call."""

from __future__ import annotations

import sys
from typing import Any

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.template.loader import render_to_string

from comity.gate import BusyError
from comity.store.outages import outage

RETRY_SECONDS = "30"
WITHOUT_REQUEST = frozenset({400, 500, 503})


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponseBase:
    """400: what was sent could not be read."""
    return _page(request, 400)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponseBase:
    """403: it is somebody else's."""
    return _page(request, 403)


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponseBase:
    """404: it is not there, or that it is there is nobody's business."""
    return _page(request, 404)


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponseBase:
    """403: the form is older than the session, or was sent from elsewhere."""
    return _page(request, 403, name="form_expired")


def only_a_form(request: HttpRequest, refused: HttpResponseBase) -> HttpResponseBase:
    """405: what only a form does was opened by its address, as after signing in when a form had been sent."""
    response = _page(request, 405)
    response.headers["Allow"] = refused.headers.get("Allow", "")
    return response


def too_large(request: HttpRequest) -> HttpResponseBase:
    """413: more was sent than is taken."""
    return _page(request, 413)


def locked_out(request: HttpRequest, original: HttpResponseBase | None, credentials: Any = None) -> HttpResponseBase:  # noqa: ANN401
    """429: too many attempts to sign in."""
    minutes = int(settings.AXES_COOLOFF_TIME.total_seconds() // 60)
    return _page(request, 429, {"minutes": minutes})


def server_error(request: HttpRequest) -> HttpResponseBase:
    """500, or 503 if what failed is the database."""
    if database_is_gone(sys.exc_info()[1]):
        return database_gone(request)
    return _page(request, 500)


def database_gone(request: HttpRequest) -> HttpResponseBase:
    """503: the database does not answer; nothing that was sealed is lost, nothing new is taken."""
    response = _page(request, 503)
    response.headers["Retry-After"] = RETRY_SECONDS
    return response


def database_is_gone(error: BaseException | None) -> bool:
    """Whether an error is, or came of, a database that does not answer, or at which others have written too long."""
    if isinstance(error, BusyError) or (error is not None and outage(error)):
        return True
    while error is not None:
        if isinstance(error, OperationalError | InterfaceError):
            return True
        error = error.__cause__ or error.__context__
    return False


# What the API itself did not answer is told in its form all the same (RFC 9457).
PROBLEMS = {
    400: ("cannot-be-read", "The request cannot be read", "Send it anew."),
    404: ("not-found", "It is not there", "See `/api/v1/openapi.json` for what there is."),
    413: ("too-large", "More was sent than is taken", "Send less at once."),
    503: ("not-available", "The database cannot be used now", "Send the same again with the same key in a minute."),
}
_FAULT = ("fault", "The desk has failed", "Look whether it was done before it is sent again.")


def _problem(status: int) -> HttpResponseBase:
    word, title, advice = PROBLEMS.get(status, _FAULT)
    told = {"type": f"urn:comity:problem:{word}", "title": title, "status": status, "detail": title.lower()}
    known = {"help": advice, "errors": [], "telephone": settings.COMITY_OFFICE.telephone}
    return JsonResponse({**told, **known}, status=status, content_type="application/problem+json")


def _page(
    request: HttpRequest, status: int, context: dict[str, object] | None = None, *, name: str = ""
) -> HttpResponseBase:
    """The page of a failure; where session or database may have failed, it is made without them."""
    if request.path.startswith(settings.COMITY_API):
        return _problem(status)
    office = settings.COMITY_OFFICE
    known = {"help_phone": office.telephone, "office": office, "status": status, **(context or {})}
    content = render_to_string(
        f"comity/errors/{name or status}.html", known, request=None if status in WITHOUT_REQUEST else request
    )
    return HttpResponse(content, status=status)
