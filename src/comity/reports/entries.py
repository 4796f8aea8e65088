"""Entries as a report counts them: what happened on a day, and what is known of the request that it is about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from comity.facts import Ask


@dataclass(frozen=True, slots=True)
class Asked:
    """What a report may look at of a request; nothing of it says who the person is."""

    id: str
    requester: str
    org: str  # the class of the agency, as the public entry has it
    instrument: str
    asks: tuple[Ask, ...]
    received_at: datetime
    answers: Mapping[Ask, bool]
    grounds: tuple[str, ...]  # the citations of those answers that were yes
    case: Mapping[str, object]  # the document on which it was decided
    left: str = ""  # released, transferred, or empty: not known
    left_at: datetime | None = None
    left_to: str = ""  # the agency to which the person was handed over
    handed_over: bool = False  # on this very request


@dataclass(frozen=True, slots=True)
class Entry:
    """One sealed entry: its number in the log, its day, what happened, and to which request it belongs."""

    number: int
    day: date
    event: str
    asked: Asked
    ask: str = ""
    yes: bool | None = None
    ran_out: bool = False  # of a hold that ended: the time that the law gives was over
    has_ground: bool | None = None  # of a disclosure, a hand-over or a visit
    came: datetime | None = None  # of a visit


KINDS = {
    "request_received": "request",
    "answered": "answer",
    "hold_started": "custody",
    "hold_ended": "custody",
    "transferred": "custody",
    "disclosed": "disclosure",
    "visited": "custody",  # officers who were let in
}
"""The events that can be counted, each with the kind of its public entry."""
