"""Erasures with their certificates: the order, who approved it, how far it is, until when backups still open it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from comity.base import ComityError
from comity.matters import HORIZON_DAYS, ErasureStep
from comity.store.desk import Desk, current
from comity.store.models import Erasure, Sealing
from comity.web.access import allowed
from comity.web.pages.documents.certificates import on_paper
from comity.web.pages.inspector.lists import LISTS

SHOWN = 100


@dataclass(frozen=True, slots=True)
class Erased:
    """One erasure."""

    matter: str
    approved_at: datetime
    finished_at: datetime | None
    order: str  # empty once the certificate was handed out
    approvers: str
    state: str
    is_over: bool
    horizon: datetime | None


def _erased(row: Erasure, desk: Desk) -> Erased:
    kept = desk.records.record.keys.erasure(row.matter_id)
    said = json.loads(kept.payload) if kept else {}
    horizon = datetime.fromtimestamp(kept.horizon, UTC) if kept and kept.horizon else None
    is_over = bool(kept and kept.step is ErasureStep.SCRUBBED)
    return Erased(
        matter=row.matter_id,
        approved_at=row.approved_at,
        finished_at=row.finished_at,
        order=str(said.get("order", "")),
        approvers=", ".join(said.get("approvers", ())),
        state=_state(kept.step if kept else None, finished=row.finished_at is not None),
        is_over=is_over,
        horizon=horizon,
    )


def _state(step: ErasureStep | None, *, finished: bool) -> str:
    if step is None:
        return _("over; the certificate was handed out") if finished else _("agreed, not begun")
    if step is ErasureStep.SCRUBBED:
        return _("over: the key is destroyed")
    if step in {ErasureStep.REQUESTED, ErasureStep.LOGGED}:
        return _("gone from every page; the key goes when witnesses have signed")
    return _("the key is destroyed; files are being rewritten")


@allowed("read_record")
@require_safe
def certificates(request: HttpRequest) -> HttpResponseBase:
    """The list."""
    desk = current()
    found = [_erased(row, desk) for row in Erasure.objects.filter(is_given=False)[:SHOWN]]
    sealed = Sealing.objects.exclude(agreed_at=None)[:SHOWN]
    context = {"found": found, "sealed": sealed, "days": HORIZON_DAYS, "now": desk.clock()}
    lists = [(name, each.title) for name, each in LISTS.items()]
    return render(request, "comity/inspector/erasures.html", {**context, "lists": lists, "kind": "erasures"})


def _text(matter: str) -> str:
    """The certificate's own words.

    Raises:
        Http404: the erasure is not over, is not known, or its certificate was handed out.
    """
    if not Erasure.objects.filter(matter_id=matter).exists():
        raise Http404
    try:
        return current().erasing.certificate(matter)
    except ComityError as error:
        raise Http404 from error


@allowed("read_record")
@require_safe
def certificate(request: HttpRequest, matter: str) -> HttpResponseBase:
    """The certificate of an erasure that is over."""
    context = {"text": _text(matter), "matter_name": matter, "now": current().clock()}
    return render(request, "comity/inspector/erasure.html", context)


@allowed("read_record")
@require_safe
def certificate_pdf(request: HttpRequest, matter: str) -> HttpResponseBase:
    """The same on paper, for the court."""
    return on_paper(_text(matter), current(), "certificate-of-erasure")
