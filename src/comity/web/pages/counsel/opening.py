"""Opening a client's record: the reading is sealed, which stops the alerts; what is shown is what counsel may read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.http import Http404, HttpRequest

from comity.gate import Actor, Event, fold
from comity.gate.state import Matter
from comity.store.desk import Desk
from comity.store.oversight.bundles import counsel_events
from comity.web.pages.custody.acting import open_person
from comity.web.pages.requests.opening import Opened
from comity.web.pages.requests.telling import Told


@dataclass(frozen=True)
class Client:
    """A client's record as counsel has just opened it."""

    desk: Desk
    actor: Actor
    events: Sequence[Event]
    matter: Matter  # of those events alone
    at: datetime

    @cached_property
    def told(self) -> tuple[Told, ...]:
        """Every request with its decision, the newest first."""
        asked = sorted(self.matter.requests.values(), key=lambda each: each.received_at, reverse=True)
        return tuple(Told(Opened(self.desk, self.actor, self.matter, each, self.at)) for each in asked if each.decided)


def open_client(http: HttpRequest, matter: str, page: str) -> Client:
    """A client's record, with the reading of it sealed before anything of it is shown.

    Raises:
        Http404: there is no such matter.
    """
    opened = open_person(http, matter, page)
    if opened.matter.closed_at:
        raise Http404
    events = counsel_events(opened.desk.records, matter)
    return Client(opened.desk, opened.actor, events, fold(matter, events), opened.at)
