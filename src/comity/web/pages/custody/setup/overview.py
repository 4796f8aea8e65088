"""The first page of set-up, the office as its file says, and the law in force."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from comity.law import Pack
from comity.store.desk import current
from comity.store.models import ApiToken, ImportRun, WebhookEndpoint
from comity.web.access import allowed
from comity.web.law_files import law_ends


@dataclass(frozen=True, slots=True)
class PackShown:
    """A pack on the page: whether its law is known for this day, and the agencies that it names."""

    pack: Pack
    is_known: bool


@allowed("set_up")
@require_safe
def set_up(request: HttpRequest) -> HttpResponseBase:
    """What can be set up, and how it stands."""
    now, office = settings.COMITY_CLOCK(), settings.COMITY_OFFICE
    context = {
        **law_ends(),
        "pack": current().library.binding(office.agency),
        "tokens": ApiToken.objects.filter(revoked_at=None, expires_at__gt=now).count(),
        "webhooks": WebhookEndpoint.objects.filter(disabled_at=None).count(),
        "last_run": ImportRun.objects.first(),
        "now": now,
    }
    return render(request, "comity/custody/set_up.html", context)


@allowed("set_up")
@require_safe
def office(request: HttpRequest) -> HttpResponseBase:
    """What the office's file says."""
    where = settings.COMITY_HOME.office_file
    return render(request, "comity/custody/set_up_office.html", {"where": where, "said": settings.COMITY_OFFICE})


@allowed("set_up")
@require_safe
def law(request: HttpRequest) -> HttpResponseBase:
    """The packs that bind the office now, with their digests."""
    library, agency = current().library, settings.COMITY_OFFICE.agency
    day = timezone.localtime(settings.COMITY_CLOCK()).date()
    stack = [PackShown(pack, pack.horizon.covers(day)) for pack in library.binding(agency).stack]
    context = {
        **law_ends(),
        "stack": stack,
        "agency": library.agency(agency),
        "others": sorted(library.names()),
        "day": day,
    }
    return render(request, "comity/custody/set_up_law.html", context)
