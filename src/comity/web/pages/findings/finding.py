"""One finding: its words and the rule that found them, once that is on record; explained and opened again here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from comity.gate import GateError, NotFoundError, NotNowError
from comity.gate.commands import Command, ReadMatter
from comity.gate.findings.commands import ExplainFinding, OpenFinding, ReopenFinding, SetFindingApart
from comity.gate.findings.state import Finding
from comity.gate.state import Matter
from comity.store.desk import current
from comity.store.models import Matter as MatterRow
from comity.web.access import allowed
from comity.web.pages.findings.forms import ApartForm, ExplainForm, ReopenForm
from comity.web.pages.findings.words import (
    CHANNELS,
    KNOWLEDGE,
    OUTCOMES,
    WAYS,
    WHY_ABOUT,
    act_words,
    agency_of,
    later_words,
)
from comity.web.pages.requests.answer import address
from comity.web.pages.requests.opening import UNUSABLE, do, status_of, tell_beside


@dataclass(frozen=True, slots=True)
class Excerpt:
    """The words that were found, with what stands around them."""

    before: str
    found: str
    after: str


@allowed("read_findings")
@require_safe
def finding(request: HttpRequest, matter: str, finding: str) -> HttpResponseBase:
    """The page; opening it is on record."""
    return page_of(request, matter, finding)


@allowed("explain_finding")
@require_POST
def explain(request: HttpRequest, matter: str, finding: str) -> HttpResponseBase:
    """Close it with a reason."""
    form = ExplainForm(request.POST, is_about_nobody=seen_before(matter).is_of_office)
    if not form.is_valid():
        return page_of(request, matter, finding, explain_form=form, status=UNUSABLE)
    said = form.cleaned_data
    command = ExplainFinding(matter, finding, said["outcome"], said["why"], said.get("told", ""))
    return done(request, command, _("The finding is explained, and that is sealed."), explain_form=form)


@allowed("explain_finding")
@require_POST
def reopen(request: HttpRequest, matter: str, finding: str) -> HttpResponseBase:
    """Open it again with a reason."""
    form = ReopenForm(request.POST)
    if not form.is_valid():
        return page_of(request, matter, finding, reopen_form=form, status=UNUSABLE)
    command = ReopenFinding(matter, finding, form.cleaned_data["reopen_why"])
    return done(request, command, _("The finding is open again, and that is sealed."), reopen_form=form)


def done(
    request: HttpRequest, command: ExplainFinding | ReopenFinding | SetFindingApart, says: str, **named: forms.Form
) -> HttpResponseBase:
    """Do what a form asks; where the gate refuses it, the page again, with the form under its name there."""
    try:
        do(request, command)
    except NotFoundError as error:
        raise Http404 from error
    except GateError as error:
        for form in named.values():
            tell_beside(form, error)
        return page_of(request, command.matter, command.finding, status=status_of(error), **named)
    messages.success(request, says)
    return HttpResponseRedirect(reverse("finding", args=[command.matter, command.finding]))


def seen_before(matter: str) -> Matter:
    """The state of a matter, without a look at it on record.

    Raises:
        Http404: it is not here.
    """
    try:
        return current().records.matters([matter])[matter]
    except NotFoundError as error:
        raise Http404 from error


def page_of(
    request: HttpRequest,
    matter: str,
    name: str,
    *,
    explain_form: forms.Form | None = None,
    reopen_form: forms.Form | None = None,
    apart_form: forms.Form | None = None,
    status: int = 200,
) -> HttpResponseBase:
    """The page; that somebody looked is on record, of the person as well whom the finding may be about.

    Raises:
        Http404: the finding is not here.
    """
    about = _about(seen_before(matter).findings.get(name))
    wanted: list[Command] = [OpenFinding(matter, name), *([ReadMatter(about, f"finding {name}"[:80])] if about else [])]
    try:
        state, *persons = [done.matter for done in current().gate.do_all(wanted, request.actor)]
    except (NotFoundError, NotNowError) as error:
        raise Http404 from error
    found = state.findings[name]
    context = {
        **_told(state, found),
        "about": persons[0] if persons else None,
        "why_about": str(WHY_ABOUT[found.about.why]) if found.about else "",
        "apart_form": apart_form or ApartForm(),
        "explain_form": explain_form or ExplainForm(is_about_nobody=state.is_of_office),
        "reopen_form": reopen_form or ReopenForm(),
        "form": explain_form or reopen_form or apart_form,
        "now": settings.COMITY_CLOCK(),
    }
    return render(request, "comity/sweep/finding.html", context, status=status)


def _about(finding: Finding | None) -> str:
    """The matter of the person whom a finding is now known to be about, while it is here; or nothing."""
    proposed = finding.about.matter if finding and finding.about else ""
    return proposed if MatterRow.objects.filter(pk=proposed).exists() else ""


def _told(matter: Matter, finding: Finding) -> dict[str, Any]:
    seen = finding.seen
    mark, knowledge = KNOWLEDGE[finding.knowledge]
    asked = matter.requests.get(finding.request)
    return {
        "matter": matter,
        "finding": finding,
        "seen": seen,
        "title": f"{act_words(seen.act)}: {agency_of(seen.agency)}",
        "excerpt": Excerpt(seen.excerpt[: seen.start], seen.excerpt[seen.start : seen.end], seen.excerpt[seen.end :]),
        "channel": str(CHANNELS.get(seen.channel, seen.channel)),
        "way": str(WAYS[seen.way]),
        "mark": mark,
        "knowledge": str(knowledge),
        "later": later_words(finding),
        "asked": asked,
        "asked_url": address(matter.handle, asked.id) if asked else "",
        "explanations": [(each, str(OUTCOMES.get(each.outcome, each.outcome))) for each in finding.explanations],
    }
