"""Ordering that the office's own layer ends, with what changes before the eyes of whoever does."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from comity.gate.ordering.commands import RepealLaw
from comity.store.desk import current
from comity.web.access import allowed
from comity.web.access.permissions import may
from comity.web.pages.announcing import layer_in_force
from comity.web.pages.lab.drafts.differing import in_brief
from comity.web.pages.lab.drafts.draft import WHAT_IF, differences_shown
from comity.web.pages.lab.drafts.forms import RepealForm
from comity.web.pages.lab.drafts.opened import OpenedFiles, differences_without, without_own
from comity.web.pages.lab.drafts.orders import enter
from comity.web.pages.lab.laws import own_agency, today
from comity.web.pages.lab.what_if import told_of_past
from comity.web.pages.requests.opening import UNUSABLE


@allowed("order_law")
@require_http_methods(["GET", "HEAD", "POST"])
def repeal(request: HttpRequest) -> HttpResponseBase:
    """Order that the layer in force ends."""
    row = layer_in_force()
    if row is None:
        raise Http404
    opened, found = OpenedFiles(row.files), differences_without()
    form, status = RepealForm(request.POST or None, initial={"files": row.files}), 200
    if request.method == "POST":
        status = UNUSABLE
        if form.is_valid():
            given = form.cleaned_data
            differences = [{"more": True}] if found.fault else in_brief(found.document, ends=True)
            wanted = RepealLaw(given["files"], given["day"], given["why"], differences)
            entered = enter(request, form, wanted)
            if isinstance(entered, HttpResponse):
                return entered
            status = entered
    under = current().law.shipped.binding(own_agency())
    context = {"layer": row, "under": under, "form": form, "tab": "drafts", "ends": True, "compared": not found.fault}
    context |= {**differences_shown(opened, found, ends=True), **_tried(request)}
    return render(request, "comity/lab/repeal.html", context, status=status)


def _tried(request: HttpRequest) -> dict[str, Any]:
    """What the law that is left would say of past requests, where that is asked for."""
    if request.GET.get("show") != WHAT_IF or not may(request.actor, "replay_past"):
        return {}
    day = today() + timedelta(days=1)
    return {**told_of_past(own_agency().partition("/")[0], day, **without_own()), "in_force": True, "show": WHAT_IF}
