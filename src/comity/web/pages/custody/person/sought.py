"""What is looked for: sent in the body of a form, kept in the session, and found again by a name that says nothing."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect
from django.utils.translation import gettext as _

from comity.web.pages.typed import find_typed, keep_typed, new_name

TABLE, MOST, LONGEST = "comity_sought", 20, 200


def sought_in(request: HttpRequest) -> str | None:
    """What the address's `search` stands for: nothing where none was asked, None where it is not kept any more."""
    name = request.GET.get("search", "")
    return find_typed(request.session, TABLE, name) if name else ""


def look_for(request: HttpRequest, page: str) -> HttpResponseRedirect:
    """Keep what was typed, and go to the page of what is found; going back and forth sends nothing again."""
    sought = " ".join(request.POST.get("q", "").replace("\0", " ").split())[:LONGEST]
    if not sought:
        messages.warning(request, _("Write a name or a booking number"))
        return HttpResponseRedirect(page)
    name = new_name()
    keep_typed(request.session, TABLE, name, sought, most=MOST)
    return HttpResponseRedirect(f"{page}?search={name}")
