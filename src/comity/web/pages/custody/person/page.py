"""The page of a person: custody now, what was asked and answered, what was told, letters, lawyers, who read it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from comity.facts import Ask
from comity.gate import Role
from comity.gate.events import is_for_staff
from comity.gate.state import Alarm, CourtDate, Disclosure, Hold, Matter, Notice, Request
from comity.gate.visiting.state import Visit
from comity.store.finding import look_alike
from comity.store.models import Matter as MatterRow
from comity.web.access import allowed
from comity.web.pages.custody.acting import Opened, open_person
from comity.web.pages.requests.answer import address
from comity.web.pages.requests.words import ask_words

READINGS_SHOWN = 100
STAFF = frozenset({Role.DESK, Role.LEGAL, Role.SUPERVISOR})
OVERSIGHT = frozenset({Role.SUPERVISOR, Role.LEGAL, Role.INSPECTOR})


@dataclass(frozen=True, slots=True)
class Shown:
    """Something of a request on the page: with the request's number, and where its answer stands."""

    what: Any
    number: str
    url: str


@dataclass(frozen=True, slots=True)
class AskLine:
    """One ask of a request: yes, no, or the verdict that stands."""

    ask: str
    words: str
    answer: bool | None
    verdict: str


@dataclass(frozen=True, slots=True)
class Asked:
    """One request of the person."""

    request: Request
    lines: tuple[AskLine, ...]
    url: str


def requests_shown(matter: Matter) -> list[Asked]:
    """Every request, the newest first, with the answer to each ask."""
    found = [
        Asked(each, tuple(_line(each, ask) for ask in each.asks), address(matter.handle, each.id))
        for each in matter.requests.values()
    ]
    return sorted(found, key=lambda each: each.request.received_at, reverse=True)


def _line(request: Request, ask: Ask) -> AskLine:
    answer, decided = request.answers.get(ask), request.decided.get(ask)
    verdict = decided.verdict if decided else "waiting"
    return AskLine(ask.value, ask_words(ask), answer.yes if answer else None, verdict)


def beside_request(matter: Matter, found: list[Hold] | list[Notice] | list[Disclosure] | list[Visit]) -> list[Shown]:
    """Things with the requests they belong to."""
    shown = []
    for each in found:
        request = matter.requests.get(each.request)
        url = address(matter.handle, request.id) if request else ""
        shown.append(Shown(each, request.number if request else "", url))
    return shown


def visits_shown(matter: Matter) -> list[Visit]:
    """Every visit, the newest first."""
    return sorted(matter.visits, key=lambda each: each.at, reverse=True)


def court_dates(matter: Matter) -> list[tuple[CourtDate, bool]]:
    """Every day in court in its order, and whether it was entered by hand."""
    days = [(each, False) for each in matter.booking.court_dates] + [(each, True) for each in matter.court_dates]
    return sorted(days, key=lambda pair: pair[0].at)


def running_holds(matter: Matter) -> list[Hold]:
    """The holds that have not ended."""
    return [hold for hold in matter.holds.values() if hold.ended_at is None]


def open_alarms(matter: Matter, role: Role) -> list[Alarm]:
    """The alarms that nobody has seen; those about the office's own work are for staff alone."""
    alarms = [alarm for alarm in matter.alarms.values() if alarm.confirmed_at is None]
    return [alarm for alarm in alarms if role in STAFF or not is_for_staff(alarm.id)]


def let_go_at(matter: Matter) -> datetime | None:
    """When the person was released, as somebody recorded it here or as the booking system says."""
    return matter.released_at or matter.booking.released_at


def others_of(matter: Matter) -> list[MatterRow]:
    """The other bookings of the same person."""
    if not matter.person.id:
        return []
    rows = MatterRow.objects.filter(person_id=matter.person.id).exclude(handle=matter.handle)
    return list(rows.order_by("-booked_at", "handle")[:20])


def person_context(opened: Opened) -> dict[str, Any]:
    """Everything that the page of a person and its sheet show."""
    matter, role = opened.matter, opened.actor.role
    oversees = role in OVERSIGHT
    readings = list(reversed(matter.readings)) if oversees else []
    told = sorted(matter.disclosures, key=lambda each: each.at, reverse=True)
    letters = sorted(matter.notices.values(), key=lambda each: each.given_at, reverse=True)
    return {
        "opened": opened,
        "matter": matter,
        "now": opened.at,
        "asked": requests_shown(matter),
        "court_dates": court_dates(matter),
        "running": beside_request(matter, running_holds(matter)),
        "holds": beside_request(matter, list(matter.holds.values())),
        "told": beside_request(matter, told),
        "visits": beside_request(matter, visits_shown(matter)),
        "letters": beside_request(matter, letters),
        "alarms": open_alarms(matter, role),
        "released_at": let_go_at(matter),
        "oversees": oversees,
        "readings": readings[:READINGS_SHOWN],
        "readings_count": len(readings),
        "sees_notes": role is not Role.COUNSEL,
        "is_staff": role in STAFF,
        "erasure_is_mine": _may_agree(opened),
    }


def _may_agree(opened: Opened) -> bool:
    """Whether whoever looks can be the second person of an erasure."""
    erasing, actor = opened.matter.erasing, opened.actor
    if erasing is None or actor.role not in {Role.LEGAL, Role.SUPERVISOR}:
        return False
    return actor.name.casefold() not in {name.casefold() for name in erasing.by} and actor.role not in erasing.roles


@allowed("read_matter")
@require_safe
def person(request: HttpRequest, matter: str) -> HttpResponseBase:
    """The page of a person in one booking."""
    opened = open_person(request, matter, "person")
    sees_others = opened.actor.role is not Role.COUNSEL
    row = MatterRow.objects.filter(handle=matter).first() if sees_others else None
    context = {
        **person_context(opened),
        "others": others_of(opened.matter) if sees_others else [],
        "alike": look_alike([row]).get(matter) if row else None,
    }
    return render(request, "comity/custody/person.html", context)


@allowed("read_matter")
@require_safe
def person_sheet(request: HttpRequest, matter: str) -> HttpResponseBase:
    """The same on paper."""
    opened = open_person(request, matter, "person sheet")
    context = {**person_context(opened), "back_url": reverse("person", kwargs={"matter": matter})}
    return render(request, "comity/custody/person_sheet.html", context)
