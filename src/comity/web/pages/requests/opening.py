"""Opening a request: who looks, at which matter, and that it is recorded; and doing what a form says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django import forms
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from comity.base import ComityError
from comity.gate import (
    Actor,
    AlreadyDoneError,
    CommandError,
    GateError,
    NotAllowedError,
    NotFoundError,
    NotNowError,
    Role,
    commands,
)
from comity.gate.state import Matter, Request
from comity.store.desk import Desk, current
from comity.tell import sentence
from comity.web.pages.requests.sentences import phrases

CONFLICT, REFUSED, UNUSABLE = 409, 403, 422


@dataclass(frozen=True, slots=True)
class Opened:
    """A request as somebody has just opened it."""

    desk: Desk
    actor: Actor
    matter: Matter
    asked: Request
    at: datetime

    @property
    def is_staff(self) -> bool:
        """Whether the reader works at the desk; others only read."""
        return self.actor.role in {Role.DESK, Role.LEGAL, Role.SUPERVISOR}

    @property
    def is_closed(self) -> bool:
        """Whether nothing is left to do about it."""
        return self.asked.closed_at is not None


def open_request(http: HttpRequest, matter: str, asked: str, page: str) -> Opened:
    """The request, with the reading of the person's record sealed before anything of it is shown.

    Raises:
        Http404: there is no such matter, or no such request in it.
    """
    desk, actor = current(), http.actor
    try:
        state = desk.gate.do(commands.ReadMatter(matter, page), actor).matter
    except (NotFoundError, NotNowError) as error:  # one that is being erased is nowhere any more
        raise Http404 from error
    if asked not in state.requests:
        raise Http404
    return Opened(desk, actor, state, state.requests[asked], desk.clock())


def do(http: HttpRequest, *wanted: commands.Command) -> None:
    """Do commands for whoever is signed in, all or none.

    Raises:
        GateError: one is refused; nothing was changed.
    """
    current().gate.do_all(list(wanted), http.actor)


def status_of(error: GateError) -> int:
    """The number of an answer that tells a refusal."""
    if isinstance(error, NotAllowedError):
        return REFUSED
    return UNUSABLE if isinstance(error, CommandError) else CONFLICT


def tell_beside(form: forms.BaseForm, error: ComityError) -> None:
    """Put a refusal beside the form, with what to do; what was typed stays in it."""
    lead = _("Somebody was faster.") + " " if isinstance(error, AlreadyDoneError) else ""
    form.add_error(None, f"{lead}{plain(error)}")


def tell_what_was_typed(form: forms.BaseForm) -> None:
    """Say what somebody wrote in a form that the page does not have any more: they may still need it."""
    for field in form:
        text = str(field.value() or "").strip()
        if text and type(field.field) is forms.CharField and not field.is_hidden:
            form.add_error(
                None, _("You wrote: “%(text)s” That was not recorded. Copy it if you need it.") % {"text": text}
            )


def plain(error: ComityError) -> str:
    """A refusal as two sentences; a name with which it begins keeps its own letters."""
    message, help_ = phrases().again(error.message), phrases().again(error.help)
    told = sentence(message)
    told = message + told[-1] if message.startswith("`") else told
    return f"{told.replace('`', '')} {help_}"
