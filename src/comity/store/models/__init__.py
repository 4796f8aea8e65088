"""The tables: those made from the states of matters, and those that the desk runs on."""

from comity.store.models.machinery import Series, Setting
from comity.store.models.matters import Charge, Counsel, CourtDate, Hold, Matter, Note, Reading
from comity.store.models.requests import Alarm, Ask, Disclosure, Duty, Notice, Override, Request, Review

PROJECTIONS = (
    Matter,
    Charge,
    CourtDate,
    Counsel,
    Hold,
    Note,
    Reading,
    Request,
    Ask,
    Duty,
    Review,
    Override,
    Notice,
    Disclosure,
    Alarm,
)
"""The tables made from states, parents before children."""

__all__ = [
    "PROJECTIONS",
    "Alarm",
    "Ask",
    "Charge",
    "Counsel",
    "CourtDate",
    "Disclosure",
    "Duty",
    "Hold",
    "Matter",
    "Note",
    "Notice",
    "Override",
    "Reading",
    "Request",
    "Review",
    "Series",
    "Setting",
]
