"""The command that records that officers came."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from comity.facts import Ask


@dataclass(frozen=True, slots=True)
class RecordVisit:
    """Record that officers came, to see the person or to come in; let in without an answer of yes, an incident."""

    matter: str
    requester: str  # which agency: a choice of that fact
    ask: Ask  # interview or facility_access
    let_in: bool
    officer: str = ""  # who came, as the officers said or showed
    saw: str = ""  # whom or what they came to see; empty: the person
    at: datetime | None = None  # None: now
    consent: str = ""  # written, spoken, refused, not_asked; empty: not known
    form_given: bool | None = None  # the form about consent, before anything was asked; None: not known
    decided_by: str = ""  # who let them in or sent them away; empty: whoever answered, or else whoever records it
    request: str = ""  # empty: they came without one, and asked by coming
