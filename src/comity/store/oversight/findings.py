"""Lists for whoever oversees, each the newest first: overrides, what is owed, late releases, what left without ground.

None has a person's name, birth date or booking number: a row names the request, and where one has to look.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Q, QuerySet

from comity.gate import EventKind
from comity.store.models import Disclosure, Duty, Hold, Matter, Override, Reading, Request, Setting, Visit
from comity.store.records import DjangoRecords
from comity.store.rows import OFFICE

_HANDLE = re.compile(r"[0-9a-f]{8,32}")


@dataclass(frozen=True, slots=True)
class Setup:
    """One change of the desk itself, with its place in the ledger."""

    at: datetime
    by: str
    role: str
    what: str
    value: str
    leaf: int | None


@dataclass(frozen=True, slots=True)
class Passed:
    """One thing that happened to a request: what, when, its place in the ledger."""

    kind: EventKind
    at: datetime
    leaf: int | None


def overrides() -> QuerySet[Override]:
    """Every answer that somebody wanted other than the law's."""
    return Override.objects.order_by("-proposed_at", "id")


def unanswered_duties(now: datetime) -> QuerySet[Duty]:
    """The duties that were due and are not done, the longest overdue first."""
    found = Duty.objects.filter(active=True, done_at=None, due__lt=now)
    return found.select_related("request").order_by("due", "id")


def late_releases(now: datetime) -> QuerySet[Matter]:
    """The matters whose person was let go after the moment that was due, or is held past it and nobody let them go."""
    late = Q(released_at__gt=F("release_due")) | Q(in_custody=True, release_due__lt=now)
    return Matter.objects.filter(late).order_by("-release_due", "handle")


def late_holds(now: datetime) -> QuerySet[Hold]:
    """The holds that ended after their end, or run past it."""
    late = Q(ended_at__gt=F("ends")) | Q(ended_at=None, ends__lt=now)
    return Hold.objects.filter(late).order_by("-ends", "id")


def ungrounded() -> QuerySet[Disclosure]:
    """What was told to somebody although nothing allowed it."""
    return Disclosure.objects.filter(ground="").order_by("-at", "id")


def let_in_without_ground() -> QuerySet[Visit]:
    """The officers who were let in although nothing allowed it."""
    return Visit.objects.filter(let_in=True, ground="").order_by("-at", "id")


def readings(*, by: str = "", matter: str = "") -> QuerySet[Reading]:
    """Who looked at whose record; of one reader, or of one matter."""
    found = Reading.objects.all()
    if by:
        found = found.filter(by=by)
    if matter:
        found = found.filter(matter=matter)
    return found.order_by("-at", "id")


def matter_of(text: str) -> str:
    """The matter that a request's number, or at least eight figures of the matter's own name, stand for; or nothing.

    A booking number would stand in addresses and in what a browser remembers, and it is personal.
    """
    asked = Request.objects.filter(number=text).values_list("matter", flat=True).first()
    if asked or not _HANDLE.fullmatch(text):
        return str(asked or "")
    named = Matter.objects.filter(handle__startswith=text).values_list("handle", flat=True)[:2]
    return str(named[0]) if len(named) == 1 else ""


def numbers_of(requests: Iterable[str]) -> Mapping[str, str]:
    """The numbers of some requests."""
    wanted = {request for request in requests if request}
    return dict(Request.objects.filter(pk__in=wanted).values_list("id", "number"))


def set_up_changes(records: DjangoRecords) -> list[Setup]:
    """Every change of the desk itself, the newest first."""
    office = Setting.objects.filter(name=OFFICE).values_list("value", flat=True).first()
    if office is None:
        return []
    found = [
        Setup(event.at, event.by.name, event.by.role.value, str(event.body["what"]), str(event.body["value"]), leaf)
        for event, leaf in records.history(office)
        if event.kind is EventKind.SETUP_CHANGED
    ]
    return found[::-1]


def entries_of_request(records: DjangoRecords, number: str) -> list[Passed]:
    """What happened to a request, with the entries of the ledger that show it."""
    asked = Request.objects.filter(number=number).values_list("id", "matter").first()
    if asked is None:
        return []
    request, matter = asked
    return [
        Passed(event.kind, event.at, leaf)
        for event, leaf in records.history(str(matter))
        if _concerns(event.body, str(request))
    ]


def _concerns(body: Mapping[str, object], request: str) -> bool:
    if request in (body.get("request"), body.get("id")):
        return True
    return any(isinstance(part, Mapping) and part.get("request") == request for part in body.values())
