"""Erasing: an order that one person enters and a second one, of the other side of the office, agrees to."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from comity.gate import commands
from comity.matters import HORIZON_DAYS
from comity.store.desk import current
from comity.store.models import Erasure, Matter
from comity.web.access import allowed
from comity.web.pages.custody.acting import ActPage, act_page, open_person, press, seen_before, stands_behind
from comity.web.pages.custody.person.court_papers import certificate_page
from comity.web.pages.custody.person.forms import AgreeForm, OrderForm, WithdrawForm

SHOWN = 50


@allowed("order_erasure")
@require_http_methods(["GET", "HEAD", "POST"])
def order(request: HttpRequest, matter: str) -> HttpResponseBase:
    """Enter an order to erase."""
    says = ActPage(
        "erasure",
        _("Erase this person's record"),
        _("Enter the order"),
        _("The order is entered. Nothing is erased until a second person agrees."),
        template="comity/custody/erasure_order.html",
        more={"days": HORIZON_DAYS, "file_days": settings.COMITY_FEED_KEPT.days},
    )
    return act_page(
        request,
        matter,
        OrderForm(request.POST if request.method == "POST" else None),
        says=says,
        wanted=lambda given: [commands.OrderErasure(matter, given["order"])],
        then=reverse("person", kwargs={"matter": matter}),
    )


@allowed("order_erasure")
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, matter: str) -> HttpResponseBase:
    """Take an order back that nobody has agreed to yet."""
    state = seen_before(matter)
    if state.erasing is None and request.method != "POST":
        raise Http404
    says = ActPage(
        "erasure",
        _("Take the order to erase back"),
        _("Take it back"),
        _("The order is taken back. Nothing was erased; that it was entered stays on record."),
        lead=_("The order was: %(order)s") % {"order": state.erasing.order} if state.erasing else "",
    )
    return act_page(
        request,
        matter,
        WithdrawForm(request.POST if request.method == "POST" else None),
        says=says,
        wanted=lambda given: [commands.WithdrawErasure(matter, given["why"])],
        then=reverse("person", kwargs={"matter": matter}),
    )


@allowed("approve_erasure")
@require_http_methods(["GET", "HEAD", "POST"])
def agree(request: HttpRequest, matter: str) -> HttpResponseBase:
    """Agree to an order as a second person; then the record is gone."""
    if request.method == "POST" and Erasure.objects.filter(matter_id=matter).exists():  # it was pressed twice
        messages.info(request, _("Two people have agreed to erase this record."))
        return HttpResponseRedirect(reverse("erasures"))
    if seen_before(matter).erasing is None:
        raise Http404
    form = AgreeForm(request.POST if request.method == "POST" else None)
    pressed = press(
        request,
        form,
        lambda _given: [commands.ApproveErasure(matter)],
        done=_("The record is erased. It is in no list and on no page any more."),
        then=reverse("erasures"),
    )
    if not isinstance(pressed, int):
        return pressed
    opened = open_person(request, matter, "erasure")
    context: dict[str, Any] = {"opened": opened, "matter": opened.matter, "form": form, "now": opened.at}
    shown = {**context, "days": HORIZON_DAYS, "back": reverse("person", kwargs={"matter": matter})}
    shown["file_days"] = settings.COMITY_FEED_KEPT.days
    order = opened.matter.erasing
    shown["is_own_side"] = order is not None and stands_behind(request.actor, order.by, order.roles)
    return render(request, "comity/custody/erasure_agree.html", shown, status=pressed)


@allowed("order_erasure")
@require_safe
def erasures(request: HttpRequest) -> HttpResponseBase:
    """What waits for a second person, and what is erased."""
    waiting = Matter.objects.filter(erasure_ordered_at__isnull=False).order_by("erasure_ordered_at", "handle")
    context = {
        "waiting": list(waiting[:SHOWN]),
        "erased": list(Erasure.objects.filter(is_given=False)[:SHOWN]),
        "days": HORIZON_DAYS,
        "now": current().clock(),
    }
    return render(request, "comity/custody/erasures.html", context)


@allowed("approve_erasure")
@require_http_methods(["GET", "HEAD", "POST"])
def certificate(request: HttpRequest, matter: str) -> HttpResponseBase:
    """What the court is told: to look at, and to hand out for the last time."""
    row = Erasure.objects.filter(matter_id=matter).exclude(finished_at=None).first()
    if row is None:
        raise Http404
    title, erasing = _("Certificate of erasure"), current().erasing
    return certificate_page(request, erasing, row, title=title, file="certificate-of-erasure", listed="erasures")
