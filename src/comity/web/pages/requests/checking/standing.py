"""Where the reading of a paper stands, as a page tells it; the page looks again by itself, without any script."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

from comity.base import ComityError
from comity.papers.spoken import said
from comity.web.pages.requests.checking.readings import turns
from comity.web.pages.requests.opening import plain
from comity.web.pages.requests.sentences import spoken
from comity.web.pages.turns import Refused, Step

EVERY = 3  # seconds, until the page looks again
_NO_WORD = Refused("the reading of this paper ended three times without a word", "Try again, or type what it says.")


def ask(name: str, begin: Callable[[], None]) -> None:
    """Have a paper read because somebody asks for it, also where it was refused before."""
    waiting = turns()
    if waiting.step(name) is Step.REFUSED:
        waiting.forget(name)
    begin()


def standing(http: HttpRequest, name: str, begin: Callable[[], None]) -> dict[str, Any]:
    """Where a reading stands; one that a restart has cut off is begun again."""
    waiting = turns()
    step = waiting.step(name)
    if step is Step.STOPPED:
        begin()
        step = Step.WAITING
    refused = (waiting.refused(name) or _NO_WORD) if step is Step.REFUSED else None
    going = step in {Step.WAITING, Step.GOING, Step.DONE}  # what is read stands here when the page looks again
    return {
        "going": step.value if going else "",
        "failed": _words(refused) if refused else "",
        "reloads": going and "still" not in http.GET,
        "here": http.path,
    }


def _words(refused: Refused) -> str:
    message, advice = (said(text, spoken()) or text for text in (refused.message, refused.help))
    return plain(ComityError(message, help=advice))


def looking_again(response: HttpResponse, told: dict[str, Any]) -> HttpResponse:
    """Let a page look again by itself; it has a link for those whom that disturbs."""
    if told["reloads"]:
        response.headers["Refresh"] = str(EVERY)
    return response
