"""The calendar of deadlines: an address that is its own key, with nobody's name in it."""

from __future__ import annotations

import hashlib
from datetime import timedelta

from django.conf import settings
from django.contrib.auth import get_user_model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from comity.gate import Actor
from comity.outbox import Deadline, DeadlineKind, SendingOffice, calendar_feed
from comity.store.errors import TokenError
from comity.store.tokens import issue_address, reader_of, revoke_address
from comity.web.access import allowed, may, public
from comity.web.pages.custody.deadlines.due import Due, in_court, upcoming

AHEAD = timedelta(days=30)
_KINDS = {
    "release": DeadlineKind.RELEASE,
    "hold": DeadlineKind.HOLD_ENDS,
    "duty": DeadlineKind.DUTY,
    "court": DeadlineKind.COURT,
}


@allowed("read_deadlines")
@require_POST
def calendar_address(request: HttpRequest) -> HttpResponseBase:
    """Give whoever is signed in a calendar address, in place of an older one; or end it."""
    now = settings.COMITY_CLOCK()
    if request.POST.get("press") == "end":
        revoke_address(request.actor.name, now)
        return HttpResponseRedirect(reverse("deadlines"))
    secret = issue_address(request.actor.name, request.actor.role, at=now)
    address = f"{settings.COMITY_ADDRESS}{reverse('calendar')}?token={secret}"
    return render(request, "comity/custody/calendar.html", {"address": address})


@public
@require_safe
def calendar(request: HttpRequest) -> HttpResponseBase:
    """The calendar, for whoever has the address; everybody else finds nothing."""
    now = settings.COMITY_CLOCK()
    try:
        reader = reader_of(request.GET.get("token", ""), now)
    except TokenError as error:
        raise Http404 from error
    if not _may_still_read(reader):
        raise Http404
    office = settings.COMITY_OFFICE
    sender = SendingOffice(office.name, office.telephone, settings.COMITY_ADDRESS, office.origin.partition("/")[0])
    found = [_deadline(each) for each in (*upcoming(now, now + AHEAD), *in_court(now, now + AHEAD))]
    response = HttpResponse(calendar_feed(found, sender, now), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="deadlines.ics"'
    return response


def _may_still_read(reader: Actor) -> bool:
    """Whether the user has an account and the role as yet: an address outlives neither."""
    users = get_user_model().objects.filter(username=reader.name, is_active=True, groups__name=reader.role.value)
    return may(reader, "read_deadlines") and users.exists()


def _deadline(each: Due) -> Deadline:
    """A moment as a calendar has it: of which request, and never about whom."""
    name = hashlib.sha256(each.key.encode()).hexdigest()[:32]
    return Deadline(name, _KINDS[each.kind], each.due, (each.request.number,) if each.request else ())
