"""Search: a person by name or booking number; names that are almost alike are proposed."""

from __future__ import annotations

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from comity.store.desk import current
from comity.store.finding import find, noted
from comity.web.access import allowed
from comity.web.pages.custody.person.sought import look_for, sought_in

PAGE, MOST = 25, 200


@allowed("search_people")
@require_http_methods(["GET", "HEAD", "POST"])
def search(request: HttpRequest) -> HttpResponseBase:
    """The page on which persons are found."""
    if request.method == "POST":
        return look_for(request, reverse("search"))
    sought = sought_in(request)
    found = find(sought, most=MOST) if sought else None
    page = Paginator(found.matters, PAGE).get_page(request.GET.get("page")) if found else None
    near = found.near if found else ()
    shown = noted(current(), [row.handle for row in (*(page or ()), *near)], request.actor, "search")
    context = {
        "sought": sought or "",
        "is_over": sought is None,
        "page": page,
        "shown": [row for row in page or () if row.handle in shown],
        "near": [row for row in near if row.handle in shown],
        "is_cut": found is not None and len(found.matters) == MOST,
        "now": settings.COMITY_CLOCK(),
    }
    return render(request, "comity/custody/search.html", context)
