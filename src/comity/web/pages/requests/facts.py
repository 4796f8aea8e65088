"""Stating a fact: one page for each, and for lists of records a page on which the list grows entry by entry."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from comity.facts import Fact, Kind
from comity.gate import GateError
from comity.web.access import allowed
from comity.web.pages.requests.acts import state_of
from comity.web.pages.requests.answer import address
from comity.web.pages.requests.disputing.standing import disputed_now, value_now
from comity.web.pages.requests.forms.fact_forms import (
    EntryForm,
    FactForm,
    RecordsForm,
    entry_words,
    fact_named,
    known_entries,
    signed,
    unsigned,
)
from comity.web.pages.requests.opening import UNUSABLE, Opened, do, open_request, status_of, tell_beside
from comity.web.pages.requests.sentences import language_of, said
from comity.web.pages.requests.steps import may_establish

ADD, REMOVE, SAVE = "add", "remove", "save"


@allowed("establish_fact")
@require_http_methods(["GET", "HEAD", "POST"])
def fact(request: HttpRequest, matter: str, asked: str, name: str) -> HttpResponseBase:
    """State a fact."""
    wanted = fact_named(name)
    if wanted is None:
        raise Http404
    if request.method != "POST":
        return _page(request, matter, asked, wanted, {})
    if wanted.kind is Kind.RECORDS:
        return _records(request, matter, asked, wanted)
    form = FactForm(wanted, request.POST)
    return _state(request, matter, asked, wanted, {"form": form})


def _state(
    http: HttpRequest, matter: str, asked: str, wanted: Fact, shown: dict[str, Any], *, status: int = UNUSABLE
) -> HttpResponseBase:
    form = shown["form"]
    if form.is_valid():
        state_of(http, matter, asked)
        try:
            do(http, *form.commands(matter, asked))
        except GateError as error:
            tell_beside(form, error)
            status = status_of(error)
        else:
            messages.success(http, _("Recorded. The answer was worked out again."))
            return HttpResponseRedirect(address(matter, asked))
    return _page(http, matter, asked, wanted, shown, status=status)


def _page(
    http: HttpRequest, matter: str, asked: str, wanted: Fact, shown: dict[str, Any], *, status: int = 200
) -> HttpResponseBase:
    opened = open_request(http, matter, asked, "fact")
    able = may_establish(opened.actor.role, wanted.name)
    context = {
        "opened": opened,
        "matter": opened.matter,
        "asked": opened.asked,
        "fact": wanted,
        "question": said(wanted.question),
        "question_language": language_of(wanted.question),
        "may_say": able,
        "trail": [
            (_("Request %(number)s") % {"number": opened.asked.number}, address(matter, asked)),
            (_("State a fact"), ""),
        ],
        "told": value_now(opened, wanted.name),
        "standing": [each for each in disputed_now(opened) if each.fact.name == wanted.name],
        "now": opened.at,
        **(_list_context(opened, wanted) if wanted.kind is Kind.RECORDS else {"form": FactForm(wanted)}),
        **shown,
    }
    return render(http, "comity/requests/fact.html", context, status=status)


def _trail(opened: Opened) -> list[tuple[str, str]]:
    above = _("Request %(number)s") % {"number": opened.asked.number}
    return [(above, address(opened.matter.handle, opened.asked.id)), (_("State a fact"), "")]


def _list_context(opened: Opened, wanted: Fact) -> dict[str, Any]:
    entries = known_entries(value_now(opened, wanted.name))
    return {
        "list_form": RecordsForm(wanted, initial={"entries": signed(entries)}),
        "entry_form": EntryForm(wanted, opened.actor.role),
        "entries": [entry_words(wanted, entry) for entry in entries],
    }


def _records(http: HttpRequest, matter: str, asked: str, wanted: Fact) -> HttpResponseBase:
    """Grow the list by an entry, take one out, or state it."""
    press, _colon, place = http.POST.get("press", SAVE).partition(":")
    entries = unsigned(http.POST.get("records-entries", ""))
    entry_form = EntryForm(wanted, http.actor.role, http.POST if press == ADD else None)
    failed = False
    if press == ADD:
        failed = not entry_form.is_valid()
        if not failed and entry_form.entry():
            entries.append(entry_form.entry())
            entry_form = EntryForm(wanted, http.actor.role)
        elif not failed:
            entry_form.add_error(None, _("Fill in at least one field of the entry"))
            failed = True
    if press == REMOVE and place.isdecimal() and int(place) < len(entries):
        entries.pop(int(place))
    given = http.POST.copy()
    given["records-entries"] = signed(entries)
    list_form = RecordsForm(wanted, given) if press == SAVE else RecordsForm(wanted, initial=_kept(given))
    shown = {
        "entry_form": entry_form,
        "list_form": list_form,
        "entries": [entry_words(wanted, entry) for entry in entries],
        "grown": press != SAVE,
    }
    if press == SAVE:
        return _state(http, matter, asked, wanted, {**shown, "form": list_form})
    shown["form"] = entry_form if failed else None
    return _page(http, matter, asked, wanted, shown, status=UNUSABLE if failed else 200)


def _kept(given: Any) -> dict[str, str]:  # noqa: ANN401 - Django's own dictionary of a form
    """What was chosen for the list so far, so that adding an entry loses nothing."""
    return {name: given.get(f"records-{name}", "") for name in ("entries", "others", "paper")}
