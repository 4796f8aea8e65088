"""Ordering that a draft becomes law, agreeing to it or taking it back; and how that is told to the public."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from comity.gate import GateError
from comity.gate.ordering.commands import OrderLaw, RepealLaw, SettleLaw
from comity.store.desk import current
from comity.store.models import LawOrder
from comity.web.access import allowed, public
from comity.web.pages.announcing import order_shown
from comity.web.pages.lab.drafts.differing import in_brief, in_words
from comity.web.pages.lab.drafts.draft import archive_of, differences_shown
from comity.web.pages.lab.drafts.forms import OrderForm, TakeBackForm
from comity.web.pages.lab.drafts.opened import OpenedFiles, draft_named
from comity.web.pages.requests.opening import UNUSABLE, do, plain, status_of, tell_beside


@allowed("order_law")
@require_http_methods(["GET", "HEAD", "POST"])
def order(request: HttpRequest, draft: str) -> HttpResponseBase:
    """Order that a draft becomes law: with how it differs before the eyes of whoever does."""
    row = draft_named(draft)
    opened = OpenedFiles(row.files)
    found = opened.differences()
    form, status = OrderForm(request.POST or None, initial={"files": row.files}), 200
    if request.method == "POST":
        status = UNUSABLE
        if form.is_valid():
            given = form.cleaned_data
            differences = [{"more": True}] if found.fault else in_brief(found.document)
            wanted = OrderLaw(_seen(given["files"], row.files), given["day"], given["why"], differences)
            entered = enter(request, form, wanted)
            if isinstance(entered, HttpResponse):
                return entered
            status = entered
    context = {"draft": row, "pack": opened.pack, "form": form, "tab": "drafts", **differences_shown(opened, found)}
    return render(request, "comity/lab/order.html", context, status=status)


def enter(request: HttpRequest, form: Form, wanted: OrderLaw | RepealLaw) -> HttpResponse | int:
    """Where an order stands that was entered; the number of the answer, where the form says why it was not."""
    try:
        done = current().gate.do(wanted, request.actor)
    except GateError as error:
        tell_beside(form, error)
        return status_of(error)
    messages.success(request, _("The order is entered. Nothing changes until a second person agrees."))
    return HttpResponseRedirect(reverse("law_order", args=[list(done.matter.orders)[-1]]))


def _seen(files: str, now: str) -> str:
    """The files that were seen; none, which the gate refuses, where others stand in the draft by now."""
    return files if files == now else "0" * 64


@allowed("draft_law")
@require_http_methods(["GET", "HEAD", "POST"])
def settle(request: HttpRequest, order: str) -> HttpResponseBase:
    """An order: agree to it, or take it back before its day."""
    row = _row(order)
    form, status = TakeBackForm(request.POST or None if request.POST.get("settle") == "back" else None), 200
    if request.method == "POST":
        status = _settled(request, row, form)
        if status == 302:
            return HttpResponseRedirect(reverse("law_order", args=[row.id]))
    context = {**_told(row), "form": form, "tab": "drafts", "now": current().clock()}
    context["is_own"] = row.ordered_by.casefold() == request.actor.name.casefold()
    return render(request, "comity/lab/order_settle.html", context, status=status)


def _settled(request: HttpRequest, row: LawOrder, form: TakeBackForm) -> int:
    agreed = request.POST.get("settle") == "agree"
    if not agreed and not form.is_valid():
        return UNUSABLE
    why = "" if agreed else form.cleaned_data["why"]
    try:
        do(request, SettleLaw(row.id, agreed=agreed, files=row.files, why=why))
    except GateError as error:
        if agreed:
            form.cleaned_data = {}
            messages.error(request, plain(error))
            return 302
        tell_beside(form, error)
        return status_of(error)
    done = _("It becomes law on its day. Until then either of you can take it back.")
    if row.repeals:
        done = _("It ends on its day. Until then either of you can take it back.")
    messages.success(request, done if agreed else _("The order is taken back. That it was entered stays on record."))
    return 302


@public
@require_safe
def announced(request: HttpRequest, order: str) -> HttpResponseBase:
    """An order that two persons stand behind, for everybody."""
    row = _row(order)
    if row.agreed_at is None or row.taken_back_at:
        raise Http404
    return render(request, "comity/public/order.html", _told(row))


@public
@require_safe
def archive(request: HttpRequest, order: str) -> HttpResponseBase:
    """The files of an order; of one that nobody has agreed to, for those who work on drafts."""
    row = _row(order)
    if (row.agreed_at is None or row.taken_back_at) and not getattr(request, "actor", None):
        raise Http404
    return archive_of(row.files)


def _row(order: str) -> LawOrder:
    row = LawOrder.objects.filter(id=order).first()
    if row is None:
        raise Http404
    return row


def _told(row: LawOrder) -> dict[str, Any]:
    pack = OpenedFiles(row.files).pack
    differences, more = in_words(json.loads(row.differences), pack, row.day)
    told = {"order": row, "shown": order_shown(row), "differences": differences, "more": more, "pack": pack}
    return {**told, "upon": _title(row.upon)}


def _title(name: str) -> str:
    """A law by its title and its name; by its name where it is here no more."""
    library = current().library
    return f"{library.pack(name).title} ({name})" if name in library.names() else name
