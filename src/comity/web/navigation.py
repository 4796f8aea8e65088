"""The pages that a role may open, with how much waits on each: links for the frame of a page."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from comity.web.access.context import PAGES
from comity.web.access.context import navigation as pages_of
from comity.web.pages.requests.today import counts

Link = tuple[object, str, bool, int | None]
LABELS = {str(name): label for _permission, name, label in PAGES}


def navigation(request: HttpRequest) -> dict[str, Any]:
    """The context of every page: the links of whoever is signed in; reading them costs one count at most."""
    actor = getattr(request, "actor", None)
    if actor is None:
        return {}
    waiting = counts(actor)
    badges = {LABELS[name]: number or None for name, number in waiting.items()}
    links: list[Link] = [
        (label, url, request.path.startswith(url), badges.get(label)) for label, url, *_rest in pages_of(request, actor)
    ]
    return {"navigation": links}
