"""The channels by which information leaves outside of requests, beside what else an inspector looks at."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from comity.store.desk import current
from comity.web.access import allowed
from comity.web.pages.channels import layers
from comity.web.pages.inspector.lists import LISTS


@allowed("read_record")
@require_safe
def channels(request: HttpRequest) -> HttpResponseBase:
    """The page."""
    context = {
        "layers": layers(current().library),
        "lists": [(name, each.title) for name, each in LISTS.items()],
        "kind": "channels",
    }
    return render(request, "comity/inspector/channels.html", context)
