"""The pages that a role may open, with how much waits on each: links for the frame of a page."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from comity.store.models import CaseSignOff, Finding
from comity.web.access import may_in_some
from comity.web.access.context import PAGES
from comity.web.access.context import navigation as pages_of
from comity.web.pages.lab.review.finding import wrong_ones
from comity.web.pages.requests.today import counts

Link = tuple[object, str, bool, int | None]
LABELS = {str(name): label for _permission, name, label in PAGES}


def navigation(request: HttpRequest) -> dict[str, Any]:
    """The context of every page: the links of whoever is signed in; reading them costs a few counts."""
    actor = getattr(request, "actor", None)
    if actor is None:
        return {}
    waiting = counts(actor)
    if may_in_some(actor, "read_findings"):
        waiting["sweep"] = Finding.objects.filter(is_open=True).count()
    if may_in_some(actor, "read_signoffs"):
        waiting["called_wrong"] = len(wrong_ones()) if CaseSignOff.objects.filter(verdict="wrong").exists() else 0
    badges = {LABELS[name]: number or None for name, number in waiting.items()}
    links: list[Link] = [
        (label, url, request.path.startswith(url), badges.get(label))
        for label, url, *_rest in pages_of(request, actor)
        if label != LABELS["called_wrong"] or badges.get(label)
    ]
    return {"navigation": links}
