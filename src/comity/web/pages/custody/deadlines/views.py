"""The page of deadlines, and what is done there: an alarm is seen."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from comity.gate import GateError, NotFoundError, commands
from comity.store.models import FeedAddress
from comity.tell import sentence
from comity.web.access import allowed
from comity.web.pages.custody.deadlines.due import deadlines_at, ringing
from comity.web.pages.requests.opening import do


@allowed("read_deadlines")
@require_safe
def deadlines(request: HttpRequest) -> HttpResponseBase:
    """What runs out, what is late, what was missed."""
    now = settings.COMITY_CLOCK()
    context = {
        "deadlines": deadlines_at(now),
        "alarms": ringing(),
        "has_address": FeedAddress.objects.filter(user=request.actor.name, revoked_at=None).exists(),
        "now": now,
    }
    return render(request, "comity/custody/deadlines.html", context)


@allowed("confirm_alarm")
@require_POST
def alarm_seen(request: HttpRequest, matter: str) -> HttpResponseBase:
    """Say that one has seen an alarm, and go back to where one came from."""
    try:
        do(request, commands.ConfirmAlarm(matter, request.POST.get("alarm", "")))
    except NotFoundError as error:
        raise Http404 from error
    except GateError as error:
        messages.warning(request, f"{sentence(error.message.replace('`', ''))} {error.help}")
    else:
        messages.success(request, _("You have seen this alarm. It is recorded."))
    to_person = request.POST.get("then") == "person"
    return HttpResponseRedirect(reverse("person", kwargs={"matter": matter}) if to_person else reverse("deadlines"))
