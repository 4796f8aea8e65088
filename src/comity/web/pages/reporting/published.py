"""Published reports for everybody: those that a law wants posted, with what corrects them."""

from __future__ import annotations

import json

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from comity.store.models import Report
from comity.web.access import public
from comity.web.pages.reporting.counting import filed_report
from comity.web.pages.reporting.telling import SIGNED_IN, csv_response, pdf_response, told

_SHARED = {"Cache-Control": "public, max-age=600", "X-Robots-Tag": "all"}


@public
@require_safe
def report(request: HttpRequest, report: str) -> HttpResponseBase:
    """A report that was published; one that was corrected stays, and says so."""
    response = render(request, "comity/reports/published.html", {"told": told(_posted(report))})
    response.headers["Cache-Control"] = "private, max-age=600" if request.user.is_anonymous else "no-store"
    response.headers["X-Robots-Tag"] = "all"
    return response


@public
@require_safe
def as_csv(request: HttpRequest, report: str) -> HttpResponseBase:
    """The same as CSV."""
    return _for_everybody(csv_response(_posted(report)))


@public
@require_safe
def as_pdf(request: HttpRequest, report: str) -> HttpResponseBase:
    """The same on paper."""
    return _for_everybody(pdf_response(_posted(report), request.GET.get("language", SIGNED_IN)))


def _posted(name: str) -> Report:
    """A report that is published, and that the law wants posted.

    Raises:
        Http404: it is not.
    """
    row = filed_report(name)
    if row.published_at is None or not is_posted(row):
        raise Http404
    return row


def is_posted(row: Report) -> bool:
    """Whether a report is for everybody; what was sealed with it says so."""
    return json.loads(row.value).get("posted") is True


def _for_everybody(response: HttpResponse) -> HttpResponse:
    for name, value in _SHARED.items():
        response.headers[name] = value
    return response
