"""Acts with a page of their own: a form that becomes commands; what is refused stands beside the form, as typed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render

from comity.gate import Actor, GateError, NotFoundError, NotNowError, commands
from comity.gate.state import Matter
from comity.store.desk import Desk, current
from comity.web.pages.requests.opening import UNUSABLE, do, status_of, tell_beside

Commands = Callable[[dict[str, Any]], Sequence[commands.Command]]


@dataclass(frozen=True, slots=True)
class Opened:
    """A person's record as somebody has just opened it."""

    desk: Desk
    actor: Actor
    matter: Matter
    at: datetime


@dataclass(frozen=True, slots=True)
class ActPage:
    """What the page of one act says."""

    page: str  # as the reading is recorded
    title: str
    button: str
    done: str
    lead: str = ""
    template: str = "comity/custody/act.html"
    more: dict[str, Any] = field(default_factory=dict)


def open_person(http: HttpRequest, matter: str, page: str) -> Opened:
    """The person's record, with the reading of it sealed before anything of it is shown.

    Raises:
        Http404: there is no such matter.
    """
    desk: Desk = current()
    try:
        state = desk.gate.do(commands.ReadMatter(matter, page), http.actor).matter
    except (NotFoundError, NotNowError) as error:  # one that is being erased is nowhere any more
        raise Http404 from error
    return Opened(desk, http.actor, state, desk.clock())


def seen_before(matter: str) -> Matter:
    """The state of a matter, to act on it; nothing of it is shown.

    Raises:
        Http404: there is no such matter.
    """
    try:
        state = current().records.matters([matter])[matter]
    except NotFoundError as error:
        raise Http404 from error
    if state.is_of_office:
        raise Http404
    return state


def press(http: HttpRequest, form: forms.Form, wanted: Commands, *, done: str, then: str) -> HttpResponseRedirect | int:
    """Do what a form says and go on to `then`; or the status with which the page is shown, the refusal in its form.

    Raises:
        Http404: what it is about is not there any more.
    """
    if http.method != "POST":
        return 200
    if not form.is_valid():
        return UNUSABLE
    try:
        do(http, *wanted(form.cleaned_data))
    except NotFoundError as error:
        raise Http404 from error
    except GateError as error:
        tell_beside(form, error)
        return status_of(error)
    messages.success(http, done)
    return HttpResponseRedirect(then)


def stands_behind(actor: Actor, names: Iterable[str], roles: Iterable[str]) -> bool:
    """Whether this person, or somebody of the same side of the office, is among those behind an order already."""
    return actor.name.casefold() in {name.casefold() for name in names} or actor.role.value in roles


def act_page(
    http: HttpRequest, matter: str, form: forms.Form, *, says: ActPage, wanted: Commands, then: str
) -> HttpResponseBase:
    """Show the page of an act, or do what its form says and go on to `then`."""
    pressed = press(http, form, wanted, done=says.done, then=then)
    if not isinstance(pressed, int):
        return pressed
    opened = open_person(http, matter, says.page)
    context = {"opened": opened, "matter": opened.matter, "form": form, "says": says, "back": then, "now": opened.at}
    return render(http, says.template, {**context, **says.more}, status=pressed)
