"""The tables: those made from the states of matters, and those that the desk runs on."""

from comity.store.models.exchange import (
    ImportEntry,
    ImportPerson,
    ImportRun,
    OutboxMessage,
    Upload,
    WebhookDelivery,
    WebhookEndpoint,
)
from comity.store.models.machinery import ApiToken, Erasure, FeedAddress, IdempotencyKey, PaperFile, Series, Setting
from comity.store.models.matters import Charge, Counsel, CourtDate, Hold, Matter, NameWord, Note, Reading
from comity.store.models.oversight import CodeCount, Finding, Report, SweepCount, Swept, SweptMatter
from comity.store.models.requests import Alarm, Ask, Disclosure, Duty, Notice, Override, Request, Review

PROJECTIONS = (
    Matter,
    NameWord,
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
    Report,
    Finding,
)
"""The tables made from states, parents before children."""

__all__ = [
    "PROJECTIONS",
    "Alarm",
    "ApiToken",
    "Ask",
    "Charge",
    "CodeCount",
    "Counsel",
    "CourtDate",
    "Disclosure",
    "Duty",
    "Erasure",
    "FeedAddress",
    "Finding",
    "Hold",
    "IdempotencyKey",
    "ImportEntry",
    "ImportPerson",
    "ImportRun",
    "Matter",
    "NameWord",
    "Note",
    "Notice",
    "OutboxMessage",
    "Override",
    "PaperFile",
    "Reading",
    "Report",
    "Request",
    "Review",
    "Series",
    "Setting",
    "SweepCount",
    "Swept",
    "SweptMatter",
    "Upload",
    "WebhookDelivery",
    "WebhookEndpoint",
]
