"""Reports of many matters are counted by turns, apart from any page, and kept sealed for a shift."""

from __future__ import annotations

import hashlib
import json
from datetime import date

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from comity.reports import Layout
from comity.store.desk import current
from comity.store.errors import StoreError
from comity.store.reporting.entries import few_asked_about
from comity.web.pages.reporting.child import count_apart
from comity.web.pages.reporting.counting import count_now
from comity.web.pages.reporting.tally import Tally, tally_again, tally_of
from comity.web.pages.requests.checking.standing import EVERY
from comity.web.pages.turns import Step, Turns

AT_ONCE = 40  # requests whose records are read within a page: some fifty milliseconds
_WHAT = "count/1"


def tally(request: HttpRequest, layout: Layout, begins: date, ends: date) -> Tally | HttpResponse:
    """The report as it is counted; until it is, the page that says so and looks again."""
    name, turns = _name(layout, begins, ends), _turns()
    if "again" in request.GET:
        turns.forget(name)
        _begin(turns, name, layout, begins, ends)
        return HttpResponseRedirect(_here(request, "again"))
    step = turns.step(name)
    if step is Step.DONE and (kept := _kept(turns, name)) is not None:
        return kept
    if step in {Step.NONE, Step.DONE} and (about := few_asked_about(begins, ends, AT_ONCE)) is not None:
        return tally_of(count_now(layout, begins, ends, about))
    if step in {Step.NONE, Step.DONE, Step.STOPPED}:
        _begin(turns, name, layout, begins, ends)
    return _waiting(request, step)


def since(found: Tally) -> int:
    """How many entries the log has more than when it was counted."""
    return current().records.record.log.size - found.size if found.at else 0


def _turns() -> Turns:
    folder = settings.COMITY_HOME.folder / "counts"
    found = Turns(folder, count_apart, at_a_time=1)
    found.sweep(settings.COMITY_CLOCK() - settings.COMITY_SHIFT)
    return found


def _name(layout: Layout, begins: date, ends: date) -> str:
    return hashlib.sha256(f"{_WHAT}\0{layout.name}\0{begins}\0{ends}".encode()).hexdigest()


def _begin(turns: Turns, name: str, layout: Layout, begins: date, ends: date) -> None:
    desk = current()
    asked = {
        "layout": layout.name,
        "begins": begins.isoformat(),
        "ends": ends.isoformat(),
        "at": desk.clock().isoformat(),
        "database": str(connection.settings_dict["NAME"]),
    }
    # what is not public stands in it: it is sealed with the key of the office's own matter
    turns.begin(name, json.dumps(asked).encode(), desk.papers.sealer(desk.records.office(), name, _WHAT))


def _kept(turns: Turns, name: str) -> Tally | None:
    desk, sealed = current(), turns.result(name)
    try:
        return tally_again(desk.papers.unsealed(desk.records.office(), name, _WHAT, sealed)) if sealed else None
    except StoreError:  # of another office's key, or cut off: it is counted anew
        turns.forget(name)
        return None


def _waiting(request: HttpRequest, step: Step) -> HttpResponse:
    goes_on = step is not Step.REFUSED
    reloads, here = goes_on and "still" not in request.GET, _here(request, "still")
    context = {
        "goes_on": goes_on,
        "is_counted": step is Step.GOING,
        "reloads": reloads,
        "here": here,
        "still": _here(request, "still", still="1"),
        "again": _here(request, "still", again="1"),
    }
    response = render(request, "comity/reports/counting.html", context)
    if reloads:
        response.headers["Refresh"] = f"{EVERY}; url={request.path}{here}"
    return response


def _here(request: HttpRequest, without: str, **more: str) -> str:
    asked = request.GET.copy()
    asked.pop(without, None)
    for key, value in more.items():
        asked[key] = value
    return f"?{asked.urlencode()}"


def again_link(request: HttpRequest) -> str:
    """Where a page has its report counted again."""
    return _here(request, "again", again="1")
