"""What pages ask the tables for: a constant number of queries each, every one served by an index."""

from __future__ import annotations

from datetime import datetime

from django.db import connection
from django.db.models import F, Prefetch, Q, QuerySet

from comity.store.models import Ask, Counsel, Duty, Matter, Notice, Override, Request, Review

_LAST = "\U0010ffff"  # no sign comes after it


def begins(field: str, text: str) -> Q:
    """That a column of folded text begins so; each database has its own way to use the index for that."""
    if connection.vendor == "sqlite":  # its LIKE knows nothing of such an index
        return Q(**{f"{field}__gte": text, f"{field}__lt": text + _LAST})
    return Q(**{f"{field}__startswith": text})


def today() -> QuerySet[Request]:
    """The requests about which something is left to do, the earliest moment first; three queries with their parts."""
    owed = Duty.objects.filter(owed=True).order_by("due", "id")
    found: QuerySet[Request] = (
        Request.objects.filter(closed_at=None)
        .select_related("matter")
        .prefetch_related(Prefetch("asks", Ask.objects.order_by("id")), Prefetch("duties", owed, to_attr="owed"))
        .order_by(F("needs_by").asc(nulls_last=True), "received_at", "id")
    )
    return found


def watched(now: datetime) -> list[str]:
    """The matters at which the clock has to look, the longest overdue first."""
    return list(Matter.objects.filter(watch_at__lte=now).order_by("watch_at").values_list("handle", flat=True))


def waiting_for_legal() -> QuerySet[Review]:
    """The questions that legal has not answered, the oldest first."""
    found: QuerySet[Review] = (
        Review.objects.filter(answered_at=None).select_related("matter").order_by("asked_at", "id")
    )
    return found


def overrides_waiting() -> QuerySet[Override]:
    """The overrides that wait for a second person, the oldest first."""
    found: QuerySet[Override] = (
        Override.objects.filter(confirmed=None).select_related("matter").order_by("proposed_at", "id")
    )
    return found


def notices_unconfirmed() -> QuerySet[Notice]:
    """The letters that are not known to have arrived, the oldest first."""
    found: QuerySet[Notice] = (
        Notice.objects.filter(confirmed_at=None).select_related("matter").order_by("given_at", "id")
    )
    return found


def of_counsel(user: str) -> QuerySet[Matter]:
    """The matters that are not closed in which a lawyer is appointed now, each with its requests; three queries."""
    appointed = Counsel.objects.filter(user=user, withdrawn_at=None)
    asked = Request.objects.order_by("-received_at", "id").prefetch_related(
        Prefetch("asks", Ask.objects.order_by("id"))
    )
    found: QuerySet[Matter] = (
        Matter.objects.filter(pk__in=appointed.values("matter"), closed_at=None)
        .prefetch_related(Prefetch("requests", asked))
        .order_by("-booked_at", "handle")
    )
    return found
