"""Tell us something we don't know: counsel states a fact with a document, and the answer is worked out again."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from comity.base import ComityError
from comity.facts import Kind
from comity.gate import GateError, commands
from comity.store.desk import current
from comity.web.access import allowed
from comity.web.pages.counsel.claims import claim_words, facts_that_matter, stated, value_now
from comity.web.pages.counsel.forms import TellForm
from comity.web.pages.counsel.opening import Client, open_client
from comity.web.pages.requests.forms.fact_forms import fact_named
from comity.web.pages.requests.opening import UNUSABLE, do, status_of, tell_beside
from comity.web.pages.requests.sentences import language_of, said

LONGEST_NAME = 100


@allowed("read_client")
@require_safe
def choose(request: HttpRequest, matter: str) -> HttpResponseBase:
    """What is it about? The facts that matter."""
    client = open_client(request, matter, "tell us")
    found = facts_that_matter(client)
    context = {
        "matter": client.matter,
        "now": client.at,
        "open": [each for each in found if each.is_open],
        "further": [each for each in found if not each.is_open],
    }
    return render(request, "comity/counsel/tell_us.html", context)


@allowed("read_client")
@require_http_methods(["GET", "HEAD", "POST"])
def tell_us(request: HttpRequest, matter: str, name: str) -> HttpResponseBase:
    """State the fact."""
    client = open_client(request, matter, "tell us")
    fact = next((each.fact for each in facts_that_matter(client) if each.fact.name == name), None)
    if fact is None or fact_named(name) is None:
        raise Http404
    known = value_now(name, client)
    form = TellForm(fact, known, request.POST or None, request.FILES or None)
    status = 200
    if request.method == "POST":
        status = UNUSABLE
        if form.is_valid():
            try:
                _state(request, client, form)
            except ComityError as error:
                tell_beside(form, error)
                status = status_of(error) if isinstance(error, GateError) else UNUSABLE
            else:
                messages.success(request, _("Received and sealed. Every open answer was worked out again."))
                return HttpResponseRedirect(reverse("client", kwargs={"matter": matter}) + "#stated")
    context: dict[str, Any] = {
        "matter": client.matter,
        "now": client.at,
        "form": form,
        "fact": fact,
        "question": said(fact.question),
        "language": language_of(fact.question),
        "known": claim_words(name, known, client) if known is not None else "",
        "is_list": fact.kind is Kind.RECORDS,
        "waiting": [each for each in stated(client) if each.claim.name == name and not each.settled],
    }
    return render(request, "comity/counsel/tell_us_fact.html", context, status=status)


def _state(http: HttpRequest, client: Client, form: TellForm) -> None:
    """Keep the document under the client's key, then state the fact with its hash.

    Raises:
        ComityError: it is refused; a document that was kept without a statement is shown nowhere.
    """
    sent, handle = form.cleaned_data["document"], client.matter.handle
    kept = current().papers.keep(handle, sent.name or "", sent.read(), media_type=sent.content_type)
    paper = f"{kept.name[:LONGEST_NAME]}, SHA-256 {kept.sha256}"
    do(http, commands.DisputeFact(handle, form.fact.name, form.value(), paper))
