"""My clients: the matters in which a lawyer is appointed now, and the page of each."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from comity.gate import commands
from comity.gate.state import Paper
from comity.store.errors import PaperError
from comity.store.models import Matter
from comity.store.queries import of_counsel
from comity.web.access import allowed
from comity.web.pages.counsel.certificate import certificate
from comity.web.pages.counsel.claims import PAPER, stated
from comity.web.pages.counsel.opening import Client, open_client
from comity.web.pages.custody.acting import ActPage, act_page
from comity.web.pages.custody.person.page import (
    beside_request,
    court_dates,
    let_go_at,
    running_holds,
    visits_shown,
)
from comity.web.pages.requests.answer import SHOWN_TYPES, AskShown, address, shown_asks
from comity.web.pages.requests.telling import Told
from comity.web.pages.requests.words import choice_words

PAGE = 25


@dataclass(frozen=True, slots=True)
class Asked:
    """One request about the client."""

    told: Told
    asks: tuple[AskShown, ...]
    instrument: str
    url: str


@allowed("read_clients")
@require_safe
def clients(request: HttpRequest) -> HttpResponseBase:
    """The list."""
    page = Paginator(of_counsel(request.actor.name), PAGE).get_page(request.GET.get("page"))
    rows = [(row, _lines(row)) for row in page.object_list]
    return render(request, "comity/counsel/clients.html", {"page": page, "rows": rows})


def _lines(row: Matter) -> list[Any]:
    return list(row.requests.all())


def client_context(client: Client) -> dict[str, Any]:
    """Everything that the page of a client shows."""
    matter = client.matter
    told = sorted(matter.disclosures, key=lambda each: each.at, reverse=True)
    letters = sorted(matter.notices.values(), key=lambda each: each.given_at, reverse=True)
    return {
        "matter": matter,
        "now": client.at,
        "asked": [_asked(each) for each in client.told],
        "stated": stated(client),
        "court_dates": court_dates(matter),
        "running": beside_request(matter, running_holds(matter)),
        "holds": beside_request(matter, list(matter.holds.values())),
        "told": beside_request(matter, told),
        "visits": beside_request(matter, visits_shown(matter)),
        "letters": beside_request(matter, letters),
        "released_at": let_go_at(matter),
    }


def _asked(told: Told) -> Asked:
    asked = told.opened.asked
    instrument = choice_words("instrument", asked.instrument)
    return Asked(told, tuple(shown_asks(told)), instrument, address(told.opened.matter.handle, asked.id))


@allowed("read_client")
@require_safe
def client(request: HttpRequest, matter: str) -> HttpResponseBase:
    """The page of one client; opening it ends the alerts about what it shows."""
    return render(request, "comity/counsel/client.html", client_context(open_client(request, matter, "client")))


@allowed("read_client")
@require_safe
def complete(request: HttpRequest, matter: str) -> HttpResponseBase:
    """The certificate: whether this is all, and what that does not say."""
    opened = open_client(request, matter, "certificate")
    context = {"matter": opened.matter, "now": opened.at, "certificate": certificate(opened)}
    return render(request, "comity/counsel/certificate.html", context)


@allowed("read_client")
@require_safe
def own_paper(request: HttpRequest, matter: str, sha256: str) -> HttpResponseBase:
    """A document that counsel gave with a statement."""
    opened = open_client(request, matter, "own paper")
    wanted = next((each for each in own_papers(opened) if each.sha256 == sha256), None)
    if wanted is None:
        raise Http404
    try:
        content = opened.desk.papers.read(matter, sha256)
    except PaperError as error:
        raise Http404 from error
    kind = "application/pdf" if content.startswith(b"%PDF-") else "application/octet-stream"
    apart = kind not in SHOWN_TYPES
    return FileResponse(BytesIO(content), content_type=kind, filename=wanted.name, as_attachment=apart)


def own_papers(opened: Client) -> list[Paper]:
    """The documents that came with what counsel stated."""
    found = [(each, PAPER.search(each.paper)) for each in opened.matter.claims if each.disputed]
    return [
        Paper(claim.paper[: match.start()].rstrip(" ,") or "document", match["sha256"], 0)
        for claim, match in found
        if match
    ]


@allowed("read_client")
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, matter: str) -> HttpResponseBase:
    """End one's own access."""
    says = ActPage(
        "client",
        _("End my access"),
        _("End my access now"),
        _("Your access has ended."),
        lead=_("You then see nothing of this person any more, and no alert comes. The office can give access again."),
        template="comity/counsel/end.html",
    )
    return act_page(
        request,
        matter,
        forms.Form(request.POST if request.method == "POST" else None),
        says=says,
        wanted=lambda _given: [commands.WithdrawCounsel(matter, request.actor.name)],
        then=reverse("clients") if request.method == "POST" else reverse("client", kwargs={"matter": matter}),
    )
