"""Lists that name nobody: what is open today, what is due, and which matter a booking is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, cast

from django.db.models import F
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI, Query

from comity.api.acting import tell
from comity.api.fields import WRITABLE
from comity.api.shapes import told
from comity.api.tokens import Token
from comity.gate import Actor
from comity.store.desk import current
from comity.store.finding import noted
from comity.store.models import Alarm, Duty, Hold, Matter, Request
from comity.store.queries import notices_unconfirmed

PAGE = 100
MOST = 200  # of alarms, and of each kind of thing that is due
_MOST_MATTERS = 50
Page = Annotated[int, Query(1, ge=1, le=1_000, description=f"Which page of {PAGE} requests.")]
BookingNumber = Annotated[
    str, Query(..., min_length=1, max_length=200, pattern=WRITABLE, description="The number of a booking, whole.")
]


@dataclass(frozen=True, slots=True)
class OpenRequest:
    """A request about which something is left to do; whom it is about is read from its matter."""

    matter: str
    request: str
    number: str
    requester: str
    received_at: datetime
    state: str
    needs_by: datetime | None
    verdict: str
    order: str


@dataclass(frozen=True, slots=True)
class RaisedAlarm:
    """An alarm that nobody has confirmed."""

    matter: str
    alarm: str
    kind: str
    about: str
    words: str
    due: datetime | None
    times: int


@dataclass(frozen=True, slots=True)
class Today:
    """What is open, the earliest moment first, and the alarms."""

    at: datetime
    requests: tuple[OpenRequest, ...]
    more: bool
    alarms: tuple[RaisedAlarm, ...]


@dataclass(frozen=True, slots=True)
class Due:
    """Something that is due at a moment: a duty, the end of a hold, a release, word of a letter."""

    what: str
    matter: str
    request: str
    id: str
    due: datetime | None
    words: str


@dataclass(frozen=True, slots=True)
class Deadlines:
    """What is due, the earliest moment first; what has no known moment comes last."""

    at: datetime
    due: tuple[Due, ...]
    more: bool


@dataclass(frozen=True, slots=True)
class Booked:
    """Which matter a booking is."""

    matter: str
    facility: str
    booked_at: datetime | None
    in_custody: bool
    source: str


@dataclass(frozen=True, slots=True)
class Found:
    """The matters of a booking's number, the newest first."""

    matters: tuple[Booked, ...]


def add_lists(api: NinjaAPI) -> None:
    """Give an API its lists."""

    @api.get(
        "/today",
        auth=Token("read_today", takes=("page",)),
        response=told(Today),
        tags=["lists"],
        operation_id="read_today",
        summary="Read what is open",
    )
    def read_today(request: HttpRequest, page: Page = 1) -> HttpResponse:
        """Requests about which something is left to do, the earliest moment first, and alarms nobody has confirmed."""
        return tell(_today(_now(), page))

    @api.get(
        "/deadlines",
        auth=Token("read_deadlines"),
        response=told(Deadlines),
        tags=["lists"],
        operation_id="read_deadlines",
        summary="Read what is due",
    )
    def read_deadlines(request: HttpRequest) -> HttpResponse:
        """Duties, holds that run, releases, and letters that nobody knows to have arrived."""
        return tell(_deadlines(_now()))

    @api.get(
        "/matters",
        auth=Token("search_people", takes=("booking",)),
        response=told(Found),
        tags=["lists"],
        operation_id="find_matters",
        summary="Find a booking's matter",
    )
    def find_matters(request: HttpRequest, booking: BookingNumber) -> HttpResponse:
        """The matters of a booking's number: by it a program knows which handle to use; that it looked is recorded."""
        rows = Matter.objects.filter(booking_number=booking[:64]).order_by("-opened_at", "handle")[:_MOST_MATTERS]
        shown = noted(current(), [row.handle for row in rows], cast("Actor", request.auth), "api search")
        return tell(Found(tuple(_booked(row) for row in rows if row.handle in shown)))


def _now() -> datetime:
    return current().clock()


def _deadlines(at: datetime) -> Deadlines:
    due = sorted(_due(), key=lambda each: (each.due is None, each.due or at, each.id))
    return Deadlines(at, tuple(due[:MOST]), len(due) > MOST)


def _today(at: datetime, page: int) -> Today:
    first = (page - 1) * PAGE
    found = Request.objects.filter(closed_at=None).order_by(F("needs_by").asc(nulls_last=True), "received_at", "id")
    rows = list(found[first : first + PAGE + 1])
    alarms = Alarm.objects.filter(confirmed_at=None).order_by(F("due").asc(nulls_last=True), "id")[:MOST]
    return Today(at, tuple(_open(row) for row in rows[:PAGE]), len(rows) > PAGE, tuple(_alarm(row) for row in alarms))


def _open(row: Request) -> OpenRequest:
    return OpenRequest(
        matter=row.matter_id,
        request=row.id,
        number=row.number,
        requester=row.requester,
        received_at=row.received_at,
        state=row.state,
        needs_by=row.needs_by,
        verdict=row.verdict,
        order=row.order,
    )


def _alarm(row: Alarm) -> RaisedAlarm:
    name = row.id.partition(":")[2]
    return RaisedAlarm(row.matter_id, name, row.kind, row.about, row.words, row.due, row.times)


def _booked(row: Matter) -> Booked:
    return Booked(row.handle, row.facility, row.booked_at, row.in_custody, row.source)


def _due() -> Iterator[Due]:
    """The first of each kind: one more than are told, so that it is known whether there are others."""
    duties = Duty.objects.filter(owed=True).order_by(F("due").asc(nulls_last=True), "id")
    for duty in duties[: MOST + 1]:
        yield Due("duty", duty.matter_id, duty.request_id, duty.id, duty.due, duty.says)
    for hold in Hold.objects.filter(ended_at=None).order_by(F("ends").asc(nulls_last=True), "id")[: MOST + 1]:
        yield Due("hold", hold.matter_id, hold.request_id, hold.id, hold.ends, hold.citation)
    held = Matter.objects.filter(in_custody=True, release_due__isnull=False).order_by("release_due", "handle")
    for matter in held[: MOST + 1]:
        yield Due("release", matter.handle, "", matter.handle, matter.release_due, "")
    for notice in notices_unconfirmed()[: MOST + 1]:
        yield Due("notice", notice.matter_id, notice.request_id, notice.id, notice.given_at, notice.kind)
