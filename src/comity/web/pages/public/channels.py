"""The channels by which information leaves outside of requests, for everybody."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from comity.store.desk import current
from comity.web.access import public
from comity.web.pages.channels import layers
from comity.web.pages.edition import KEPT_SECONDS


@public
@require_safe
def channels(request: HttpRequest) -> HttpResponseBase:
    """The page."""
    response = render(request, "comity/public/channels.html", {"layers": layers(current().library)})
    response.headers["Cache-Control"] = f"private, max-age={KEPT_SECONDS}" if request.user.is_anonymous else "no-store"
    response.headers["X-Robots-Tag"] = "all"
    return response
