"""What is known of a visit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

CONSENTS = ("written", "spoken", "refused", "not_asked")
"""How the person answered when asked whether to talk to the officers."""


@dataclass(frozen=True, slots=True)
class Visit:
    """Officers of an outside agency came; let in without a ground, it is an incident."""

    id: str
    request: str
    ask: str  # interview, facility_access
    requester: str  # which agency, as the fact of that name has it
    officer: str
    saw: str
    at: datetime
    by: str  # who recorded it
    let_in: bool
    decided_by: str
    ground: str = ""  # answer, review, override; empty: nothing allowed it, or they were sent away
    consent: str = ""
    form_given: bool | None = None
