"""The list of findings: where, when, which channel, what the gate knew. Nobody's words and nobody's name are in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from comity.store.models import Finding, Setting
from comity.store.oversight.findings import numbers_of
from comity.store.oversight.sweep_book import read_since, refused_since
from comity.web.access import allowed
from comity.web.pages.findings.words import CHANNELS, KNOWLEDGE, OUTCOMES, act_words, agency_of, read_words
from comity.web.pages.requests.answer import address

PAGE = 50
SHOWN: dict[str, str | Promise] = {
    "open": gettext_lazy("To explain"),
    "about": gettext_lazy("Now known"),
    "explained": gettext_lazy("Explained"),
    "known": gettext_lazy("Gate knew"),
    "all": gettext_lazy("All"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One finding in the list."""

    row: Finding
    act: str
    agency: str
    channel: str
    mark: str
    knowledge: str
    number: str
    request_url: str
    outcome: str

    @property
    def url(self) -> str:
        """Where its words are."""
        return reverse("finding", args=[self.row.matter_id, self.row.seen])


@allowed("read_findings")
@require_safe
def findings(request: HttpRequest) -> HttpResponseBase:
    """The page."""
    shown = request.GET.get("show", "open")
    shown = shown if shown in SHOWN else "open"
    page = Paginator(_found(shown), PAGE).get_page(request.GET.get("page"))
    now = settings.COMITY_CLOCK()
    since = timezone.localtime(now).date() - timedelta(days=1)
    context = {
        "shown": shown,
        "tabs": [(name, label, _found(name).count()) for name, label in SHOWN.items()],
        "page": page,
        "lines": _lines(list(page.object_list)),
        "read": read_words(read_since(since)),
        "refused": refused_since(since),
        "is_set_up": Setting.objects.filter(name="sweep last").exists(),
        "now": now,
    }
    return render(request, "comity/sweep/list.html", context)


def _found(shown: str) -> QuerySet[Finding]:
    found = Finding.objects.all()
    match shown:
        case "open":
            return found.filter(is_open=True)
        case "about":
            return found.exclude(about_id="")
        case "explained":
            return found.exclude(outcome="")
        case "known":
            return found.filter(knowledge="knew", outcome="", is_open=False)
    return found


def _lines(rows: list[Finding]) -> list[Line]:
    numbers = numbers_of(row.request_id for row in rows)
    return [_line(row, numbers.get(row.request_id, "")) for row in rows]


def _line(row: Finding, number: str) -> Line:
    mark, knowledge = KNOWLEDGE[row.knowledge]
    told: dict[str, Any] = {
        "act": act_words(row.act),
        "agency": agency_of(row.agency),
        "channel": str(CHANNELS.get(row.channel, row.channel)),
        "mark": mark,
        "knowledge": str(knowledge),
        "number": number,
        "request_url": address(row.matter_id, row.request_id) if number else "",
        "outcome": str(OUTCOMES.get(row.outcome, "")),
    }
    return Line(row, **told)
