"""The calendar of deadlines: an address that is its own key, with nobody's name in it."""

from __future__ import annotations

import hashlib
from datetime import timedelta

from django.conf import settings
from django.contrib.auth import get_user_model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from icalendar import Alarm, Calendar, Event

from comity.gate import Actor
from comity.store.errors import TokenError
from comity.store.tokens import issue_address, reader_of, revoke_address
from comity.web.access import allowed, may, public
from comity.web.pages.custody.deadlines.due import Due, upcoming

AHEAD = timedelta(days=30)
LENGTH = timedelta(minutes=15)
BEFORE = timedelta(hours=1)


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
    made = Calendar()
    made.add("prodid", "-//comity//deadlines//EN")
    made.add("version", "2.0")
    made.add("x-wr-calname", _("Deadlines"))
    for each in upcoming(now, now + AHEAD):
        made.add_component(_event(each, now))
    response = HttpResponse(made.to_ical(), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="deadlines.ics"'
    return response


def _may_still_read(reader: Actor) -> bool:
    """Whether the user has an account and the role as yet: an address outlives neither."""
    users = get_user_model().objects.filter(username=reader.name, is_active=True, groups__name=reader.role.value)
    return may(reader, "read_deadlines") and users.exists()


def _event(each: Due, now: object) -> Event:
    # INVARIANT: a calendar lies on telephones and with strangers, so that no name and no number of a booking is in it
    words = {"release": _("Release is due"), "hold": _("A hold runs out"), "duty": _("A duty is due")}[each.kind]
    number = f" · {each.request.number}" if each.request else ""
    event = Event()
    event.add(
        "uid", f"{hashlib.sha256(each.key.encode()).hexdigest()[:32]}@{settings.COMITY_OFFICE.origin.split('/')[0]}"
    )
    event.add("dtstamp", now)
    event.add("dtstart", each.due)
    event.add("dtend", each.due + LENGTH)
    event.add("summary", f"{words}{number}")
    event.add("url", f"{settings.COMITY_ADDRESS}{each.url}")
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", words)
    alarm.add("trigger", -BEFORE)
    event.add_component(alarm)
    return event
