"""Webhooks: addresses that are told what happens, each message signed with a secret that is shown once."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.db.models import Count, Max, Q
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from comity.store.hooks import add_endpoint, end_endpoint, find_endpoint, renew_secret
from comity.store.models import WebhookEndpoint
from comity.web.access import allowed
from comity.web.pages.custody.setup.changing import changing
from comity.web.pages.custody.setup.forms import WebhookForm
from comity.web.pages.requests.history import TITLES
from comity.web.pages.requests.opening import UNUSABLE

SHOWN = 50


@allowed("set_up")
@require_safe
def webhooks(request: HttpRequest) -> HttpResponseBase:
    """Every address, and whether what it is told arrives."""
    waits = Count("deliveries", filter=Q(deliveries__next_at__isnull=False))
    lost = Count("deliveries", filter=Q(deliveries__next_at=None, deliveries__delivered_at=None))
    rows = WebhookEndpoint.objects.annotate(waits=waits, lost=lost, last=Max("deliveries__delivered_at"))
    names = {kind.value: title for kind, title in TITLES.items()}
    shown = [(row, [names.get(kind, kind) for kind in row.kinds]) for row in rows[:SHOWN]]
    return render(request, "comity/custody/webhooks.html", {"shown": shown, "now": settings.COMITY_CLOCK()})


@allowed("set_up")
@require_http_methods(["GET", "HEAD", "POST"])
def webhook_new(request: HttpRequest) -> HttpResponseBase:
    """Add an address; its secret is on the page that answers, and not shown again."""
    form = WebhookForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        status = UNUSABLE if form.is_bound else 200
        return render(request, "comity/custody/webhook_new.html", {"form": form}, status=status)
    given = form.cleaned_data
    with changing(request, "webhook added", _host(given["url"])):
        row, secret = add_endpoint(given["url"], given["kinds"], by=request.actor.name, at=settings.COMITY_CLOCK())
    return render(request, "comity/custody/webhook_made.html", {"row": row, "secret": secret})


@allowed("set_up")
@require_POST
def webhook_renew(request: HttpRequest, webhook: str) -> HttpResponseBase:
    """Give an address another secret, shown once; for a day the one before signs beside it."""
    row = find_endpoint(webhook)
    if row is None:
        raise Http404
    with changing(request, "webhook secret renewed", _host(row.url)):
        secret = renew_secret(row, settings.COMITY_CLOCK())
    return render(request, "comity/custody/webhook_renewed.html", {"row": row, "secret": secret})


@allowed("set_up")
@require_POST
def webhook_end(request: HttpRequest, webhook: str) -> HttpResponseBase:
    """Tell an address nothing any more."""
    row = WebhookEndpoint.objects.filter(id=webhook).first()
    if row is None:
        raise Http404
    if row.disabled_at is None:
        with changing(request, "webhook ended", _host(row.url)):
            end_endpoint(webhook, settings.COMITY_CLOCK())
    messages.success(request, _("This address is told nothing any more."))
    return HttpResponseRedirect(reverse("webhooks"))


def _host(url: str) -> str:
    return urlsplit(url).hostname or ""
