"""Tokens of programs: made for one role and a time, shown once, ended at once."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from comity.gate import Role
from comity.store.models import ApiToken
from comity.store.tokens import issue_token, revoke_token
from comity.web.access import allowed
from comity.web.pages.custody.setup.changing import changing
from comity.web.pages.custody.setup.forms import TokenForm
from comity.web.pages.requests.opening import UNUSABLE

SHOWN = 100
OF_PROGRAM = "program:"  # no user name has a colon, so that no program ever stands for a person


@allowed("set_up")
@require_safe
def tokens(request: HttpRequest) -> HttpResponseBase:
    """Every token: what it may do, until when, and when it was used last."""
    now = settings.COMITY_CLOCK()
    rows = list(ApiToken.objects.all()[:SHOWN])
    good = [row for row in rows if row.revoked_at is None and row.expires_at > now]
    context = {"good": good, "ended": [row for row in rows if row not in good], "now": now}
    return render(request, "comity/custody/tokens.html", context)


@allowed("set_up")
@require_http_methods(["GET", "HEAD", "POST"])
def token_new(request: HttpRequest) -> HttpResponseBase:
    """Make a token; its secret is on the page that answers, and nowhere else."""
    form = TokenForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        status = UNUSABLE if form.is_bound else 200
        return render(request, "comity/custody/token_new.html", {"form": form}, status=status)
    given, now = form.cleaned_data, settings.COMITY_CLOCK()
    name, role, until = f"{OF_PROGRAM}{given['name']}", Role(given["role"]), now + timedelta(days=int(given["days"]))
    with changing(request, "token made", f"{name}: {role.value}, until {until:%Y-%m-%d}"):
        token, secret = issue_token(name, role, by=request.actor.name, at=now, expires_at=until)
    return render(request, "comity/custody/token_made.html", {"token": token, "secret": secret, "now": now})


@allowed("set_up")
@require_http_methods(["GET", "HEAD", "POST"])
def token_end(request: HttpRequest, token: str) -> HttpResponseBase:
    """End a token, after a look at what uses it."""
    found = ApiToken.objects.filter(id=token).first()
    if found is None:
        raise Http404
    if request.method != "POST":
        return render(request, "comity/custody/token_end.html", {"token": found, "now": settings.COMITY_CLOCK()})
    if found.revoked_at is None:
        with changing(request, "token ended", f"{found.name}: {found.role}"):
            revoke_token(token, settings.COMITY_CLOCK())
    messages.success(request, _("The token opens nothing any more."))
    return HttpResponseRedirect(reverse("tokens"))
