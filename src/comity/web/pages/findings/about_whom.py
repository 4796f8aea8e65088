"""Whom a finding about nobody is about: a supervisor says that it is the person proposed, or that it is not."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from comity.gate import GateError, NotFoundError
from comity.gate.findings.commands import JoinFinding, SetFindingApart
from comity.web.access import allowed
from comity.web.pages.findings.finding import done, page_of, seen_before
from comity.web.pages.findings.forms import ApartForm
from comity.web.pages.requests.opening import UNUSABLE, do, plain, status_of


@allowed("explain_finding")
@require_POST
def join(request: HttpRequest, matter: str, finding: str) -> HttpResponseBase:
    """Give it to the record of the person whom it was proposed for."""
    about = _proposed(matter, finding)
    try:
        do(request, JoinFinding(about, matter, finding))
    except NotFoundError as error:
        raise Http404 from error
    except GateError as error:
        messages.error(request, plain(error))
        return page_of(request, matter, finding, status=status_of(error))
    messages.success(request, _("The finding stands with this person's record now, and that is sealed."))
    return HttpResponseRedirect(reverse("finding", args=[about, finding]))


@allowed("explain_finding")
@require_POST
def set_apart(request: HttpRequest, matter: str, finding: str) -> HttpResponseBase:
    """Say that it is not about that person, and why."""
    form = ApartForm(request.POST)
    if not form.is_valid():
        return page_of(request, matter, finding, apart_form=form, status=UNUSABLE)
    command = SetFindingApart(matter, finding, _proposed(matter, finding), form.cleaned_data["apart_why"])
    return done(request, command, _("It is on record that this finding is not about that person."), apart_form=form)


def _proposed(matter: str, finding: str) -> str:
    """The matter of the person whom a finding is proposed for.

    Raises:
        Http404: there is none.
    """
    found = seen_before(matter).findings.get(finding)
    if found is None or found.about is None:
        raise Http404
    return found.about.matter
