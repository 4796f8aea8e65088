"""Sealing a record for a court, and opening it again: each by an order that one enters and another agrees to."""

from __future__ import annotations

import json
from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from comity.gate import Actor
from comity.gate.sealing.commands import OrderOpening, OrderSealing, SettleSealing
from comity.matters import HORIZON_DAYS, SealError
from comity.store.desk import current
from comity.store.models import Matter, Sealing
from comity.web.access import allowed
from comity.web.pages.custody.acting import ActPage, act_page, open_person, press, stands_behind
from comity.web.pages.custody.person.court_papers import certificate_page, refused
from comity.web.pages.custody.person.sealing_forms import OpeningForm, SealingForm, SettlingForm
from comity.web.pages.documents.packing import download
from comity.web.pages.requests.opening import UNUSABLE, plain

SHOWN = 50
SUITE = "HPKE (RFC 9180) base mode: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, ChaCha20Poly1305"


@allowed("order_sealing")
@require_http_methods(["GET", "HEAD", "POST"])
def order(request: HttpRequest, matter: str) -> HttpResponseBase:
    """Enter an order to seal."""
    says = ActPage(
        "sealing",
        _("Seal this person's record for a court"),
        _("Enter the order"),
        _("The order is entered. Nothing is sealed until a second person agrees."),
        template="comity/custody/sealing_order.html",
        more={"days": HORIZON_DAYS},
    )
    return act_page(
        request,
        matter,
        SealingForm(request.POST if request.method == "POST" else None),
        says=says,
        wanted=lambda given: [OrderSealing(matter, given["order"], given["court"], given["key"])],
        then=reverse("person", kwargs={"matter": matter}),
    )


@allowed("settle_sealing")
@require_http_methods(["GET", "HEAD", "POST"])
def settle(request: HttpRequest, matter: str) -> HttpResponseBase:
    """Agree to an order to seal or to open, or take it back."""
    row = Sealing.objects.filter(matter_id=matter, opened_at=None).first()
    is_opening = row is not None and row.agreed_at is not None
    if row is None or (is_opening and row.opening_at is None):
        raise Http404
    form = SettlingForm(request.POST if request.method == "POST" else None)
    agreed = request.POST.get("settle") == "agree"
    there = reverse("person", args=[matter]) if agreed == is_opening else reverse("sealed")
    pressed = press(
        request,
        form,
        lambda given: [SettleSealing(matter, agreed, "" if agreed else given["why"])],
        done=_said(is_opening=is_opening, agreed=agreed),
        then=there,
    )
    if not isinstance(pressed, int):
        return pressed
    # who is sealed is shown to nobody; whom an order to seal is about, to the second person
    shown = None if is_opening else open_person(request, matter, "sealing").matter
    context = {"row": row, "is_opening": is_opening, "form": form, "days": HORIZON_DAYS, "now": current().clock()}
    more = {"matter": shown, "sealing": shown and shown.sealing, "is_own_side": _is_own_side(matter, request.actor)}
    return render(request, "comity/custody/sealing_settle.html", {**context, **more}, status=pressed)


def _is_own_side(matter: str, actor: Actor) -> bool:
    """Whether the order that waits was entered on this person's side of the office."""
    state = current().records.states([matter]).get(matter)  # of a sealed one too: of it, who entered the order
    waiting = state.sealing.waiting if state and state.sealing else None
    return waiting is not None and stands_behind(actor, (waiting.by,), (waiting.role,))


def _said(*, is_opening: bool, agreed: bool) -> str:
    if is_opening:
        return (
            _("The record is open again, as it was before it was sealed.")
            if agreed
            else _("The order is taken back. The record stays sealed, and its key goes to the court again.")
        )
    return (
        _("The record is sealed. It is in no list and on no page any more; only the court can open it.")
        if agreed
        else _("The order is taken back. Nothing was sealed; that it was entered stays on record.")
    )


@allowed("order_sealing")
@require_safe
def sealed(request: HttpRequest) -> HttpResponseBase:
    """What waits for a second person, what is sealed, and for which court."""
    rows = list(Sealing.objects.all()[: 4 * SHOWN])
    names = {row.handle: row for row in Matter.objects.filter(handle__in=[row.matter_id for row in rows])}
    context = {
        "waiting": [(row, names[row.matter_id]) for row in rows if row.agreed_at is None and row.matter_id in names],
        "sealed": [row for row in rows if row.agreed_at and not row.opened_at],
        "opened": [row for row in rows if row.opened_at],
        "days": HORIZON_DAYS,
        "now": current().clock(),
    }
    return render(request, "comity/custody/sealed.html", context)


def _sealed_row(matter: str) -> Sealing:
    row = Sealing.objects.filter(matter_id=matter, opened_at=None).exclude(agreed_at=None).first()
    if row is None:
        raise Http404
    return row


@allowed("settle_sealing")
@require_http_methods(["GET", "HEAD", "POST"])
def certificate(request: HttpRequest, matter: str) -> HttpResponseBase:
    """What the court is told: to look at, and to hand out for the last time."""
    title, sealing = _("Certificate of sealing"), current().sealing
    row = _sealed_row(matter)
    return certificate_page(request, sealing, row, title=title, file="certificate-of-sealing", listed="sealed")


@allowed("settle_sealing")
@require_safe
def courts_key(request: HttpRequest, matter: str) -> HttpResponseBase:
    """The key of a record, as only the court can open it."""
    row = _sealed_row(matter)
    try:
        blob = current().sealing.courts_key(matter)
    except SealError as error:
        return refused(request, error, "sealed")
    said = {"record": matter, "suite": SUITE, "for_key": row.court_key, "sealed_key": blob.hex()}
    return download((json.dumps(said, indent=1) + "\n").encode(), f"sealed-key-{matter[:8]}.json", "application/json")


@allowed("order_sealing")
@require_http_methods(["GET", "HEAD", "POST"])
def opening(request: HttpRequest, matter: str) -> HttpResponseBase:
    """Enter an order to open, with the key that the court has opened."""
    row = _sealed_row(matter)
    form = OpeningForm(request.POST if request.method == "POST" else None)
    done = _("The order is entered. Nothing is shown until a second person agrees.")
    try:
        pressed = press(request, form, partial(_with_key, matter), done=done, then=reverse("sealed"))
    except SealError as error:
        form.add_error("key", plain(error))
        pressed = UNUSABLE
    if not isinstance(pressed, int):
        return pressed
    context = {"row": row, "form": form, "now": current().clock()}
    return render(request, "comity/custody/sealing_open.html", context, status=pressed)


def _with_key(matter: str, given: dict[str, Any]) -> list[OrderOpening]:
    current().sealing.take_key(matter, given["key"])
    return [OrderOpening(matter, given["order"])]
