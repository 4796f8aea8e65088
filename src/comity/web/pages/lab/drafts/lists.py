"""The drafts that somebody works on, and the orders that made law or will."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from comity.base import ComityError
from comity.store.adopting.files import begin_draft
from comity.store.models import LawDraft, LawOrder
from comity.web.access import allowed
from comity.web.pages.announcing import layer_in_force, order_shown
from comity.web.pages.lab.drafts.beginning import beginning
from comity.web.pages.lab.drafts.forms import BeginForm
from comity.web.pages.requests.opening import UNUSABLE, tell_beside

SHOWN = 100


@allowed("draft_law")
@require_http_methods(["GET", "HEAD", "POST"])
def drafts(request: HttpRequest) -> HttpResponseBase:
    """The lists, and a form to begin a draft."""
    form, status = BeginForm(), 200
    if request.method == "POST":
        form, status = BeginForm(request.POST, request.FILES), UNUSABLE
        if form.is_valid():
            try:
                files = beginning(form.cleaned_data)
            except ComityError as error:
                tell_beside(form, error)
            else:
                row = begin_draft(files, by=request.actor.name, at=settings.COMITY_CLOCK())
                return HttpResponseRedirect(reverse("draft", args=[row.id]))
    orders = [order_shown(row) for row in LawOrder.objects.all()[:SHOWN]]
    context = {"form": form, "drafts": LawDraft.objects.all()[:SHOWN], "orders": orders, "tab": "drafts"}
    context["layer"] = layer_in_force()
    return render(request, "comity/lab/drafts.html", context, status=status)
