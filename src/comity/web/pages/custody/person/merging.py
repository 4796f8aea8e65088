"""One person under two records: proposals, a look at both, and the merging."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from comity.gate import GateError, NotFoundError, NotNowError, commands
from comity.store.desk import current
from comity.store.finding import join, joinable, noted
from comity.web.access import allowed
from comity.web.pages.custody.acting import open_person, seen_before
from comity.web.pages.custody.person.finding import found_elsewhere, may_be_same
from comity.web.pages.custody.person.sought import look_for, sought_in
from comity.web.pages.requests.opening import do, status_of, tell_beside


@allowed("merge_persons")
@require_http_methods(["GET", "HEAD", "POST"])
def proposals(request: HttpRequest, matter: str) -> HttpResponseBase:
    """The records that may be of the same person."""
    if request.method == "POST":
        return look_for(request, reverse("merge", kwargs={"matter": matter}))
    opened = open_person(request, matter, "same person")
    person, sought = opened.matter.person, sought_in(request)
    rows = found_elsewhere(sought, person) if sought else may_be_same(person)
    shown = noted(opened.desk, [row.handle for row in rows], request.actor, "same person")
    found = [row for row in rows if row.handle in shown]
    context = {"opened": opened, "matter": opened.matter, "found": found, "now": opened.at}
    more = {**context, "sought": sought or "", "is_over": sought is None}
    return render(request, "comity/custody/merge.html", more)


@allowed("merge_persons")
@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: HttpRequest, matter: str, other: str) -> HttpResponseBase:
    """Look at both records, and say that they are about one person."""
    desk, form, status = current(), forms.Form(request.POST or None), 200
    kept = seen_before(other)
    try:
        if request.method == "POST":
            try:
                if request.POST.get("sure") == "booking":
                    stays = join(desk, matter, other, request.actor)
                    messages.success(request, _("Both records are now one booking. It is recorded and sealed."))
                    return HttpResponseRedirect(reverse("person", kwargs={"matter": stays}))
                do(request, commands.MergePersons(matter, kept.person))
            except NotFoundError:
                raise
            except GateError as error:
                form.is_valid()
                tell_beside(form, error)
                status = status_of(error)
            else:
                messages.success(request, _("Both bookings are now of one person. It is recorded and sealed."))
                return HttpResponseRedirect(reverse("person", kwargs={"matter": matter}))
        pair = [commands.ReadMatter(matter, "same person"), commands.ReadMatter(other, "same person")]
        this, that = (done.matter for done in desk.gate.do_all(pair, request.actor))
    except (NotFoundError, NotNowError) as error:
        raise Http404 from error
    context = {
        "matter": this,
        "other": that,
        "joinable": joinable(this, that) is not None,
        "form": form if form.errors else None,
        "now": desk.clock(),
    }
    return render(request, "comity/custody/merge_with.html", context, status=status)
