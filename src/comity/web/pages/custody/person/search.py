"""Search: a person by name or booking number; names that are almost alike are proposed."""

from __future__ import annotations

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from comity.store.finding import find
from comity.web.access import allowed

PAGE, LONGEST, MOST = 25, 200, 200


@allowed("search_people")
@require_safe
def search(request: HttpRequest) -> HttpResponseBase:
    """The page on which persons are found."""
    sought = " ".join(request.GET.get("q", "").replace("\0", " ").split())[:LONGEST]
    found = find(sought, most=MOST) if sought else None
    context = {
        "sought": sought,
        "page": Paginator(found.matters, PAGE).get_page(request.GET.get("page")) if found else None,
        "near": found.near if found else (),
        "is_cut": found is not None and len(found.matters) == MOST,
        "now": settings.COMITY_CLOCK(),
    }
    return render(request, "comity/custody/search.html", context)
