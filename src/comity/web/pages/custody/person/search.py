"""Search: a person by name or booking number; names that are almost alike are proposed."""

from __future__ import annotations

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from comity.web.access import allowed
from comity.web.pages.custody.person.finding import names_near, persons_like

PAGE, LONGEST = 25, 200
FEW = 5  # where fewer are found, names almost alike are proposed too


@allowed("search_people")
@require_safe
def search(request: HttpRequest) -> HttpResponseBase:
    """The page on which persons are found."""
    sought = " ".join(request.GET.get("q", "").replace("\0", " ").split())[:LONGEST]
    found = persons_like(sought) if sought else None
    page = Paginator(found, PAGE).get_page(request.GET.get("page")) if found is not None else None
    few = page is not None and page.paginator.count < FEW
    context = {
        "sought": sought,
        "page": page,
        "near": names_near(sought, but=found) if few else [],
        "now": settings.COMITY_CLOCK(),
    }
    return render(request, "comity/custody/search.html", context)
